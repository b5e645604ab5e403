"""One import while it runs: what its parts share."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from crm.importing.cells import Source
from crm.importing.intake import Files, Intake, Taken
from crm.importing.loader import Loader
from crm.importing.pipelining import ahead
from crm.importing.registry import Registry
from crm.importing.rejects import Reject, RejectFile
from crm.importing.summary import Conflict, Split

_EXAMPLES = 20
_T = TypeVar("_T")


class Progress(Protocol):
    """What wants to know how far an import is, such as a terminal."""

    def __call__(self, source: str, rows: int, total: int | None) -> None:
        """Is called after every chunk: so many rows of the source are read, of `total` if known."""
        ...


@dataclass
class Run:
    """The state of one import, in one transaction."""

    loader: Loader
    registry: Registry
    rejects: RejectFile
    files: Files
    progress: Progress | None = None
    notes: list[str] = field(default_factory=list[str])
    rounded: int = 0
    split_numbers: int = 0
    splits: list[Split] = field(default_factory=list[Split])
    conflicts_found: int = 0
    conflicts: list[Conflict] = field(default_factory=list[Conflict])
    _rows: dict[str, int] = field(default_factory=dict[str, int])

    def ahead(self, chunks: Iterable[_T]) -> Iterator[_T]:
        """Gives the chunks, read while the database works where that is quicker."""
        # SQLite's driver takes the interpreter's lock for every row: a second thread slows it down.
        if self.loader.connection.dialect.name == "postgresql":
            return ahead(chunks)
        return iter(chunks)

    def note(self, taken: Taken, source: Source) -> None:
        """Counts what a chunk had, and tells the progress."""
        self.rounded += taken.rounded
        self._rows[source.label] = self._rows.get(source.label, 0) + taken.rows_read
        if self.progress is not None:
            self.progress(source.label, self._rows[source.label], source.total)

    def reject(self, rejects: Sequence[Reject]) -> None:
        """Keeps rejects."""
        for one in rejects:
            self.rejects.add(one)

    def keep_custom_fields(self, intake: Intake) -> None:
        """Registers the custom fields that a source had values for."""
        for table, column in intake.custom_fields():
            if column.kind is not None:
                self.registry.keep(table, column.name, column.kind)
            if column.turned:
                self.registry.turn_into_text(table, column.name)

    def split(self, number: str, order_ids: Sequence[str]) -> None:
        """Reports an order number that stood for several orders."""
        self.split_numbers += 1
        if len(self.splits) < _EXAMPLES:
            self.splits.append(Split(number, tuple(order_ids)))

    def conflict(self, conflict: Conflict) -> None:
        """Reports an id with several values in a column."""
        self.conflicts_found += 1
        if len(self.conflicts) < _EXAMPLES:
            self.conflicts.append(conflict)
