"""Periods and dates in words, as answers show them (the visual language's row "date").

Never 11/21: 11月21日 and 21 Nov. A year is said where it is not the business date's.
"""

from datetime import date, timedelta
from typing import Literal

from crm.periods import BusinessCalendar, Grain, Kind, Period, is_whole, standard_calendar

Language = Literal["zh", "en"]

_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_GRAINS = {kind: Grain(kind.value) for kind in Kind if kind.value in set(Grain)}


def describe(period: Period, language: Language, today: date) -> str:
    """The period's days: 10月1日–11月21日, 11月1–21日, "1 Oct – 31 Dec 2025", 截至10月31日."""
    if period.kind is Kind.UNTIL:
        day = day_in_words(period.end, language, today)
        return f"截至{day}" if language == "zh" else f"until {day}"
    if period.days == 1:
        return day_in_words(period.start, language, today)
    return (_zh_range if language == "zh" else _en_range)(period.start, period.end, today)


def day_in_words(day: date, language: Language, today: date) -> str:
    """One day: 11月21日, 2025年11月21日; in English always with its year, 21 Nov 2026."""
    if language == "zh":
        year = "" if day.year == today.year else f"{day.year}年"
        return f"{year}{day.month}月{day.day}日"
    return f"{_en_day(day)} {day.year}"


def name(
    period: Period, language: Language, *, calendar: BusinessCalendar | None = None
) -> str | None:
    """What a calendar unit or festival is called with its year: 2026年Q3, "Sep 2026"; else None.

    A unit still running is called by its name too. Units of a fiscal year that is no calendar year
    have none here: their dates say more.
    """
    whole = period.whole()
    year = whole.start.year
    if whole.kind is Kind.FESTIVAL:
        return _festival_name(whole, language, calendar or standard_calendar())
    grain = _GRAINS.get(whole.kind)
    if grain is None or grain is Grain.DAY or not is_whole(whole, grain):
        return None
    if grain is Grain.WEEK:
        year = (whole.start + timedelta(days=3)).year  # a week belongs to its Thursday's year
    if grain is Grain.YEAR:
        return f"{year}年" if language == "zh" else str(year)
    part = _unit_name(whole, language)
    return f"{year}年{part}" if language == "zh" else f"{part} {year}"


def short_name(period: Period, language: Language, today: date) -> str:
    """A label for a bucket in a table or on an axis: 10月, "Oct", Q3, 11月21日; else its dates.

    The year is left out where it is the business date's, but for a year.
    """
    full = name(period, language)
    if period.kind is Kind.DAY and language == "en" and period.start.year == today.year:
        return _en_day(period.start)
    if full is None or period.kind is Kind.FESTIVAL:
        return describe(period, language, today)
    if period.kind is Kind.YEAR or str(today.year) not in full:
        return full
    return _unit_name(period.whole(), language)


def _unit_name(whole: Period, language: Language) -> str:
    month = whole.start.month
    zh = language == "zh"
    match whole.kind:
        case Kind.MONTH:
            return f"{month}月" if zh else _MONTHS[month - 1]
        case Kind.QUARTER:
            return f"Q{(month + 2) // 3}"
        case Kind.HALF:
            return ("上半年" if month == 1 else "下半年") if zh else f"H{(month + 5) // 6}"
        case _:
            week = whole.start.isocalendar().week
            return f"第{week}周" if zh else f"week {week}"


def _festival_name(whole: Period, language: Language, calendar: BusinessCalendar) -> str | None:
    festival = calendar.festival(whole.festival)
    words = festival and (festival.zh if language == "zh" else festival.en)
    if not words:
        return None
    year = whole.end.year
    return f"{year}年{words[0]}" if language == "zh" else f"{words[0].title()} {year}"


def _zh_range(start: date, end: date, today: date) -> str:
    first = day_in_words(start, "zh", today)
    if start.year != end.year:
        return f"{start.year}年{start.month}月{start.day}日–{end.year}年{end.month}月{end.day}日"
    if start.month == end.month:
        return f"{first.removesuffix('日')}–{end.day}日"
    return f"{first}–{end.month}月{end.day}日"


def _en_range(start: date, end: date, today: date) -> str:
    if start.year != end.year:
        return f"{_en_day(start)} {start.year} – {_en_day(end)} {end.year}"
    year = "" if end.year == today.year else f" {end.year}"
    if start.month == end.month:
        return f"{start.day}–{_en_day(end)}{year}"
    return f"{_en_day(start)} – {_en_day(end)}{year}"


def _en_day(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]}"
