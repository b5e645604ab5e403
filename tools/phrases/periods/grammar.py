"""How names of time go together: from A to B, since A, A so far, the 3 months to A, 1-3月."""

import re
from collections.abc import Callable

from crm.periods import Grain
from tools.phrases.numbers import whole_number
from tools.phrases.periods.ends import Ending, ending
from tools.phrases.periods.parts import month_number
from tools.phrases.periods.readings import Fixed, Loose, Moment, Reading
from tools.phrases.periods.recurring import DayOfMonth, MonthDay, Part, Week, Weekday
from tools.phrases.periods.relative import RELATIVE
from tools.phrases.periods.rules import (
    MONTH_NAMES,
    NUMBER,
    WEEKDAY_DIGITS,
    ZH_NUMBER,
    compiled,
)
from tools.phrases.periods.stretches import (
    after,
    alone,
    before,
    counted_to,
    range_of,
    rest_of,
    since,
    until,
)
from tools.phrases.periods.years import YEARS, year_of_digits, year_period

Found = tuple[int, Reading]
Phrase = Callable[[Moment, int], Found | None]

_TO_ZH = r"\s*(?:-{1,2}|~|→|一直到|直到|到|至)\s*"
_TO_EN = (
    r"\s*(?:-{1,2}|~|→)\s*"
    r"|\s+(?:through\s+to|up\s+to|to|until|till|til|through|thru)\s+(?:the\s+end\s+of\s+)?"
)
_TO = rf"(?:{_TO_ZH}|{_TO_EN})"
_SO_FAR = (
    r"\s*(?:以来|至今|到现在|到今天|到目前(?:为止)?|截[至止]到?目前(?:为止)?|截[至止]到?今[天日]|到此刻"
    r"|迄今(?:为止)?|起(?!来|码|步|订|点|伏)|开始)"
    r"|\s+(?:so\s+far|to\s+date|(?:until|till|to|up\s+to|through)\s+now|onwards?)\b"
)
_NUMERALS = "一二两三四五六七八九十"
_NOT_A_COUNT = (  # 3月前五 are the top five of March, 3月前一共 and 3月前三十万 are before March
    rf"(?!\s?(?:[名几大]|(?!一[共起般直样定])(?:\d+|[{_NUMERALS}]+)(?![\d{_NUMERALS}百千万亿kw%元])))"
)
_BEFORE_ZH = rf"\s*(?:之前|以前|前{_NOT_A_COUNT})"
_AFTER_ZH = rf"\s*(?:之后|以后|后{_NOT_A_COUNT})(?!续)"
_CHANGE = (
    r"\b(?:compar\w*|relative|difference|differences|differ|growth|grew|grow|grown|chang\w+"
    r"|increas\w+|decreas\w+|rise|rose|risen|fell|fall|fallen|drop\w*|declin\w+|went|improv\w+)\b"
    r"[^.?!]*$"
)
_CHANGE_ZH = r"[^,，。?？!！]{0,6}(?:增长|增加|下降|变化|涨|跌|减少|提升|增幅|降幅|差多少|差了)"


def phrase(moment: Moment, position: int) -> Found | None:
    """End and reading of the longest phrase about time at `position`."""
    found = [each for each in (read(moment, position) for read in _PHRASES) if each]
    return max(found, key=lambda each: each[0]) if found else None


def _match(pattern: str, moment: Moment, position: int) -> re.Match[str] | None:
    return compiled(pattern).match(moment.text, position)


def _name_and_tail(moment: Moment, position: int) -> Found | None:
    """A, A到B, A以来, A之前, A之后."""
    first = ending(moment, position)
    if first is None:
        return None
    return (
        _range_tail(moment, position, first)
        or _tail(_SO_FAR, since, moment, first)
        or _tail(_BEFORE_ZH, before, moment, first)
        or _tail(_AFTER_ZH, after, moment, first)
        or (first.position, alone(first, moment))
    )


def _tail(
    pattern: str, reads: Callable[[Ending, Moment], Reading], moment: Moment, first: Ending
) -> Found | None:
    match = _match(pattern, moment, first.position)
    return (match.end(), reads(first, moment)) if match else None


def _range_tail(moment: Moment, position: int, first: Ending) -> Found | None:
    link = _match(_TO, moment, first.position)
    last = link and (ending(moment, link.end()) or _bare_day(moment, link.end(), first))
    if not last or _is_a_change(moment, position, last.position):
        return None
    closing = _match(r"(?:为止|止)", moment, last.position)
    return (closing.end() if closing else last.position), range_of(first, last, moment)


def _bare_day(moment: Moment, position: int, first: Ending) -> Ending | None:
    """The 9 of "May 3 to 9" and of 3月5日到9."""
    reading = first.reading
    if not (isinstance(reading, Loose) and isinstance(reading.part, MonthDay)):
        return None
    match = _match(
        r"(?:the\s+)?(?P<day>\d{1,2})(?:st|nd|rd|th)?(?![\d:%a-z]|[.,]\d)", moment, position
    )
    if match is None or compiled(r"\s?[个家单台元块万月年]").match(moment.text, match.end()):
        return None
    return Ending(match.end(), Loose(DayOfMonth(int(match["day"]))))


def _is_a_change(moment: Moment, start: int, end: int) -> bool:
    """Whether A to B compares the two rather than spanning them: "grew from Q1 to Q2"."""
    before_it = moment.before(start, 60)
    if compiled(_CHANGE).search(before_it):
        return True
    said_from = before_it.endswith("从")
    return said_from and compiled(_CHANGE_ZH).match(moment.text, end) is not None


# -------------------------------------------------------------------------- words before a name


def _from(moment: Moment, position: int) -> Found | None:
    """From A to B; 从A到B, 自A起."""
    match = _match(r"from\s+(?:the\s+(?=\d))?|(?:自从|自打|自|从)\s*", moment, position)
    first = match and ending(moment, match.end())
    if not match or not first:
        return None
    spans = None if _change_before(moment, position) else _range_tail(moment, match.end(), first)
    onwards = r"\s+(?:on|onwards?|forward)\b|\s*(?:以来|起|开始|至今|之后|以后|往后)"
    return spans or _tail(rf"{_SO_FAR}|{onwards}", since, moment, first)


def _change_before(moment: Moment, position: int) -> bool:
    return compiled(_CHANGE).search(moment.before(position, 60)) is not None


def _between(moment: Moment, position: int) -> Found | None:
    """Between A and B; 在A和B之间. A difference between two is no span of time."""
    match = _match(r"(?:in\s+)?between\s+(?:the\s+(?=\d))?", moment, position)
    if match is None or _change_before(moment, position):
        return None
    shared = _shared_days(moment, match.end(), r"\s+and\s+(?:the\s+)?")
    if shared:
        return shared
    first = ending(moment, match.end())
    link = first and _match(r"\s+and\s+", moment, first.position)
    if first is None or link is None:
        return None
    last = ending(moment, link.end()) or _bare_day(moment, link.end(), first)
    return (last.position, range_of(first, last, moment)) if last else None


def _between_zh(moment: Moment, position: int) -> Found | None:
    first = ending(moment, position)
    link = first and _match(r"\s*(?:和|与|跟)\s*", moment, first.position)
    last = link and ending(moment, link.end())
    close = last and _match(r"之间", moment, last.position)
    return (close.end(), range_of(first, last, moment)) if first and last and close else None


_PREFIXES: tuple[tuple[str, Callable[[Ending, Moment], Reading]], ...] = (
    (r"(?:ever\s+)?since\s+|(?:starting|beginning)\s+(?:from\s+|in\s+|on\s+)?", since),
    (r"so\s+far\s+(?=this|today)|so\s+far\s+in\s+", since),
    (r"(?:up\s+)?(?:until|till)\s+|up\s+to\s+|through\s+|thru\s+|by\s+|as\s+(?:of|at)\s+", until),
    (r"no\s+later\s+than\s+|not\s+later\s+than\s+", until),
    (r"before\s+|prior\s+to\s+|earlier\s+than\s+", before),
    (r"after\s+|later\s+than\s+", after),
    (r"(?:the\s+)?(?:rest|remainder)\s+of\s+(?:the\s+(?=year|month|quarter|week))?", rest_of),
)


def _prefixed(moment: Moment, position: int) -> Found | None:
    for pattern, reads in _PREFIXES:
        match = _match(pattern, moment, position)
        last = match and ending(moment, match.end(), units=reads is rest_of)
        if last:
            return last.position, reads(last, moment)
    return None


def _until_zh(moment: Moment, position: int) -> Found | None:
    """截至A, 到A为止, 截至A的三个月."""
    match = _match(r"(?P<clear>截[至止]到?|直到)?(?:到|至)?\s*", moment, position)
    last = ending(moment, match.end()) if match and match.end() > position else None
    if not match or not last:
        return None
    counted = _match(
        rf"的?(?:最近|近|前|过去|这)?(?P<count>{NUMBER})\s?个?(?P<unit>天|周|月|季度|年)",
        moment,
        last.position,
    )
    if counted and match["clear"]:
        return counted.end(), counted_to(last, counted["count"], counted["unit"], moment)
    close = _match(r"(?:为止|止|之前|以前|前(?!\d))", moment, last.position)
    if not (match["clear"] or close or (moment.ahead and last.edge)):
        return None
    return (close.end() if close else last.position), until(last, moment)


def _counted_to(moment: Moment, position: int) -> Found | None:
    """The 3 months to September, the year ended March 2025."""
    match = _match(
        rf"(?:the\s+)?(?:(?:last\s+|past\s+)?(?P<count>{NUMBER})[\s-]*)?"
        r"(?P<unit>day|week|month|quarter|half|year)s?\s+(?:to|ending|ended|up\s+to|through|until)\s+"
        r"(?:in\s+|on\s+|the\s+end\s+of\s+)?",
        moment,
        position,
    )
    last = match and ending(moment, match.end())
    if not match or not last:
        return None
    return last.position, counted_to(last, match["count"] or "1", match["unit"], moment)


def _to_date(moment: Moment, position: int) -> Found | None:
    """YTD, quarter to date; of another year where one is said: YTD 2025."""
    match = _match(
        r"(?:the\s+)?(?:(?P<unit>year|quarter|month|week|half)[\s-]to[\s-](?:date|now)|(?P<short>[yqmw])td\b)",
        moment,
        position,
    )
    if match is None:
        return None
    grain = Grain(match["unit"]) if match["unit"] else _SHORT_UNITS[match["short"]]
    return match.end(), Fixed(moment.unit(grain).until(moment.today), keep=True)


_SHORT_UNITS = {"y": Grain.YEAR, "q": Grain.QUARTER, "m": Grain.MONTH, "w": Grain.WEEK}


# --------------------------------------------------------- two numbers that share one unit: 1-3月

_JOIN = r"\s?(?:份|号|日|季度|月)?\s?(?:-|~|到|至)\s?第?"
_PAIR = rf"第?(?P<a>\d{{1,2}}|{ZH_NUMBER}){_JOIN}(?P<b>\d{{1,2}}|{ZH_NUMBER})\s?"
_PAIR_UNIT = r"(?:个)?(?P<unit>月份?|季度|周|号|日)(?!均|度|子|饼)"


def _shared_zh(moment: Moment, position: int) -> Found | None:
    """1-3月, 2025年一至三季度, 3月5-8日, 上月1到10号, 周一至五."""
    if compiled(r"[\d.\-~]$").search(moment.before(position)):
        return None
    year = YEARS.longest(moment, position)
    month = RELATIVE.longest(moment, position)
    for anchor in (year, month, None):
        start = anchor[0] if anchor else position
        if anchor and not isinstance(anchor[1], Fixed):
            continue
        match = _match(rf"(?:的|\s)?{_PAIR}{_PAIR_UNIT}", moment, start) or _match(
            rf"(?:的|\s)?(?P<month>\d{{1,2}}|{ZH_NUMBER})月{_PAIR}(?P<unit>号|日)(?!均)",
            moment,
            start,
        )
        ends = match and _pair(match, anchor[1] if anchor else None)
        if match and ends:
            return match.end(), range_of(
                Ending(start, ends[0]), Ending(match.end(), ends[1]), moment
            )
    return _shared_weekdays(moment, position)


def _pair(match: re.Match[str], anchor: Reading | None) -> tuple[Reading, Reading] | None:
    first, last = whole_number(match["a"]) or 0, whole_number(match["b"]) or 0
    parts = _part_of(match, first), _part_of(match, last)
    year = anchor.period if isinstance(anchor, Fixed) else None
    if parts[0] is None or parts[1] is None:
        return None
    if year is None:
        return Loose(parts[0]), Loose(parts[1])
    begin = parts[0].beside(year)
    return (Fixed(begin), Loose(parts[1])) if begin else None


def _part_of(match: re.Match[str], number: int) -> "Part | Week | MonthDay | DayOfMonth | None":
    unit = match["unit"][0]
    if month := match.groupdict().get("month"):
        return MonthDay(whole_number(month) or 0, number)
    if unit == "周":
        return Week(number) if match.group().lstrip("的 ").startswith("第") else None
    if unit in {"号", "日"}:
        return DayOfMonth(number)
    return Part(Grain.MONTH if unit == "月" else Grain.QUARTER, number)


def _shared_weekdays(moment: Moment, position: int) -> Found | None:
    match = _match(
        r"(?P<week>[上下本这]个?)?(?:周|星期)(?P<a>[一二三四五六])(?:-|~|到|至)(?P<b>[二三四五六日天])(?![个家单])",
        moment,
        position,
    )
    if match is None:
        return None
    days = [Weekday(WEEKDAY_DIGITS[match[key]]) for key in ("a", "b")]
    step = {"上": -1, "下": 1}.get((match["week"] or "本")[0], 0)
    first: Reading = Loose(days[0])
    if match["week"]:
        first = Fixed(days[0].in_week(moment.unit(Grain.WEEK, step)))
    ends = Ending(position, first), Ending(match.end(), Loose(days[1]))
    return match.end(), range_of(*ends, moment)


def _shared_years(moment: Moment, position: int) -> Found | None:
    """2023-2025年, 2023 to 2025, 23到25年."""
    if compiled(r"[a-z\d.\-/]$").search(moment.before(position)):
        return None
    match = _match(
        r"(?P<a>(?:19|20)\d\d|\d\d(?=\D{1,3}\d\d年))年?(?:\s?[-~到至]\s?|\s+(?:to|through|until)\s+)"
        r"(?P<b>(?:19|20)\d\d|\d\d)(?![\d-])\s?(?P<unit>年|(?<=\d{4}))(?!\s?[个单家台元块万])",
        moment,
        position,
    )
    years = [year_of_digits(match[key], moment) for key in ("a", "b")] if match else []
    periods = [year_period(year, moment) for year in years if year]
    if not match or len(periods) != len("ab") or not (periods[0] and periods[1]):
        return None
    ends = Ending(position, Fixed(periods[0])), Ending(match.end(), Fixed(periods[1]))
    return match.end(), range_of(*ends, moment)


def _shared_en(moment: Moment, position: int) -> Found | None:
    """3 to 9 May, May 3-9 2025, Q1-3, weeks 10 to 12."""
    return _shared_days(moment, position, _TO_EN) or _shared_numbers(moment, position)


def _shared_days(moment: Moment, position: int, link: str) -> Found | None:
    nth = r"(?:st|nd|rd|th)?"
    match = _match(
        rf"(?:the\s+)?(?P<a>\d{{1,2}}){nth}(?:{link})(?:the\s+)?(?P<b>\d{{1,2}}){nth}[\s-]+(?:of\s+)?"
        rf"(?P<name>{MONTH_NAMES})\b\.?(?:,?\s+(?P<year>20\d\d)(?!\d))?",
        moment,
        position,
    ) or _match(
        rf"(?P<name>{MONTH_NAMES})\b\.?\s+(?:the\s+)?(?P<a>\d{{1,2}}){nth}(?:{link})(?:the\s+)?"
        rf"(?P<b>\d{{1,2}}){nth}(?![\d:%a-z]),?\s+(?P<year>20\d\d)(?!\d)",
        moment,
        position,
    )
    if match is None:
        return None
    parts = [MonthDay(month_number(match["name"]), int(match[key])) for key in ("a", "b")]
    year = year_period(int(match["year"]), moment) if match["year"] else None
    begin = parts[0].in_year(year) if year else None
    first: Reading = Fixed(begin) if begin else Loose(parts[0])
    ends = Ending(position, first), Ending(match.end(), Loose(parts[1]))
    return match.end(), range_of(*ends, moment)


def _shared_numbers(moment: Moment, position: int) -> Found | None:
    match = _match(
        rf"(?P<unit>q|weeks?\s)\s?(?P<a>\d{{1,2}})(?:{_TO})(?P<b>\d{{1,2}})(?![\da-z%])(?!\s?[个家单年月日])",
        moment,
        position,
    )
    if match is None:
        return None
    numbers = [int(match[key]) for key in ("a", "b")]
    parts = [Part(Grain.QUARTER, n) if match["unit"] == "q" else Week(n) for n in numbers]
    ends = Ending(position, Loose(parts[0])), Ending(match.end(), Loose(parts[1]))
    return match.end(), range_of(*ends, moment)


_PHRASES: tuple[Phrase, ...] = (
    _name_and_tail,
    _from,
    _between,
    _between_zh,
    _prefixed,
    _until_zh,
    _to_date,
    _counted_to,
    _shared_zh,
    _shared_years,
    _shared_en,
)
