"""Periods and moments as answers write them (never 11/21; the year only where it is another)."""

from datetime import date, datetime, timedelta

from assistant.conversation.reply import Language
from crm.periods import Grain, Kind, Period, is_whole
from crm.query.buckets import bucket_start
from crm.query.result import Cell

ALL_DATA = {"zh": "全部数据", "en": "all data"}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def time_words(period: Period, style: str, language: Language, today: date) -> str:
    """Gives a period's dates; with style `name`, behind the name of a whole calendar unit."""
    dates = span(period, language, today)
    name = unit_name(period, language, today) if style == "name" else None
    if name is None:
        return dates
    return f"{name}（{dates}）" if language == "zh" else f"{name} ({dates})"


def span(period: Period, language: Language, today: date) -> str:
    """Gives the dates of a period: 10月1日–11月21日, 1 Oct – 21 Nov."""
    if period.open_start:
        last = day(period.end, language, today)
        return f"截至 {last}" if language == "zh" else f"up to {last}"
    if period.start == period.end:
        return day(period.start, language, today)
    same_year = period.start.year == period.end.year
    first = day(period.start, language, today, year=not same_year or language == "zh")
    last = day(period.end, language, today, year=not same_year or language == "en")
    dash = "–" if language == "zh" else " – "
    return f"{first}{dash}{last}"


def day(moment: date, language: Language, today: date, *, year: bool = True) -> str:
    """Gives a day: 11月21日, 21 Nov; with the year where it is not the business date's."""
    with_year = year and moment.year != today.year
    if language == "zh":
        text = f"{moment.month}月{moment.day}日"
        return f"{moment.year}年{text}" if with_year else text
    text = f"{moment.day} {MONTHS[moment.month - 1]}"
    return f"{text} {moment.year}" if with_year else text


SO_FAR = {
    Kind.WEEK: ("本周至今", "This week so far"),
    Kind.MONTH: ("本月至今", "This month so far"),
    Kind.QUARTER: ("本季度至今", "This quarter so far"),
    Kind.YEAR: ("今年至今", "This year so far"),
}
"""What a unit that is still running is called."""


def unit_name(period: Period, language: Language, today: date) -> str | None:
    """Gives the name of a year, quarter or month, whole or so far; None for anything else."""
    start = period.start
    if period.open_start:
        return None
    if period.running and period.end == today and period.kind in SO_FAR:
        return SO_FAR[period.kind][0 if language == "zh" else 1]
    if is_whole(period, Grain.YEAR):
        return f"{start.year}年" if language == "zh" else str(start.year)
    if is_whole(period, Grain.QUARTER):
        number = (start.month + 2) // 3
        return f"{start.year}年Q{number}" if language == "zh" else f"Q{number} {start.year}"
    if is_whole(period, Grain.MONTH):
        month = MONTHS[start.month - 1]
        return f"{start.year}年{start.month}月" if language == "zh" else f"{month} {start.year}"
    return None


def moment_words(value: Cell, language: Language, today: date) -> str:
    """Gives a day, or the name of a time bucket (2026, 2026-Q3, 2026-09, a week's Monday)."""
    if isinstance(value, datetime):
        return day(value.date(), language, today)
    if isinstance(value, date):
        return day(value, language, today)
    return bucket(str(value), language, today)


def bucket(name: str, language: Language, today: date) -> str:
    """Gives a time bucket as people call it: 9月, Q3, 2025年12月."""
    start = bucket_start(name)
    if len(name) == 4:
        return f"{name}年" if language == "zh" else name
    other_year = start.year != today.year
    if "Q" in name:
        number = name[-1]
        if language == "zh":
            return f"{start.year}年Q{number}" if other_year else f"Q{number}"
        return f"Q{number} {start.year}" if other_year else f"Q{number}"
    if len(name) == 7:
        month = MONTHS[start.month - 1]
        if language == "zh":
            return f"{start.year}年{start.month}月" if other_year else f"{start.month}月"
        return f"{month} {start.year}" if other_year else month
    return day(start, language, today)


def elapsed_days(period: Period) -> int:
    """Gives how many days of a running period have passed, both ends included."""
    return (period.end - period.start + timedelta(days=1)).days
