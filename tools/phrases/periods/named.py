"""What one name says: a year and its part together, and the days counted inside a longer unit.

2025年Q3, "Q3 of last year", 上个月最后三天, "the first 10 days of March", 今年前三季度.
"""

import re
from datetime import timedelta

from crm.periods import Grain, Period
from tools.phrases.numbers import whole_number
from tools.phrases.periods.durations import DURATIONS
from tools.phrases.periods.inside import narrowed, on_weekday, sliced
from tools.phrases.periods.parts import PARTS, festival_rules, weekday_number
from tools.phrases.periods.readings import (
    UNREAD,
    Faulty,
    Fixed,
    Loose,
    Moment,
    Reading,
    fixed_or_fault,
)
from tools.phrases.periods.recurring import FestivalDays, Yearly
from tools.phrases.periods.relative import RELATIVE
from tools.phrases.periods.rules import MONTH_NAMES, NUMBER, WEEKDAY_NAMES, compiled
from tools.phrases.periods.same_period import SAME
from tools.phrases.periods.written import WRITTEN
from tools.phrases.periods.years import (
    ALL_YEARS,
    BARE_YEAR,
    UNIT_AFTER,
    YEARS,
    to_date_of,
    year_of_digits,
    year_period,
)

Found = tuple[int, Reading]

_INSIDE_EN = (
    rf"(?:the\s+)?(?:(?P<side>first|last|final|opening|closing)\s+(?:(?P<number>{NUMBER})\s+)?"
    r"|(?P<nth>second|third|fourth|2nd|3rd|4th)\s+)"
    r"(?P<unit>days?|weeks?|months?|quarters?|half)\s+(?:of|in)\s+(?:the\s+)?"
)
_CONTAINERS = {"month": Grain.MONTH, "quarter": Grain.QUARTER, "year": Grain.YEAR}
_NTH = {"second": 2, "third": 3, "fourth": 4, "2nd": 2, "3rd": 3, "4th": 4}
_LINK = r"(?:'s)?(?:\s*的\s*|\s*,\s*|\s*-\s*(?=[qh])|\s*)"
_TRAILING = (
    r"(?:,?\s+(?:of|in)\s+(?:the\s+)?|\s*,\s*|\s*(?=')|\s*/\s*(?=\d{4})|\s+|\s?-\s?(?=\d{4}))"
)
_TRAILING_FESTIVAL = rf"(?:{_TRAILING}|(?<=[^\x00-\x7f]))"
_TRAILING_YEAR = (
    rf"(?:(?P<digits>(?:19|20)\d\d)(?![\d%]|[.,]\d|\s?年|-\d\d\b){UNIT_AFTER}"
    r"|'(?P<short>\d\d)(?!\d)|(?P<fiscal>fy)\s?'?(?P<fiscal_digits>20\d\d|\d\d)(?!\d)"
    r"|(?P<before_last>(?:the\s+)?year\s+before\s+last)(?![a-z])"
    r"|(?P<step>last|this|next|previous|prior|the\s+current)\s+year(?:'s)?(?![a-z-]))"
)
_SHORT_YEAR = r"\s?-?(?P<short>[12]\d)(?![\d:%a-z]|[.,]\d|\s?[-/]\s?\d)"


def named(moment: Moment, position: int) -> Found | None:
    """End and reading of the longest name at `position`."""
    key = (0, position)
    if key not in moment.memo:
        found = (_simple(moment, position), _counted_inside(moment, position))
        moment.memo[key] = max((each for each in found if each), key=_end, default=None)
    return moment.memo[key]


def _end(found: Found) -> int:
    return found[0]


def _simple(moment: Moment, position: int) -> Found | None:
    found = [
        each
        for each in (
            _written_date(moment, position),
            _year_and_part(moment, position),
            _part_and_year(moment, position),
            RELATIVE.longest(moment, position),
            SAME.longest(moment, position),
            DURATIONS.longest(moment, position),
            _beside_last(moment, position),
            _weekday_and_date(moment, position),
            _bare_year(moment, position),
        )
        if each
    ]
    if not found:
        return None
    best = max(found, key=_end)
    return narrowed(moment, *best)


def _parts(moment: Moment, position: int) -> Found | None:
    own = PARTS.longest(moment, position)
    festival = festival_rules(moment.calendar).longest(moment, position)
    return (
        max((own or (0, UNREAD), festival or (0, UNREAD)), key=lambda each: each[0])
        if (own or festival)
        else None
    )


def _written_date(moment: Moment, position: int) -> Found | None:
    return WRITTEN.longest(moment, position)


def _year_and_part(moment: Moment, position: int) -> Found | None:
    year = ALL_YEARS.longest(moment, position)
    if year is None or not isinstance(year[1], Fixed):
        return year
    link = compiled(_LINK).match(moment.text, year[0])
    after = link.end() if link else year[0]
    to_date = compiled(r"(?:ytd|year[\s-]to[\s-]date)\b").match(moment.text, after)
    if to_date:
        return to_date.end(), Fixed(to_date_of(year[1].period, moment))
    part = _parts(moment, after)
    if part and isinstance(part[1], Loose) and isinstance(part[1].part, Yearly):
        return part[0], _in_year(part[1].part, year[1].period)
    if part and isinstance(part[1], Faulty):
        return part
    bare = YEARS.longest(moment, position)
    return bare if bare and bare[0] == year[0] else None


def _bare_year(moment: Moment, position: int) -> Found | None:
    """Four digits as a year, unless what stands before makes them a number or part of an id."""
    before = moment.before(position, 16)
    against = compiled(
        r"(?:[a-z\d][-_/.\#]|[¥$€£#+]|\b(?:over|above|below|under|than|least|most|exceeding|about|top)\s*"
        r"|(?:超过|大于|小于|少于|低于|高于|不到|不足|超|满|型号|编号|单号|款号|货号|料号|model\s?|no\.?\s?|id\s?|[><=≥≤])\s*)$"
    )
    if against.search(before):
        return None
    return BARE_YEAR.longest(moment, position)


def _part_and_year(moment: Moment, position: int) -> Found | None:
    part = _parts(moment, position)
    if part is None or not isinstance(part[1], Loose) or not isinstance(part[1].part, Yearly):
        return part
    yearly = part[1].part
    festival = isinstance(yearly, FestivalDays)  # 春节2025, but 3月2000 is no March of 2000
    link = compiled(_TRAILING_FESTIVAL if festival else _TRAILING).match(moment.text, part[0])
    match = link and compiled(_TRAILING_YEAR).match(moment.text, link.end())
    year = _trailing_year(match, moment) if match else None
    if match and year:
        return match.end(), _in_year(yearly, year, trailing=True)
    match = compiled(r"(?:\s+of\s+(?:the|this)\s+year)(?![a-z])").match(moment.text, part[0])
    if match:
        return match.end(), _in_year(yearly, moment.unit(Grain.YEAR), trailing=True)
    return _part_and_short_year(moment, position, part[0], yearly) or part


def _part_and_short_year(moment: Moment, position: int, end: int, part: Yearly) -> Found | None:
    """Q3 25, 3Q25, H1'25, Mar-25, and "in Mar 25"; without "in", Mar 25 is a day."""
    said = moment.text[position:end]
    match = compiled(_SHORT_YEAR).match(moment.text, end)
    if match is None or not compiled(r"(?:[qh]\s?\d|\d[qh]|[a-z]{3,4})$").match(said):
        return None
    if said.isalpha() and moment.text[end] != "-" and not moment.before(position).endswith("in "):
        return None
    year = year_of_digits(match["short"], moment)
    period = year_period(year, moment) if year else None
    return (match.end(), _in_year(part, period, trailing=True)) if period else None


def _trailing_year(match: re.Match[str], moment: Moment) -> Period | None:
    if match["before_last"]:
        return moment.unit(Grain.YEAR, -2)
    if match["step"]:
        step = {"last": -1, "previous": -1, "prior": -1, "next": 1}.get(match["step"], 0)
        return moment.unit(Grain.YEAR, step)
    digits = match["digits"] or match["short"] or match["fiscal_digits"]
    year = year_of_digits(digits, moment)
    return year_period(year, moment, fiscal=bool(match["fiscal"])) if year else None


def _in_year(part: Yearly, year: Period, *, trailing: bool = False) -> Reading:
    period = part.in_year(year)
    return fixed_or_fault(period, pins=frozenset({"year", "month"}), part=part, trailing=trailing)


def _beside_last(moment: Moment, position: int) -> Found | None:
    """Last March, this Q4, next Christmas: the nearest whole one in that direction."""
    match = compiled(
        r"(?:the\s+)?(?P<step>last|this|next|previous)\s+|(?P<zh>上|下)一?个(?=\D)"
    ).match(moment.text, position)
    part = match and _parts(moment, match.end())
    if not match or not part or not isinstance(part[1], Loose):
        return None
    yearly, today = part[1].part, moment.today
    if not isinstance(yearly, Yearly):
        return None
    if match["step"] == "this":
        return part[0], _in_year(yearly, moment.unit(Grain.YEAR))
    if match["step"] == "next" or match["zh"] == "下":
        return part[0], fixed_or_fault(yearly.following(today + timedelta(days=1)), part=yearly)
    before = [each for each in yearly.around(today) if each.end < today]
    return part[0], fixed_or_fault(before[-1] if before else None, part=yearly)


def _counted_inside(moment: Moment, position: int) -> Found | None:
    """The first 10 days of March, the last quarter of 2025, the second half of November."""
    match = compiled(_INSIDE_EN).match(moment.text, position)
    if match is None:
        return None
    unit = match["unit"].removesuffix("s")
    container = compiled(r"(?P<unit>month|quarter|year)\b").match(moment.text, match.end())
    if container:
        whole = Fixed(moment.unit(_CONTAINERS[container["unit"]]))
        return container.end(), _cut(moment, whole, match, unit)
    inner = _simple(moment, match.end())
    return (inner[0], _cut(moment, inner[1], match, unit)) if inner else None


def _cut(moment: Moment, whole: Reading, match: re.Match[str], unit: str) -> Reading:
    at = (
        _NTH[match["nth"]]
        if match["nth"]
        else -1
        if match["side"] in {"last", "final", "closing"}
        else 1
    )
    count = whole_number(match["number"]) if match["number"] else 1
    return sliced(moment, whole, unit, at, count or 0)


def _weekday_and_date(moment: Moment, position: int) -> Found | None:
    """Friday, 20 November: the date, if it is a Friday."""
    match = compiled(rf"(?P<name>{WEEKDAY_NAMES}),?\s+(?:the\s+)?(?=\d|{MONTH_NAMES})").match(
        moment.text, position
    )
    date = match and named(moment, match.end())
    if not match or not date:
        return None
    return date[0], on_weekday(moment, date[1], weekday_number(match["name"]))
