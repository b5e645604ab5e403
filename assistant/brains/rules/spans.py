"""Cuts a question into spans: periods, numbers, names, and words of the lexicon.

Of all the ways to lay spans over the text, the one that explains most of it with the fewest spans
is taken. What no span covers is unexplained, and a question with something unexplained is never
answered.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.brains.rules.lexicon import Lexicon, Role, is_cjk
from assistant.brains.rules.slips import without_slips
from crm.access import Caller
from crm.names import NameIndex, NameSpan
from crm.periods import BusinessCalendar
from crm.text import fold
from tools.phrases.numbers import NumberSpan, find_numbers
from tools.phrases.periods import BadPeriod, TimeSpan, find_periods

EDGES = " ,.;:!?，。；：！？、\"'()（）[]"
_NO_TIME = "\u25a1"
"""A character that stands for those of a name: no phrase about time holds it."""
COUNTRIES = frozenset({"US", "IT"})
"""Words that are the names of countries where they are written so, whatever they mean else."""
_BEFORE_US = re.compile(r"(?:^|\b(?:up|down|total|all|is|are|was|were|vs|versus|than) )$")
_BEHIND_US = re.compile(r" (?:sales|revenue|orders|customers|market|buyers)\b")
"""Words around "us" between which it is no pronoun: not "tell us sales", "from us orders"."""
TOO_LARGE = 10**14
"""From here on digits are no amount that could be on file (NUMERIC(20, 6)), but an id or a slip."""
PER_CHARACTER = 10
WORDS_FIRST = ("each_time", "first", "profile", "weekday")
"""Kinds of words that come before what a number or a period could make of them."""
PER_SPAN = 6
"""What a span costs: two short ones must explain more than one long one to be preferred."""


@dataclass(frozen=True)
class Span:
    """A stretch of the folded question and what it may be."""

    start: int
    end: int
    text: str
    roles: tuple[Role, ...] = ()
    period: TimeSpan | None = None
    number: NumberSpan | None = None
    name: NameSpan | None = None

    def may_be(self, kind: str, *values: str) -> bool:
        """Whether one of the roles is of `kind` (and one of `values`)."""
        for role in self.roles:  # a loop: asked some hundred times of every question
            if role.kind == kind and (not values or role.value in values):
                return True
        return False

    def value(self, kind: str) -> str:
        """Gives the value of the role of `kind`.

        Raises:
            StopIteration: there is no such role.
        """
        return next(role.value for role in self.roles if role.kind == kind)

    @property
    def weight(self) -> int:
        """How much the span explains; a name or a period wins over a word of the same length."""
        bonus = 0
        if self.name is not None:
            bonus = 0 if self.name.guessed else 3
            if any(role.kind in {"measure", "dimension", "each_time"} for role in self.roles):
                bonus = 0
            elif (
                self.name.weak
            ):  # "A" may be a level, but "5" is a number before it is anybody's id
                bonus = 1 if self.text.isalpha() else -1
        if self.period is not None:  # what names no period explains less: 武汉今年 今年
            bonus += 1 if isinstance(self.period, BadPeriod) else 2
        # 第一 | 个, not 第 | 一个.
        bonus += 7 if self.number is not None and self.number.ordinal else 0
        # "first two" and "by month" are words, whatever a number or a period could make of them.
        bonus += 4 if any(map(self.may_be, WORDS_FIRST)) else 0
        return (self.end - self.start) * PER_CHARACTER - PER_SPAN + bonus


@dataclass(frozen=True)
class Cover:
    """The spans chosen for a question, in order, and the stretches that none of them covers."""

    text: str
    spans: tuple[Span, ...]
    gaps: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Sources:
    """Where spans come from: words, names, and the calendar, for one caller on one day."""

    lexicon: Lexicon
    names: NameIndex
    caller: Caller
    today: date
    calendar: BusinessCalendar


def cover(question: str, sources: Sources) -> Cover:
    """Gives the spans of a question."""
    said = _covered(question, sources)
    meant = without_slips(question, said.gaps, sources.lexicon) if said.gaps else question
    return said if meant == question else _covered(meant, sources)


def _covered(question: str, sources: Sources) -> Cover:
    folded = fold(question)
    # As it was written, but position by position like the folded text: "May" is not "may".
    written = "".join(question[offset] for offset in folded.offsets[: len(folded.text)])
    candidates = list(_candidates(folded.text, written, sources))
    spans = _with_pieces(folded.text, candidates, sources)
    if gaps := tuple(_gaps(folded.text, spans)):
        alike = tuple(_alike(folded.text, gaps, sources))
        spans = _with_pieces(folded.text, [*candidates, *alike], sources) if alike else spans
    return Cover(folded.text, spans, tuple(_gaps(folded.text, spans)))


def _with_pieces(text: str, candidates: Sequence[Span], sources: Sources) -> tuple[Span, ...]:
    """Gives the best of the candidates, and pieces of names for what they leave unexplained."""
    chosen = tuple(_as_piece(span, sources) for span in _best(len(text), candidates))
    pieces = tuple(_pieces(text, chosen, sources))
    return tuple(sorted((*chosen, *pieces), key=lambda span: span.start))


def _alike(text: str, gaps: Sequence[tuple[int, int]], sources: Sources) -> Iterable[Span]:
    """Gives spans for what is not how a name is written, but sounds or looks like it."""
    for name in sources.names.like(text, gaps, sources.caller):
        yield Span(name.start, name.end, name.text, name=name)


def _as_piece(span: Span, sources: Sources) -> Span:
    """Gives a span that is a piece of one name as a piece of all names that hold it."""
    if span.name is None or not span.name.partial:
        return span
    names = sources.names.containing(span.text, sources.caller)
    return replace(span, name=replace(span.name, names=names)) if names else span


def _pieces(text: str, spans: Sequence[Span], sources: Sources) -> Iterable[Span]:
    """Gives spans for unexplained words that stand inside names: 丽华 of 常丽华, "jumbo bag"."""
    for start, end in _gaps(text, spans):
        gap = text[start:end]
        piece = gap.strip(EDGES)
        first = start + gap.index(piece)
        if _names_again(piece, first, spans, sources):
            yield Span(first, first + len(piece), piece, roles=(Role("filler", "any"),))
            continue
        names = sources.names.containing(piece, sources.caller)
        if names:
            last = first + len(piece)
            yield Span(first, last, piece, name=NameSpan(first, last, piece, names, partial=True))


def _names_again(piece: str, start: int, spans: Sequence[Span], sources: Sources) -> bool:
    """Whether a word only says once more what the name before it is: gateways of S15 Pro."""
    before = next((span for span in spans if start - 1 <= span.end <= start), None)
    if before is None or before.name is None or before.name.partial or before.name.weak:
        return False
    named = {(name.dimension, name.values) for name in before.name.names}
    forms = {piece, piece.removesuffix("s"), piece.removesuffix("es")}
    return any(
        (name.dimension, name.values) in named
        for form in forms
        for name in sources.names.containing(form, sources.caller)
    )


def _candidates(text: str, written: str, sources: Sources) -> Iterable[Span]:
    countries = frozenset[str]() if written.isupper() else COUNTRIES
    names = sources.names.find(text, sources.caller)
    for found in _periods(written, names, sources):
        yield Span(found.start, found.end, text[found.start : found.end], period=found)
    yield from _numbers(text)
    for name in names:
        said = text[name.start : name.end]
        if written[name.start : name.end] in countries or _is_the_us(text, name.start, name.end):
            yield Span(name.start, name.end, said, name=replace(name, weak=False))
            continue
        yield Span(name.start, name.end, said, sources.lexicon.roles.get(said, ()), name=name)
    for start in range(len(text)):
        for end, roles in sources.lexicon.at(text, start):
            if _is_the_us(text, start, end):
                continue
            if written[start:end] not in countries and not _ends_in_a_longer(sources, text, end):
                yield Span(start, end, text[start:end], roles=roles)


def _is_the_us(text: str, start: int, end: int) -> bool:
    """Whether "us" is the country, and not those who ask: sales to the us, us sales."""
    if text[start:end] != "us":
        return False
    by_a_noun = _BEFORE_US.search(text[:start]) and _BEHIND_US.match(text, end)
    return text[:start].endswith("the ") or bool(by_a_noun)


def _numbers(text: str) -> Iterable[Span]:
    for number in find_numbers(text):
        if number.value < TOO_LARGE:
            yield Span(number.start, number.end, text[number.start : number.end], number=number)


def _periods(written: str, names: Sequence[NameSpan], sources: Sources) -> Iterable[TimeSpan]:
    """Gives the periods, and those beside names that time words belong to: 上季度三月传媒."""
    found = find_periods(written, sources.today, calendar=sources.calendar)
    yield from found
    apart = written
    for name in names:
        if not (name.partial or name.weak) and any(_reach_across(name, each) for each in found):
            apart = apart[: name.start] + _NO_TIME * (name.end - name.start) + apart[name.end :]
    if apart != written:
        yield from find_periods(apart, sources.today, calendar=sources.calendar)


def _reach_across(name: NameSpan, period: TimeSpan) -> bool:
    """Whether they share characters, and the name does not lie inside the period."""
    shared = name.start < period.end and period.start < name.end
    return shared and not period.start <= name.start <= name.end <= period.end


def _ends_in_a_longer(sources: Sources, text: str, end: int) -> bool:
    """Whether the last word of a phrase begins a dimension: sales per | customer level."""
    last = text.rfind(" ", 0, end) + 1
    if last == 0 or is_cjk(text[last]) or not _divides(text[:end]):
        return False
    longest = next(iter(sources.lexicon.at(text, last)), None)
    if longest is None or longest[0] <= end:
        return False
    return any(role.kind == "dimension" for role in longest[1])


def _divides(text: str) -> bool:
    words = text.split(" ")
    return len(words) > 1 and words[-2] in {"per", "by", "a"}


def _best(length: int, candidates: Sequence[Span]) -> tuple[Span, ...]:
    """Gives the heaviest set of spans that do not overlap."""
    ending: dict[int, list[Span]] = {}
    for span in candidates:
        ending.setdefault(span.end, []).append(span)
    weight = [0] * (length + 1)
    last: list[Span | None] = [None] * (length + 1)
    for end in range(1, length + 1):
        weight[end] = weight[end - 1]
        for span in ending.get(end, ()):
            total = weight[span.start] + span.weight
            if total > weight[end] or (total == weight[end] and _prefer(span, last[end])):
                weight[end], last[end] = total, span
    return _walk_back(length, last)


def _prefer(span: Span, other: Span | None) -> bool:
    return other is not None and span.end - span.start > other.end - other.start


def _walk_back(end: int, last: Sequence[Span | None]) -> tuple[Span, ...]:
    chosen: list[Span] = []
    while end > 0:
        span = last[end]
        if span is None:
            end -= 1
        else:
            chosen.append(span)
            end = span.start
    return tuple(reversed(chosen))


def _gaps(text: str, spans: Sequence[Span]) -> Iterable[tuple[int, int]]:
    """Gives the stretches with letters or digits that no span covers."""
    position = 0
    for start, end in [*((span.start, span.end) for span in spans), (len(text), len(text))]:
        if any(character.isalnum() or character in "%¥$€£" for character in text[position:start]):
            yield position, start
        position = max(position, end)
