"""What every tool works with and gives."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from crm.access import Caller
from crm.insight.value.kept import Kept
from crm.periods import Period
from crm.query.fields import Reader
from crm.query.metric import Database
from crm.query.result import Table
from knowledge.base import KnowledgeBase

ANOMALY = "anomaly"
"""The entity of lists of orders that look wrong."""
Argument = str | int | bool | None | tuple[str, ...]


@dataclass(frozen=True)
class ToolContext:
    """What a tool may use: the database and the eyes of one caller on one day."""

    database: Database
    reader: Reader
    knowledge: KnowledgeBase | None = None
    """The documents, where there are any to look things up in."""
    kept: Kept = field(default_factory=Kept)
    """The customers with their purchases, as far as they were read of this data."""

    @property
    def caller(self) -> Caller:
        """Gives who is asking."""
        return self.reader.view.caller


@dataclass(frozen=True)
class Evidence:
    """What a tool found: the rows, and what they are rows of.

    `arguments` are resolved: ids, ISO dates and catalog names, nothing as the asker said it.
    `measures` are catalog names; empty for a list of `entity`.
    """

    tool: str
    arguments: Mapping[str, Argument]
    table: Table
    measures: tuple[str, ...] = ()
    entity: str | None = None
    period: Period | None = None
    compare: Period | None = None
    against: Literal["previous", "year", "named"] | None = None
    """How the comparison came about: the period before, a year earlier, or one that was named."""
    per: str | None = None
    """The unit of time that the figures are averages of."""
    title: str | None = None
    """What it is among several of one answer: `last_orders`, `by_customer`."""
    tables: tuple[str, ...] = ()
    """What it was read from, where measures and entity do not tell."""
    named: tuple[str, ...] = ()
    """The names, as people know them, of what was asked about."""
