"""What a question may have meant: proposed, and answered only when somebody agrees.

Where all its words but one or two are understood, it is read again with a name that is like the
strange word, with a word of the business that is like it, or without it. Where a time in it may
mean several, it is read with each of them. What has a reading is offered, and asked when tapped.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import reduce
from itertools import chain, islice

from assistant.brains.rules.frame import Frame
from assistant.brains.rules.lexicon import OF_THE_BUSINESS, is_cjk
from assistant.brains.rules.outcome import (
    ANEW,
    Doubtful,
    NotUnderstood,
    Offer,
    Option,
    Outcome,
    Understood,
)
from assistant.brains.rules.spans import Cover, Sources
from crm.text import fold

MOST, TWO = 3, 2
NEAR_NAMES, NEAR_WORDS = 2, 2
LIKENESS = 72
"""Of two English words, from 0 to 100: collectables and collected, not order and older."""
SHORTEST = 5
"""Letters of an English word that is compared: shorter ones are near to everything."""
COMPANY = ("公司", "集团", "厂", "店", "股份", "有限")
SUBJECTS = ("measure", "entity", "verb", "deed", "insight", "profile")
"""Kinds of words of which one must be left: it says what is asked for."""


def with_offers(
    missed: NotUnderstood,
    question: str,
    found: Cover,
    sources: Sources,
    read: Callable[[str], Outcome],
) -> NotUnderstood:
    """Gives a miss with the questions that it may have been, at most three.

    Args:
        missed: what was not understood.
        question: as it was asked.
        found: the spans that it was read from.
        sources: where names and words come from.
        read: gives what another question means, where this one was asked.
    """
    if missed.lacking or missed.bad_periods or not _are_strange(missed, found):
        return missed
    words = missed.words
    asked = question if all(word in fold(question).text for word in words) else found.text
    asks = any(span.may_be(kind) for span in found.spans for kind in SUBJECTS)
    alike = _words_like(words, sources)
    like_names = _names_like(words, sources) if asks else ()
    offers = dict(islice(_readable(chain(alike, like_names), words, asked, read), MOST))
    if asks and not offers and not _is_somebody(words, asked):
        offers = dict(_readable([""], words, asked, read))
    return replace(missed, offers=tuple(offers.values()))


def by_time(missed: NotUnderstood, question: str, read: Callable[[str], Outcome]) -> Outcome:
    """Gives the question back about a time that may mean several; the miss where it is no such.

    过去三个季度: the three that are over, or the nine months up to today.
    """
    bad = missed.bad_periods[0] if len(missed.bad_periods) == 1 and not missed.words else None
    if bad is None or len(bad.choices) < TWO or bad.text not in question:
        return missed
    options: list[Option] = []
    for period in bad.choices:
        first, last = period.start.isoformat(), period.end.isoformat()
        days = first if first == last else f"{first}到{last}"
        text = question.replace(bad.text, f" {days} ", 1)
        if isinstance(read(text), Understood):
            options.append(Option(days.replace("到", " – "), {ANEW: text}))
    return Doubtful("period", bad.text, tuple(options)) if len(options) >= TWO else missed


_LONG = re.compile(
    r"(?:好|很|许)久|(?:很)?长时间"
    r"|\b(?:for|in) (?:a|quite a) (?:long )?(?:while|time)\b|\bfor ages\b",
    re.IGNORECASE,
)
LENGTHS = (30, 60, 90)
"""Days that are offered where it is only said that it was long."""


def by_length(question: str, read: Callable[[str], Outcome]) -> Doubtful | None:
    """Gives the question back about how long it was: 好久没下单的客户; None where that is said."""
    found = _LONG.search(question)
    if found is None:
        return None
    options: list[Option] = []
    for days in LENGTHS:
        length = f"{days}天" if is_cjk(found[0][0]) else f"for {days} days"
        text = question.replace(found[0], length, 1)
        if isinstance(read(text), Understood):
            options.append(Option(length.removeprefix("for "), {ANEW: text}))
    return Doubtful("period", found[0], tuple(options)) if len(options) >= TWO else None


def _readable(
    put_ins: Iterable[str], words: tuple[str, ...], asked: str, read: Callable[[str], Outcome]
) -> Iterator[tuple[Frame, Offer]]:
    """Gives those questions with something put in for the words that have one reading, by it."""
    for put_in in put_ins:
        text = _with(asked, words, put_in)
        outcome = read(text)
        if not isinstance(outcome, Understood) or outcome.read_as:
            continue
        if put_in or "measure" not in outcome.frame.assumed:  # "book me a flight" names no figure
            yield outcome.frame, Offer(text, put_in, outcome.frame)


def _are_strange(missed: NotUnderstood, found: Cover) -> bool:
    """Whether no line of the lexicon has the words; words that clash are another matter."""
    gaps = [found.text[start:end].strip() for start, end in found.gaps]
    return bool(missed.words) and all(
        any(gap in word or word in gap for gap in gaps if gap) for word in missed.words
    )


def _names_like(words: tuple[str, ...], sources: Sources) -> Iterator[str]:
    """Gives the names that the asker may see and that are like the one word that is strange."""
    if len(words) == 1:
        for name in sources.names.nearest(words[0], sources.caller, limit=NEAR_NAMES):
            yield name.label


def _is_somebody(words: tuple[str, ...], text: str) -> bool:
    """Whether a strange word is a company's: without it the question would be about everybody."""
    return any(fold(text).text.partition(word)[2].startswith(COMPANY) for word in words)


def _words_like(words: tuple[str, ...], sources: Sources) -> Iterator[str]:
    """Gives English words of the business that are written like the one that is strange."""
    word = words[0]
    if len(words) > 1 or len(word) < SHORTEST or not word.isascii():
        return
    from rapidfuzz import fuzz, process  # noqa: PLC0415  (50 ms, which only a miss needs)

    known = [
        one
        for one, roles in sources.lexicon.roles.items()
        if one[:1] == word[0] and any(role.kind in OF_THE_BUSINESS for role in roles)
    ]
    near = process.extract(word, known, scorer=fuzz.ratio, score_cutoff=LIKENESS, limit=NEAR_WORDS)
    yield from (str(one) for one, _, _ in near)


def _with(question: str, words: tuple[str, ...], put_in: str) -> str:
    """Gives a question with something else in the place of its unexplained words."""
    for word in words:
        folded = fold(question)
        at = folded.text.find(word)
        if at >= 0:
            start, end = folded.original(at, at + len(word))
            question = reduce(_joined, (question[:start], put_in, question[end:]))
    return question


def _joined(left: str, right: str) -> str:
    """Gives two stretches as one, with a space between them unless both are Chinese there."""
    left, right = left.rstrip(), right.lstrip()
    together = left and right and is_cjk(left[-1]) and is_cjk(right[0])
    return f"{left}{right}" if together else f"{left} {right}".strip()
