"""What a query gives: typed columns and rows, with the statements that gave them."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

Cell = str | Decimal | int | date | datetime | bool | None
ColumnRole = Literal[
    "dimension", "measure", "previous", "change", "change_rate", "share", "field", "key"
]


@dataclass(frozen=True)
class Column:
    """One column: its catalog name, what it is to the question, and its unit."""

    name: str
    role: ColumnRole
    unit: str | None = None
    """A currency code, `ratio`, `pp`, a noun counted; None for text, dates and mixed currencies."""
    additive: bool = False
    """Whether the rows' values add up to the total."""


@dataclass(frozen=True)
class Table:
    """Rows with what they stand for.

    `keys` has, for each row, the ids behind its dimension values, in the order of the dimensions.
    `row_count` counts all rows that there are, also those that `limit` cut off.
    `totals` is over all of them; None in columns that have no total.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    keys: tuple[tuple[Cell, ...], ...]
    row_count: int
    totals: tuple[Cell, ...] | None
    sql: tuple[str, ...]

    @property
    def truncated(self) -> bool:
        """Whether there are more rows than given."""
        return self.row_count > len(self.rows)

    def position(self, role: ColumnRole, name: str | None = None) -> int | None:
        """Gives the index of the first column of that role (and name); None where none is."""
        for index, column in enumerate(self.columns):
            if column.role == role and name in {None, column.name}:
                return index
        return None
