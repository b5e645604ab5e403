"""Cases in other words that ask for the same: what is right stays right.

Each way changes one question by one thing: a filler before it, its politeness dropped, its case,
width or punctuation, traditional characters, a slip of the keyboard, another word of the same
measure. All of it is drawn by lots that only depend on the case's id, so that every run asks the
same; a variant of a case that is held back is held back too.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import cast

from assistant.brains.rules.lexicon import Lexicon, Role, is_cjk
from assistant.known import Knowledge
from crm.access import operator
from crm.measures import Catalog
from crm.text import fold
from evals.case import COLLOQUIAL, Turn, mark
from evals.runner import Posed
from evals.slips import slipped

MOST = 600
"""How many variants of a data set are asked."""
FILLERS = {
    "zh": ("帮我看一下", "请问", "麻烦查一下", "我想知道", "请帮我查查"),
    "en": ("could you tell me ", "please show me ", "I'd like to know ", "can you check "),
}
ENDINGS = {"zh": ("，谢谢", "？", "！", "。", "?"), "en": ("?", " please", ", thanks", ".", "!")}
EMOJI = (" 📈", "🙏", " 😊", "👍")
_POLITE = re.compile(
    r"^(?:请问一?下?|请帮我|请|麻烦|帮我|帮忙|please |could you |can you )|(?:,? please|，?谢谢)$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Words:
    """What a way of widening must know of a data set."""

    lexicon: Lexicon
    catalog: Catalog
    names: Callable[[str], list[tuple[int, int]]]
    """Gives where a text holds names."""


def words_of(known: Knowledge) -> Words:
    """Gives the words of a data set, with all its names."""

    def names(text: str) -> list[tuple[int, int]]:
        folded = fold(text)
        found = known.names.find(folded.text, operator())
        return [folded.original(span.start, span.end) for span in found]

    return Words(known.lexicon, known.catalog, names)


Way = Callable[[str, Turn, Words, Random], str | None]
"""Gives a question in other words; None where this way does not apply to it."""


def widened(cases: Iterable[Posed], words: Words) -> list[Posed]:
    """Gives at most `MOST` variants of single questions, in the order of the cases."""
    every = [variant for one in cases for variant in _variants(one, words)]
    drawn = sorted(every, key=lambda one: mark(one.case.id))[:MOST]
    kept = {one.case.id for one in drawn}
    return [one for one in every if one.case.id in kept]


def _variants(one: Posed, words: Words) -> Iterator[Posed]:
    if one.sort in {"dialogues", COLLOQUIAL} or len(one.case.turns) != 1:
        return
    (turn,) = one.case.turns
    for name, way in WAYS.items():
        lot = f"{one.case.id}~{name}"
        text = way(turn.text, turn, words, Random(mark(lot)))  # noqa: S311  (no secret)
        if text is not None and text != turn.text:
            turns = (turn.model_copy(update={"text": text}),)
            case = one.case.model_copy(update={"id": lot, "turns": turns})
            yield Posed(case, one.sort, one.held_back, way=name)


def _language(text: str) -> str:
    return "zh" if any(map(is_cjk, text)) else "en"


def _filler(text: str, _turn: Turn, _words: Words, lot: Random) -> str | None:
    return None if _POLITE.search(text) else lot.choice(FILLERS[_language(text)]) + text


def _blunt(text: str, _turn: Turn, _words: Words, _lot: Random) -> str | None:
    return _POLITE.sub("", text)


def _ending(text: str, _turn: Turn, _words: Words, lot: Random) -> str | None:
    return text.rstrip("?？!！。. ") + lot.choice(ENDINGS[_language(text)])


def _emoji(text: str, _turn: Turn, _words: Words, lot: Random) -> str | None:
    return text + lot.choice(EMOJI)


def _upper_case(text: str, _turn: Turn, _words: Words, _lot: Random) -> str | None:
    return text.upper()


def _lower_case(text: str, _turn: Turn, _words: Words, _lot: Random) -> str | None:
    return text.lower()


def _full_width(text: str, _turn: Turn, _words: Words, _lot: Random) -> str | None:
    wide = (chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)
    return "".join(wide) if _language(text) == "zh" else None


def _traditional(text: str, _turn: Turn, _words: Words, _lot: Random) -> str | None:
    return _to_traditional()(text) if _language(text) == "zh" else None


@cache
def _to_traditional() -> Callable[[str], str]:
    # Loads its tables, so only once a Chinese question comes.
    from opencc import OpenCC  # noqa: PLC0415  # pyright: ignore[reportMissingTypeStubs]

    return cast("Callable[[str], str]", OpenCC("s2t").convert)


def _typo(text: str, turn: Turn, words: Words, lot: Random) -> str | None:
    if _language(text) != "en":
        return None
    kept = words.names(text)
    named = {name.casefold() for name in turn.expected.names}
    return slipped(text, words.lexicon, kept=kept, named=named, lot=lot)


def _synonym(text: str, turn: Turn, words: Words, lot: Random) -> str | None:
    """Gives the question with another word of its measure that no other thing is called."""
    measure = turn.expected.measure
    known = words.catalog.measures.get(measure or "")
    if measure is None or known is None:
        return None
    role = Role("measure", measure)
    found = _word_of(text, role, words)
    if found is None:
        return None
    start, end = found
    said = text[start:end].casefold()
    others = [
        word
        for word in (known.words.zh if _language(said) == "zh" else known.words.en)
        if words.lexicon.roles.get(fold(word).text) == (role,) and word.casefold() != said
    ]
    return text[:start] + lot.choice(others) + text[end:] if others else None


def _word_of(text: str, role: Role, words: Words) -> tuple[int, int] | None:
    """Gives where the first word stands that means this measure and nothing else."""
    folded, names = fold(text), words.names(text)
    place = 0
    while place < len(folded.text):
        end, roles = next(iter(words.lexicon.at(folded.text, place)), (place + 1, ()))
        start, stop = folded.original(place, end)
        apart = all(stop <= first or last <= start for first, last in names)
        if roles == (role,) and apart:
            return start, stop
        place = end
    return None


WAYS: dict[str, Way] = {
    "filler": _filler,
    "blunt": _blunt,
    "ending": _ending,
    "emoji": _emoji,
    "upper case": _upper_case,
    "lower case": _lower_case,
    "full width": _full_width,
    "traditional": _traditional,
    "typo": _typo,
    "synonym": _synonym,
}
