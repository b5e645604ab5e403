"""Cuts a text into what the evidence knows: names, figures, times, measures, and known words."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from assistant.conversation.grounding.facts import Facts, Spot
from assistant.conversation.grounding.figures import Written, figure_at, numerals
from assistant.conversation.grounding.words import words
from assistant.conversation.timewords import time_words, unit_name
from crm.periods import Grain, Kind, Period
from tools.phrases.numbers import NumberSpan, whole_number
from tools.phrases.periods import PeriodSpan, SamePeriodSpan, find_periods

STOPS = "。！？!?;；\n"
BREAKS = "，,、：:"
QUIET = " .“”\"'‘’—·\u3000…（）()"
"""Signs that mean nothing; a full stop between sentences is told from that of 3.4 by figures."""
_PLAIN = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF5B)} | {ord("％"): ord("%")}
_TOP = re.compile(
    r"(?:top|first|leading) (\w+)(?= )|前([\d一二三四五六七八九十]+)(?:名|位|大|家|个)?"
)
_OF_KIND = {
    Kind.DAY: Grain.DAY,
    Kind.WEEK: Grain.WEEK,
    Kind.MONTH: Grain.MONTH,
    Kind.QUARTER: Grain.QUARTER,
    Kind.YEAR: Grain.YEAR,
}


class Ungrounded(Exception):
    """A text says what nothing vouches for; the message tells its author what."""


@dataclass(frozen=True)
class Token:
    """A piece of a text: its kind, and what it stands for."""

    kind: str
    start: int
    end: int
    text: str
    spots: frozenset[Spot] = frozenset()
    figure: Written | None = None
    measures: frozenset[str] = frozenset()
    number: int = 0
    period: Period | None = None
    is_time: bool = False
    """Whether a row is named by a day, month … as the calendar calls it."""


@dataclass
class Tokens:
    """Reads one text."""

    text: str
    facts: Facts
    with_names: bool = True
    _times: Mapping[int, Token] = field(init=False)
    _spoken: Mapping[int, NumberSpan] = field(init=False)

    def __post_init__(self) -> None:
        self._plain = "".join(map(_lower, self.text.translate(_PLAIN)))
        self._spoken = numerals(self.text)
        self._times = {token.start: token for token in self._timed()}

    def read(self) -> list[Token]:
        """Gives the tokens, in order.

        Raises:
            Ungrounded: a piece of the text is none.
        """
        found: list[Token] = []
        position = 0
        while position < len(self.text):
            tokens = self._at(position)
            if not tokens:
                raise Ungrounded(
                    f"Nothing in the data says {self._unknown(position)!r}: leave it out."
                )
            found += tokens
            position = tokens[-1].end
        return found

    def _unknown(self, start: int) -> str:
        end = start + 1
        while end < len(self.text) and end - start < 20 and not self._at(end):
            end += 1
        return self.text[start:end]

    def _at(self, start: int) -> list[Token]:
        """Gives the longest piece that begins there; of two as long, a name before a word."""
        best: list[Token] = []
        for tokens in self._candidates(start):
            if not best or tokens[-1].end > best[-1].end:
                best = tokens
        return best or self._sign(start)

    def _candidates(self, start: int) -> Iterator[list[Token]]:
        if self.with_names:
            yield from ([token] for token in self._names(start))
        if start in self._times:
            yield [self._times[start]]
        figure = figure_at(self._plain, start, self._spoken, self.facts.nouns)
        if figure is not None:
            text = self.text[start : figure.end]
            yield [Token("figure", start, figure.end, text, figure=figure)]
        yield from self._words(start)
        top = _TOP.match(self._plain, start)
        count = whole_number(top[1] or top[2]) if top is not None else None
        if top is not None and count is not None:
            yield [Token("top", start, top.end(), top[0], number=count)]

    def _sign(self, start: int) -> list[Token]:
        sign = self.text[start]
        kind = "stop" if sign in STOPS else "break" if sign in BREAKS else "neutral"
        if sign == "." and not self.text[start + 1 : start + 2].strip():
            kind = "stop"
        elif sign not in STOPS + BREAKS + QUIET:
            return []
        return [Token(kind, start, start + 1, sign)]

    def _names(self, start: int) -> Iterator[Token]:
        known = self.facts.names
        for name in (*known, *self.facts.scope):
            end = start + len(name)
            if name and self.text.startswith(name, start) and self._is_apart(start, end):
                spots = known.get(name, frozenset())
                kind = "name" if spots else "scope"
                yield Token(kind, start, end, name, spots=spots)

    def _words(self, start: int) -> Iterator[list[Token]]:
        for length in range(min(self._longest, len(self.text) - start), 0, -1):
            word = self._plain[start : start + length]
            if not self._is_apart(start, start + length):
                continue
            if word in self.facts.measure_words:
                yield [
                    Token(
                        "measure",
                        start,
                        start + length,
                        word,
                        measures=self.facts.measure_words[word],
                    )
                ]
            elif word in self.facts.nouns:
                yield [Token("neutral", start, start + length, word)]
            elif word in self._known:
                kinds = self._known[word]
                yield [Token(kind, start, start + length, word) for kind in kinds]

    def _is_apart(self, start: int, end: int) -> bool:
        """Whether no Latin word is cut at either end."""
        return not (_run_on(self.text, start) or _run_on(self.text, end))

    @cached_property
    def _known(self) -> Mapping[str, tuple[str, ...]]:
        return words(self.facts.namer.language)

    @cached_property
    def _longest(self) -> int:
        return max(map(len, (*self._known, *self.facts.measure_words, *self.facts.nouns)))

    def _timed(self) -> Iterator[Token]:
        yield from self._own_times()
        for span in find_periods(self.text, self.facts.today, calendar=self.facts.calendar):
            if isinstance(span, PeriodSpan):
                yield self._time(span, span.start + len(span.text.rstrip(" .")))
            elif isinstance(span, SamePeriodSpan):
                kind = "year" if (span.unit, span.count) == (Grain.YEAR, 1) else "time"
                yield Token(kind, span.start, span.end, span.text)

    def _time(self, span: PeriodSpan, end: int) -> Token:
        period, facts = span.period, self.facts
        spots = facts.buckets.get((_OF_KIND.get(period.kind, Grain.HALF), period.start))
        if spots:
            return Token("name", span.start, end, self.text[span.start : end], spots, is_time=True)
        kind = "time"
        if facts.period is not None and _same(period, facts.period):
            kind = "current"
        elif facts.compare is not None and _same(period, facts.compare):
            kind = "compared"
        return Token(kind, span.start, end, self.text[span.start : end], period=period)

    def _own_times(self) -> Iterator[Token]:
        """Gives the periods of the answer where they stand as we write them: 9月 in 从9月 too."""
        for said, spots in self.facts.bucket_names.items():
            for found in re.finditer(
                rf"(?<![0-9年A-Za-z]){re.escape(said)}(?![A-Za-z])", self.text
            ):
                yield Token("name", found.start(), found.end(), said, spots, is_time=True)
        for kind, period in (("current", self.facts.period), ("compared", self.facts.compare)):
            if period is None:
                continue
            today, language = self.facts.today, self.facts.namer.language
            written = [time_words(period, style, language, today) for style in ("name", "span")]
            if (name := unit_name(period, language, today)) is not None:
                written.append(name)
            for one in sorted(written, key=len):
                for found in re.finditer(re.escape(one), self.text):
                    yield Token(kind, found.start(), found.end(), one, period=period)


def _same(one: Period, other: Period) -> bool:
    return (one.start, one.end) == (other.start, other.end)


def _lower(character: str) -> str:
    lowered = character.lower()
    return lowered if len(lowered) == 1 else character


def _run_on(text: str, at: int) -> bool:
    pair = text[max(at - 1, 0) : at + 1]
    return at > 0 and len(pair) == 2 and pair.isascii() and pair.isalnum()
