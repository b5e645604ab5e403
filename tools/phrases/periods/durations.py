"""Lengths of time, and the stretches that end or begin with the business date.

最近90天 ends with the business date, 近三个月 begins on the day after the same day three months
earlier, 未来30天 runs from the business date to the day 30 days later (contract, section 2).
"""

import re
from dataclasses import dataclass
from datetime import timedelta

from crm.periods import Grain, Kind, Period, add_months, back_from, units_later
from tools.phrases.folding import folded
from tools.phrases.numbers import is_loose_pair, whole_number
from tools.phrases.periods.readings import UNREAD, VAGUE, Faulty, Fixed, Moment, Reading
from tools.phrases.periods.rules import NUMBER, Rule, RuleTable, compiled
from tools.phrases.periods.spans import DurationSpan, Fault

_IN_DAYS = {
    "天": 1,
    "日": 1,
    "周": 7,
    "星期": 7,
    "礼拜": 7,
    "day": 1,
    "week": 7,
    "fortnight": 14,
    "d": 1,
    "wk": 7,
    "w": 7,
}
_IN_MONTHS = {
    "月": 1,
    "季度": 3,
    "季": 3,
    "年": 12,
    "month": 1,
    "quarter": 3,
    "year": 12,
    "mth": 1,
    "mo": 1,
    "m": 1,
    "qtr": 3,
    "yr": 12,
    "y": 12,
}
_REACH = 200  # units that a stretch may go back
_GRAINS = {
    **dict.fromkeys(("天", "日", "day", "d"), Grain.DAY),
    **dict.fromkeys(("周", "星期", "礼拜", "week", "wk", "w"), Grain.WEEK),
    **dict.fromkeys(("月", "month", "mth", "mo", "m"), Grain.MONTH),
    **dict.fromkeys(("季度", "季", "quarter", "qtr"), Grain.QUARTER),
    **dict.fromkeys(("年", "year", "yr", "y"), Grain.YEAR),
}

_ZH_LENGTH = (
    r"(?:(?P<half>半)个?(?P<half_unit>年|月)"
    r"|(?P<number>\d{1,4}|[零〇一二两三四五六七八九十百]{1,5})\s?个?"
    r"(?P<unit>天|日|周|星期|礼拜|月|季度|季|年)(?P<and_half>半)?)"
)
# Without 最近 before it, 3月 is March, 二季度 the second quarter, 5日 the fifth, 25年 is 2025.
_CLEAR_LENGTH = (
    r"(?:(?P<half>半)个?(?P<half_unit>年|月)"
    r"|(?P<number>\d{1,4}(?=\s?个|\s?天|\s?周|\s?星期|\s?礼拜)|(?:1[0-5]|[1-9])(?=\s?年)"
    r"|[一二两三四五六七八九十百]{1,4})\s?"
    r"(?P<unit>天|个?周|个?星期|个?礼拜|个月|个季度|年)(?P<and_half>半)?)"
)
_EN_UNITS = "days?|weeks?|wks?|fortnights?|months?|mths?|mos?|quarters?|qtrs?|years?|yrs?"
_EN_LENGTH = (
    r"(?:(?P<half>half(?:\s+an?|[\s-])?\s*(?=year))(?P<half_unit>years?)"
    rf"|(?P<number>{NUMBER}|an?|(?:a\s+)?couple(?:\s+of)?)[\s-]*(?P<unit>{_EN_UNITS}))(?![a-z])"
)
_SHORT_LENGTH = r"(?P<number>\d{1,4})(?P<unit>d|w|m|y)(?![a-z\d])"
_ONE_UNIT = r"(?P<unit>week|month|quarter|year)(?![a-z])"
_VAGUE_ZH = (
    r"(?:几|好几|数|若干|两三|三四|三五|四五|五六|七八|十几|十来|\d+几|[二三四五六七八九]?十[多来几]"
    r"|\d+[多来])"
)
_ANY_UNIT = r"个?(?:天|日|周|星期|礼拜|月|季度|年)"


@dataclass(frozen=True)
class Duration:
    """A length of time: days, or months where the calendar counts."""

    days: int = 0
    months: int = 0

    def ending(self, day: "Moment | Period") -> Period:
        """The stretch of this length that ends with a period, or with the business date."""
        end = day.end if isinstance(day, Period) else day.today
        if self.months:
            start = back_from(end, months=self.months)
            return Period(start, end, Kind.MONTHS, count=self.months)
        return Period(end - timedelta(days=self.days - 1), end, Kind.DAYS, count=self.days)

    def ahead_of(self, moment: Moment) -> Period:
        """From the business date to the day that lies this far ahead, both included."""
        today = moment.today
        if self.months:
            return Period(today, add_months(today, self.months), Kind.MONTHS, count=self.months)
        return Period(today, today + timedelta(days=self.days), Kind.DAYS, count=self.days)


def find_durations(text: str) -> list[DurationSpan]:
    """The bare lengths of time in a text, in order: 90天 in 超过90天没下单, "six months".

    Those inside a period (最近90天) are found as well: whoever wants only the others looks at the
    spans of `find_periods` first.
    """
    plain = folded(text)
    found: list[DurationSpan] = []
    for pattern in (rf"(?<![第\d.\-/]){_ZH_LENGTH}", rf"(?<![a-z\d.\-/]){_EN_LENGTH}"):
        for match in compiled(pattern).finditer(plain):
            length = length_of(match)
            if length and not _is_a_year(match):
                words = text[match.start() : match.end()]
                found.append(DurationSpan(*match.span(), words, length.days, length.months))
    return sorted(found, key=lambda span: span.start)


def length_of(match: re.Match[str]) -> Duration | None:
    """The length that a match of one of the patterns here says, or None if it says none."""
    said = match.groupdict()
    if said.get("half"):
        return Duration(days=15) if said["half_unit"] == "月" else Duration(months=6)
    unit, number = _unit_said(match), _count(said.get("number"))
    if not number:
        return None
    if said.get("and_half"):
        return Duration(months=number * 12 + 6) if unit == "年" else None
    if unit in _IN_DAYS:
        return Duration(days=number * _IN_DAYS[unit])
    return Duration(months=number * _IN_MONTHS[unit])


def _unit_said(match: re.Match[str]) -> str:
    return (
        (match["unit"] or match.groupdict().get("half_unit") or "")
        .removeprefix("个")
        .removesuffix("s")
    )


def _is_a_year(match: re.Match[str]) -> bool:
    """Whether it is a date rather than a length: 2025年, 25年, 3月, 5日."""
    words, unit = match.group(), match["unit"]
    if unit == "年":
        return len(match["number"]) >= len("25") and match["number"].isdecimal()
    return unit in {"月", "日", "季度", "季"} and "个" not in words


def _count(words: str | None) -> int | None:
    if words is None:
        return 1
    return 2 if words.startswith("couple") else whole_number(words)


def _back(match: re.Match[str], moment: Moment) -> Reading | None:
    """A stretch up to the business date; of quarters, also the whole ones before this one."""
    length = length_of(match)
    if length is None or not _within_reach(length, moment):
        return None
    if is_loose_pair(match.groupdict().get("number") or ""):
        return VAGUE
    if moment.ahead and match.groupdict().get("recent"):
        return Fixed(length.ahead_of(moment), keep=True)
    rolling = length.ending(moment)
    if _GRAINS.get(_unit_said(match)) is not Grain.QUARTER:
        return Fixed(rolling)
    this = moment.unit(Grain.QUARTER)
    first = units_later(this, -(length.months // 3))
    return Faulty(Fault.AMBIGUOUS, (Period(first.start, this.start - timedelta(days=1)), rolling))


def _whole_units(match: re.Match[str], moment: Moment) -> Reading | None:
    """The last two full months: whole ones, up to the end of the one before this."""
    number, grain = _count(match["number"]), _GRAINS[_unit_said(match)]
    if not number or number > _REACH:
        return None
    this = moment.unit(grain)
    first = units_later(this, -number)
    if number == 1:
        return Fixed(first)
    return Fixed(Period(first.start, this.start - timedelta(days=1)))


def _back_or_whole(match: re.Match[str], moment: Moment) -> Reading | None:
    """上两个月: two whole months, or those that end today."""
    whole, length = _whole_units(match, moment), length_of(match)
    if not isinstance(whole, Fixed) or length is None:
        return None
    return Faulty(Fault.AMBIGUOUS, (whole.period, length.ending(moment)))


def _latest_unit(match: re.Match[str], moment: Moment) -> Reading | None:
    """The most recent quarter: the last whole one, or this one so far."""
    this = moment.unit(_GRAINS[_unit_said(match)])
    return Faulty(Fault.AMBIGUOUS, (units_later(this, -1), this.until(moment.today)))


def _ahead(match: re.Match[str], moment: Moment) -> Reading | None:
    length = length_of(match)
    if length is None or not _within_reach(length, moment):
        return None
    return Fixed(length.ahead_of(moment), keep=True)


def _within(match: re.Match[str], moment: Moment) -> Reading | None:
    """30天内: what lies ahead if the question looks forward, else what lies behind."""
    length = length_of(match)
    if length is None or not _within_reach(length, moment):
        return None
    if moment.ahead:
        return Fixed(length.ahead_of(moment), keep=True)
    return Fixed(length.ending(moment))


def _ahead_only(match: re.Match[str], moment: Moment) -> Reading | None:
    return _ahead(match, moment) if moment.ahead else None


def _before_today(match: re.Match[str], moment: Moment) -> Reading | None:
    """The days before, of which the business date may be the last or not: 前三天."""
    length = length_of(match)
    if length is None or not _within_reach(length, moment):
        return None
    if moment.text[: match.start()].strip() in {"和", "跟", "与", "同", "比", "较"} and _is_one(
        match
    ):
        return Fixed(moment.unit(_GRAINS[_unit_said(match)], -1))  # 和前一个月比, of what was shown
    if _unit_said(match) == "季度" and length.months < 12:
        if length.months == 3:  # 前一个季度 is no first quarter
            choices = (moment.unit(Grain.QUARTER, -1), length.ending(moment))
            return Faulty(Fault.AMBIGUOUS, choices)
        return _first_quarters(length.months, moment)
    yesterday = moment.today - timedelta(days=1)
    choices = [length.ending(moment), length.ending(Period(yesterday, yesterday))]
    if length.months:
        this = moment.unit(Grain.MONTH)
        first = units_later(this, -length.months)
        choices = [length.ending(moment), Period(first.start, this.start - timedelta(days=1))]
        year = moment.unit(Grain.YEAR)
        end = add_months(year.start, length.months) - timedelta(days=1)
        if end <= min(year.end, moment.today):
            choices.append(Period(year.start, end))
    return Faulty(Fault.AMBIGUOUS, tuple(choices))


def _is_one(match: re.Match[str]) -> bool:
    return _unit_said(match) in {"周", "月", "季度"} and _count(match["number"]) == 1


def _first_quarters(months: int, moment: Moment) -> Reading:
    """前三季度: the year's first three; before one of them is over, last year's may be meant."""
    this, last = (moment.unit(Grain.YEAR, steps) for steps in (0, -1))
    spans = [Period(y.start, add_months(y.start, months) - timedelta(days=1)) for y in (this, last)]
    if add_months(this.start, 3) > moment.today:
        return Faulty(Fault.AMBIGUOUS, (spans[1], Period(this.start, moment.today)))
    return Fixed(spans[0])


def _ago(match: re.Match[str], moment: Moment) -> Reading | None:
    """Three days ago is a day; two months ago is a month, or the same day in it."""
    length = length_of(match)
    if length is None or not _within_reach(length, moment):
        return None
    grain = _GRAINS.get(_unit_said(match), Grain.WEEK)
    day = _apart(length, moment, back=True)
    if grain is Grain.DAY:
        return Fixed(day)
    number = _count(match["number"]) if match["number"] else None
    if number is None:
        return Fixed(day)
    return Faulty(Fault.AMBIGUOUS, (moment.unit(grain, -number), day))


def _year_back(_match: re.Match[str], moment: Moment) -> Reading:
    return Fixed(Duration(months=12).ending(moment))


def _later(match: re.Match[str], moment: Moment) -> Reading | None:
    length = length_of(match)
    if length is None or not _within_reach(length, moment):
        return None
    return Fixed(_apart(length, moment, back=False), keep=True)


def _apart(length: Duration, moment: Moment, *, back: bool) -> Period:
    sign = -1 if back else 1
    day = add_months(moment.today + timedelta(days=sign * length.days), sign * length.months)
    return Period(day, day, Kind.DAY)


def _within_reach(length: Duration, moment: Moment) -> bool:
    """Whether going back or ahead by it stays in years that calendars have."""
    return length.days < 36500 and length.months < 1200 and moment.today.year > 1900


def _vague(_match: re.Match[str], _moment: Moment) -> Reading:
    return VAGUE


def _too_fine(_match: re.Match[str], _moment: Moment) -> Reading:
    return UNREAD


_PAST_ZH = r"(?P<recent>最近|近)|过去|过往|往前|刚过去|滚动|这"
_PAST_EN = (
    r"(?P<recent>(?:most\s+)?recent)|last|past|previous|prior|preceding|trailing|latest|rolling"
    r"|these"
)
_NEXT_ZH = r"未来|接下来|今后|往后|将来|后续|随后"
_INSIDE = r"(?:之内|以内|内(?!蒙|部|容|销(?![售量]))|里|以来|来(?!自|源|访|电)|间|期间)?"
_A = "的?(?:这|整整)?"

_AHEAD_AFTER_NUMBER = r"\s+(?:from\s+(?:now|today)|ahead)"

DURATIONS = RuleTable(
    Rule(rf"(?:{_PAST_ZH}){_A}\s?{_ZH_LENGTH}{_INSIDE}", _back, "z"),
    Rule(
        r"(?:最近|近|过去|前|上)(?P<number>\d{1,2}|[一二两三四五六七八九十]{1,2})个?"
        r"(?:完整|自然|整)的?个?(?P<unit>周|月|季度|年)",
        _whole_units,
        "z",
    ),
    Rule(
        rf"(?:the\s+)?(?:last|past|previous|prior)\s+(?:(?P<number>{NUMBER})\s+)?"
        r"(?:full|completed?|whole|calendar|entire)\s+(?P<unit>weeks?|months?|quarters?|years?)\b",
        _whole_units,
        "l",
    ),
    Rule(
        r"上(?P<number>[两二三四五六七八九十]|\d{1,2})个?(?P<unit>周|星期|月|季度)(?![一二三四五六日天])",
        _back_or_whole,
        "z",
    ),
    Rule(
        r"(?:the\s+)?(?:most\s+recent|latest)\s+(?P<unit>week|month|quarter|year)\b",
        _latest_unit,
        "l",
    ),
    Rule(rf"(?:the\s+)?(?:{_PAST_EN})\s+{_EN_LENGTH}", _back, "l"),
    Rule(rf"(?:the\s+)?(?:{_PAST_EN})\s+{_SHORT_LENGTH}", _back, "l"),
    Rule(r"l(?P<number>\d{2,3})(?P<unit>d)(?![a-z\d])", _back, "l"),
    Rule(rf"(?:the\s+|this\s+)?(?:past|trailing|rolling)\s+{_ONE_UNIT}", _back, "l"),
    Rule(rf"{_CLEAR_LENGTH}(?:以来|来(?!自|源|访|电))", _back, "zd"),
    Rule(r"(?:ttm|ltm|trailing\s+twelve\s+months)(?![a-z])", _year_back, "l"),
    Rule(rf"(?:{_NEXT_ZH}){_A}\s?{_ZH_LENGTH}{_INSIDE}", _ahead, "z"),
    Rule(rf"(?:the\s+)?(?:next|coming|upcoming|following)\s+{_EN_LENGTH}", _ahead, "l"),
    Rule(rf"(?:the\s+)?(?:next|coming)\s+{_SHORT_LENGTH}", _ahead, "l"),
    Rule(rf"{_CLEAR_LENGTH}(?:之内|以内|内(?!蒙|部|容|销(?![售量])))", _within, "zd"),
    Rule(rf"within\s+(?:the\s+)?{_EN_LENGTH}(?:'\s*time)?", _within, "l"),
    Rule(rf"in\s+(?:the\s+)?{_EN_LENGTH}(?:'\s*time)?", _ahead_only, "l"),
    Rule(rf"(?:之前|此前|前){_ZH_LENGTH}", _before_today, "z"),
    Rule(rf"{_CLEAR_LENGTH}(?:之前|以前|前(?!\d|[一二两三四五六七八九十名几]))", _ago, "zd"),
    Rule(rf"{_EN_LENGTH}\s+ago\b", _ago, "zld"),
    Rule(rf"{_CLEAR_LENGTH}(?:之后|以后|后(?!\d|[一二两三四五六七八九十名几]))", _later, "zd"),
    Rule(rf"{_EN_LENGTH}{_AHEAD_AFTER_NUMBER}\b", _later, "zld"),
    Rule(
        rf"(?:最近|近|过去|这|前|未来|接下来|过|近来|往后|今后)(?:这|的)?{_VAGUE_ZH}{_ANY_UNIT}",
        _vague,
        "z",
    ),
    Rule(rf"{_VAGUE_ZH}{_ANY_UNIT}(?:前|后|以来|来|内|之前|之后)", _vague, "zd"),
    Rule(
        r"(?:the\s+)?(?:last|past|previous|next|coming|these)\s+(?:few|several|some|many|couple\s+few)"
        rf"\s+(?:{_EN_UNITS}|hours?)\b",
        _vague,
        "l",
    ),
    Rule(rf"(?:a\s+few|several|some)\s+(?:{_EN_UNITS})\s+ago\b", _vague, "l"),
    Rule(
        r"(?:最近|近|过去|未来|前|这)的?\s?(?:\d+|[一二两三四五六七八九十]+)\s?个?(?:小时|分钟|钟头)内?",
        _too_fine,
        "z",
    ),
    Rule(
        rf"(?:the\s+)?(?:last|past|next)\s+(?:{NUMBER}\s*)?(?:hours?|hrs?|minutes?|mins?|h)\b",
        _too_fine,
        "l",
    ),
    Rule(
        r"(?:最近|近|过去|这)(?:的)?(?:一|两|三|\d)个?半(?:个?月|天|周)|[一两三]个半月[内来]",
        _too_fine,
        "z",
    ),
    Rule(r"(?:近|最近|过去)\s?\d+\s?[-~到至]\s?\d+\s?个?(?:天|日|周|月|年)", _vague, "z"),
)
"""Stretches before and after the business date."""
