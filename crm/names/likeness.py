"""Names that a question does not write as they are stored, but by their sound or nearly so.

Only what nothing else explains is looked at. Three ways lead to guesses: `heard.py` for Chinese,
`typed.py` for Latin names, `spoken.py` for codes; what the asker may not see is left out here,
before any guess is held against another.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from crm.access import Caller
from crm.names import spoken
from crm.names.entry import Writing
from crm.names.guess import Guess, Stretch
from crm.names.heard import Heard
from crm.names.name import ENTITIES, RANK, How, Name, NameSpan
from crm.names.typed import SURE_FROM, Entry, Typed, is_about

MARGIN: Mapping[How, int] = {"sound": 1, "near": 0}
"""By how many steps a name may be farther than the nearest one and still be meant."""
MOST_ALIKE = 12
"""A writing that is like more things names none of them."""
_LEFT_OUT: frozenset[How] = frozenset({"id", "umlaut", "translation"})
_SHORT = {"chinese": 2, "latin": 8}
"""A part of a longer name with no more letters is asked about: `ceiling` is not Cuiling."""


@dataclass(frozen=True)
class _Meant:
    """A guess at a writing that the asker may know of."""

    guess: Guess
    writing: Writing

    @property
    def is_part(self) -> bool:
        return RANK[self.writing.how] == RANK["part"]


@dataclass(frozen=True)
class Likeness:
    """The names of customers, products and people by their sound and spelling."""

    _keys: Mapping[str, tuple[Writing, ...]]
    _heard: Heard
    _typed: Typed

    @classmethod
    def of(cls, keys: Mapping[str, tuple[Writing, ...]]) -> "Likeness":
        """Gives the likeness of an index's names, from its keys."""
        named = {key: found for key, found in keys.items() if any(map(_is_named, found))}
        latin = (
            Entry(key, writing.text)
            for key, found in named.items()
            if key.isascii()
            for writing in found
            if _is_named(writing)
        )
        return cls(keys, Heard.of(named), Typed.of(latin))

    def spans(self, text: str, gaps: Iterable[tuple[int, int]], caller: Caller) -> list[NameSpan]:
        """Gives the stretches of a folded text that are like names which `caller` may know."""
        apart = [Stretch(*gap) for gap in gaps]
        guesses = [
            *self._heard.guesses(text, apart),
            *self._typed.guesses(text, apart),
            *spoken.guesses(text, apart, self._keys),
        ]
        guesses.sort(key=lambda guess: (guess.start, guess.end))
        spans = (
            self._span(text, Stretch(*at), list(some), caller)
            for at, some in groupby(guesses, key=lambda guess: (guess.start, guess.end))
        )
        return [span for span in spans if span is not None]

    def _span(
        self, text: str, at: Stretch, guesses: list[Guess], caller: Caller
    ) -> NameSpan | None:
        meant = [one for guess in guesses for one in self._visible(guess, caller)]
        if not meant:
            return None
        nearest = min(one.guess.steps for one in meant)
        close = [one for one in meant if one.guess.steps <= nearest + MARGIN[one.guess.how]]
        close = [one for one in close if not one.is_part] or close
        things = {one.writing.entry.thing: one for one in reversed(close)}
        if len(things) > MOST_ALIKE:
            return None
        chosen = _own(list(things.values()), caller)
        names = sorted((_name(one) for one in chosen), key=lambda name: name.order)
        return NameSpan(
            at.start,
            at.end,
            text[at.start : at.end],
            tuple(names),
            unsure=not any(_is_sure(one) for one in close),
        )

    def _visible(self, guess: Guess, caller: Caller) -> list[_Meant]:
        """Gives the best visible writings that a guess is at."""
        exact = guess.how == "sound" and guess.steps == 0 and guess.similarity == 1
        meant = [
            _Meant(guess, writing)
            for writing in self._keys[guess.key]
            if (_is_named(writing) or (exact and _is_code(writing)))
            and writing.entry.visible_to(caller)
            and is_about(guess, writing.text)
        ]
        best = min((RANK[one.writing.how] for one in meant), default=0)
        found = [one for one in meant if RANK[one.writing.how] == best]
        # Too many words are spelled nearly like a short piece of some name: range, Yange.
        vague = best == RANK["part"] and guess.how == "near" and len(guess.key) < SURE_FROM
        return [] if vague else found


_HEARD = ENTITIES | {"category", "team"}
"""What is known by its sound, too: few values, so that none is far from what was said."""


def _is_named(writing: Writing) -> bool:
    return writing.entry.dimension in _HEARD and writing.how not in _LEFT_OUT


def _is_code(writing: Writing) -> bool:
    return writing.entry.dimension in ENTITIES and writing.how == "id"


def _is_sure(meant: _Meant) -> bool:
    """Whether it may be used without asking: not by a short part of a longer name."""
    key = meant.guess.key
    short = meant.is_part and len(key) <= _SHORT["latin" if key.isascii() else "chinese"]
    return meant.guess.sure and not short


def _own(meant: list[_Meant], caller: Caller) -> list[_Meant]:
    """Gives the one that is the asker's own customer, where just one is; else all."""
    own = [one for one in meant if caller.user_id in (one.writing.entry.owners or ())]
    return own if len(own) == 1 else meant


def _name(meant: _Meant) -> Name:
    entry = meant.writing.entry
    return Name(entry.dimension, (entry.value,), entry.label, meant.guess.how)
