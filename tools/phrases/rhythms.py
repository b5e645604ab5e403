"""Finds when something is to come back: 每周一早上, "every Monday at 9", 月底前一天.

What is said of the hour stands beside it, or is a clock time somewhere in the text. Without one it
is nine o'clock. The words are in `rhythms.toml`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import cache
from pathlib import Path
from typing import cast

import tomli

from crm.periods.rhythm import Every, Rhythm
from tools.phrases.numbers import whole_number

_FILE = Path(__file__).with_name("rhythms.toml")
USUAL = time(9)
NOON, LAST_HOUR, LAST_MINUTE, LONGEST_MONTH = 12, 23, 59, 31
_NUMERAL = r"(?:\d{1,2}|[一二两三四五六七八九十]{1,3})"
_MINUTES = {"半": 30, "一刻": 15, "三刻": 45}


@dataclass(frozen=True)
class SaidRhythm:
    """When something is to come back, and where in the text that stands."""

    rhythm: Rhythm
    spans: tuple[tuple[int, int], ...]
    """Of when it comes, first, then of the hour if that is said."""
    plainly: bool
    """Whether a day or an hour is said: 每月 alone may also split a figure by month."""

    @property
    def start(self) -> int:
        """Gives where it begins."""
        return self.spans[0][0]

    def rest(self, text: str) -> str:
        """Gives the text without it, a space in its place."""
        for start, end in sorted(self.spans, reverse=True):
            text = f"{text[:start]} {text[end:]}"
        return text


@dataclass(frozen=True)
class _Hour:
    at: time
    span: tuple[int, int]


class BadTime(Exception):
    """A time that there is not, or that no rhythm has: 25:00. Its argument is how it was said."""


def rhythm_in(folded: str, today: date) -> SaidRhythm | None:
    """Gives when something is to come back; None where nothing of that is said.

    Args:
        folded: the text, folded.
        today: the business date, from which 明天 counts.

    Raises:
        BadTime: it is to come at an hour or a day that there is not.
    """
    for pattern, read in _forms():
        for found in pattern.finditer(folded):
            every, days = read(found)
            hour = _hour(folded, found.end())
            if every == "once" and (hour is None or hour.span[0] > found.end() + 4):
                continue  # 明天的合同 is a day, and no appointment
            on = None if every != "once" else _day_from(today, days[0])
            at = USUAL if hour is None else hour.at
            rhythm = Rhythm(every, at, () if every == "once" else days, on)
            spans = (found.span(), *([hour.span] if hour else []))
            return SaidRhythm(rhythm, spans, hour is not None or _names_a_day(found.group()))
    return None


_NTH = r"(?:first|second|third|fourth|last|1st|2nd|3rd|4th)"
_A_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun|week|work|working |business )day"
_BEYOND = re.compile(
    r"直到|截止到|每隔|隔[天日周月]|双周|单周|每?[两三四]周一次|每?[两三四]个?(?:天|月)一次|每(?:个)?小时"
    r"|(?:第[一二三四五\d]个?|最后一?个?|倒数第?[一二三\d]个?)(?:周|星期|礼拜)[一二三四五六日天]"
    r"|(?:第[一二三四五\d]个?|最后一?个?|倒数第?[一二三\d]个?)(?:工作日|交易日|周末)"
    r"|\b(?:until|till|every other|every second|every (?:two|three|four|[2-9]) "
    r"(?:days?|weeks?|months?)|bi-?weekly|fortnightly|every fortnight|hourly|every hour"
    rf"|(?:the )?{_NTH} {_A_DAY} (?:of|in) (?:the|every|each))\b"
)


def beyond(folded: str) -> str | None:
    """Gives words for times that no rhythm here has: an end, every other week, the last Friday."""
    found = _BEYOND.search(folded)
    return None if found is None else found.group()


def hour_in(folded: str) -> tuple[time, tuple[int, int]] | None:
    """Gives a clock time and where it stands; None where none is said.

    Raises:
        BadTime: it is none of a day.
    """
    found = _clock().search(folded)
    return None if found is None else (_time(found), found.span())


def _day_from(today: date, place: int) -> date:
    """Gives the day so many days ahead; from 100 on that weekday of next week, Monday is 100."""
    if place < _NEXT_WEEK:
        return today + timedelta(place)
    return today + timedelta(7 - today.weekday() + place - _NEXT_WEEK)


def _names_a_day(said: str) -> bool:
    bare = {word for words in _words()["every"].values() for word in words}
    return said not in bare


def _hour(folded: str, end: int) -> _Hour | None:
    """Gives the hour beside the end of a rhythm, else a clock time anywhere."""
    beside = re.compile(rf"[ ,，的在]{{0,2}}(?:(?:{_clock().pattern})|{_part().pattern})")
    found = beside.match(folded, end)
    if found is None:
        said = hour_in(folded)
        return None if said is None else _Hour(*said)
    clock = _clock().search(found.group())
    if clock is not None:
        return _Hour(_time(clock), found.span())
    part = _part().search(found.group())
    assert part is not None, "one of both was found"
    return _Hour(_parts()[part.group()], found.span())


def _time(found: re.Match[str]) -> time:
    said = {name.rstrip("_"): value for name, value in found.groupdict().items() if value}
    hour = _number(said["hour"])
    minute = _MINUTES.get(said.get("fraction", "")) or _number(said.get("minute", "0"))
    half = said.get("half", "")
    if hour < NOON and _is_later(half):
        hour += NOON
    elif hour == NOON and half in {"am", "a.m."}:
        hour = 0
    elif hour == NOON and half.startswith("晚"):
        hour = LAST_HOUR + 1
    if hour > LAST_HOUR or minute > LAST_MINUTE:
        raise BadTime(found.group().strip())
    return time(hour, minute)


def _is_later(half: str) -> bool:
    """Whether an hour is of the second half of the day."""
    return half in {"pm", "p.m."} or (half in _parts() and _parts()[half] > time(NOON))


def _number(said: str) -> int:
    return whole_number(said) or 0


@cache
def _words() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    found = tomli.loads(_FILE.read_text("utf-8"))
    return {
        part: {name: tuple(words) for name, words in lines.items()} for part, lines in found.items()
    }


@cache
def _parts() -> Mapping[str, time]:
    lines = _words()["part"].items()
    return {word: time.fromisoformat(at) for at, words in lines for word in words}


def _any_of(words: Iterable[str]) -> str:
    longest = sorted(words, key=len, reverse=True)
    edged = (rf"\b{re.escape(one)}\b" if one.isascii() else re.escape(one) for one in longest)
    return f"(?:{'|'.join(edged)})"


@cache
def _part() -> re.Pattern[str]:
    return re.compile(_any_of(word for word in _parts() if len(word) > 1 or not word.isascii()))


@cache
def _clock() -> re.Pattern[str]:
    """Gives what finds a clock time: 早上8点半, 17:30, "at 9", "at 8 in the evening", "9am"."""
    part = _any_of(word for word in _parts() if not word.isascii())
    chinese = (
        rf"(?:(?P<half>{part}) ?)?(?<![\d.:])(?P<hour>{_NUMERAL})[点时](?:钟|整)?"
        rf"(?:(?P<fraction>半|一刻|三刻)|(?P<minute>{_NUMERAL})分?)?"
    )
    digits = (
        rf"(?:(?P<half_>{part}) ?)?(?:\bat )?(?<![\d.:])(?P<hour_>\d{{1,2}}):(?P<minute_>\d\d)"
        r"(?![\d:])(?: ?(?P<half__>[ap]m|[ap]\.m\.)(?![a-z]))?"
    )
    short = r"(?:\bat )?(?<![\d.:-])\b(?P<hour__>\d{1,2}) ?(?P<half___>[ap]m|[ap]\.m\.)(?![a-z])"
    english = (
        r"\bat (?P<hour___>\d{1,2})(?![\d%]|[.,]\d)(?: ?o'clock)?"
        r"(?: (?:in the )?(?P<half____>morning|afternoon|evening)| at (?P<half_____>night))?"
    )
    return re.compile(f"{chinese}|{digits}|{short}|{english}")


_NEXT_WEEK = 100
_Read = tuple[Every, tuple[int, ...]]


@cache
def _forms() -> tuple[tuple[re.Pattern[str], "_Reader"], ...]:
    """Gives the forms, those that say more first, each with what reads it."""
    return tuple((re.compile(pattern), read) for pattern, read in _said())


class _Reader:
    """Reads what a form has found."""

    def __init__(self, every: Every, meaning: Mapping[str, int] | None = None) -> None:
        self._every: Every = every
        self._meaning = meaning or {}

    def __call__(self, found: re.Match[str]) -> _Read:
        return self._every, self._days(found)

    def _days(self, found: re.Match[str]) -> tuple[int, ...]:
        return (self._meaning[found.group()],)


class _Weekdays(_Reader):
    """Reads days of the week: 周一三五, 周一到周五, "monday and thursday"."""

    def _days(self, found: re.Match[str]) -> tuple[int, ...]:
        known = _weekdays()
        said = [one.group() for one in re.finditer(_any_of(known), found.group("days"))]
        days = [known[one] for one in said]
        if re.search("[到至]|-| to | through ", found.group("days")) and days == sorted(days):
            return tuple(range(days[0], days[-1] + 1))
        return tuple(sorted(set(days)))


class _NextWeek(_Reader):
    """Reads a day of next week."""

    def _days(self, found: re.Match[str]) -> tuple[int, ...]:
        return (_NEXT_WEEK + _weekdays()[found.group("day")],)


class _Counted(_Reader):
    """Reads a day of the month by its number."""

    def _days(self, found: re.Match[str]) -> tuple[int, ...]:
        place = _number(found.group("n"))
        if not 1 <= place <= LONGEST_MONTH:
            raise BadTime(found.group())
        return (place,)


class _Backwards(_Reader):
    """Reads a day of the month, counted from its end; 0 is the last."""

    def _days(self, found: re.Match[str]) -> tuple[int, ...]:
        said = found.groupdict()
        if (place := said.get("place")) is not None:
            return (-max(1, _number(place)),)
        before = said.get("before") or "1"
        return (-1 - (_number(before) if before not in {"a", "one", "the"} else 1),)


class _Bare(_Reader):
    """Reads a rhythm that names no day: a week begins on Monday, a month on its first."""

    def _days(self, found: re.Match[str]) -> tuple[int, ...]:
        del found
        return {"week": (0,), "month": (1,), "quarter": (1,)}.get(self._every, ())


@cache
def _weekdays() -> Mapping[str, int]:
    return {word: int(day) for day, words in _words()["weekday"].items() for word in words}


def _said() -> Iterator[tuple[str, _Reader]]:
    week = r"(?:周|星期|礼拜)"
    zh = "[一二三四五六日天]"
    en = _any_of(word for word in _weekdays() if word.isascii())
    yield (
        rf"(?:每逢?个?|逢){week}(?P<days>{zh}(?:[、,，和及与到至-]?{week}?{zh}(?!月|年|季|个|号))*)",
        _Weekdays("week"),
    )
    several = rf"{en}(?:(?:,? and |, ?| & | to | through )(?:every |on )?{en})*"
    yield rf"\b(?:every|each) (?P<days>{several})", _Weekdays("week")
    plural = _any_of(word for word in _weekdays() if word.endswith("days"))
    yield rf"\bon (?P<days>{plural}(?:(?:,? and |, ?){plural})*)", _Weekdays("week")
    yield rf"每个?月的?(?P<n>{_NUMERAL})[号日]", _Counted("month")
    yield (
        r"\b(?:on )?the (?P<n>\d{1,2})(?:st|nd|rd|th)? (?:day )?of (?:every|each) month",
        _Counted("month"),
    )
    yield r"\b(?:every|each) month,? on the (?P<n>\d{1,2})(?:st|nd|rd|th)?\b", _Counted("month")
    yield (
        rf"(?:每个?月的?)?(?:月底|月末)(?:之前|前)的?(?P<before>{_NUMERAL})天",
        _Backwards("month"),
    )
    yield rf"每个?月的?倒数第(?P<place>{_NUMERAL})天", _Backwards("month")
    end = r"(?:the )?(?:month[- ]end|end of (?:the|every|each) month|month ends)"
    yield rf"\b(?P<before>a|one|the|\d{{1,2}}) days? before {end}", _Backwards("month")
    for part in ("month", "quarter"):
        places = {word: int(day) for day, words in _words()[part].items() for word in words}
        yield _any_of(places), _Reader(cast(Every, part), places)
    names = {"day": "day", "morning": "day", "afternoon": "day", "evening": "day", "night": "day"}
    yield rf"\b(?:every|each)(?= (?:{'|'.join(list(names)[1:])})\b)", _Bare("day")
    yield r"每(?=[早晚](?!间))", _Bare("day")
    for every, words in _words()["every"].items():
        yield _any_of(words), _Bare(cast(Every, every))
    yield rf"下个?{week}(?P<day>{zh})", _NextWeek("once")
    yield rf"\bnext (?P<day>{en})", _NextWeek("once")
    ahead = {word: int(days) for days, words in _words()["once"].items() for word in words}
    near = [word for word in ahead if len(word) > 1]
    yield _any_of(near), _Reader("once", ahead)
    yield "[今明](?=[早晚](?!间))", _Reader("once", ahead)
