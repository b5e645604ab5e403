"""Slips of the keyboard in English words that the brain knows: slaes, reveneu, quater.

Only a word that means nothing here is corrected, to the one word that is a slip away; a question
with a corrected word says so. Letters swapped are a slip in any word of four letters or more; a
letter too many, too few or wrong only where the right word has six or more, since short words are
too near to each other (cost and most, hours and ours). A letter left out is what most slips are,
and makes a word of no language: there five are enough (oder, toal).
"""

import re
from collections.abc import Iterable, Iterator
from string import ascii_lowercase

from assistant.brains.rules.lexicon import Lexicon
from crm.names.everyday import PLAIN

SHORTEST, SHORTEST_SHORT_OF, SHORTEST_OTHERWISE = 4, 5, 6
OF_TIME = frozenset(
    "year month week quarter today yesterday last this next previous days weeks months years"
    " quarters january february march april june july august september october november december"
    " monthly weekly quarterly yearly since".split()
)
"""Words that periods are made of (`tools.phrases.periods`); the lexicon has the others."""
_WORD = re.compile("[a-z]+")


def corrected(
    text: str, missed: Iterable[str], lexicon: Lexicon
) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Gives a folded text with the slips in its missed words corrected: each with what it is for.

    The text is as it was where one of the missed words is no slip.
    """
    put_in: dict[str, str] = {}
    for word in {word for words in missed for word in _WORD.findall(words)}:
        if word in lexicon.vocabulary or word in OF_TIME:
            continue
        if word in PLAIN:  # "three" is no slip of "there"
            return text, ()
        meant = _meant(word, lexicon.vocabulary | OF_TIME)
        if meant is None:
            return text, ()
        put_in[word] = meant
    changed = _WORD.sub(lambda found: put_in.get(found.group(), found.group()), text)
    return changed, tuple(put_in.items())


def _meant(word: str, known: frozenset[str]) -> str | None:
    """Gives the one known word that `word` is a slip of; None where there is none, or several."""
    if len(word) < SHORTEST:
        return None
    swapped = {slip for slip in _swaps(word) if slip in known}
    if len(swapped) == 1:
        return swapped.pop()
    near = {slip for slip in _edits(word) if slip in known and len(slip) >= SHORTEST_OTHERWISE}
    near |= {slip for slip in _with_a_letter(word) if slip in known}
    near = {slip for slip in near if slip[0] == word[0]}
    return near.pop() if len(near) == 1 and not swapped else None


def _swaps(word: str) -> Iterator[str]:
    for at in range(len(word) - 1):
        yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _with_a_letter(word: str) -> Iterator[str]:
    if len(word) + 1 >= SHORTEST_SHORT_OF:
        for at in range(1, len(word) + 1):
            yield from (word[:at] + letter + word[at:] for letter in ascii_lowercase)


def _edits(word: str) -> Iterator[str]:
    for at in range(len(word) + 1):
        yield word[:at] + word[at + 1 :]
        for letter in ascii_lowercase:
            yield word[:at] + letter + word[at:]
            yield word[:at] + letter + word[at + 1 :]
