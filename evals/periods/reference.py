"""The days that a rule of the phrase table means: plain date arithmetic, written from the contract.

It shares no code with the product, so that both can be held against each other. A rule is a few
words, such as `month -1` (last month) or `annual latest 3-1 3-e` (the latest March that has begun).
"""

import calendar
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

NONE = "none"
"""What a phrase means that must not be read as any period."""

_NEW_YEARS_DAYS = {  # first day of the lunar year, as the Hong Kong Observatory publishes it
    2020: date(2020, 1, 25),
    2021: date(2021, 2, 12),
    2022: date(2022, 2, 1),
    2023: date(2023, 1, 22),
    2024: date(2024, 2, 10),
    2025: date(2025, 1, 29),
    2026: date(2026, 2, 17),
}
_EVER = date.min

Days = tuple[date, date]


@dataclass(frozen=True)
class Day:
    """The business date that a rule is read on, and the month that fiscal years begin with."""

    today: date
    fiscal_start: int = 1


def meant(rule: str, day: Day) -> str:
    """Gives `start..end` with both days included, `..end`, `same year N` or `none`.

    A period that holds the business date ends with it; one that lies ahead is whole.
    """
    head, _, rest = rule.partition(" ")
    if head == "same":
        return f"same year {rest}"
    try:
        start, end = _stretch(rule, day)
    except ValueError:
        return NONE
    if head != "until" and start <= day.today:
        end = min(end, day.today)
    return f"..{end}" if start == _EVER else f"{start}..{end}"


def _stretch(rule: str, day: Day) -> Days:
    """First and last day of the whole stretch.

    Raises:
        ValueError: There is none, as for 29 February in most years.
    """
    if "~" in rule:
        left, right = rule.split(" ~ ")
        return _stretch(left, day)[0], _stretch(right, day)[1]
    head, *words = rule.split()
    if head == "since":
        return _stretch(" ".join(words), day)[0], day.today
    if head == "until":
        return _EVER, _stretch(" ".join(words), day)[1]
    if head in _CUTS:
        count = _OPERANDS[head]
        return _CUTS[head](_stretch(" ".join(words[count:]), day), words[:count])
    if head == NONE:
        raise ValueError(rule)
    return _RULES[head](words, day)


def _later(day: date, months: int) -> date:
    """The same day `months` months later, at most the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _months_from(year: int, month: int, count: int) -> Days:
    first = date(year, month, 1)
    return first, _later(first, count) - timedelta(days=1)


def _day(words: list[str], day: Day) -> Days:
    one = day.today + timedelta(days=int(words[0]))
    return one, one


def _week(words: list[str], day: Day) -> Days:
    monday = day.today - timedelta(days=day.today.weekday()) + timedelta(weeks=int(words[0]))
    return monday, monday + timedelta(days=6)


def _weekday(words: list[str], day: Day) -> Days:
    one = _week(words, day)[0] + timedelta(days=int(words[1]) - 1)
    return one, one


def _unit(months: int) -> Callable[[list[str], Day], Days]:
    """Whole months, quarters or years of the calendar, counted from the running one."""

    def unit(words: list[str], day: Day) -> Days:
        into = (day.today.month - 1) % months
        first = _later(day.today.replace(day=1), int(words[0]) * months - into)
        return _months_from(first.year, first.month, months)

    return unit


def _days(words: list[str], day: Day) -> Days:
    return day.today - timedelta(days=int(words[0]) - 1), day.today


def _months(words: list[str], day: Day) -> Days:
    return _later(day.today, -int(words[0])) + timedelta(days=1), day.today


def _annual(words: list[str], day: Day) -> Days:
    """`annual YEAR M-D M-D`: `e` is the last day of the month, YEAR may be `latest`."""
    which, first, last = words
    if which == "latest":
        return _latest(lambda year: _annual_in(year, first, last), day)
    return _annual_in(_year(which, day), first, last)


def _annual_in(year: int, first: str, last: str) -> Days:
    start = _month_day(year, first)
    end = _month_day(year, last)
    return start, end if end >= start else _month_day(year + 1, last)


def _month_day(year: int, written: str) -> date:
    month, _, day = written.partition("-")
    last = calendar.monthrange(year, int(month))[1]
    return date(year, int(month), last if day == "e" else int(day))


def _year(which: str, day: Day) -> int:
    """A year written with four digits, or counted from this one."""
    return int(which) if len(which) == len("2023") else day.today.year + int(which)


def _latest(in_year: Callable[[int], Days], day: Day) -> Days:
    """The latest that has begun; years without it are passed over."""
    for year in range(day.today.year + 1, day.today.year - 9, -1):
        try:
            days = in_year(year)
        except (ValueError, KeyError):
            continue
        if days[0] <= day.today:
            return days
    raise ValueError(day)


def _isoweek(words: list[str], day: Day) -> Days:
    def week(year: int) -> Days:
        monday = date.fromisocalendar(year, int(words[1]), 1)
        return monday, monday + timedelta(days=6)

    return _latest(week, day) if words[0] == "latest" else week(_year(words[0], day))


def _fiscal(words: list[str], day: Day) -> Days:
    """`fiscal YEAR MONTHS K`: the K-th part of that many months; the year is the one it ends in."""
    start, months = day.fiscal_start, int(words[1])
    running = day.today.year + (start > 1 and day.today.month >= start)
    year = int(words[0]) if len(words[0]) == len("2023") else running + int(words[0])
    first = _later(date(year - (start > 1), start, 1), (int(words[2]) - 1) * months)
    return _months_from(first.year, first.month, months)


def _sameday(words: list[str], day: Day) -> Days:
    one = _later(day.today, 12 * int(words[0]))
    return one, one


def _lunar(words: list[str], day: Day) -> Days:
    """Spring Festival, from New Year's Eve to the seventh day."""

    def festival(year: int) -> Days:
        first = _NEW_YEARS_DAYS[year]
        return first - timedelta(days=1), first + timedelta(days=6)

    return _latest(festival, day) if words[0] == "latest" else festival(_year(words[0], day))


def _friday(words: list[str], day: Day) -> Days:
    """Black Friday: the day after the fourth Thursday of November."""

    def festival(year: int) -> Days:
        thursdays = [one for one in range(1, 31) if date(year, 11, one).weekday() == 3]
        friday = date(year, 11, thursdays[3] + 1)
        return friday, friday

    return _latest(festival, day) if words[0] == "latest" else festival(_year(words[0], day))


def _first(whole: Days, words: list[str]) -> Days:
    count = int(words[0])
    if words[1] == "m":
        return whole[0], _later(whole[0], count) - timedelta(days=1)
    return whole[0], whole[0] + timedelta(days=count - 1)


def _last(whole: Days, words: list[str]) -> Days:
    count = int(words[0])
    if words[1] == "m":
        return _later(whole[1].replace(day=1), 1 - count), whole[1]
    return whole[1] - timedelta(days=count - 1), whole[1]


def _nth(whole: Days, words: list[str]) -> Days:
    one = whole[0] + timedelta(days=int(words[0]) - 1)
    return one, one


def _middle(whole: Days, _words: list[str]) -> Days:
    return whole[0].replace(day=11), whole[0].replace(day=20)


def _tail(whole: Days, _words: list[str]) -> Days:
    return whole[0].replace(day=21), whole[1]


_RULES: Mapping[str, Callable[[list[str], Day], Days]] = {
    "day": _day,
    "week": _week,
    "weekday": _weekday,
    "month": _unit(1),
    "quarter": _unit(3),
    "year": _unit(12),
    "days": _days,
    "months": _months,
    "annual": _annual,
    "isoweek": _isoweek,
    "fiscal": _fiscal,
    "sameday": _sameday,
    "lunar": _lunar,
    "friday": _friday,
}
_CUTS: Mapping[str, Callable[[Days, list[str]], Days]] = {
    "first": _first,
    "last": _last,
    "nth": _nth,
    "middle": _middle,
    "tail": _tail,
}
_OPERANDS = {"first": 2, "last": 2, "nth": 1, "middle": 0, "tail": 0}
