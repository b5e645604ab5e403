"""What every reader gives: a source, that is one table of raw cells, in chunks of rows."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from crm.importing.failures import ImportFailed
from crm.importing.values import Cell

CHUNK_ROWS = 20_000


@dataclass(frozen=True)
class BrokenRow:
    """A row that is no row of its table: too many cells, an open quote, bytes of no encoding."""

    line: int
    text: str
    reason: str
    accepted: str


@dataclass(frozen=True)
class Chunk:
    """Some rows: one list a column, in the order of the source's headers."""

    lines: Sequence[int]
    columns: Sequence[Sequence[Cell]]
    broken: tuple[BrokenRow, ...] = ()


@dataclass(frozen=True)
class Source:
    """One table of a file: a CSV file, a sheet, a table of a database.

    `name` is what mappings and the contract call it, `label` what a person can find on the disk.
    `read` starts from the first row each time it is called; it gives chunks of at most so many
    rows. `total` is the number of rows, where the format says it.
    """

    name: str
    label: str
    file: Path
    headers: tuple[str, ...]
    read: Callable[[int], Iterator[Chunk]]
    total: int | None = None

    @property
    def nameless(self) -> tuple[int, ...]:
        """Gives the numbers of the columns that have no header, from 1: they cannot be imported."""
        return tuple(at for at, header in enumerate(self.headers, start=1) if not header)

    def chunks(self, rows: int = CHUNK_ROWS) -> Iterator[Chunk]:
        """Gives all rows."""
        return self.read(rows)


def checked_headers(cells: Sequence[Cell], label: str) -> tuple[str, ...]:
    """Gives the headers as text, without blanks around; an empty one stays empty.

    Raises:
        ImportFailed: a header stands there twice, or there is none.
    """
    headers = tuple("" if cell is None else str(cell).strip() for cell in cells)
    named = [header.casefold() for header in headers if header]
    if not named:
        raise ImportFailed(f"{label}: the first row is empty. Put the column names there.")
    twice = sorted({header for header in headers if named.count(header.casefold()) > 1 and header})
    if twice:
        raise ImportFailed(
            f"{label}: the header {twice[0]!r} stands there twice. Rename or remove one column."
        )
    return headers
