"""The table of a reply, as a check reads it."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.conversation.reply import ColumnPart, Dates, ResultPart, Scalar
from crm.text import fold
from evals.case import Spellings

CENTS, RATES = 0.005, 0.00005
"""How far a figure may be from the exact one: amounts to the cent, rates to 0.01 %."""


@dataclass(frozen=True)
class Shown:
    """Columns and rows of one result, with their roles."""

    columns: tuple[ColumnPart, ...]
    rows: tuple[tuple[Scalar, ...], ...]
    row_count: int
    totals: tuple[Scalar, ...] | None
    period: Dates | None
    compare_period: Dates | None

    @property
    def measures(self) -> tuple[str, ...]:
        """Gives the names of the measures."""
        return tuple(column.name for column in self.columns if column.role == "measure")

    @property
    def labels(self) -> tuple[int, ...]:
        """Gives the columns that say what a row is about, but for its currency."""
        found = enumerate(self.columns)
        return tuple(i for i, one in found if one.role == "dimension" and one.name != "currency")

    @property
    def currency(self) -> int | None:
        """Gives the column with the currency of each row."""
        found = enumerate(self.columns)
        return next((i for i, one in found if one.name == "currency"), None)

    def measure(self, name: str | None) -> int | None:
        """Gives the column of a measure; without a name, of the first."""
        found = enumerate(self.columns)
        return next(
            (i for i, one in found if one.role == "measure" and name in {None, one.name}), None
        )

    def role(self, role: str) -> int | None:
        """Gives the first column of a role."""
        return next((i for i, one in enumerate(self.columns) if one.role == role), None)

    def field(self, name: str) -> int | None:
        """Gives the column of that name."""
        return next((i for i, one in enumerate(self.columns) if one.name == name), None)

    def unit(self, row: int, column: int) -> str | None:
        """Gives the unit of a cell: its column's, or the currency of its row."""
        found = self.columns[column].unit
        if found is None and self.currency is not None:
            return str(self.rows[row][self.currency])
        return found

    def same(self, column: int, cell: Scalar, figure: float | None) -> bool:
        """Whether a cell holds a figure; none at all is as good as zero."""
        if cell is None or figure is None:
            return not cell and not figure
        rate = self.columns[column].unit in {"ratio", "pp"} or self.columns[column].role in {
            "share",
            "change_rate",
        }
        is_number = isinstance(cell, int | float)
        return is_number and abs(cell - figure) <= (RATES if rate else CENTS)


def shown(result: ResultPart) -> Shown:
    """Gives the table of a result."""
    return Shown(
        result.columns,
        result.rows,
        result.row_count,
        result.totals,
        result.period,
        result.compare_period,
    )


def spelled_alike(said: Scalar, names: Spellings) -> bool:
    """Whether what is said is one of the names, however written."""
    return _plain(str(said)) in {_plain(name) for name in names}


def all_spelled_alike(said: Sequence[Scalar], labels: Sequence[Spellings]) -> bool:
    """Whether each of the labels is said, in their order or the other one."""
    if len(said) != len(labels):
        return False
    return any(all(map(spelled_alike, said, order)) for order in (labels, labels[::-1]))


def _plain(text: str) -> str:
    return fold(text).text.replace(" ", "")
