"""What a word means already: a word of the deployment must not take anything away.

A longer word wins over the shorter ones inside it. A measure called 上季度流水 would therefore take
the period out of every question with it, and the figure would be another one than was asked for.
"""

from datetime import date

from assistant.brains.rules.lexicon import Lexicon
from assistant.brains.rules.spans import Cover, Sources, Span, cover
from assistant.teaching.refusal import Refused
from crm.access import operator
from crm.names import NameIndex
from crm.periods import BusinessCalendar
from crm.vocabulary import ENTITY, Entry, Section

TURNING = frozenset(
    "against bound_after change compare each_time except except_end fastest first last more"
    " most_decline most_growth newest not oldest only rank share status verb".split()
)
"""Kinds of words that turn what a question asks: none may stand inside a measure's word."""

NAMED: frozenset[Section] = frozenset({"customers", "products", "people", "values"})
"""The sections of other names for what is on file."""


def listening(
    lexicon: Lexicon, names: NameIndex, today: date, calendar: BusinessCalendar
) -> Sources:
    """Gives the sources of somebody who sees everything."""
    return Sources(lexicon, names, operator(), today, calendar)


def require_free(entry: Entry, sources: Sources) -> None:
    """Sees that a word may get a meaning.

    Raises:
        Refused: it has one, or holds a word whose own meaning would be lost.
    """
    word = entry.word
    found = cover(word, sources)
    if not found.gaps and not any(_is_unknown(span, found, entry) for span in found.spans):
        raise _taken(word, found)
    named = entry.section in NAMED
    for span in found.spans:
        if not _is_unknown(span, found, entry) and (span.period is not None or not named):
            _require_kept(word, span)


def _is_unknown(span: Span, found: Cover, entry: Entry) -> bool:
    """Whether a span says nothing for certain, so that nothing is lost with it.

    A piece of names may become the alias of one of those that it is a piece of; as a piece of the
    alias it says nothing, for the rest is known to nobody.
    """
    if span.name is None:
        return span.may_be("unsupported")
    if entry.section not in NAMED:
        return span.name.weak and not span.roles
    if not span.name.partial:
        return span.name.weak
    dimension, value = entry.value
    mine = any(n.dimension == dimension and value in n.values for n in span.name.names)
    return mine or span.end - span.start < len(found.text)


def _taken(word: str, found: Cover) -> Refused:
    said = " + ".join(f"{span.text} ({_meaning(span)})" for span in found.spans)
    return Refused(
        f"「{word}」已经有意思了：{said}。要改，先让它忘掉，或换个词。",
        f"{word!r} has a meaning already: {said}. Forget that first, or take another word.",
    )


def _require_kept(word: str, span: Span) -> None:
    turning = next((role.kind for role in span.roles if role.kind in TURNING), None)
    if span.period is None and span.number is None and span.name is None and turning is None:
        return
    raise Refused(
        f"「{word}」里的「{span.text}」({_meaning(span)})会丢掉自己的意思，请只教剩下的词。",
        f"{span.text!r} ({_meaning(span)}) inside {word!r} would lose its own meaning; "
        "teach only the rest of it.",
    )


def _meaning(span: Span) -> str:
    if span.period is not None:
        return "period"
    if span.number is not None:
        return "number"
    if span.name is not None:
        return ", ".join(f"{name.dimension} {name.label}" for name in span.name.names[:3])
    return ", ".join(
        f"{role.kind} {role.value}" if role.kind in {"measure", "dimension"} else role.kind
        for role in span.roles
    )


def require_read(entry: Entry, sources: Sources) -> None:
    """Sees that a word is read as it was taught, alone in a question.

    Raises:
        Refused: it is not.
    """
    if is_read(entry, sources):
        return
    raise Refused(
        f"「{entry.word}」教了也认不出来：太短或太常用，或者没有 {entry.meaning}。请换个更长的词。",
        f"{entry.word!r} would not be read as {entry.meaning!r}: it is too short or too common, or "
        "there is no such value. Take a longer word.",
    )


def is_read(entry: Entry, sources: Sources) -> bool:
    """Whether a word is read as its entry says."""
    spans = cover(entry.word, sources).spans
    return len(spans) == 1 and _is_meant(spans[0], entry)


def _is_meant(span: Span, entry: Entry) -> bool:
    if entry.section in {"measures", "dimensions"}:
        return span.may_be(entry.section[:-1], entry.meaning)
    if span.name is None or span.name.weak or span.name.partial:
        return False
    dimension, value = entry.value
    meant = [(name.dimension, value in name.values) for name in span.name.names]
    return meant in ([(dimension, True)], [(dimension, dimension in _IDS)])


_IDS = frozenset(ENTITY.values())
