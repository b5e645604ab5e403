"""How sure a reading is, from 0 to 1: what it rests on beside the words as they are stored.

It orders readings, and is no probability. Whatever makes a reading less certain takes a share of
it away; a question in the catalog's words with names as they are stored keeps all of it.
"""

from collections.abc import Iterator
from difflib import SequenceMatcher
from math import prod

from assistant.brains.rules.frame import Frame
from assistant.brains.rules.slots import Mention, Slots

FOLLOWS = 0.97
"""A follow-up takes most of its question from the one before."""
ASSUMED = 0.85
"""A slot that the question left open."""
LEAST_SAID = 0.8
"""What is left where all of a question is words that say nothing."""
BY_FORM = {"core": 0.97, "umlaut": 0.97, "part": 0.9}
"""A name in a form of its own that is not stored: it cannot be much else."""
NEVER_BELOW = 0.5
"""What is left of a name that looks nothing like what was said: it was found some other way."""


def confidence(slots: Slots, frame: Frame, *, carried: bool) -> float:
    """Gives how sure it is that `frame` is what was asked, rounded to four places."""
    factors = [
        *_names(slots.mentions),
        *(ASSUMED for _ in frame.assumed),
        LEAST_SAID + (1 - LEAST_SAID) * said(slots),
    ]
    return round(prod(factors) * (FOLLOWS if carried else 1), 4)


def _names(mentions: list[Mention]) -> Iterator[float]:
    for mention in mentions:
        name = mention.names[0]
        if not name.exact:
            yield BY_FORM.get(name.how) or _likeness(mention.text, name.label)


def _likeness(said: str, stored: str) -> float:
    ratio = SequenceMatcher(None, said.casefold(), stored.casefold(), autojunk=False).ratio()
    return NEVER_BELOW + (1 - NEVER_BELOW) * ratio


def said(slots: Slots) -> float:
    """Gives the share of a question's letters and digits that say something, not only fill."""
    empty = explained = 0
    for span in slots.sentence.spans:
        length = sum(map(str.isalnum, span.text))
        fills = bool(span.roles) and all(role.kind == "filler" for role in span.roles)
        empty += length if fills and span.name is None else 0
        explained += length
    return 1 - empty / explained if explained else 1.0
