"""The reject file: every row that was not taken, where it stands, and what would be accepted."""

import csv
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from pathlib import Path
from typing import IO


@dataclass(frozen=True)
class Reject:
    """One row that was not taken. `row` is the whole row as JSON, by header."""

    file: str
    line: int
    column: str
    value: str
    reason: str
    accepted: str
    row: str = "{}"

    def sentence(self) -> str:
        """Gives the reject in one line of English."""
        where = f"{self.file}, line {self.line}" + (f", {self.column}" if self.column else "")
        return f"{where}: {self.value!r} {self.reason}; accepted: {self.accepted}"


_HEADER = tuple(field.name for field in fields(Reject))
FIRST = 20
"""How many rejects a summary keeps; the file has all."""


class RejectFile:
    """Writes rejects beside their final place, and puts them there when the import is done.

    The file is opened at the first reject, so that an import without any leaves none.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.first: list[Reject] = []
        self.count = 0
        self._temporary = path.with_name(f"{path.name}.{os.getpid()}.part")
        self._file: IO[str] | None = None

    def add(self, reject: Reject) -> None:
        """Keeps one reject."""
        if self._file is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            # With a BOM: Excel takes CSV without one for a local encoding.
            self._file = self._temporary.open("w", encoding="utf-8-sig", newline="")
            csv.writer(self._file).writerow(_HEADER)
        if self.count < FIRST:
            self.first.append(reject)
        self.count += 1
        csv.writer(self._file).writerow([getattr(reject, name) for name in _HEADER])

    def complete(self) -> None:
        """Has all rejects on the disk.

        Raises:
            OSError: they do not fit there.
        """
        if self._file is not None:
            self._file.flush()
            os.fsync(self._file.fileno())

    def put_in_place(self) -> None:
        """Makes the file visible under its name, in the place of that of an earlier import."""
        if self._file is None:
            if self._is_ours():
                self.path.unlink()
            return
        self._file.close()
        self._temporary.replace(self.path)

    def _is_ours(self) -> bool:
        """Tells whether an earlier import's reject file stands there, and no other file."""
        if not self.path.is_file():
            return False
        with self.path.open("rb") as file:
            return file.readline().decode("utf-8-sig", "replace").strip() == ",".join(_HEADER)

    def discard(self) -> None:
        """Removes what was written, after an import that failed."""
        if self._file is not None:
            with suppress(OSError):  # on a full disk what is still in memory cannot be written
                self._file.close()
            self._temporary.unlink(missing_ok=True)


def read_rejects(path: Path) -> Iterator[Reject]:
    """Gives the rejects in a reject file, in order."""
    csv.field_size_limit(1 << 30)
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            yield Reject(**{**row, "line": int(row["line"])})  # pyright: ignore[reportArgumentType]


def row_as_json(headers: tuple[str, ...], cells: Sequence[object]) -> str:
    """Gives a row of a source as one JSON object."""
    return json.dumps(dict(zip(headers, cells, strict=True)), ensure_ascii=False, default=str)
