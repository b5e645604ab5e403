"""How sure a reading is, from 0 to 1: what it rests on beside the words as they are stored.

It orders readings, and is no probability. Whatever makes a reading less certain takes a share of
it away; a question in the catalog's words with names as they are stored keeps all of it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from math import prod

from assistant.brains.rules.outcome import Outcome, Understood
from assistant.brains.rules.slots import Mention
from assistant.brains.rules.spans import Cover
from crm.text import fold

FOLLOWS = 0.97
"""A follow-up takes most of its question from the one before."""
CORRECTED = 0.9
"""Something was not written as it was read."""
ASSUMED = 0.85
"""A slot that the question left open."""
LEAST_SAID = 0.8
"""What is left where all of a question is words that say nothing."""
BY_FORM = {"core": 0.97, "umlaut": 0.97, "part": 0.9}
"""A name in a form of its own that is not stored: it cannot be much else."""
NEVER_BELOW = 0.5
"""What is left of a name that looks nothing like what was said, but sounds like it."""


def with_confidence(outcome: Outcome, question: str, found: Cover) -> Outcome:
    """Gives an outcome with how sure it is, where it is a reading.

    Args:
        outcome: what was made of the question.
        question: as it was written.
        found: the spans that it was read from.
    """
    if not isinstance(outcome, Understood):
        return outcome
    factors = [
        *_names(outcome.matched),
        *(ASSUMED for _ in outcome.frame.assumed),
        LEAST_SAID + (1 - LEAST_SAID) * _said(found),
        FOLLOWS if outcome.carried else 1.0,
        1.0 if found.text == fold(question).text else CORRECTED,
    ]
    return replace(outcome, confidence=round(prod(factors), 4))


def _names(matched: Sequence[Mention]) -> Iterator[float]:
    for mention in matched:
        name = mention.names[0]
        guessed = CORRECTED * _likeness(mention.text, fold(name.label).text)
        yield BY_FORM.get(name.how, guessed)


def _likeness(said: str, stored: str) -> float:
    """Gives how much a wrong writing looks like the piece of the name that is most like it."""
    size = len(said)
    pieces = (stored[at : at + size] for at in range(max(len(stored) - size, 0) + 1))
    ratio = max(SequenceMatcher(None, said, piece, autojunk=False).ratio() for piece in pieces)
    return NEVER_BELOW + (1 - NEVER_BELOW) * ratio


def _said(found: Cover) -> float:
    """Gives the share of a question's letters and digits that say something, not only fill."""
    empty = explained = 0
    for span in found.spans:
        length = sum(map(str.isalnum, span.text))
        fills = bool(span.roles) and all(role.kind == "filler" for role in span.roles)
        empty += length if fills and span.name is None else 0
        explained += length
    return 1 - empty / explained if explained else 1.0
