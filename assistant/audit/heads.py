"""The heads of the chain as they are noted outside of the database, in a file of the home.

Whoever can write the database can compute the whole chain anew, or cut its end off, and it is whole
in itself again. A head that was noted elsewhere tells.
"""

import os
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from assistant.audit.chain import Head

HEADS = "audit.heads"
"""The file in the home: one line a head, `TIME NUMBER HASH`, the newest last."""
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
        return tuple(self._noted(number, line) for number, line in enumerate(lines, start=1))

    def _noted(self, number: int, line: str) -> Noted:
        found = _LINE.fullmatch(line)
        if found is None:
            raise HeadsError(
                f"{self.path}, line {number} is no head of the audit log: somebody changed the "
                "file. Compare it with your copy, and put that in its place."
            )
        return Noted(found[1], Head(int(found[2]), found[3]))

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
        # One write to a file opened for appending: two processes never mix their lines.
        file = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(file, line.encode("ascii"))
            os.fsync(file)
        finally:
            os.close(file)
