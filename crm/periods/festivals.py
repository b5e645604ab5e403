"""Holidays and sales campaigns: the days that come back each year on dates of their own."""

from dataclasses import dataclass
from datetime import date, timedelta

from crm.periods.period import Kind, Period

Days = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Festival:
    """One holiday or campaign. Its days are given in one of four ways.

    Attributes:
        festival_id: Stable name, kept with the periods that are read from its words.
        zh: What it is called in Chinese, the first for answers.
        en: What it is called in English, in lower case.
        weak_words: Words that mean it only beside a year or a word such as 期间 or "holiday".
        first: Month and day it begins with each year; None if the day moves.
        last: Month and day it ends with; before `first` if it ends in the year after.
        nth_weekday: Month, ISO weekday, and which one of that month, where a rule gives the day.
        moving: Its central day in each year, where it moves.
        years: Year, first and last day, where each year's are listed.
        before: Days that belong to it before a moving day.
        after: Days that belong to it after a moving day.
        peak: Offset in days of the day that 当天 means from the first day.
    """

    festival_id: str
    zh: tuple[str, ...] = ()
    en: tuple[str, ...] = ()
    weak_words: tuple[str, ...] = ()
    first: tuple[int, int] | None = None
    last: tuple[int, int] | None = None
    moving: tuple[date, ...] = ()
    nth_weekday: tuple[int, int, int] | None = None
    years: tuple[tuple[int, date, date], ...] = ()
    before: int = 0
    after: int = 0
    peak: int = 0

    @property
    def words(self) -> tuple[str, ...]:
        """Everything it is called."""
        return (*self.zh, *self.en)

    def dates_in(self, year: int) -> Days | None:
        """First and last day in `year`, or None where the calendar does not reach that year."""
        if self.first and self.last:
            ends_in = year if self.last >= self.first else year + 1
            return date(year, *self.first), date(ends_in, *self.last)
        if self.years:
            return next(((first, last) for named, first, last in self.years if named == year), None)
        centre = self._centre(year)
        if centre is None:
            return None
        return centre - timedelta(days=self.before), centre + timedelta(days=self.after)

    def period_in(self, year: int) -> Period | None:
        """The festival of `year`, or None where the calendar does not reach that year."""
        dates = self.dates_in(year)
        if dates is None:
            return None
        earlier = self.dates_in(year - 1)
        return Period(*dates, Kind.FESTIVAL, festival=self.festival_id, year_before=earlier)

    def peak_in(self, year: int) -> Period | None:
        """The one day of `year` that 当天 ("the day itself") means."""
        dates = self.dates_in(year)
        day = dates and dates[0] + timedelta(days=self.peak)
        return day and Period(day, day, Kind.DAY)

    def _centre(self, year: int) -> date | None:
        if self.nth_weekday:
            month, weekday, nth = self.nth_weekday
            first = date(year, month, 1)
            ahead = (weekday - first.isoweekday()) % 7
            return first + timedelta(days=ahead + 7 * (nth - 1))
        return next((day for day in self.moving if day.year == year), None)
