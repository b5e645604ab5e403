"""Words that name days by their distance from the business date: 昨天, 上季度, "last week"."""

import re
from datetime import timedelta

from crm.periods import Grain, Kind, Period, add_months, back_from
from tools.phrases.numbers import whole_number
from tools.phrases.periods.parts import MONTH_PARTS, weekday_number
from tools.phrases.periods.readings import (
    UNREAD,
    VAGUE,
    Faulty,
    Fixed,
    Moment,
    Reading,
    fixed_or_fault,
)
from tools.phrases.periods.recurring import DayOfMonth, Weekday, days_of
from tools.phrases.periods.rules import (
    WEEKDAY_DIGITS,
    WEEKDAY_NAMES,
    WEEKDAY_OF_WEEK,
    ZH_NUMBER,
    Rule,
    RuleTable,
)
from tools.phrases.periods.spans import Fault

_DAYS = {
    "大前天": -3,
    "前天": -2,
    "前日": -2,
    "昨天": -1,
    "昨日": -1,
    "昨儿": -1,
    "今天": 0,
    "今日": 0,
    "今儿": 0,
    "明天": 1,
    "明日": 1,
    "后天": 2,
    "后日": 2,
    "大后天": 3,
    "yesterday": -1,
    "today": 0,
    "tomorrow": 1,
}
_UNITS = {
    "周": Grain.WEEK,
    "星期": Grain.WEEK,
    "礼拜": Grain.WEEK,
    "月": Grain.MONTH,
    "月份": Grain.MONTH,
    "季": Grain.QUARTER,
    "季度": Grain.QUARTER,
    "财季": Grain.QUARTER,
    "半年": Grain.HALF,
    "week": Grain.WEEK,
    "wk": Grain.WEEK,
    "month": Grain.MONTH,
    "mth": Grain.MONTH,
    "quarter": Grain.QUARTER,
    "qtr": Grain.QUARTER,
    "mo": Grain.MONTH,
    "half": Grain.HALF,
    "year": Grain.YEAR,
}
_STEPS = {
    "上": -1,
    "大上": -2,
    "本": 0,
    "这": 0,
    "当": 0,
    "当前": 0,
    "今": 0,
    "该": 0,
    "下": 1,
    "last": -1,
    "previous": -1,
    "prior": -1,
    "prev": -1,
    "this": 0,
    "current": 0,
    "next": 1,
    "coming": 1,
    "upcoming": 1,
    "this coming": 1,
}
_WHICH = r"(?P<step>上上+|大上|上|本|这|当前|当|今|该|下下+|下)(?:一|1)?个?"
_EN_WHICH = (
    r"(?P<the>the\s+)?(?P<step>last|previous|prior|prev|this\s+coming|this|current|next|coming"
    r"|upcoming)\s+"
)
_WEEKS = r"(?:周|星期|礼拜)"


def _steps(said: str) -> int:
    if set(said) <= {"上"} or set(said) <= {"下"}:
        return len(said) * _STEPS[said[0]]
    return _STEPS[" ".join(said.split())]


def _day(match: re.Match[str], moment: Moment) -> Reading | None:
    day = moment.today + timedelta(days=_DAYS[match["day"]])
    return Fixed(Period(day, day, Kind.DAY))


def _days_apart(days: int) -> Rule:
    """The rule of the two English days that need several words."""
    words = "before yesterday" if days < 0 else "after tomorrow"

    def says(_match: re.Match[str], moment: Moment) -> Reading:
        day = moment.today + timedelta(days=days)
        return Fixed(Period(day, day, Kind.DAY))

    return Rule(rf"(?:the\s+)?day\s+{words}(?:'s)?\b", says)


def _unit(match: re.Match[str], moment: Moment) -> Reading | None:
    grain = _UNITS[match["unit"]]
    fiscal = match["unit"] == "财季" or bool(match.groupdict().get("fiscal"))
    pins = {Grain.WEEK: "week", Grain.MONTH: "month"}.get(grain)
    return Fixed(
        moment.unit(grain, _steps(match["step"]), fiscal=fiscal),
        pins=frozenset({pins}) if pins else frozenset(),
    )


def _english_unit(match: re.Match[str], moment: Moment) -> Reading | None:
    """The unit; "the last month" may also be the month that ends today, "last quarter" is not."""
    reading = _unit(match, moment)
    grain = _UNITS[match["unit"]]
    if not (match["the"] and match["step"] == "last") or grain not in {Grain.WEEK, Grain.MONTH}:
        return reading
    return Faulty(Fault.AMBIGUOUS, (moment.unit(grain, -1), rolling_unit(grain, moment)))


def rolling_unit(grain: Grain, moment: Moment) -> Period:
    """The week or months that end with the business date."""
    today = moment.today
    if grain is Grain.WEEK:
        return Period(today - timedelta(days=6), today, Kind.DAYS, count=7)
    months = {Grain.MONTH: 1, Grain.QUARTER: 3, Grain.HALF: 6, Grain.YEAR: 12}[grain]
    return Period(back_from(today, months=months), today, Kind.MONTHS, count=months)


def _this_one(match: re.Match[str], moment: Moment) -> Reading | None:
    """这一个月: the month so far, or the month that ends today."""
    grain = Grain.YEAR if match["unit"] == "年" else Grain.MONTH
    running = moment.unit(grain).until(moment.today)
    return Faulty(Fault.AMBIGUOUS, (rolling_unit(grain, moment), running))


def _the_unit(match: re.Match[str], moment: Moment) -> Reading | None:
    """For the year, at the end of what is said: the one that is running."""
    grain = _UNITS[match["unit"]]
    return Fixed(moment.unit(grain))


def _before_last(match: re.Match[str], moment: Moment) -> Reading | None:
    return Fixed(moment.unit(_UNITS[match["unit"]], -2))


def _same_day(match: re.Match[str], moment: Moment) -> Reading | None:
    """The business date's day in an earlier year; of 29 February, the 28th."""
    years = {"大前年": 3, "前年": 2}.get(match.groupdict().get("said") or "", 1)
    day = add_months(moment.today, -12 * years)
    return Fixed(Period(day, day, Kind.DAY))


def _week_and_day(match: re.Match[str], moment: Moment) -> Reading | None:
    week = moment.unit(Grain.WEEK, _steps(match["step"]))
    weekday = Weekday(WEEKDAY_DIGITS[match["weekday"]])
    return Fixed(weekday.in_week(week), pins=frozenset({"week"}))


def _week_or_day(match: re.Match[str], moment: Moment) -> Reading | None:
    """上周三十大客户, 上周日销售额: the day and what follows, or the week and 三十大, 日销售额."""
    week = moment.unit(Grain.WEEK, _steps(match["step"]))
    day = Weekday(WEEKDAY_DIGITS[match["weekday"] or match["sunday"]]).in_week(week)
    return Faulty(Fault.AMBIGUOUS, (day, week.until(moment.today)))


def _week_and_name(match: re.Match[str], moment: Moment) -> Reading | None:
    week = moment.unit(Grain.WEEK, _steps(match["step"]))
    day = Weekday(weekday_number(match["name"])).in_week(week)
    return Fixed(day, pins=frozenset({"week"}))


def _weekend(match: re.Match[str], moment: Moment) -> Reading | None:
    week = moment.unit(Grain.WEEK, _steps(match["step"]))
    return Fixed(Weekday(6, length=2).in_week(week), pins=frozenset({"week"}))


def _near_weekday(match: re.Match[str], moment: Moment) -> Reading | None:
    """The nearest such day before or after today; "next Friday" is clear only from the weekend."""
    weekday = Weekday(weekday_number(match["name"]))
    this = weekday.in_week(moment.unit(Grain.WEEK))
    if match["step"] == "this":
        return Fixed(this, pins=frozenset({"week"}))
    if match["step"] in {"last", "previous"}:
        before = weekday.leading(moment.today - timedelta(days=1))
        return fixed_or_fault(before, pins=frozenset({"week"}))
    later = weekday.in_week(moment.unit(Grain.WEEK, 1))
    if match["step"] == "next" and this.start > moment.today:
        return Faulty(Fault.AMBIGUOUS, (this, later))
    return fixed_or_fault(weekday.following(moment.today + timedelta(days=1)))


def _month_and_day(match: re.Match[str], moment: Moment) -> Reading | None:
    month = moment.unit(Grain.MONTH, _steps(match["step"]))
    day = DayOfMonth(whole_number(match["day"]) or 0).beside(month)
    return fixed_or_fault(day, pins=frozenset({"month", "year"}))


def _month_and_part(match: re.Match[str], moment: Moment) -> Reading | None:
    month = moment.unit(Grain.MONTH, _steps(match["step"]))
    return Fixed(days_of(month, *MONTH_PARTS[match["part"]]), pins=frozenset({"year"}))


def _whole_unit(match: re.Match[str], moment: Moment) -> Reading | None:
    grain = Grain.YEAR if match["unit"] == "年" else _UNITS[match["unit"]]
    return Fixed(moment.unit(grain), keep=True)


def _vague(_match: re.Match[str], _moment: Moment) -> Reading:
    return VAGUE


def _too_fine(_match: re.Match[str], _moment: Moment) -> Reading:
    return UNREAD


RELATIVE = RuleTable(
    Rule(
        rf"(?P<day>{'|'.join(sorted(_DAYS, key=len, reverse=True))})"
        r"(?:(?<=[a-z])(?:'s)?\b|(?<![a-z]))"
        r"(?!头条)",
        _day,
        "zl",
    ),
    Rule(r"(?P<said>大前年|前年|去年|上年)的?今[天日]", _same_day, "z"),
    Rule(r"(?:a|one)\s+year\s+ago\s+today\b|today\s+(?:a|one)\s+year\s+ago\b", _same_day, "l"),
    Rule(r"this\s+day\s+last\s+year\b", _same_day, "l"),
    _days_apart(-2),
    _days_apart(2),
    Rule(r"这一个月|这一(?P<unit>年)(?!度)|这1个月", _this_one, "z"),
    Rule(rf"{_WHICH}(?P<unit>周|星期|礼拜)(?!期|边|年|岁|密|刊|转)", _unit, "z"),
    Rule(rf"{_WHICH}(?P<unit>月份?)(?!饼|卡|薪|租|结)", _unit, "z"),
    Rule(rf"{_WHICH}(?P<unit>财季|季度|季)(?!节)", _unit, "z"),
    Rule(r"(?P<step>上|下)(?:一个|个)(?P<unit>半年)", _unit, "z"),
    Rule(
        rf"{_EN_WHICH}(?P<fiscal>(?:fiscal|financial)\s+)?(?P<unit>week|wk|month|mth|mo|quarter|qtr)"
        r"(?:'s)?(?![a-z-])",
        _english_unit,
        "l",
    ),
    Rule(
        r"(?:the\s+)?(?P<step>this|current)\s+(?P<unit>half)(?:[\s-]+year)?(?:'s)?(?![a-z-])(?!\s+of\b)",
        _unit,
        "l",
    ),
    Rule(
        r"(?<=for )the\s+(?P<unit>week|month|quarter|qtr|year)"
        r"(?=\s*(?:$|[?.!,;:]|[—–-]\s|\s+(?:so\s+far|to\s+date|please|pls)\b))(?:\s+so\s+far)?",
        _the_unit,
        "l",
    ),
    Rule(r"(?:the\s+)?(?P<unit>week|month|quarter)\s+before\s+last\b", _before_last, "l"),
    Rule(
        rf"{_WHICH}周(?:(?P<weekday>[二三四五六])(?=十[大个家名单笔])|(?P<sunday>日)(?=[销产用]))",
        _week_or_day,
        "z",
    ),
    Rule(
        rf"{_WHICH}{_WEEKS}的?(?:周|星期|礼拜)?(?P<weekday>{WEEKDAY_OF_WEEK})", _week_and_day, "z"
    ),
    Rule(
        rf"(?P<step>last|this|next)\s+week(?:'s)?,?\s+(?:on\s+)?(?P<name>{WEEKDAY_NAMES})\b",
        _week_and_name,
        "l",
    ),
    Rule(
        rf"(?P<name>{WEEKDAY_NAMES})\s+(?:of\s+)?(?P<step>last|this|next)\s+week(?![a-z])",
        _week_and_name,
        "l",
    ),
    Rule(rf"{_WHICH}(?:个?周末|(?:星期|周)六日(?![均销]))", _weekend, "z"),
    Rule(r"(?P<step>last|previous|this|next)\s+weekend(?:'s)?(?![a-z])", _weekend, "l"),
    Rule(
        rf"(?P<step>last|previous|this|next|coming)\s+(?P<name>{WEEKDAY_NAMES})(?:'s)?\b",
        _near_weekday,
        "l",
    ),
    Rule(rf"{_WHICH}月份?的?(?P<day>\d{{1,2}}|{ZH_NUMBER})(?:号|日(?!均|常))", _month_and_day, "z"),
    Rule(rf"{_WHICH}月份?的?(?P<part>{'|'.join(MONTH_PARTS)})", _month_and_part, "z"),
    Rule(r"全(?P<unit>年|月|季)度?(?![额均])", _whole_unit, "z"),
    Rule(r"(?:年|月|季)中(?=$|大促|到|至|以|的|[,，。?？])", _vague, "z"),
    Rule(
        r"今早|今晚|昨晚|昨夜|今晨|明早|明晚|tonight|last\s+night|this\s+(?:morning|afternoon|evening)",
        _too_fine,
        "zl",
    ),
)
"""Days and units that the business date alone settles."""
