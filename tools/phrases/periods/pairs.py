"""Two numbers that share one unit: 1-3月, 3月5-8日, 周一至五, 2023-2025年, "3 to 9 May"."""

import re

from crm.periods import Grain
from tools.phrases.numbers import whole_number
from tools.phrases.periods.ends import Ending
from tools.phrases.periods.parts import month_number
from tools.phrases.periods.readings import Fixed, Loose, Moment, Reading
from tools.phrases.periods.recurring import DayOfMonth, MonthDay, Part, Week, Weekday
from tools.phrases.periods.relative import RELATIVE
from tools.phrases.periods.rules import MONTH_NAMES, WEEKDAY_DIGITS, ZH_NUMBER, compiled
from tools.phrases.periods.stretches import range_of
from tools.phrases.periods.years import YEARS, year_of_digits, year_period

Found = tuple[int, Reading]

TO_CHINESE = r"\s*(?:起|开始)?\s*(?:-{1,2}|~|→|一直到|直到|到|至)\s*"
TO_ENGLISH = (
    r"\s*(?:-{1,2}|~|→)\s*"
    r"|\s+(?:through\s+to|up\s+to|to|until|till|til|through|thru)\s+(?:the\s+end\s+of\s+)?"
)
TO = rf"(?:{TO_CHINESE}|{TO_ENGLISH})"


def _match(pattern: str, moment: Moment, position: int) -> re.Match[str] | None:
    return compiled(pattern).match(moment.text, position)


_JOIN = r"\s?(?:份|号|日|季度|月)?\s?(?:-|~|到|至)\s?第?"
_PAIR = rf"第?(?P<a>\d{{1,2}}|{ZH_NUMBER}){_JOIN}(?P<b>\d{{1,2}}|{ZH_NUMBER})\s?"
_PAIR_UNIT = r"(?:个)?(?P<unit>月份?|季度|周|号|日)(?!均|度|子|饼)"


def chinese_pair(moment: Moment, position: int) -> Found | None:
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
        match = match or _neighbours(moment, start)
        ends = match and _pair(match, anchor[1] if anchor else None)
        if match and ends:
            return match.end(), range_of(
                Ending(start, ends[0]), Ending(match.end(), ends[1]), moment
            )
    return _shared_weekdays(moment, position)


_TWO_MONTHS = (
    r"(?:的|\s)?(?P<a>[一二三四五六七八九])(?P<b>[二三四五六七八九])(?P<unit>月份?)(?!均|度|子|饼)",
    r"(?:的|\s)?(?P<a>\d{1,2})\s?[、,]\s?(?P<b>\d{1,2})(?P<unit>月份?)(?!均|度|子|饼)",
)


def _neighbours(moment: Moment, start: int) -> re.Match[str] | None:
    """Gives two months that follow each other: 三四月份, 7、8月."""
    for pattern in _TWO_MONTHS:
        match = _match(pattern, moment, start)
        if match and (whole_number(match["b"]) or 0) - (whole_number(match["a"]) or 0) == 1:
            return match
    return None


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


def years_pair(moment: Moment, position: int) -> Found | None:
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


def english_pair(moment: Moment, position: int) -> Found | None:
    """3 to 9 May, May 3-9 2025, Q1-3, weeks 10 to 12."""
    return days_pair(moment, position, TO_ENGLISH) or _shared_numbers(moment, position)


def days_pair(moment: Moment, position: int, link: str) -> Found | None:
    """3 to 9 May, May 3-9 2025; `link` is the pattern between the two days."""
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
        rf"(?P<unit>q|weeks?\s)\s?(?P<a>\d{{1,2}})(?:{TO})(?P<b>\d{{1,2}})(?![\da-z%])(?!\s?[个家单年月日])",
        moment,
        position,
    )
    if match is None:
        return None
    numbers = [int(match[key]) for key in ("a", "b")]
    parts = [Part(Grain.QUARTER, n) if match["unit"] == "q" else Week(n) for n in numbers]
    ends = Ending(position, Loose(parts[0])), Ending(match.end(), Loose(parts[1]))
    return match.end(), range_of(*ends, moment)
