"""One export while it runs: its parts, and the entry about its end."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass

from assistant.audit import Event, Value
from assistant.exports.mark import Mark
from assistant.exports.wishes import Shape

TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
Ended = Callable[[Event, dict[str, Value]], None]
"""What is told how an export ended."""


@dataclass(frozen=True)
class Begun:
    """What an export is made of."""

    name: str
    mark: Mark
    shape: Shape
    parts: Iterator[bytes]
    held: ExitStack
    """What it holds while it runs: the connection, the temporary folder, its place."""


class Export:
    """A file that is made while it is read. Whoever has one closes it, whatever happens."""

    def __init__(self, begun: Begun, ended: Ended) -> None:
        self._begun = begun
        self._ended = ended
        self._hash = hashlib.sha256()
        self._bytes = 0
        self._whole = False
        self._open = True

    @property
    def mark(self) -> Mark:
        """Gives who takes it out, when, and how many rows there are."""
        return self._begun.mark

    @property
    def file_name(self) -> str:
        """Gives what the file is called."""
        return self.mark.file_name(self._begun.name, self._begun.shape.format)

    @property
    def media_type(self) -> str:
        """Gives the file's type, with the encoding of a text."""
        shape = self._begun.shape
        found = TYPES[shape.format]
        return f"{found}; charset={shape.encoding}" if shape.format == "csv" else found

    def parts(self) -> Iterator[bytes]:
        """Gives the file in parts; empty ones are moments at which it may be stopped."""
        for part in self._begun.parts:
            self._hash.update(part)
            self._bytes += len(part)
            yield part
        self._whole = True

    def close(self) -> None:
        """Lets go of all it holds, and records how it ended. Twice does no harm."""
        if not self._open:
            return
        self._open = False
        try:
            self._begun.held.close()
        finally:
            detail: dict[str, Value] = {"bytes": self._bytes, "sha256": self._hash.hexdigest()}
            if self._whole:
                self._ended("export.completed", {"rows": self.mark.rows, **detail})
            else:
                self._ended("export.broken_off", detail)
