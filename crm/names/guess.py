"""What a stretch of a question may stand for, before it is known whose names these are."""

from collections.abc import Iterator
from typing import NamedTuple

from crm.names.everyday import BUSINESS, PLAIN
from crm.names.name import How

_PARTING = frozenset(",;:?!。")


class Guess(NamedTuple):
    """A name, by its key in the index, that a stretch of a folded question is like.

    `steps` are the slips of sound or the typing errors between them; `similarity` is from 0 to 1.
    Where `sure` is false, the asker is asked even if nothing else fits. `of_words` and `initials`
    say what a writing has to have for the guess to be about it, since writings share keys.
    """

    start: int
    end: int
    key: str
    steps: int
    similarity: float
    how: How
    sure: bool = True
    of_words: frozenset[str] = frozenset()
    initials: str = ""


class Stretch(NamedTuple):
    """A piece of a text that nothing explains, from `start` to before `end`."""

    start: int
    end: int


def is_common(word: str) -> bool:
    """Gives whether a word is nobody's name by itself, however it is spelled."""
    return word in PLAIN or word in BUSINESS


def around(gaps: list[Stretch], most: int, length: int) -> Iterator[Stretch]:
    """Gives the windows that hold a gap, reach at most `most` past it, and cut no other gap."""
    inside = {place for gap in gaps for place in range(gap.start + 1, gap.end)}
    for gap in gaps:
        for start in range(max(0, gap.start - most), gap.start + 1):
            if start in inside:
                continue
            for end in range(gap.end, min(length, gap.end + most) + 1):
                if end not in inside:
                    yield Stretch(start, end)


def is_parted(text: str) -> bool:
    """Gives whether punctuation stands in a text that never stands in a name."""
    return not _PARTING.isdisjoint(text)
