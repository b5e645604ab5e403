"""Dates in digits: 2025-03-01, 2025/3/1, 2025-03, 11/18."""

import re
from datetime import date

from crm.periods import Grain, Kind, Period
from tools.phrases.periods.readings import (
    IMPOSSIBLE,
    UNREAD,
    Faulty,
    Fixed,
    Loose,
    Moment,
    Reading,
    fixed_or_fault,
)
from tools.phrases.periods.recurring import MonthDay, Part, Week
from tools.phrases.periods.rules import Rule, RuleTable, compiled
from tools.phrases.periods.spans import Fault

_BOTH = frozenset({"year", "month"})


def _day(match: re.Match[str], _: Moment) -> Reading | None:
    try:
        day = date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return IMPOSSIBLE
    return Fixed(Period(day, day, Kind.DAY), pins=_BOTH)


def _day_of_a_far_year(_match: re.Match[str], _: Moment) -> Reading:
    return Faulty(Fault.FAR)


def _compact_day(match: re.Match[str], moment: Moment) -> Reading | None:
    reading = _day(match, moment)
    return reading if isinstance(reading, Fixed) else None  # some other number


def _month(match: re.Match[str], _: Moment) -> Reading | None:
    part = Part(Grain.MONTH, int(match["month"]))
    month = part.placed(int(match["year"]))
    return Fixed(month, pins=_BOTH, part=part) if month else None


def _week(match: re.Match[str], _: Moment) -> Reading | None:
    part = Week(int(match["week"]))
    return fixed_or_fault(part.placed(int(match["year"])), pins=frozenset({"year"}), part=part)


def _slashed(match: re.Match[str], moment: Moment) -> Reading | None:
    """Month and day: 11/18 can only be one of them, 3/1 is either and is not guessed."""
    first, second = int(match["first"]), int(match["second"])
    loose = [MonthDay(month, day) for month, day in {(first, second), (second, first)}]
    days = [day for day in (part.leading(moment.today) for part in loose) if day]
    if len(days) == 1:
        return Loose(next(part for part in loose if part.leading(moment.today)))
    said_as_date = compiled(
        r"(?:\bon|\bsince|\bfrom|\buntil|\bbefore|\bafter|从|自|在|截至|截止)\s*$"
    )
    if not days or not said_as_date.search(moment.before(match.start())):
        return None
    ordered = sorted(days, key=lambda day: day.start.month != first)
    return Faulty(Fault.AMBIGUOUS, tuple(ordered))


def _day_first_or_month(match: re.Match[str], _: Moment) -> Reading | None:
    """20/11/2026 is clear, 3/1/2026 is not."""
    year, numbers = int(match["year"]), (int(match["first"]), int(match["second"]))
    days = {MonthDay(*pair).placed(year) for pair in (numbers, numbers[::-1])} - {None}
    found = sorted((day for day in days if day), key=lambda day: day.start.month != numbers[0])
    if not found:
        return IMPOSSIBLE
    return Fixed(found[0], pins=_BOTH) if len(found) == 1 else Faulty(Fault.AMBIGUOUS, (*found,))


def _short_date(_match: re.Match[str], _: Moment) -> Reading:
    return UNREAD  # 25/03/01 is written in three orders


_EDGE = r"(?![\da-z])(?![-/.]\d{1,3}(?!\d))"
_YEAR = r"(?P<year>(?:19|20)\d\d)"

WRITTEN = RuleTable(
    Rule(rf"{_YEAR}([-/.])(?P<month>\d{{1,2}})\2(?P<day>\d{{1,2}}){_EDGE}(?:日|号)?", _day, "d"),
    Rule(rf"\d{{4}}([-/.])\d{{1,2}}\1\d{{1,2}}{_EDGE}(?:日|号)?", _day_of_a_far_year, "d"),
    Rule(
        rf"{_YEAR}(?P<month>0[1-9]|1[0-2])(?P<day>[0-3]\d){_EDGE}(?![个单家台元块万])",
        _compact_day,
        "d",
    ),
    Rule(rf"{_YEAR}[-/](?P<month>\d{{1,2}}){_EDGE}(?:月份?)?(?!\s?月)", _month, "d"),
    Rule(rf"(?<![\d./-])(?P<month>0?[1-9]|1[0-2])/{_YEAR}{_EDGE}(?!\s?[%的万])", _month, "d"),
    Rule(rf"{_YEAR}\s?-?\s?w(?P<week>\d{{1,2}})(?![\da-z])", _week, "d"),
    Rule(rf"w(?P<week>\d{{1,2}})[\s/-]+{_YEAR}(?!\d)", _week, "l"),
    Rule(r"\d{1,2}/\d{1,2}/\d{2}(?!\d)", _short_date, "d"),
    Rule(
        rf"(?P<first>\d{{1,2}})([-/.])(?P<second>\d{{1,2}})\2{_YEAR}(?![\da-z])",
        _day_first_or_month,
        "d",
    ),
    Rule(rf"(?P<first>\d{{1,2}})/(?P<second>\d{{1,2}}){_EDGE}(?!\s?[%的万])", _slashed, "d"),
)
"""Dates written in digits."""
