"""Holidays and sales campaigns: the days that come back each year on dates of their own."""

import tomllib
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache, cached_property
from importlib.resources import files
from typing import Required, TypedDict, cast

from crm.periods.period import Kind, Period


@dataclass(frozen=True, slots=True)
class Festival:
    """One holiday or campaign.

    Attributes:
        festival_id: Stable name, kept with the periods that are read from its words.
        zh: What it is called in Chinese, the first for answers.
        en: What it is called in English, in lower case.
        weak_words: Words that mean it only beside a year or a word such as 期间 or "holiday".
        first: Month and day it begins with each year; None if the day moves.
        last: Month and day it ends with.
        moving: Its central day in each year, where it moves.
        nth_weekday: Month, ISO weekday, and which one of that month, where a rule gives the day.
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
    before: int = 0
    after: int = 0
    peak: int = 0

    @property
    def words(self) -> tuple[str, ...]:
        """Everything it is called."""
        return (*self.zh, *self.en)

    def dates_in(self, year: int) -> tuple[date, date] | None:
        """First and last day in `year`, or None where the calendar does not reach that year."""
        if self.first and self.last:
            return date(year, *self.first), date(year, *self.last)
        centre = self._centre(year)
        if centre is None:
            return None
        return centre - timedelta(days=self.before), centre + timedelta(days=self.after)

    def period_in(self, year: int) -> Period | None:
        """The festival of `year`, or None where the calendar does not reach that year."""
        dates = self.dates_in(year)
        return dates and Period(*dates, Kind.FESTIVAL, festival=self.festival_id)

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


class _Entry(TypedDict, total=False):
    """One table of festivals.toml."""

    id: Required[str]
    zh: list[str]
    en: list[str]
    weak: list[str]
    first: list[int]
    last: list[int]
    moving: list[date]
    nth_weekday: list[int]
    before: int
    after: int
    peak: int


def festivals_from(toml_text: str) -> tuple[Festival, ...]:
    """The festivals written in a file like the built-in `festivals.toml`.

    Raises:
        tomllib.TOMLDecodeError: It is no TOML.
        KeyError: An entry lacks its id.
    """
    entries = cast("list[_Entry]", tomllib.loads(toml_text)["festival"])
    return tuple(_festival(entry) for entry in entries)


@cache
def built_in_festivals() -> tuple[Festival, ...]:
    """The festivals that come with the product."""
    return festivals_from(files("crm.periods").joinpath("festivals.toml").read_text("utf-8"))


@dataclass(frozen=True)
class BusinessCalendar:
    """What a deployment settles about its time: fiscal years and festivals.

    Attributes:
        fiscal_start_month: Month that fiscal years begin with; 1 is the calendar year. A fiscal
            year is named after the calendar year it ends in: starting in April, FY25 is the
            year to 31 March 2025.
        festivals: The holidays and campaigns that questions may name.
    """

    fiscal_start_month: int = 1
    festivals: tuple[Festival, ...] = field(default_factory=built_in_festivals)

    def festival(self, festival_id: str | None) -> Festival | None:
        """The festival of that id, or None."""
        return self._by_id.get(festival_id) if festival_id else None

    @cached_property
    def _by_id(self) -> dict[str, Festival]:
        return {festival.festival_id: festival for festival in self.festivals}


@cache
def standard_calendar() -> BusinessCalendar:
    """Calendar years and the built-in festivals."""
    return BusinessCalendar()


def _festival(entry: _Entry) -> Festival:
    return Festival(
        festival_id=entry["id"],
        zh=tuple(entry.get("zh", ())),
        en=tuple(entry.get("en", ())),
        weak_words=tuple(entry.get("weak", ())),
        first=_pair(entry.get("first")),
        last=_pair(entry.get("last", entry.get("first"))),
        moving=tuple(entry.get("moving", ())),
        nth_weekday=_triple(entry.get("nth_weekday")),
        before=entry.get("before", 0),
        after=entry.get("after", 0),
        peak=entry.get("peak", 0),
    )


def _pair(numbers: list[int] | None) -> tuple[int, int] | None:
    return (numbers[0], numbers[1]) if numbers else None


def _triple(numbers: list[int] | None) -> tuple[int, int, int] | None:
    return (numbers[0], numbers[1], numbers[2]) if numbers else None
