"""Reads names: whose or what's figures are asked for, or left out."""

from collections.abc import Mapping

from assistant.brains.rules.sentence import Sentence
from assistant.brains.rules.slots import Mention, Slots
from crm.names import Name, NameSpan

NOUNS = ("measure", "dimension", "rank", "each_time")
"""Words that are never a name by themselves: a customer called 销售额 must not hide the measure."""
PLACES = ("city", "province", "region", "country")
"""Which reading of a place name comes first (contract section 2, lists and states)."""


def read(sentence: Sentence, slots: Slots, index: int, settled: Mapping[str, str]) -> bool:
    """Reads the name at `index`; False where its neighbours do not let it be one."""
    span = sentence.spans[index]
    if span.name is None:
        return False
    names = readings(sentence, index, span.name)
    if not names:
        return False
    chosen = settled.get(span.text)
    if chosen is not None:
        names = tuple(name for name in names if chosen == settled_as(name)) or names
    mention = Mention(span.text, names, _negated(sentence, index), matched=not names[0].exact)
    if len(names) == 1:
        slots.mentions.append(mention)
        slots.mention_at.append(index)
    else:
        slots.ambiguous.append(mention)
    return True


def settled_as(name: Name) -> str:
    """Gives how a choice of `name` is kept."""
    return f"{name.dimension}|{name.values[0]}"


def readings(sentence: Sentence, index: int, found: NameSpan) -> tuple[Name, ...]:
    """Gives the readings of a name that its neighbours allow; places come first."""
    beside = {
        role.value
        for step in (1, -1)
        if (span := sentence.touching(index, step)) is not None
        for role in span.roles
        if role.kind == "dimension"
    }
    fitting = tuple(name for name in found.names if name.dimension in beside)
    if fitting:
        return fitting
    suffix = sentence.touching(index, 1)
    weak = found.weak or any(role.kind in NOUNS for role in sentence.spans[index].roles)
    if weak and not (suffix is not None and suffix.may_be("suffix")):
        return ()
    for place in PLACES:
        here = tuple(name for name in found.names if name.dimension == place)
        if here:
            return here
    return found.names


def _negated(sentence: Sentence, index: int) -> bool:
    """Whether 不含 or except stands before a name (or names joined to it), or 以外 behind it."""
    for span in reversed(sentence.spans[:index]):
        if span.may_be("except"):
            return True
        if span.name is None and not span.may_be("conj") and not span.may_be("filler"):
            break
    return sentence.near_is(index, 1, "except_end")
