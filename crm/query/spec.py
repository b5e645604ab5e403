"""The two questions that the data layer answers: figures (MetricQuery) and lists (RecordQuery)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from crm.periods import Period

Operator = Literal["in", "not_in", "gt", "ge", "lt", "le", "between", "unset"]
Value = str | Decimal | date
Fault = Literal["split", "filter", "unknown", "many", "lacking"]


class QueryError(Exception):
    """The query asks for something that does not go together; says what, by catalog name.

    Attributes:
        kind: `split` (a measure by a dimension), `filter` (the same, as a condition), `unknown`,
            `many` (more groups than are worked on), or `lacking` (too little data to tell by it).
        measure: the measure or entity asked for.
        dimension: what it cannot be split or filtered by.
    """

    def __init__(self, kind: Fault, measure: str, dimension: str) -> None:
        super().__init__(f"{measure} has no {dimension} ({kind})")
        self.kind: Fault = kind
        self.measure = measure
        self.dimension = dimension


@dataclass(frozen=True)
class Filter:
    """A condition on a dimension of the catalog (metric) or a column of the entity (record).

    `between` includes both ends; `unset` takes no values and means that there is none.
    """

    dimension: str
    operator: Operator
    values: tuple[Value, ...] = ()


@dataclass(frozen=True)
class Fact:
    """What customers or products did, or did not: bought printers last year, had no visit.

    `measure` is one of the catalog that counts events (`orders`, `visits`); whoever has one of
    them, within the filters and the period, meets a fact that `holds`, everybody else one that
    does not.
    """

    measure: str
    filters: tuple[Filter, ...] = ()
    period: Period | None = None
    holds: bool = True


CHANGE = "change"
"""In place of a measure: the difference to the comparison period."""
CHANGE_RATE = "change_rate"
"""The same over the earlier value."""
OF_CHANGE = frozenset({CHANGE, CHANGE_RATE})


@dataclass(frozen=True)
class Having:
    """A condition on a measure's value per group, or on its `CHANGE` or `CHANGE_RATE`."""

    measure: str
    operator: Literal["gt", "ge", "lt", "le", "between"]
    values: tuple[Decimal, ...]


@dataclass(frozen=True)
class Order:
    """By what rows are ordered: a measure or dimension, or `change` against the comparison."""

    by: str
    descending: bool = True


@dataclass(frozen=True)
class MetricQuery:
    """Measures, grouped, filtered, over a period and perhaps beside another period."""

    measures: tuple[str, ...]
    group_by: tuple[str, ...] = ()
    filters: tuple[Filter, ...] = ()
    period: Period | None = None
    compare: Period | None = None
    having: tuple[Having, ...] = ()
    order: tuple[Order, ...] = ()
    limit: int | None = None
    offset: int = 0
    each: int | None = None
    """How many rows of each value of the first group are given, the first ones; None for all."""
    share: bool = False
    """Whether each row's share of the total over all rows is given."""
    facts: tuple[Fact, ...] = ()
    """What the customers did or did not whose rows alone count."""
    only: tuple[str, ...] = ()
    """Keys of the first group that are shown; the others still count for totals and shares."""


@dataclass(frozen=True)
class RecordQuery:
    """Rows of one entity."""

    entity: str
    columns: tuple[str, ...] = ()
    """Names of `crm.query.entities`; empty for the entity's usual ones."""
    total: str | None = None
    """The column that is added up over all rows; None for the entity's usual one."""
    filters: tuple[Filter, ...] = ()
    facts: tuple[Fact, ...] = ()
    """Of customers and products, and of the customers that other rows belong to."""
    states: tuple[str, ...] = ()
    """Names of `crm.query.conditions` that take the place of the entity's usual ones."""
    period: Period | None = None
    order: tuple[Order, ...] = ()
    limit: int = 20
    offset: int = 0
