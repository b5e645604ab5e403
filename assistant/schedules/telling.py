"""Schedules in words: when they come, what is asked, and the moments in a person's time."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, tzinfo
from typing import Literal

from crm.periods.rhythm import Rhythm, local
from tools.schedules import END, START, Wish

Language = Literal["zh", "en"]
_ZH_DAYS = "一二三四五六日"
_EN_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_EVERY: Mapping[str, tuple[str, str]] = {
    "day": ("每天", "Every day"),
    "weekday": ("每个工作日（周一到周五）", "Every weekday (Monday to Friday)"),
}


def named(wish: Wish, language: Language) -> str:
    """Gives how a schedule is called: when it comes, and what is asked."""
    when = rhythm_words(wish.rhythm, language)
    asked = asked_words(wish, language)
    if language == "zh":
        return f"{when}：{asked}{'（也发邮件）' if wish.by_mail else ''}"
    return f"{when}: {asked}{' (also by e-mail)' if wish.by_mail else ''}"


def asked_words(wish: Wish, language: Language) -> str:
    """Gives what is asked; of what lies ahead, so many days before."""
    between = "；" if language == "zh" else "; "
    if wish.ahead is None:
        return between.join(wish.questions)
    bare = questions_of(wish)
    if language == "zh":
        return between.join(f"提前 {wish.ahead} 天提醒{one}" for one in bare)
    days = "1 day" if wish.ahead == 1 else f"{wish.ahead} days"
    return between.join(f"{one}, {days} ahead" for one in bare)


def questions_of(wish: Wish) -> tuple[str, ...]:
    """Gives what is asked, without the days that lie ahead: these differ each time."""
    return tuple(_without_days(one) for one in wish.questions)


def _without_days(question: str) -> str:
    for said in (f"{START}到{END}", f" from {START} to {END}"):
        question = question.replace(said, "")
    return question


def rhythm_words(rhythm: Rhythm, language: Language) -> str:
    """Gives when something comes: 每周一 09:00, Every Monday at 09:00."""
    at = rhythm.at.strftime("%H:%M")
    day = _days(rhythm, language)
    return f"{day} {at}" if language == "zh" else f"{day} at {at}"


def _days(rhythm: Rhythm, language: Language) -> str:
    zh = language == "zh"
    match rhythm.every:
        case "day" | "weekday":
            return _EVERY[rhythm.every][0 if zh else 1]
        case "week":
            return _weekdays(rhythm.days, language)
        case "once":
            return "" if rhythm.on is None else day_words(rhythm.on, language)
        case "month" | "quarter":
            unit = {"month": ("每月", "month"), "quarter": ("每季度", "quarter")}[rhythm.every]
            places = [_place(place, language) for place in rhythm.days]
            if zh:
                return f"{unit[0]}{'、'.join(places)}"
            return f"On the {' and '.join(places)} of every {unit[1]}"


def _weekdays(days: Sequence[int], language: Language) -> str:
    if language == "zh":
        return f"每周{'、'.join(_ZH_DAYS[day] for day in days)}"
    names = [_EN_DAYS[day] for day in days]
    if len(names) == 1:
        return f"Every {names[0]}"
    return f"Every {', '.join(names[:-1])} and {names[-1]}"


def _place(place: int, language: Language) -> str:
    if language == "zh":
        if place == -1:
            return "最后一天"
        return f"第 {place} 天" if place > 0 else f"倒数第 {-place} 天"
    if place > 0:
        return f"{place}{_ending(place)} day"
    return "last day" if place == -1 else f"{-place}{_ending(-place)} day from the end"


def _ending(number: int) -> str:
    if number in {11, 12, 13}:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def time_words(moment: datetime, zone: tzinfo, language: Language) -> str:
    """Gives a moment in a person's time: 11月23日 周一 09:00, Mon 23 Nov 2026, 09:00."""
    there = local(moment, zone)
    at = there.strftime("%H:%M")
    day = day_words(there.date(), language)
    return f"{day} {at}" if language == "zh" else f"{day}, {at}"


def day_words(day: date, language: Language) -> str:
    """Gives a day with its weekday and year."""
    if language == "zh":
        return f"{day.year}年{day.month}月{day.day}日 周{_ZH_DAYS[day.weekday()]}"
    return f"{_EN_DAYS[day.weekday()][:3]} {day.day} {_MONTHS[day.month - 1]} {day.year}"
