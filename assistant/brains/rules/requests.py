"""What requests to do something are read with: their words, the names in them, days and times."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from datetime import time as Time  # noqa: N812  (a field is called so)
from functools import cache, cached_property
from pathlib import Path

import tomli

from assistant.brains.rules.mentions import settled_as
from assistant.brains.rules.outcome import Doubtful, NotUnderstood, Option
from assistant.brains.rules.spans import EDGES, Sources
from assistant.brains.rules.thread import Thread, spoken_of
from crm.names import Name, NameSpan
from crm.text import Folded, fold
from tools.phrases.periods import BadPeriod, PeriodSpan, TimeSpan, find_periods
from tools.wishes import Customer

_FILE = Path(__file__).with_name("acting.toml")
_TAKEN = "\u25a1"
"""In place of the characters of a name: no phrase about time and no word holds it."""
_CLOCK = re.compile(
    r"(?:(?P<part>上午|早上|中午|下午|晚上|傍晚) ?)?"
    r"(?P<hour>\d{1,2}|十[一二]?|[一二两三四五六七八九])"
    r"[点时](?:(?P<half>半)|(?P<minute>\d{1,2})分?)?(?!\d)"
    r"|(?:\bat )?(?<![\d:])(?P<h24>\d{1,2}):(?P<m24>\d{2})(?: ?(?P<half_day>am|pm))?(?![\d:])"
    r"|(?:\bat )?(?<![\d:])(?P<h12>\d{1,2}) ?(?P<m12>am|pm)\b"
)
_NUMERALS = {word: number for number, word in enumerate("零一二三四五六七八九十", 0)}
_BEFORE_A_DAY = re.compile(r"\b(?:on|by|at|before|until|till|from|for) $")


@cache
def words(family: str, kind: str) -> re.Pattern[str]:
    """Gives what finds the words of a line of `acting.toml`, the longest first."""
    return _any_of(_lines()[family][kind])


@cache
def kinds(family: str) -> tuple[str, ...]:
    """Gives the lines of a part of `acting.toml`."""
    return tuple(_lines()[family])


@cache
def _lines() -> Mapping[str, Mapping[str, Sequence[str]]]:
    return tomli.loads(_FILE.read_text(encoding="utf-8"))


def _any_of(some: Iterable[str]) -> re.Pattern[str]:
    longest = sorted({fold(word).text for word in some}, key=len, reverse=True)
    return re.compile("|".join(map(_form, longest)))


def _form(word: str) -> str:
    """Gives the pattern of a word: Latin ones stand alone."""
    start = r"(?<![a-z0-9-])" if word[0].isascii() and word[0].isalnum() else ""
    end = r"(?![a-z0-9-])" if word[-1].isascii() and word[-1].isalnum() else ""
    return f"{start}{re.escape(word)}{end}"


@dataclass(frozen=True)
class When:
    """A day and a time in a text, and where they stand."""

    day: date | None = None
    time: Time | None = None
    places: tuple[tuple[int, int], ...] = ()
    bad: BadPeriod | None = None


@dataclass(frozen=True)
class Request:
    """A text that may ask for something to be done, and what it is read with."""

    original: str
    sources: Sources
    settled: Mapping[str, str]
    thread: Thread

    @cached_property
    def folded(self) -> Folded:
        """Gives the text in its compared form."""
        return fold(self.original)

    @property
    def text(self) -> str:
        """Gives the compared text."""
        return self.folded.text

    def has(self, family: str, kind: str) -> bool:
        """Whether the text has one of the words of a line."""
        return words(family, kind).search(self.text) is not None

    def written(self, start: int, end: int) -> str:
        """Gives a stretch as it was written, without what stands at its edges for nothing."""
        if start >= end:
            return ""
        first, last = self.folded.original(start, end)
        return self.original[first:last].strip(EDGES.replace("(", "").replace(")", "") + " :：-")

    @cached_property
    def names(self) -> tuple[NameSpan, ...]:
        """Gives the names in the text, the longest of those that overlap."""
        found = self.sources.names.find(self.text, self.sources.caller)
        chosen: list[NameSpan] = []
        for span in sorted(found, key=lambda one: (one.start - one.end, one.start)):
            if not span.weak and all(
                one.end <= span.start or span.end <= one.start for one in chosen
            ):
                chosen.append(span)
        return tuple(sorted(chosen, key=lambda one: one.start))

    @cached_property
    def nameless(self) -> str:
        """Gives the compared text with signs in the place of names, of the same length."""
        return self.without(self.names_of("customer") + self.names_of("product"))

    def without(self, spans: Sequence[NameSpan]) -> str:
        """Gives the compared text with signs in the place of some names."""
        text = self.text
        for span in spans:
            text = text[: span.start] + _TAKEN * (span.end - span.start) + text[span.end :]
        return text

    def names_of(self, dimension: str) -> tuple[NameSpan, ...]:
        """Gives the names that can be of a dimension."""
        return tuple(s for s in self.names if any(n.dimension == dimension for n in s.names))

    def customer(
        self, *, spoken_of_counts: bool = True
    ) -> Customer | Doubtful | NotUnderstood | None:
        """Gives the one customer that is named, else the one talked about; None without one."""
        spans = self.names_of("customer")
        known = {name.values[0] for span in spans for name in self._meant(span)}
        if len(spans) > 1 and len(known) > 1:
            return NotUnderstood((), lacking="whose")
        if spans:
            return self._chosen(spans[0])
        talked_of = spoken_of(self.thread) if spoken_of_counts else None
        return None if talked_of is None else Customer(*talked_of)

    def _meant(self, span: NameSpan) -> list[Name]:
        """Gives the customers that a name can mean, by what the conversation has decided."""
        meant = [name for name in span.names if name.dimension == "customer"]
        return [n for n in meant if self.settled.get(span.text) == settled_as(n)] or meant

    def _chosen(self, span: NameSpan) -> Customer | Doubtful:
        chosen = self._meant(span)
        if len(chosen) == 1:
            return Customer(chosen[0].values[0], chosen[0].label)
        options = (Option(n.label, {span.text: settled_as(n)}, "customer") for n in chosen)
        return Doubtful("name", span.text, tuple(options))

    def when(self, *, ahead: bool, outside: tuple[int, int] = (0, 0)) -> When:
        """Gives the first day and the first time of day in the text, outside of names."""
        first, last = outside
        rest = self.nameless[:first] + _TAKEN * (last - first) + self.nameless[last:]
        clock = _CLOCK.search(rest)
        at = None if clock is None else _time_of(clock)
        if clock is not None:
            rest = rest[: clock.start()] + " " * len(clock.group()) + rest[clock.end() :]
        places = [] if clock is None or at is None else [clock.span()]
        calendar = self.sources.calendar
        found = find_periods(rest, self.sources.today, calendar=calendar, ahead=ahead)
        if not found:
            return When(None, at, tuple(places))
        span: TimeSpan = found[0]
        if not isinstance(span, PeriodSpan):
            return When(None, at, tuple(places), span if isinstance(span, BadPeriod) else None)
        places.append(_with_preposition(self.text, span.start, span.end))
        return When(self._day_of(span), at, tuple(sorted(places)))

    def _day_of(self, span: PeriodSpan) -> date:
        """Gives the day meant: the first of a week that comes, the last of what runs already."""
        period = span.period
        return period.start if period.start > self.sources.today else period.end


def _with_preposition(text: str, start: int, end: int) -> tuple[int, int]:
    before = _BEFORE_A_DAY.search(text[:start])
    return (start if before is None else before.start()), end


def _time_of(found: re.Match[str]) -> Time | None:
    """Gives a time of day; None where there is none such."""
    part = found["part"]
    if found["hour"]:
        hour = _number(found["hour"])
        minute = 30 if found["half"] else int(found["minute"] or 0)
        later = part in {"下午", "晚上", "傍晚"} or (part == "中午" and hour < 11)
    else:
        hour = int(found["h24"] or found["h12"])
        minute = int(found["m24"] or 0)
        half = found["half_day"] or found["m12"]
        later = half == "pm"
        hour = 0 if half == "am" and hour == 12 else hour
    hour += 12 if later and hour < 12 else 0
    return Time(hour, minute) if hour < 24 and minute < 60 else None


def _number(said: str) -> int:
    if said.isdecimal():
        return int(said)
    if said == "两":
        return 2
    return sum(_NUMERALS[sign] for sign in said)


def left_over(text: str, *patterns: re.Pattern[str]) -> str:
    """Gives what no pattern explains, without marks at its edges."""
    for pattern in patterns:
        text = pattern.sub(" ", text)
    return " ".join(text.replace(_TAKEN, " ").split()).strip(EDGES)
