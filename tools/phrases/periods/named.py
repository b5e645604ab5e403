"""What one name says: a year and its part together, and the days counted inside a longer unit.

2025年Q3, "Q3 of last year", 上个月最后三天, "the first 10 days of March", 今年前三季度.
"""

import re
from datetime import date, timedelta

from crm.periods import Grain, Kind, Period, add_months
from tools.phrases.numbers import whole_number
from tools.phrases.periods.durations import DURATIONS
from tools.phrases.periods.parts import MONTH_PARTS, PARTS, festival_rules
from tools.phrases.periods.readings import (
    IMPOSSIBLE,
    UNREAD,
    Faulty,
    Fixed,
    Loose,
    Moment,
    Reading,
    Same,
    Yearly,
    days_of,
    fixed_or_fault,
    settled,
    stepped,
)
from tools.phrases.periods.relative import RELATIVE
from tools.phrases.periods.rules import NUMBER, Rule, compiled, longest
from tools.phrases.periods.spans import Fault
from tools.phrases.periods.years import BARE_YEAR, YEARS, to_date_of, year_of_digits, year_period

Found = tuple[int, Reading]

_LINK = r"(?:'s)?(?:\s*的\s*|\s*,\s*|\s*-\s*(?=[qh])|\s*)"
_TRAILING = r"(?:,?\s+(?:of|in)\s+(?:the\s+)?|\s*,\s*|\s*(?=')|\s*/\s*(?=\d{4})|\s+|\s?-\s?(?=\d{4}))"
_TRAILING_YEAR = (
    r"(?:(?P<digits>(?:19|20)\d\d)(?![\d%]|[.,]\d|\s?年|-\d\d\b)"
    r"|'(?P<short>\d\d)(?!\d)|(?P<fiscal>fy)\s?'?(?P<fiscal_digits>20\d\d|\d\d)(?!\d)"
    r"|(?P<step>last|this|next|previous|prior|the\s+current)\s+year(?:'s)?(?![a-z-]))"
)
_SHORT_YEAR = r"\s?-?(?P<short>[12]\d)(?![\d:%a-z]|[.,]\d|\s?[-/]\s?\d)"


def named(moment: Moment, position: int) -> Found | None:
    """End and reading of the longest name at `position`."""
    found = [
        each
        for each in (
            _written_date(moment, position),
            _year_and_part(moment, position),
            _part_and_year(moment, position),
            longest(RELATIVE, moment, position),
            longest(DURATIONS, moment, position),
            longest(SAME, moment, position),
            _counted_inside(moment, position),
            _beside_last(moment, position),
            _bare_year(moment, position),
        )
        if each
    ]
    if not found:
        return None
    best = max(found, key=lambda each: each[0])
    return _narrowed(moment, *best)


def _parts(moment: Moment, position: int) -> Found | None:
    own = longest(PARTS, moment, position)
    festival = longest(festival_rules(moment.calendar), moment, position)
    return max((own or (0, UNREAD), festival or (0, UNREAD)), key=lambda each: each[0]) if (
        own or festival
    ) else None


def _written_date(moment: Moment, position: int) -> Found | None:
    return longest(WRITTEN, moment, position)


def _year_and_part(moment: Moment, position: int) -> Found | None:
    year = longest((*YEARS, *BARE_YEAR), moment, position)
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
    bare = longest(YEARS, moment, position)
    return bare if bare and bare[0] == year[0] else None


def _bare_year(moment: Moment, position: int) -> Found | None:
    """Four digits as a year, unless what stands before makes them a number or part of an id."""
    before = moment.text[max(0, position - 16) : position]
    against = compiled(
        r"(?:[a-z\d][-_/.\#]|[¥$€£#+]|\b(?:over|above|below|under|than|least|most|exceeding|about|top)\s*"
        r"|(?:超过|大于|小于|少于|低于|高于|不到|不足|超|满|[><=≥≤])\s*)$"
    )
    if against.search(before):
        return None
    return longest(BARE_YEAR, moment, position)


def _part_and_year(moment: Moment, position: int) -> Found | None:
    part = _parts(moment, position)
    if part is None or not isinstance(part[1], Loose) or not isinstance(part[1].part, Yearly):
        return part
    yearly = part[1].part
    link = compiled(_TRAILING).match(moment.text, part[0])
    match = link and compiled(_TRAILING_YEAR).match(moment.text, link.end())
    year = _trailing_year(match, moment) if match else None
    if match and year:
        return match.end(), _in_year(yearly, year, trailing=True)
    match = compiled(r"(?:\s+of\s+(?:the|this)\s+year)(?![a-z])").match(moment.text, part[0])
    if match:
        return match.end(), _in_year(yearly, moment.unit(Grain.YEAR), trailing=True)
    return _part_and_short_year(moment, position, part[0], yearly) or part


def _part_and_short_year(
    moment: Moment, position: int, end: int, part: Yearly
) -> Found | None:
    """Q3 25, 3Q25, H1'25, Mar-25, and "in Mar 25"; without "in", Mar 25 is a day."""
    said = moment.text[position:end]
    match = compiled(_SHORT_YEAR).match(moment.text, end)
    if match is None or not compiled(r"(?:[qh]\s?\d|\d[qh]|[a-z]{3,4})$").match(said):
        return None
    if said.isalpha() and moment.text[end] != "-" and not moment.text[:position].endswith("in "):
        return None
    year = year_of_digits(match["short"], moment)
    period = year_period(year, moment) if year else None
    return (match.end(), _in_year(part, period, trailing=True)) if period else None


def _trailing_year(match: re.Match[str], moment: Moment) -> Period | None:
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
    match = compiled(r"(?:the\s+)?(?P<step>last|this|next|previous)\s+").match(
        moment.text, position
    )
    part = match and _parts(moment, match.end())
    if not match or not part or not isinstance(part[1], Loose):
        return None
    yearly, today = part[1].part, moment.today
    if not isinstance(yearly, Yearly):
        return None
    if match["step"] == "this":
        return part[0], _in_year(yearly, moment.unit(Grain.YEAR))
    if match["step"] == "next":
        return part[0], fixed_or_fault(yearly.following(today + timedelta(days=1)))
    before = [each for each in yearly.around(today) if each.end < today]
    return part[0], fixed_or_fault(before[-1] if before else None)


# ------------------------------------------------------------------ days inside a longer unit

_INSIDE_ZH = (
    r"的?(?:(?P<side>前|头|最后)(?P<number>\d{1,3}|[一二两三四五六七八九十]{1,3})?个?"
    r"(?P<unit>天|日|周|星期|月|季度)(?!度)"
    r"|第(?P<nth>\d{1,3}|[一二三四五六七八九十]{1,3})个?(?P<nth_unit>天|日|周|星期|月|季度))"
)
_WHOLE_ZH = r"的?(?:全年|整年|全年度|全月|整月|整个月|全季度?|整季度?|整周|全周|一整[年月周]|整个)"
_PART_ZH = rf"的?(?P<part>{'|'.join(MONTH_PARTS)})"
_FILLER_ZH = (
    r"(?:期间|之内|以内|内(?!蒙|部|容|销|存|衣|地|外|网|勤)|里面?(?!程)|当中|之中|间(?!接|隔|距)|份(?!额))"
)
_INSIDE_EN = (
    r"(?:the\s+)?(?:(?P<side>first|last|final|opening|closing)\s+(?:(?P<number>{number})\s+)?"
    r"|(?P<nth>second|third|fourth|2nd|3rd|4th)\s+)"
    r"(?P<unit>days?|weeks?|months?|quarters?|half)\s+(?:of|in)\s+(?:the\s+)?"
).format(number=NUMBER)
_CONTAINERS = {"month": Grain.MONTH, "quarter": Grain.QUARTER, "year": Grain.YEAR}
_NTH = {"second": 2, "third": 3, "fourth": 4, "2nd": 2, "3rd": 3, "4th": 4}
_UNITS = {"天": "day", "日": "day", "周": "week", "星期": "week", "月": "month", "季度": "quarter"}


def _narrowed(moment: Moment, end: int, reading: Reading) -> Found:
    """The name with what follows it and still belongs to it: 上个月最后三天, 今年全年, 3月里."""
    match = compiled(_WHOLE_ZH).match(moment.text, end)
    if match and isinstance(reading, Fixed | Loose):
        fixed = settled(reading, moment)
        return match.end(), Fixed(fixed.period, keep=True) if isinstance(fixed, Fixed) else reading
    match = compiled(_PART_ZH).match(moment.text, end)
    if match:
        return match.end(), _within(
            moment, reading, lambda whole: days_of(whole, *MONTH_PARTS[match["part"]])
        )
    match = compiled(_INSIDE_ZH).match(moment.text, end)
    if match:
        return match.end(), _counted_zh(moment, reading, match)
    match = compiled(_FILLER_ZH).match(moment.text, end)
    return (match.end() if match else end), reading


def _counted_zh(moment: Moment, reading: Reading, match: re.Match[str]) -> Reading:
    unit = _UNITS[match["unit"] or match["nth_unit"]]
    if match["nth"]:
        return _slice(moment, reading, unit, whole_number(match["nth"]) or 0, 1)
    count = whole_number(match["number"]) if match["number"] else 1
    return _slice(moment, reading, unit, -1 if match["side"] == "最后" else 1, count or 0)


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
    inner = named(moment, match.end())
    return (inner[0], _cut(moment, inner[1], match, unit)) if inner else None


def _cut(moment: Moment, whole: Reading, match: re.Match[str], unit: str) -> Reading:
    at = _NTH[match["nth"]] if match["nth"] else -1 if match["side"] in {"last", "final", "closing"} else 1
    count = whole_number(match["number"]) if match["number"] else 1
    return _slice(moment, whole, unit, at, count or 0)


def _slice(moment: Moment, reading: Reading, unit: str, at: int, count: int) -> Reading:
    """`count` units from the `at`-th one of a longer unit on; -1 counts from its end."""
    if unit == "week" and count == 1:
        return UNREAD  # the week with the first day in it, the first full one, or seven days
    return _within(moment, reading, lambda whole: _sliced(whole, unit, at, count))


def _within(moment: Moment, reading: Reading, cut: "Cut") -> Reading:
    fixed = settled(reading, moment)
    if not isinstance(fixed, Fixed):
        return fixed
    if fixed.period.kind not in {Kind.MONTH, Kind.QUARTER, Kind.HALF, Kind.YEAR}:
        return UNREAD
    period = cut(fixed.period)
    return fixed_or_fault(period, pins=fixed.pins | {"year"})


def _sliced(whole: Period, unit: str, at: int, count: int) -> Period | None:
    if count < 1:
        return None
    if unit in {"day", "week"}:
        return _sliced_days(whole, at, count * (7 if unit == "week" else 1))
    if unit == "half":
        return _half_of(whole, at)
    length = {"month": 1, "quarter": 3}[unit]
    if at < 0:
        start = add_months(whole.end + timedelta(days=1), -length * count)
    else:
        start = add_months(whole.start, length * (at - 1))
    end = add_months(start, length * count) - timedelta(days=1)
    if start < whole.start or end > whole.end or (start, end) == (whole.start, whole.end):
        return None
    one = count == 1
    kind = (Kind.MONTH if unit == "month" else Kind.QUARTER) if one else Kind.RANGE
    return Period(start, end, kind)


def _sliced_days(whole: Period, at: int, count: int) -> Period | None:
    start = whole.end - timedelta(days=count - 1) if at < 0 else whole.start + timedelta(days=at - 1)
    end = start + timedelta(days=count - 1)
    if start < whole.start or end > whole.end:
        return None
    return Period(start, end, Kind.DAY if count == 1 else Kind.RANGE)


def _half_of(whole: Period, at: int) -> Period | None:
    if whole.kind is Kind.YEAR:
        middle = add_months(whole.start, 6)
        return (
            Period(whole.start, middle - timedelta(days=1), Kind.HALF)
            if at == 1
            else Period(middle, whole.end, Kind.HALF)
        )
    if whole.kind is Kind.MONTH:
        return days_of(whole, 1, 15) if at == 1 else days_of(whole, 16, 0)
    return None
