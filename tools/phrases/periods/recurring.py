"""Days and units that come back, each year, month or week: 3月, Q2, 周三, 5号, 双十一."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import takewhile

from crm.periods import Festival, Grain, Kind, Period, add_months, unit_of, units_later

_FURTHEST_YEARS = 9  # a 29 February is at most eight years away
_MONTHS = {Grain.MONTH: 1, Grain.QUARTER: 3, Grain.HALF: 6}
_MONTHS_A_YEAR = 12


class Recurring(ABC):
    """A day or unit that comes back: 3月, Q2, 周三, 5号, 双十一."""

    @abstractmethod
    def around(self, day: date) -> list[Period]:
        """Its occurrences some way to both sides of `day`, oldest first; empty if impossible."""

    @abstractmethod
    def beside(self, anchor: Period) -> Period | None:
        """The occurrence in the year (month, week) of `anchor`, which names it: 2025年3月和4月."""

    def leading(self, day: date) -> Period | None:
        """The latest that has begun by `day`."""
        return next((each for each in reversed(self.around(day)) if each.start <= day), None)

    def upcoming(self, day: date) -> Period | None:
        """The first that has not ended before `day`."""
        return next((each for each in self.around(day) if each.end >= day), None)

    def following(self, day: date) -> Period | None:
        """The first that begins on `day` or later."""
        return next((each for each in self.around(day) if each.start >= day), None)


class Yearly(Recurring):
    """Comes back once a year."""

    @abstractmethod
    def placed(self, year: int) -> Period | None:
        """The occurrence in a calendar year, or None if there is none."""

    def in_year(self, year: Period) -> Period | None:
        """The occurrence in `year`, a calendar year or a fiscal one."""
        options = (self.placed(year.start.year), self.placed(year.end.year))
        return next((each for each in options if each and _inside(each, year)), options[0])

    def around(self, day: date) -> list[Period]:
        """See `Recurring.around`."""
        years = range(day.year - _FURTHEST_YEARS, day.year + _FURTHEST_YEARS)
        return [each for each in map(self.placed, years) if each]

    def beside(self, anchor: Period) -> Period | None:
        """See `Recurring.beside`."""
        return self.placed(anchor.start.year)


def _inside(part: Period, whole: Period) -> bool:
    return whole.start <= part.start and part.end <= whole.end


@dataclass(frozen=True)
class Part(Yearly):
    """The n-th month, quarter or half of a year; fiscal ones follow the fiscal year's start.

    Attributes:
        grain: Month, quarter or half.
        number: Which one, from 1.
        fiscal_start_month: First month of the years it is a part of.
    """

    grain: Grain
    number: int
    fiscal_start_month: int = 1

    def placed(self, year: int) -> Period | None:
        """See `Yearly.placed`."""
        length = _MONTHS[self.grain]
        if not 1 <= self.number <= _MONTHS_A_YEAR // length:
            return None
        first = date(year - (self.fiscal_start_month > 1), self.fiscal_start_month, 1)
        return unit_of(
            self.grain,
            add_months(first, (self.number - 1) * length),
            fiscal_start_month=self.fiscal_start_month,
        )

    def in_year(self, year: Period) -> Period | None:
        """See `Yearly.in_year`."""
        first = 1 if self.grain is Grain.MONTH else year.start.month
        own = replace(self, fiscal_start_month=first)
        return super(Part, own).in_year(year) if first == 1 else own.placed(year.end.year)


@dataclass(frozen=True)
class Week(Yearly):
    """The ISO week of a number."""

    number: int

    def placed(self, year: int) -> Period | None:
        """See `Yearly.placed`."""
        try:
            monday = date.fromisocalendar(year, self.number, 1)
        except ValueError:
            return None
        return Period(monday, monday + timedelta(days=6), Kind.WEEK)

    def around(self, day: date) -> list[Period]:
        """See `Recurring.around`."""
        years = range(day.year - 1, day.year + 2)  # a week 53 of long ago is not what was meant
        return [each for each in map(self.placed, years) if each]


@dataclass(frozen=True)
class MonthDay(Yearly):
    """A day of a month, each year."""

    month: int
    day: int

    def placed(self, year: int) -> Period | None:
        """See `Yearly.placed`."""
        try:
            day = date(year, self.month, self.day)
        except ValueError:
            return None
        return Period(day, day, Kind.DAY)


@dataclass(frozen=True)
class MonthPart(Yearly):
    """Days of a month, each year: 3月上旬, the second half of March."""

    month: int
    first: int
    last: int

    def placed(self, year: int) -> Period | None:
        """See `Yearly.placed`."""
        month = Part(Grain.MONTH, self.month).placed(year)
        return month and days_of(month, self.first, self.last)


@dataclass(frozen=True)
class FestivalDays(Yearly):
    """A festival, or only its main day."""

    festival: Festival
    only_peak: bool = False

    def placed(self, year: int) -> Period | None:
        """See `Yearly.placed`."""
        return self.festival.peak_in(year) if self.only_peak else self.festival.period_in(year)

    def around(self, day: date) -> list[Period]:
        """The years next to that of `day`, as far as the calendar lists them without a gap.

        Beyond a gap the latest that has begun, or the next one, is not known.
        """
        here = self.placed(day.year)
        if here is None:
            return []
        earlier = takewhile(bool, (self.placed(day.year - step) for step in range(1, 3)))
        later = takewhile(bool, (self.placed(day.year + step) for step in range(1, 3)))
        found = (*reversed([*earlier]), here, *later)
        return [each for each in found if each]


@dataclass(frozen=True)
class Weekday(Recurring):
    """A day of the week, from 1 for Monday; `length` 2 is a weekend."""

    number: int
    length: int = 1

    def in_week(self, week: Period) -> Period:
        """The day in the week that begins with `week`."""
        day = week.start + timedelta(days=self.number - 1 - week.start.weekday())
        kind = Kind.DAY if self.length == 1 else Kind.WEEKEND
        return Period(day, day + timedelta(days=self.length - 1), kind)

    def around(self, day: date) -> list[Period]:
        """See `Recurring.around`."""
        week = unit_of(Grain.WEEK, day)
        return [self.in_week(units_later(week, steps)) for steps in (-2, -1, 0, 1, 2)]

    def beside(self, anchor: Period) -> Period | None:
        """See `Recurring.beside`."""
        return self.in_week(anchor)


@dataclass(frozen=True)
class DayOfMonth(Recurring):
    """A day by its number alone: 5号, the 5th."""

    day: int

    def around(self, day: date) -> list[Period]:
        """See `Recurring.around`."""
        months = [add_months(day.replace(day=1), step) for step in range(-3, 4)]
        return [each for each in map(self._in_month, months) if each]

    def beside(self, anchor: Period) -> Period | None:
        """See `Recurring.beside`."""
        return self._in_month(anchor.start)

    def _in_month(self, month: date) -> Period | None:
        return MonthDay(month.month, self.day).placed(month.year)


def days_of(whole: Period, first: int, last: int) -> Period:
    """The days number `first` to `last` (0 is the last one) of a longer period."""
    start = whole.start + timedelta(days=first - 1)
    end = whole.start + timedelta(days=last - 1) if last else whole.end
    return Period(start, min(end, whole.end))
