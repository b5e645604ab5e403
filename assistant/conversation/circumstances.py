"""All that a turn needs to know beside the question."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from assistant.brains.rules.spans import Sources
from assistant.conversation.question import Question
from assistant.conversation.reply import ScopePart
from assistant.quiet import USUAL, QuietHours
from assistant.token_budget import Price
from tools.base import ToolContext

Progress = Callable[[int, int], None]


def unseen(_done: int, _of: int) -> None:
    """Tells nobody."""


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
    sends: frozenset[str] = frozenset()
    """The channels that messages can leave by."""
    local: datetime | None = None
    quiet: QuietHours = USUAL
    """When no message should reach a customer's phone."""
    progress: Progress = unseen
    """What is told how many of how many are done, where something takes long."""

    def hearing(self, question: Question) -> "Circumstances":
        """Gives the circumstances of a question: in a spoken one, names stand for homophones."""
        if not question.heard:
            return self
        sources = replace(self.sources, names=self.sources.names.heard)
        return replace(self, sources=sources)

    @property
    def now(self) -> datetime:
        """Gives the time in the business time zone; noon where it was not told."""
        return self.local or datetime.combine(self.today, time(12))

    @property
    def today(self) -> date:
        """Gives the business date."""
        return self.sources.today

    @property
    def by_the_clock(self) -> datetime:
        """Gives the time by the clock; the morning of the business date where there is none."""
        return self.now or datetime.combine(self.today, time(9))
