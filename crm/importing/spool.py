"""The spool: a temporary file that holds converted chunks between the two passes over a sheet."""

import marshal
from collections.abc import Iterator, Mapping, Sequence
from tempfile import TemporaryFile
from types import TracebackType
from typing import Self

from crm.importing.values import Stored

Columns = Mapping[str, Sequence[Stored]]


class Spool:
    """Keeps chunks on the disk: a sheet of half a million lines would not fit in the memory."""

    def __init__(self) -> None:
        self._file = TemporaryFile(prefix="wendan-spool-")  # noqa: SIM115  (closed by __exit__)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def add(self, source: int, columns: Columns) -> None:
        """Adds a chunk of the source of that number."""
        plain = {name: list(cells) for name, cells in columns.items()}
        marshal.dump((source, plain), self._file)

    def __iter__(self) -> Iterator[tuple[int, Columns]]:
        """Gives the chunks again, in order."""
        self._file.seek(0)
        while True:
            try:
                yield marshal.load(self._file)  # noqa: S302  (a nameless file of our own)
            except EOFError:
                return
