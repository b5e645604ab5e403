"""Whether the beginning of a customer's name stands where only somebody can: did Maple buy.

"Copper sales" may be of the metal; "from Copper" and "Copper owes" are of Copperridge, where that
is the only one so called.
"""

from assistant.brains.rules.sentence import Sentence
from crm.names import Name
from crm.text import fold

_BEFORE = frozenset({"from", "did", "does", "has", "for", "with", "sold to", "sell to", "to"})
_DEEDS = ("buy", "order", "owe", "pay", "return", "overdue")


def is_somebody(sentence: Sentence, index: int, name: Name) -> bool:
    """Whether a name that begins as it is said is a customer's, by the words beside it."""
    span = sentence.spans[index]
    if name.dimension != "customer" or not fold(name.label).text.startswith(span.text):
        return False
    before, after = sentence.touching(index, -1), sentence.touching(index, 1)
    done = after is not None and (after.may_be("verb", *_DEEDS) or after.text == "'s")
    return done or (before is not None and before.text in _BEFORE)
