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
class RateUsed:
    """At which rates amounts of a currency became amounts of the base currency."""

    currency: str
    base: str
    lowest: Decimal
    highest: Decimal
    dated: tuple[str, ...]
    """The columns (`orders.ordered_at`) by whose day the rates were taken."""
    newest: date
    """The day of the newest rate."""
    newest_amount: date
    """The day of the newest amount that was converted."""


@dataclass(frozen=True)
class RateMissing:
    """Why amounts were not converted: no rate of a currency on or before a day.

    `day` is None for amounts without a day. Where `currency` is the base itself, its rate is not
    one: the rates are those of another base.
    """

    currency: str
    base: str
    day: date | None = None


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
    rates: tuple[RateUsed, ...] = ()
    """The rates by which amounts were converted before they were added."""
    unrated: tuple[RateMissing, ...] = ()
    """The rates for whose lack they were not, in a deployment that keeps rates."""

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
