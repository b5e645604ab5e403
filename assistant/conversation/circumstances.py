"""All that a turn needs to know beside the question."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from assistant.brains.rules.spans import Sources
from assistant.conversation.reply import ScopePart
from assistant.token_budget import Price
from tools.base import ToolContext


@dataclass(frozen=True)
class Circumstances:
    """All that a turn needs to know beside the question."""

    sources: Sources
    tools: ToolContext
    scope: ScopePart
    as_of: Mapping[str, str]
    """When each table last took in rows."""
    currencies: frozenset[str] = frozenset()
    """Those of all orders, whoever sees them."""
    price: Price | None = None
    """What a model costs, where that is known."""
    moment: datetime = datetime.min  # noqa: DTZ901  (UTC, as all moments of schedules are)
    """Now, in UTC."""
    timezone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    """Of the business."""
    now: datetime | None = None
    """By the clock, which the business date need not follow."""
    sends: frozenset[str] = frozenset()
    """The channels that messages can leave by."""

    @property
    def today(self) -> date:
        """Gives the business date."""
        return self.sources.today

    @property
    def by_the_clock(self) -> datetime:
        """Gives the time by the clock; the morning of the business date where there is none."""
        return self.now or datetime.combine(self.today, time(9))
