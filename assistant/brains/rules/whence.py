"""Where customers came from: "customers from a trade fair", by a custom field of theirs.

The same words may name a channel or the source of a deal; beside the customers themselves they are
what is on file of these, in each of its writings.
"""

from assistant.brains.rules.sentence import Sentence
from crm.names import Name, NameSpan

_OF_CUSTOMERS = "customers:"
_BETWEEN = frozenset({"from", "via", "through", "at", "by", "a", "an", "the"})
_OTHERS = ("order", "opportunity", "payment", "contract")


def of_customers(sentence: Sentence, index: int, found: NameSpan) -> tuple[Name, ...]:
    """Gives the one value of customers that a name stands for; nothing where it is of others."""
    own = [name for name in found.names if name.dimension.startswith(_OF_CUSTOMERS)]
    one = len({name.dimension for name in own}) == 1
    if not one or len(found.names) == 1 or not _tells_customers(sentence, index):
        return ()
    values = tuple(dict.fromkeys(value for name in own for value in name.values))
    labels = dict.fromkeys(name.label for name in own)
    return (Name(own[0].dimension, values, " / ".join(labels), own[0].how),)


def _tells_customers(sentence: Sentence, index: int) -> bool:
    """Whether customers stand right before the name, or behind it: trade fair customers."""
    after = sentence.touching(index, 1)
    if after is not None and after.may_be("entity", "customer"):
        return True
    at = index - 1
    while at >= 0 and sentence.spans[at].text in _BETWEEN:
        at -= 1
    told = at >= 0 and sentence.spans[at].may_be("entity", "customer")
    others = any(span.may_be("entity", *_OTHERS) for span in sentence.spans[:index])
    return told and not others
