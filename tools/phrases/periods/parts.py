"""Words for a part of some year, month or week: 3月, Q2, 上半年, "week 12", 周三, 双十一."""

import re
from collections.abc import Mapping
from functools import cache

from crm.periods import BusinessCalendar, Festival, Grain
from tools.phrases.folding import folded
from tools.phrases.numbers import is_loose_pair, whole_number
from tools.phrases.periods.readings import IMPOSSIBLE, Loose, Moment, Reading
from tools.phrases.periods.recurring import (
    DayOfMonth,
    FestivalDays,
    MonthDay,
    MonthPart,
    Part,
    Week,
    Weekday,
)
from tools.phrases.periods.rules import (
    MONTH_NAMES,
    MONTH_NUMBERS,
    WEEKDAY,
    WEEKDAY_DIGITS,
    WEEKDAY_NAMES,
    WEEKDAY_NUMBERS,
    ZH_NUMBER,
    Rule,
    RuleTable,
)

_NOT_MONTH = "(?!饼|老|嫂|子|均|度|报|薪|卡|活|结|租|球|光)"
_ZH_MONTH = rf"(?P<month>\d{{1,2}}|{ZH_NUMBER})\s?月"
_JANUARY = rf"(?<![\d零一二两三四五六七八九十百千万亿美日欧韩港个])元月{_NOT_MONTH}"
"""元月 is January; in 100元月销量 it is two words."""
_EN_MONTH = rf"(?P<name>{MONTH_NAMES})\b\.?"
_NTH = {
    word: number
    for number, words in enumerate(("first 1st one", "second 2nd two", "third 3rd three"), 1)
    for word in words.split()
} | {"fourth": 4, "4th": 4, "four": 4}
_MAY_AFTER = r"\s*(?:\d|'s\b)"
_MAY_ASKS = r"\s+(?:i|we|you|he|she|they|it|one|anybody|anyone|this|that|these|those|the|my|our)\b"
_MAY_BEFORE = (
    r"(?:\b(?:in|of|since|until|till|by|during|for|from|to|through|thru|between|before|after|last"
    r"|this|next|early|late|mid|vs\.?|versus|than|starting|ending|ended)|[-/+]"
    rf"|\b(?:{MONTH_NAMES})\s*(?:,|and|&|or|,\s*and)|\b\d{{1,2}}(?:st|nd|rd|th)?(?:\s+of)?)\s*$"
)
_COUNT_BEFORE = (
    r"\b(?:top|bottom|best|worst|first|last|next|past|largest|biggest|over|under|than|least|most"
    r")\s+$"
)


def month_number(name: str) -> int:
    """1 to 12 for an English month's name or abbreviation, in lower case."""
    return MONTH_NUMBERS[name[:3]]


def _number(words: str) -> int:
    value = whole_number(words)
    return -1 if value is None else value


def _zh_month(match: re.Match[str], _: Moment) -> Reading | None:
    if is_loose_pair(match["month"]):  # 三四月 is two months (`pairs.py`)
        return None
    return Loose(Part(Grain.MONTH, _number(match["month"])))


def _january(match: re.Match[str], _: Moment) -> Reading | None:
    return Loose(MonthDay(1, _number(match["day"])) if match["day"] else Part(Grain.MONTH, 1))


def _zh_day(match: re.Match[str], _: Moment) -> Reading | None:
    return Loose(MonthDay(_number(match["month"]), _number(match["day"])))


def _zh_month_part(match: re.Match[str], _: Moment) -> Reading | None:
    return Loose(MonthPart(_number(match["month"]), *MONTH_PARTS[match["part"]]))


MONTH_PARTS = {
    "上旬": (1, 10),
    "中旬": (11, 20),
    "下旬": (21, 0),
    "上半月": (1, 15),
    "前半月": (1, 15),
    "下半月": (16, 0),
    "后半月": (16, 0),
}
"""First and last day (0 for the month's last) of the usual parts of a month."""


def _zh_quarter(match: re.Match[str], _: Moment) -> Reading | None:
    number = _number(match["number"])
    return Loose(Part(Grain.QUARTER, number)) if number <= 4 else IMPOSSIBLE


def _quarter(match: re.Match[str], _: Moment) -> Reading | None:
    return Loose(Part(Grain.QUARTER, int(match["number"])))


def _fiscal_quarter(match: re.Match[str], moment: Moment) -> Reading | None:
    number = _number(match["number"])
    return Loose(Part(Grain.QUARTER, number, moment.calendar.fiscal_start_month))


def _named_quarter(match: re.Match[str], _: Moment) -> Reading | None:
    return Loose(Part(Grain.QUARTER, _NTH[match["nth"]]))


def _half(match: re.Match[str], _: Moment) -> Reading | None:
    first = match["half"] in {"上", "1", "first", "1st"}
    return Loose(Part(Grain.HALF, 1 if first else 2))


def _week(match: re.Match[str], _: Moment) -> Reading | None:
    return Loose(Week(_number(match["number"])))


def _en_month(match: re.Match[str], moment: Moment) -> Reading | None:
    if match["name"] == "may" and not _is_month_may(match, moment):
        return None
    return Loose(Part(Grain.MONTH, month_number(match["name"])))


def _is_month_may(match: re.Match[str], moment: Moment) -> bool:
    """Whether "may" is the month: by its neighbours, or a capital before what is not asked for."""
    start, end = match.span("name")
    if _pattern(_MAY_AFTER).match(moment.text, end):
        return True
    before = moment.before(start)
    if _pattern(_MAY_BEFORE).search(before):
        return True
    inside = bool(before.strip()) and before.rstrip()[-1] not in ".?!"
    begins_a_request = _pattern(_MAY_ASKS).match(moment.text, end)
    return moment.original[start] == "M" and (inside or not begins_a_request)


def _month_day(match: re.Match[str], _: Moment) -> Reading | None:
    return Loose(MonthDay(month_number(match["name"]), int(match["day"])))


def _day_month(match: re.Match[str], moment: Moment) -> Reading | None:
    before = moment.before(match.start(), 16)
    if not match["nth"] and _pattern(_COUNT_BEFORE).search(before):
        return None  # "top 5 March orders"
    return _month_day(match, moment)


def _weekday(match: re.Match[str], _: Moment) -> Reading | None:
    return Loose(Weekday(WEEKDAY_DIGITS[match["weekday"]]))


def _weekday_name(match: re.Match[str], _: Moment) -> Reading | None:
    return Loose(Weekday(weekday_number(match["name"])))


def weekday_number(name: str) -> int:
    """1 to 7 for an English weekday's name or abbreviation, in lower case."""
    return WEEKDAY_NUMBERS[name[:3]]


def _weekend(_match: re.Match[str], _: Moment) -> Reading | None:
    return Loose(Weekday(6, length=2))


def _day_number(match: re.Match[str], _: Moment) -> Reading | None:
    return Loose(DayOfMonth(_number(match["day"])))


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


_DAY_NUMBER_AFTER = (
    r"(?=\s*(?:$|[的,，。?？!！、;；)）]|到|至|-|~|和|以来|以后|以前|之后|之前|前|后|起|开始|那天|当天"
    r"|下|卖|成交|销|订|发|付|签|为止|有|交|出|回|开|收|来|截|应|退))"
)
_LISTED_DAY = r"(?<=[号日][和与跟、,到至]\d[号日])|(?<=[号日][和与跟、,到至]\d\d[号日])"
_ON_THE = (
    "(?:"
    + "|".join(
        rf"(?<={word} )"
        for word in "on since until till by after before from to through between and".split()
    )
    + ")"
)

PARTS = RuleTable(
    Rule(
        rf"{_JANUARY}(?:份(?!额)|的?(?P<day>\d{{1,2}}|{ZH_NUMBER})(?:日(?!均|常)|号))?",
        _january,
        "z",
    ),
    Rule(rf"{_ZH_MONTH}{_NOT_MONTH}(?:份(?!额))?", _zh_month, "zd"),
    Rule(
        rf"{_ZH_MONTH}(?:份)?的?\s?(?P<day>\d{{1,2}}|{ZH_NUMBER})\s?(?:日(?!均|常)|号)",
        _zh_day,
        "zd",
    ),
    Rule(rf"{_ZH_MONTH}(?:份)?的?(?P<part>{'|'.join(MONTH_PARTS)})", _zh_month_part, "zd"),
    Rule(r"第(?P<number>[一二三四五六七八九]|\d)个?季度?(?!节)", _zh_quarter, "z"),
    Rule(r"(?P<number>[一二三四五六七八九]|\d)季度", _zh_quarter, "zd"),
    Rule(r"q\s?(?P<number>[1-4])(?:季度|'s)?(?!\d|[a-z](?!\d)|-\d)", _quarter, "l"),
    Rule(r"(?P<number>[1-4])\s?q(?:(?![\da-z])|(?='?\d\d(?!\d)|20\d\d))", _quarter, "d"),
    Rule(r"quarter\s+(?P<number>[1-4])(?!\d)", _quarter, "l"),
    Rule(r"(?:the\s+)?quarter\s+(?P<nth>one|two|three|four)\b", _named_quarter, "l"),
    Rule(
        r"(?:the\s+)?(?P<nth>first|second|third|fourth|1st|2nd|3rd|4th)[\s-]+(?:quarter|qtr)(?:'s)?\b",
        _named_quarter,
        "ld",
    ),
    Rule(r"第?(?P<number>[一二三四1-4])财季", _fiscal_quarter, "zd"),
    Rule(r"(?:fiscal|fy|财年?)\s?q(?P<number>[1-4])(?![\da-z])", _fiscal_quarter, "zl"),
    Rule(r"(?P<half>[上下])半年度?", _half, "z"),
    Rule(r"h(?P<half>[12])(?![\da-z]|-\d)", _half, "l"),
    Rule(r"(?P<half>[12])h(?=\s?'?\d\d|\s+(?:of|fy|this|last))", _half, "d"),
    Rule(
        r"(?:the\s+)?(?P<half>first|second|1st|2nd)\s+half(?!\s+of\s+(?!the\s+year\b|\d|last\s+year"
        r"|this\s+year|next\s+year|fy|the\s+(?:last|previous|fiscal|current)\s+(?:fiscal\s+)?year))"
        r"(?:[\s-]year)?\b",
        _half,
        "ld",
    ),
    Rule(rf"第(?P<number>\d{{1,2}}|{ZH_NUMBER})(?:个)?(?:周|星期)(?!年|期|边)", _week, "z"),
    Rule(
        r"(?:calendar\s+)?(?:week|wk|cw|kw)\s?(?:no\.?\s?|number\s|\#)?(?P<number>\d{1,2})(?!\d)",
        _week,
        "l",
    ),
    Rule(_EN_MONTH + r"(?:'s\b)?", _en_month, "l"),
    Rule(
        rf"{_EN_MONTH}\s?(?:the\s+)?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:%a-z]|[.,]\d)",
        _month_day,
        "l",
    ),
    Rule(
        rf"(?:the\s+)?(?P<day>\d{{1,2}})(?P<nth>st|nd|rd|th)?[\s-]*(?:of\s+)?{_EN_MONTH}",
        _day_month,
        "ld",
    ),
    Rule(rf"(?:周|星期|礼拜)(?P<weekday>{WEEKDAY})", _weekday, "z"),
    Rule(r"周末|(?:星期|周)六日(?![均销])|weekend(?!s)", _weekend, "zl"),
    Rule(
        r"(?P<name>monday|tuesday|wednesday|thursday|friday|saturday|sunday)(?:'s)?\b",
        _weekday_name,
        "l",
    ),
    Rule(rf"(?:{_ON_THE}|(?<=-)|(?<=- ))(?P<name>{WEEKDAY_NAMES})\b", _weekday_name, "l"),
    Rule(
        rf"(?P<name>{WEEKDAY_NAMES})(?=\s?(?:-|to|through|thru)\s?(?:{WEEKDAY_NAMES})\b)",
        _weekday_name,
        "l",
    ),
    Rule(
        rf"(?<![月\d])(?P<day>\d{{1,2}}|{ZH_NUMBER})(?:号|日)(?:{_DAY_NUMBER_AFTER}|{_LISTED_DAY})",
        _day_number,
        "zd",
    ),
    Rule(
        rf"{_ON_THE}(?:the\s+)?(?P<day>\d{{1,2}})(?:st|nd|rd|th)"
        r"(?=\s*(?:$|[,.?!;)]|of\s+this\s+month|and\b|to\b|until\b|through\b|-))(?:\s+of\s+this\s+month)?",
        _day_number,
        "ld",
    ),
)
"""Parts whose year, month or week stands beside them or is left to the business date."""


def festival_rules(calendar: BusinessCalendar) -> RuleTable:
    """A rule for each festival of the calendar, and one for its main day."""
    return _festival_rules(calendar.festivals)


_SEASON = r"(?:期间|假期|长假|黄金周|小长假|大促|活动|促销|购物节|当季|节)"


@cache
def _festival_rules(festivals: tuple[Festival, ...]) -> RuleTable:
    clear = {folded(word): each for each in festivals for word in each.words}
    weak = {folded(word): each for each in festivals for word in each.weak_words}
    return RuleTable(
        *_rules_of(clear, rf"(?:\s?{_SEASON})?"),
        *_rules_of(weak, rf"\s?{_SEASON}"),
    )


_AFTER_NAME = (
    r"(?<!\d)(?<![a-z])(?!(?<=五一)[共般直样定起])(?![路街村镇店巷]|广场|大道|中路)"
    r"(?!(?<=[五十]一)[二三四五六七八九](?![十百千万]))"
)
_AFTER_FIGURE = r"(?<=\d)(?!\d|-\d|[.,]\d|(?<!双\d\d)[a-z]|\s?[元台单件个块万%])"
_EDGE = rf"(?:{_AFTER_NAME}|{_AFTER_FIGURE}|(?<=[a-z])(?![a-z\d]))"


def _rules_of(named: Mapping[str, Festival], season: str) -> tuple[Rule, ...]:
    """Gives the rules for festivals by their names; a word after the name may be needed."""
    if not named:
        return ()
    # All names in one pattern: a festival's own would each take a millisecond to be compiled.
    names = "|".join(re.escape(name) for name in sorted(named, key=len, reverse=True))
    begin, end = rf"(?P<name>{names}){season}", r"(?:\s+(?:holidays?|period|season|campaign)\b)?"

    def whole(match: re.Match[str], _moment: Moment) -> Reading:
        return Loose(FestivalDays(named[match["name"]]))

    def peak(match: re.Match[str], _moment: Moment) -> Reading:
        return Loose(FestivalDays(named[match["name"]], only_peak=True))

    return (
        Rule(rf"{begin}{_EDGE}{end}", whole),
        Rule(rf"{begin}(?:当天|那天|当日|正日子?)", peak),
    )
