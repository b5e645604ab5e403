"""The heads of the chain as they are noted outside of the database, in a file of the home.

Whoever can write the database can compute the whole chain anew, or cut its end off, and it is whole
in itself again. A head that was noted elsewhere tells.
"""

import errno
import fcntl
import os
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from assistant.audit.chain import Head

HEADS = "audit.heads"
"""The file in the home: one line a head, `TIME NUMBER HASH`, the newest last."""
_LONGEST = 200
"""More bytes than a line has."""
_LINE = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d) ([1-9]\d{0,9}) ([0-9a-f]{64})")


class HeadsError(Exception):
    """The file holds a line that is none; the message says which, and what to do."""


@dataclass(frozen=True)
class Noted:
    """A head, and when it was noted."""

    at: str
    head: Head


@dataclass(frozen=True)
class Heads:
    """The file of the heads."""

    path: Path

    def noted(self) -> tuple[Noted, ...]:
        """Gives the heads that were noted; none where there is no file yet.

        Raises:
            HeadsError: a line is not one.
            OSError: the file cannot be read.
        """
        try:
            lines = self.path.read_text(encoding="ascii", errors="replace").splitlines()
        except FileNotFoundError:
            return ()
        numbered = enumerate(lines, start=1)
        return tuple(self._noted(f"line {number}", line) for number, line in numbered)

    def _noted(self, place: str, line: str) -> Noted:
        found = _LINE.fullmatch(line)
        if found is None:
            raise HeadsError(
                f"{self.path}, {place} is no head of the audit log: somebody changed the "
                "file. Compare it with your copy, and put that in its place."
            )
        return Noted(found[1], Head(int(found[2]), found[3]))

    def last(self) -> Noted | None:
        """Gives the newest head, without reading the others; None where there is none yet.

        Raises:
            HeadsError: its line is not one.
            OSError: the file cannot be read.
        """
        try:
            with self.path.open("rb") as file:
                file.seek(max(0, file.seek(0, os.SEEK_END) - _LONGEST))
                lines = file.read().decode("ascii", "replace").splitlines()
        except FileNotFoundError:
            return None
        return self._noted("the last line", lines[-1]) if lines else None

    def note(self, head: Head, now: datetime) -> None:
        """Adds where the chain ends now, unless that is what was noted last.

        Raises:
            HeadsError: a line is not one.
            OSError: the file cannot be written.
        """
        before = self.noted()
        if head.number == 0 or (before and before[-1].head == head):
            return
        line = f"{now.isoformat(timespec='seconds')} {head.number} {head.hash}\n"
        file = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            self._append(file, line.encode("ascii"))
        finally:
            os.close(file)

    def _append(self, file: int, line: bytes) -> None:
        """Adds a line, all of it or nothing: a piece of one would look like somebody's doing."""
        fcntl.flock(file, fcntl.LOCK_EX)
        size = os.fstat(file).st_size
        if os.write(file, line) < len(line):
            os.ftruncate(file, size)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self.path))
        os.fsync(file)
