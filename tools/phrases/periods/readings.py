"""What one part of a time phrase says, before it is settled which days it means.

`3月` is a part of some year until its neighbours (2025年, 去年, the other end of a range) or the
business date say which: it is read as a `Recurring`, and settled by `settled`.
"""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from crm.periods import BusinessCalendar, Grain, Period, unit_of, units_later
from tools.phrases.periods.recurring import FestivalDays, Recurring
from tools.phrases.periods.spans import Fault


@dataclass(frozen=True)
class Moment:
    """What a phrase is read against.

    Attributes:
        text: The folded text.
        original: The text as written, of the same length.
        today: The business date.
        ahead: Whether the question looks forward (到期, expiring).
        calendar: Fiscal years and festivals.
        memo: What has been read at which position, by table of rules: endings are looked at often.
    """

    text: str
    original: str
    today: date
    ahead: bool
    calendar: BusinessCalendar
    memo: "dict[tuple[int, int], tuple[int, Reading] | None]" = field(
        default_factory=dict[tuple[int, int], "tuple[int, Reading] | None"], compare=False
    )

    @cached_property
    def chinese(self) -> bool:
        """Whether the text holds Chinese characters."""
        return any("\u4e00" <= character <= "\u9fff" for character in self.text)

    def before(self, position: int, length: int = 24) -> str:
        """The characters before a position, at most `length`."""
        return self.text[max(0, position - length) : position]

    def unit(self, grain: Grain, steps: int = 0, *, fiscal: bool = False) -> Period:
        """The whole unit around the business date, or `steps` units later."""
        first = self.calendar.fiscal_start_month if fiscal else 1
        here = unit_of(grain, self.today, fiscal_start_month=first)
        return units_later(here, steps)


@dataclass(frozen=True)
class Fixed:
    """Days that are settled.

    Attributes:
        period: The whole of them; what lies after the business date is cut later.
        keep: Whether it is meant as it stands: not cut at the business date.
        pins: The cycles that the words settled (`year`, `month`, `week`), for a neighbour to share.
        part: What it is a part of its year, if a year was said with it.
        trailing: Whether the year stood behind the part, as in "Q3 2025".
    """

    period: Period
    keep: bool = False
    pins: frozenset[str] = field(default_factory=frozenset[str])
    part: Recurring | None = None
    trailing: bool = False


@dataclass(frozen=True)
class Loose:
    """A part whose year (month, week) has not been said."""

    part: Recurring


@dataclass(frozen=True)
class Faulty:
    """Words about time that give no period."""

    reason: Fault
    choices: tuple[Period, ...] = ()


@dataclass(frozen=True)
class Same:
    """The same stretch of time, `count` units earlier."""

    unit: Grain
    count: int = 1


Reading = Fixed | Loose | Faulty | Same
IMPOSSIBLE = Faulty(Fault.IMPOSSIBLE)
UNLISTED = Faulty(Fault.UNLISTED)
UNREAD = Faulty(Fault.UNREAD)
VAGUE = Faulty(Fault.VAGUE)


def settled(reading: Reading, moment: Moment) -> Fixed | Faulty | Same:
    """The reading with a loose part settled: the latest that has begun, or the next one ahead."""
    if not isinstance(reading, Loose):
        return reading
    part, today = reading.part, moment.today
    period = part.upcoming(today) if moment.ahead else part.leading(today)
    return Fixed(period, part=part) if period else no_days(part)


def no_days(part: Recurring | None) -> Faulty:
    """Why a part has no days: no calendar has them, or ours does not list that year's."""
    return UNLISTED if isinstance(part, FestivalDays) else IMPOSSIBLE


def fixed_or_fault(
    period: Period | None,
    *,
    pins: frozenset[str] = frozenset(),
    part: Recurring | None = None,
    trailing: bool = False,
) -> Fixed | Faulty:
    """A settled reading, or the fault of a day that no calendar has."""
    return Fixed(period, pins=pins, part=part, trailing=trailing) if period else no_days(part)
