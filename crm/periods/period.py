"""A period of whole days, and the calendar units it may be."""

import calendar
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Self

_MONTHS_A_YEAR = 12


class Grain(StrEnum):
    """The calendar units that time can be grouped by."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"


class Kind(StrEnum):
    """What a period is: it decides what the period is compared with.

    The calendar units are one day, one week from Monday, and so on. `DAYS` and `MONTHS` are rolling
    stretches of `Period.count` days or months, `RANGE` has two named ends, `UNTIL` has no
    beginning, and `FESTIVAL` comes back each year on dates of its own.
    """

    DAY = "day"
    WEEK = "week"
    WEEKEND = "weekend"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"
    DAYS = "days"
    MONTHS = "months"
    RANGE = "range"
    FESTIVAL = "festival"
    UNTIL = "until"


MONTHS_IN = {Kind.MONTH: 1, Kind.QUARTER: 3, Kind.HALF: 6, Kind.YEAR: 12}


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `start` to `end`, both included.

    Attributes:
        start: First day. `date.min` for everything up to `end` (`Kind.UNTIL`).
        end: Last day. For a period still running this is the business date.
        kind: What the period is.
        natural_end: Where the whole unit would end, when `end` cuts it short; else None.
        count: How many days or months, for `Kind.DAYS` and `Kind.MONTHS`.
        festival: The festival's id, for `Kind.FESTIVAL`.
        year_before: The festival's first and last day a year earlier, where its calendar has them.

    Raises:
        ValueError: The end lies before the start, or the natural end before the end.
    """

    start: date
    end: date
    kind: Kind = Kind.RANGE
    natural_end: date | None = None
    count: int = 1
    festival: str | None = None
    year_before: tuple[date, date] | None = None

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"a period cannot end ({self.end}) before it starts ({self.start})")
        if self.calendar_end < self.end:
            raise ValueError(f"the natural end {self.natural_end} is before the end {self.end}")

    @property
    def days(self) -> int:
        """How many days it covers, both ends counted."""
        return (self.end - self.start).days + 1

    @property
    def calendar_end(self) -> date:
        """The last day of the whole unit: later than `end` while the period is running."""
        return self.end if self.natural_end is None else self.natural_end

    @property
    def running(self) -> bool:
        """Whether the unit is cut short: not finished at the business date.

        True as well for what such a period is compared with, which is cut after as many days.
        """
        return self.calendar_end > self.end

    @property
    def open_start(self) -> bool:
        """Whether it has no beginning: all the data up to its end."""
        return self.start == date.min

    def whole(self) -> Self:
        """The same unit up to its natural end."""
        return replace(self, end=self.calendar_end, natural_end=None)

    def until(self, last_day: date) -> Self:
        """The same unit, cut after `last_day` where that lies inside it; else unchanged."""
        if not self.start <= last_day < self.end:
            return self
        return replace(self, end=last_day, natural_end=self.calendar_end)


def between(start: date, end: date) -> Period:
    """The range of days from `start` to `end`, both included."""
    return Period(start, end)


def add_months(day: date, months: int) -> date:
    """The same day of the month `months` later (earlier if negative), or that month's last day."""
    years, month = divmod(day.year * _MONTHS_A_YEAR + day.month - 1 + months, _MONTHS_A_YEAR)
    last = calendar.monthrange(years, month + 1)[1]
    return date(years, month + 1, min(day.day, last))


def back_from(end: date, *, months: int) -> date:
    """The first day of the last `months` months that end with `end`.

    It is the day after the same day `months` months earlier (contract, section 2).
    """
    return add_months(end, -months) + timedelta(days=1)


def unit_of(grain: Grain, day: date, *, fiscal_start_month: int = 1) -> Period:
    """The whole calendar unit that `day` lies in.

    Args:
        grain: The unit's size.
        day: Any day in it.
        fiscal_start_month: Month that years begin with, and quarters and halves follow.
    """
    if grain is Grain.DAY:
        return Period(day, day, Kind.DAY)
    if grain is Grain.WEEK:
        monday = day - timedelta(days=day.weekday())
        return Period(monday, monday + timedelta(days=6), Kind.WEEK)
    kind = Kind(grain.value)
    months = MONTHS_IN[kind]
    into = (day.month - fiscal_start_month) % _MONTHS_A_YEAR % months
    return months_from(add_months(day.replace(day=1), -into), months, kind)


def months_from(first: date, months: int, kind: Kind) -> Period:
    """`months` whole months from `first`, the first day of a month."""
    return Period(first, add_months(first, months) - timedelta(days=1), kind)


def units_later(unit: Period, steps: int) -> Period:
    """The whole unit `steps` units after `unit` (before, if negative).

    Raises:
        ValueError: `unit` is not one calendar unit.
    """
    if unit.kind in MONTHS_IN:
        months = MONTHS_IN[unit.kind]
        return months_from(add_months(unit.start, steps * months), months, unit.kind)
    if unit.kind not in {Kind.DAY, Kind.WEEK, Kind.WEEKEND}:
        raise ValueError(f"{unit.kind.value!r} is no calendar unit to step by")
    days = timedelta(days=steps * (1 if unit.kind is Kind.DAY else 7))
    return Period(unit.start + days, unit.calendar_end + days, unit.kind)


def is_whole(period: Period, grain: Grain, *, fiscal_start_month: int = 1) -> bool:
    """Whether the period is exactly one unit of `grain`, cut at neither end."""
    unit = unit_of(grain, period.start, fiscal_start_month=fiscal_start_month)
    return (unit.start, unit.end) == (period.start, period.end)
