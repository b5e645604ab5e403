"""The frame: one question, typed. It is what a follow-up edits and what becomes a query."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from crm.periods import Period
from crm.query.spec import Fact, Filter, Having, MetricQuery, Order, RecordQuery

Against = Literal["previous", "year", "named"]
"""How a comparison came about: 环比, 同比, or with a period that was named."""
View = Literal["profile", "why", "order", "anomalies", "insight"]
"""Answers that are put together from several queries."""
Insight = Literal[
    "leaving",
    "to_call",
    "next_purchase",
    "forecast",
    "cross_sell",
    "health",
    "segments",
    "collect",
    "renewals",
    "pace",
    "today",
]
"""What is computed from the orders beyond their sums (`crm/insight/value`)."""
Shape = Literal[
    "figure",
    "ranking",
    "breakdown",
    "trend",
    "comparison",
    "list",
    "profile",
    "why",
    "order",
    "insight",
    "anomalies",
]
TIME = ("day", "week", "month", "quarter", "year")
MOST_GROUPS = 200
RANKED = 10
LISTED = 20


@dataclass(frozen=True)
class Condition:
    """A filter with the words that answers use for its values."""

    filter: Filter
    labels: tuple[str, ...] = ()

    @property
    def dimension(self) -> str:
        """Gives what it is a condition on."""
        return self.filter.dimension

    @property
    def negated(self) -> bool:
        """Whether it leaves out instead of keeping."""
        return self.filter.operator == "not_in"


@dataclass(frozen=True)
class Happening:
    """What somebody did or did not do, with the words that answers use for what it was done to."""

    fact: Fact
    labels: tuple[str, ...] = ()


@dataclass(frozen=True)
class Frame:
    """What is asked for.

    `compare` holds the comparison period itself; `against` is how it came about (环比, 同比 or a
    period that was named), so that it can be made anew when the period changes.
    """

    measures: tuple[str, ...] = ()
    entity: str | None = None
    """The entity of a list; None where figures are asked for."""
    groups: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    states: tuple[str, ...] = ()
    """Conditions of `crm.query.conditions` in place of a list's usual ones: won deals."""
    happenings: tuple[Happening, ...] = ()
    """What the customers or products of a list did, or did not do."""
    period: Period | None = None
    compare: Period | None = None
    against: Against | None = None
    having: tuple[Having, ...] = ()
    order: tuple[Order, ...] = ()
    arranged: Order | None = None
    """How the rows of a list are put, once they are chosen: the last ten orders, by amount."""
    columns: tuple[str, ...] = ()
    """The columns of a list; empty for the usual ones."""
    total: str | None = None
    """The column of a list that is added up; None for the usual one."""
    ranked: bool = False
    limit: int | None = None
    offset: int = 0
    limited: bool = False
    """Whether the asker said how many rows; else the limit is ours, and the answer says it cut."""
    one_meant: bool = False
    """Whether the first row of a ranking is asked for, and the rest only follow: 最多的是谁."""
    share: bool = False
    per: str | None = None
    """The unit of time that figures are averages of: `month`."""
    divisor: Decimal | None = None
    """How many of them there are; told when the question is looked up."""
    each: int | None = None
    """How many rows of each value of the first group are shown: the best product of each region."""
    apart: bool = False
    """Whether it is asked by how much two rows differ."""
    only: tuple[str, ...] = ()
    """Values of the first group that are shown, where the others only count for the share."""
    view: View | None = None
    insight: Insight | None = None
    """What a view of the same name is about."""
    segment: str | None = None
    """The RFM segment whose customers are asked for."""
    because: bool = False
    """Whether the reasons of an insight are asked for: 为什么 after it."""
    overall: bool = False
    """Whether an insight was asked for of a team or the company: who sees a part is told so."""
    assumed: tuple[str, ...] = ()
    """Slots that the question left open: `measure`, `period`."""

    @property
    def shape(self) -> Shape:
        """Gives the form of the answer."""
        if self.view is not None:
            return self.view
        if self.entity is not None:
            return "list"
        if any(group in TIME for group in self.groups) and not self.ranked:
            return "trend"
        if self.ranked:
            return "ranking"
        if self.groups:
            return "breakdown"
        return "comparison" if self.compare is not None else "figure"

    def metric_query(self) -> MetricQuery:
        """Gives the query of a frame that asks for figures."""
        return MetricQuery(
            measures=self.measures,
            group_by=self.groups,
            filters=tuple(condition.filter for condition in self.conditions),
            period=self.period,
            compare=self.compare,
            having=self.having,
            order=self.order,
            limit=self.limit or MOST_GROUPS,
            offset=self.offset,
            each=self.each,
            share=self.share,
            facts=tuple(happening.fact for happening in self.happenings),
            only=self.only,
        )

    def record_query(self) -> RecordQuery:
        """Gives the query of a frame that asks for a list."""
        return RecordQuery(
            entity=str(self.entity),
            columns=self.columns,
            total=self.total,
            filters=tuple(condition.filter for condition in self.conditions),
            states=self.states,
            facts=tuple(happening.fact for happening in self.happenings),
            period=self.period,
            order=self.order,
            limit=self.limit or LISTED,
            offset=self.offset,
        )


def amount_filter(dimension: str, operator: str, values: tuple[Decimal, ...]) -> Filter:
    """Gives the filter for a numeric condition."""
    match operator:
        case "gt":
            return Filter(dimension, "gt", values)
        case "ge":
            return Filter(dimension, "ge", values)
        case "lt":
            return Filter(dimension, "lt", values)
        case "le":
            return Filter(dimension, "le", values)
        case _:
            return Filter(dimension, "between", values)
