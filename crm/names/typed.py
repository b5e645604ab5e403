"""Latin names with typing errors, by initials and beginnings: `northgte foods`, `abc`, `maple`."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise, product
from types import MappingProxyType
from typing import NamedTuple

from crm.names.guess import Guess, Stretch, around, is_common, is_parted

MOST_WORDS = 6
MOST_WRONG = 3
"""So many words beside each other may be unknown in one name."""
SURE_FROM = 7
"""A single word of fewer letters is asked back: `stock` is no error for Stork."""
_WORD = re.compile(r"[a-z0-9]+")
_INITIALS = range(3, 6)
_SHORTEST = 4
_BEGINS = 5
"""So many letters begin the first word of a name: `maple` for Maplevale."""
_BEGUN = 2
"""A beginning is farther from a name than one slip, and as far as two."""
_LONG = 9


class Entry(NamedTuple):
    """What the index needs of a Latin writing: its key and its folded text."""

    key: str
    text: str


class _Word(NamedTuple):
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Typed:
    """The words of Latin names by their length, and the keys of names."""

    _words: Mapping[int, tuple[str, ...]]
    _initials: Mapping[str, tuple[str, ...]]
    _firsts: tuple[tuple[str, str], ...]
    """The first words of the names with their keys, sorted."""
    _keys: frozenset[str]

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> "Typed":
        """Gives the index of those names that are written in Latin letters only."""
        words: dict[int, set[str]] = {}
        initials: dict[str, set[str]] = {}
        firsts: set[tuple[str, str]] = set()
        keys: set[str] = set()
        for key, text in entries:
            parts = _WORD.findall(text)
            if not key.isascii() or is_common(key):
                continue
            keys.add(key)
            if parts and parts[0].isalpha() and len(parts[0]) > _BEGINS:
                firsts.add((parts[0], key))
            for word in parts:
                if word.isalpha() and len(word) >= _SHORTEST:
                    words.setdefault(len(word), set()).add(word)
            if len(parts) in _INITIALS and key.isalpha():
                initials.setdefault(_initials(parts), set()).add(key)
        return cls(
            MappingProxyType({length: tuple(sorted(found)) for length, found in words.items()}),
            MappingProxyType({short: tuple(sorted(found)) for short, found in initials.items()}),
            tuple(sorted(firsts)),
            frozenset(keys),
        )

    def guesses(self, text: str, gaps: list[Stretch]) -> Iterator[Guess]:
        """Gives the names that are spelled like windows around what nothing explains."""
        words = [_Word(*word.span(), word.group()) for word in _WORD.finditer(text)]
        unknown = [n for n, word in enumerate(words) if any(_touch(word, gap) for gap in gaps)]
        choices = {number: self._choices(words[number].text) for number in unknown}
        alone = [Stretch(number, number + 1) for number in unknown]
        for window in dict.fromkeys(around(alone, MOST_WORDS, len(words))):
            chosen = words[window.start : window.end]
            wrong = [choices.get(number) for number in range(window.start, window.end)]
            if len(chosen) <= MOST_WORDS and sum(map(bool, wrong)) <= MOST_WRONG:
                yield from self._window(text, chosen, wrong)
        for number in unknown:
            yield from self._by_initials(words[number])
            yield from self._by_beginning(words[number])

    def _choices(self, word: str) -> dict[str, int]:
        """Gives the words that an unknown one may be, each with its errors; itself among them."""
        # 50 ms of import, which only a question that was not understood needs.
        from rapidfuzz import process  # noqa: PLC0415
        from rapidfuzz.distance import OSA  # noqa: PLC0415

        found = {word: 0}
        if not word.isalpha() or len(word) < _SHORTEST:
            return found
        most = 2 if len(word) >= _LONG else 1
        for length in range(len(word) - most, len(word) + most + 1):
            known = self._words.get(length, ())
            near = process.extract(word, known, scorer=OSA.distance, score_cutoff=most, limit=None)
            found |= {other: int(errors) for other, errors, _ in near}
        return found

    def _window(
        self, text: str, words: list[_Word], wrong: list[dict[str, int] | None]
    ) -> Iterator[Guess]:
        between = "".join(text[a.end : b.start] for a, b in pairwise(words))
        said = "".join(word.text for word in words)
        if is_parted(between) or not between.isascii() or is_common(said):
            return
        pairs = list(zip(words, wrong, strict=True))
        for chosen in product(*(choices or {word.text: 0} for word, choices in pairs)):
            key = "".join(chosen)
            if key == said or len(key) <= _SHORTEST or key not in self._keys:
                continue
            errors = sum(
                choices[one] for one, choices in zip(chosen, wrong, strict=True) if choices
            )
            replaced = {w.text: one for w, one in zip(words, chosen, strict=True) if w.text != one}
            sure = len(key) >= SURE_FROM and (errors == 1 or len(words) > 1)
            yield Guess(
                words[0].start,
                words[-1].end,
                key,
                errors,
                1 - errors / len(key),
                "near",
                sure and not any(map(is_common, replaced)),
                frozenset(replaced.values()),
            )

    def _by_initials(self, word: _Word) -> Iterator[Guess]:
        """Gives the names with these initials, never surely: ROI may be no company."""
        for key in self._initials.get(word.text, ()):
            yield Guess(word.start, word.end, key, 0, 0.5, "near", sure=False, initials=word.text)

    def _by_beginning(self, word: _Word) -> Iterator[Guess]:
        """Gives the names whose first word begins so, never surely: copper may be the metal."""
        begun = word.text
        if len(begun) < _BEGINS or not begun.isalpha() or is_common(begun):
            return
        for first, key in self._firsts[bisect_left(self._firsts, (begun, "")) :]:
            if not first.startswith(begun):
                return
            if len(first) > len(begun) + 1:
                similarity = len(begun) / len(key)
                yield Guess(word.start, word.end, key, _BEGUN, similarity, "near", sure=False)


def is_about(guess: Guess, text: str) -> bool:
    """Gives whether a guess comes from the writing with that text, and not only from its key."""
    words = _WORD.findall(text)
    return guess.of_words <= set(words) and guess.initials in {"", _initials(words)}


def _initials(words: list[str]) -> str:
    return "".join(word[0] for word in words)


def _touch(word: _Word, gap: Stretch) -> bool:
    return word.start < gap.end and gap.start < word.end
