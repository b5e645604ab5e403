"""The customers that tools of customer value speak of: all who bought, or those that are meant."""

from dataclasses import dataclass
from decimal import Decimal

from crm.insight.value.kept import Customers
from crm.insight.value.retention import Retention
from crm.query.record import streamed
from crm.query.spec import Filter, Having, RecordQuery
from tools.base import ToolContext

MOST_CUSTOMERS = 1_000_000
LISTED = 20
"""Customers that a list shows where nobody says how many; the counts are of all."""


@dataclass(frozen=True)
class Cut:
    """Which rows of a list of customers are wanted.

    `limit` of them, those whose score (or risk) keeps `having`, from the highest where `descending`
    (of a list that can be put so); without these, the list in its own order.
    """

    limit: int | None = None
    having: Having | None = None
    descending: bool = False

    @property
    def most(self) -> int:
        """Gives how many rows are shown at most."""
        return self.limit or LISTED

    def keeps(self, value: Decimal | int | None) -> bool:
        """Whether a score or risk is one of those that are wanted."""
        if self.having is None:
            return True
        return value is not None and _holds(Decimal(value), self.having)


WHOLE = Cut()


def _holds(value: Decimal, having: Having) -> bool:
    first = having.values
    match having.operator:
        case "gt":
            return value > first[0]
        case "ge":
            return value >= first[0]
        case "lt":
            return value < first[0]
        case "le":
            return value <= first[0]
        case "between":
            return first[0] <= value <= first[-1]


def everybody(context: ToolContext) -> Customers:
    """Gives the customers that the caller sees who ever bought."""
    return context.kept.customers(context.database.connection, context.reader)


def chosen(context: ToolContext, filters: tuple[Filter, ...]) -> tuple[Retention, ...]:
    """Gives where the visible customers stand of whom the filters are true.

    What the customers have in common is told from all of them, so that a risk is the same whatever
    it is asked beside.

    Raises:
        QueryError: customers cannot be filtered so.
    """
    meant = ids_of(context, filters)
    return tuple(e for e in everybody(context).standing if meant is None or e.customer_id in meant)


def ids_of(context: ToolContext, filters: tuple[Filter, ...]) -> frozenset[str] | None:
    """Gives the ids of the customers that filters are true of; None without filters.

    Raises:
        QueryError: customers cannot be filtered so.
    """
    if not filters:
        return None
    query = RecordQuery("customer", columns=("customer_id",), filters=filters, limit=MOST_CUSTOMERS)
    rows = streamed(context.database, context.reader, query).rows
    return frozenset(str(row[0]) for row in rows)


def arguments_of(kind: str, filters: tuple[Filter, ...]) -> dict[str, str | tuple[str, ...] | None]:
    """Gives what was asked for, resolved, as evidence shows it."""
    return {"kind": kind, **{f.dimension: tuple(map(str, f.values)) for f in filters}}


def number(value: float, places: int = 4) -> Decimal:
    """Gives a number as evidence holds it: exact, rounded to so many places."""
    return round(Decimal(str(value)), places)
