"""Words for a year: 2025年, 25年, 去年, FY25, "last year", 本财年."""

import re

from crm.periods import Grain, Kind, Period, add_months, back_from, units_later
from tools.phrases.numbers import whole_number
from tools.phrases.periods.readings import Faulty, Fixed, Moment, Reading
from tools.phrases.periods.rules import Rule, RuleTable
from tools.phrases.periods.spans import Fault

_FIRST, _LAST = 1990, 2099
_SAID_YEARS = {
    "大前年": -3,
    "前年": -2,
    "去年": -1,
    "上年": -1,
    "上一年": -1,
    "旧年": -1,
    "今年": 0,
    "本年": 0,
    "这年": 0,
    "当年": 0,
    "该年": 0,
    "当前年": 0,
    "明年": 1,
    "来年": 1,
    "下年": 1,
    "下一年": 1,
    "后年": 2,
    "大后年": 3,
}
_STEPS = {
    "last": -1,
    "previous": -1,
    "prior": -1,
    "prev": -1,
    "this": 0,
    "current": 0,
    "next": 1,
    "coming": 1,
    "上": -1,
    "上一": -1,
    "上个": -1,
    "上一个": -1,
    "本": 0,
    "这个": 0,
    "当前": 0,
    "今": 0,
    "下": 1,
    "下个": 1,
    "下一个": 1,
}


def year_period(year: int, moment: Moment, *, fiscal: bool = False) -> Period | None:
    """The calendar year, or the fiscal year named after the calendar year it ends in."""
    if not _FIRST <= year <= _LAST:
        return None
    this = moment.unit(Grain.YEAR, fiscal=fiscal)
    return units_later(this, year - this.end.year)


def year_of_digits(digits: str, moment: Moment) -> int | None:
    """The year that four digits or two (25 for 2025) mean, or None."""
    if len(digits) == len("2025"):
        return int(digits)
    year = 2000 + int(digits)
    return year if 2010 <= year <= moment.today.year + 5 else None


def _said(match: re.Match[str], moment: Moment) -> Reading | None:
    steps = _SAID_YEARS[match["said"]]
    return Fixed(moment.unit(Grain.YEAR, steps))


def _stepped(match: re.Match[str], moment: Moment) -> Reading | None:
    return Fixed(moment.unit(Grain.YEAR, _STEPS[match["step"]], fiscal=bool(match["fiscal"])))


def _english_step(match: re.Match[str], moment: Moment) -> Reading | None:
    """The year; "the last year" may also be the twelve months that end today."""
    if not match["the"] or match["step"] != "last" or match["fiscal"]:
        return _stepped(match, moment)
    rolling = Period(back_from(moment.today, months=12), moment.today, Kind.MONTHS, count=12)
    return Faulty(Fault.AMBIGUOUS, (moment.unit(Grain.YEAR, -1), rolling))


def _before_last(match: re.Match[str], moment: Moment) -> Reading | None:
    return Fixed(moment.unit(Grain.YEAR, -2, fiscal=bool(match["fiscal"])))


def _written(match: re.Match[str], moment: Moment) -> Reading | None:
    year = year_of_digits(match["year"], moment)
    fiscal = bool(match.groupdict().get("fiscal"))
    period = year_period(year, moment, fiscal=fiscal) if year else None
    return Fixed(period) if period else None


def _spelled(match: re.Match[str], moment: Moment) -> Reading | None:
    year = whole_number(match["year"].replace("〇", "零"))
    if year is not None and len(match["year"]) == len("二五"):
        year = year_of_digits(f"{year:02}", moment)
    period = year_period(year, moment) if year else None
    return Fixed(period) if period else None


UNIT_AFTER = r"(?!\s*(?:个|单|家|台|元|块|件|笔|名|位|款|万|亿|千|%|rmb|usd|cny|pcs|units?\b))"
"""No unit behind: 2025元 is an amount."""

YEARS = RuleTable(
    Rule(
        rf"(?P<said>{'|'.join(sorted(_SAID_YEARS, key=len, reverse=True))})(?:度(?!假))?",
        _said,
        "z",
    ),
    Rule(
        r"(?P<step>上一个|上一|上个|上|本|这个|当前|今|下一个|下个|下)(?P<fiscal>财年|财政年度?|会计年度)",
        _stepped,
        "z",
    ),
    Rule(
        r"(?P<the>the\s+)?(?P<step>last|previous|prior|prev|this|current|next|coming)\s+"
        r"(?P<fiscal>(?:fiscal|financial)\s+)?(?:year|yr)(?:'s)?(?![a-z-])",
        _english_step,
        "l",
    ),
    Rule(
        r"(?:the\s+)?(?P<fiscal>(?:fiscal|financial)\s+)?year\s+before\s+last(?![a-z])",
        _before_last,
        "l",
    ),
    Rule(r"(?P<year>(?:19|20)\d\d)\s?年(?!龄|级|糕)(?P<fiscal>度财年)?度?", _written, "d"),
    Rule(r"(?P<year>(?:20)?\d\d)\s?(?P<fiscal>财年|财政年度|会计年度)", _written, "d"),
    Rule(r"(?P<fiscal>财年|财政年度)\s?(?P<year>(?:20)?\d\d)(?!\d)", _written, "z"),
    Rule(r"(?P<fiscal>fy)\s?-?'?(?P<year>20\d\d|\d\d)(?![\d])", _written, "l"),
    Rule(
        r"(?P<fiscal>(?:fiscal|financial)\s+(?:year\s+)?)(?P<year>20\d\d|\d\d)(?!\d)", _written, "l"
    ),
    Rule(
        r"(?:the\s+)?(?:(?:calendar|full)[\s-])?year\s+(?P<year>(?:19|20)\d\d)(?!\d)",
        _written,
        "l",
    ),
    Rule(r"cy\s?'?(?P<year>20\d\d|\d\d)(?![\d])", _written, "l"),
    Rule(
        r"(?P<year>\d\d)年(?!以上|来|内(?!蒙)|老|质|合同|保|期|的?经验|之?[前后](?![\d一二两三四五六七八九十名]))",
        _written,
        "d",
    ),
    Rule(r"(?P<year>[12]\d)(?=q[1-4](?![\da-z])|[上下]半年|h[12](?![\da-z]))", _written, "d"),
    Rule(r"'(?P<year>[12]\d)(?![\da-z])", _written, "l"),
    Rule(
        r"(?P<year>[二两][零〇千][零〇一二三四五六七八九十]{1,3}|[一二三][零〇一二三四五六七八九])年",
        _spelled,
        "z",
    ),
)
"""Years that may stand alone or beside a part of the year."""

BARE_YEAR = RuleTable(
    Rule(rf"(?P<year>(?:19|20)\d\d)(?![\d:%]|[,.]\d|[-/]\d){UNIT_AFTER}", _written, "d"),
)
"""Four digits; they count as a year only where nothing speaks against it."""


ALL_YEARS = RuleTable(*YEARS.rules, *BARE_YEAR.rules)


def to_date_of(year: Period, moment: Moment) -> Period:
    """The part of another year that "to date" means: up to the business date's day in it."""
    steps = year.start.year - moment.unit(Grain.YEAR).start.year
    end = add_months(moment.today, 12 * steps)
    return Period(year.start, end, Kind.YEAR, year.end)
