"""Reads names: whose or what's figures are asked for, or left out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.brains.rules.lexicon import is_cjk
from assistant.brains.rules.sentence import Sentence
from assistant.brains.rules.slots import Mention, Slots
from assistant.brains.rules.somebody import is_somebody
from assistant.brains.rules.spans import Span
from assistant.brains.rules.whence import of_customers
from crm.names import Name, NameSpan

NOUNS = ("measure", "dimension", "rank", "each_time")
"""Words that are never a name by themselves: a customer called 销售额 must not hide the measure."""
SOURCES = frozenset({"channel", "lead_source", "source_system"})
"""Where orders and deals come from: 官网 is the channel of orders and the source of a deal."""
OF_DEALS = ("pipeline", "open_deals", "won", "won_count", "lost", "lost_count", "win_rate")
PLACES = ("city", "province", "region", "country")
"""Which reading of a place name comes first (contract section 2, lists and states)."""


@dataclass(frozen=True)
class Known:
    """What a conversation has decided about names.

    Attributes:
        settled: what the asker chose for an ambiguous name, by its words.
        before: the things that the question before was about, as `settled_as` keeps them.
    """

    settled: Mapping[str, str]
    before: frozenset[str] = frozenset()

    def of(self, name: NameSpan) -> frozenset[str]:
        """Gives what a name then means, if it can: what was chosen; for a guess, what was meant."""
        chosen = self.settled.get(name.text)
        if chosen is not None:
            return frozenset((chosen,))
        return self.before if name.guessed else frozenset()


def read(sentence: Sentence, slots: Slots, index: int, known: Known) -> bool:
    """Reads the name at `index`; False where its neighbours do not let it be one."""
    span = sentence.spans[index]
    if span.name is None:
        return False
    names = readings(sentence, index, span.name) or _in_place_of(sentence, index, known)
    if not names:
        return False
    decided = tuple(name for name in names if settled_as(name) in known.of(span.name))
    names = decided or names
    mention = Mention(span.text, names, _negated(sentence, index), matched=not names[0].exact)
    sure = decided or not span.name.unsure or is_somebody(sentence, index, names[0])
    if len(names) == 1 and sure:
        slots.mentions.append(mention)
        slots.mention_at.append(index)
    else:
        slots.ambiguous.append(mention)
    return True


def _in_place_of(sentence: Sentence, index: int, known: Known) -> tuple[Name, ...]:
    """Gives a short name that takes the place of one of its kind: "and B" after level A."""
    span = sentence.spans[index]
    rest = (one for at, one in enumerate(sentence.spans) if at != index)
    alone = all(one.may_be("cue") or one.may_be("filler") or one.may_be("only") for one in rest)
    if span.name is None or not alone:
        return ()
    kinds = {kept.partition("|")[0] for kept in known.before}
    found = tuple(name for name in span.name.names if name.dimension in kinds)
    return found if len(found) == 1 else ()


def settled_as(name: Name) -> str:
    """Gives how a choice of `name` is kept."""
    return f"{name.dimension}|{name.values[0]}"


_MONTH = re.compile("[一二三四五六七八九十]{1,2}月")
OF_AN_INDUSTRY = ("suffix", "entity", "by")


def _is_glued_to_a_month(sentence: Sentence, index: int, found: NameSpan) -> bool:
    """Whether month and industry may be a name that is not seen here: 九月贸易买了多少."""
    if index == 0 or found.names[0].dimension != "industry":
        return False
    before, after = sentence.spans[index - 1], sentence.touching(index, 1)
    said = after is not None and (
        any(map(after.may_be, OF_AN_INDUSTRY)) or after.may_be("dimension", "industry")
    )
    glued = before.end == sentence.spans[index].start and before.period is not None
    return glued and _MONTH.fullmatch(before.text) is not None and not said


LONGEST_LIST = 10
"""So many short names behind one another may wait for the noun that says what they are."""


def readings(
    sentence: Sentence, index: int, found: NameSpan, left: int = LONGEST_LIST
) -> tuple[Name, ...]:
    """Gives the readings of a name that its neighbours allow; places come first."""
    if _is_glued_to_a_month(sentence, index, found):
        return ()
    beside = {
        role.value
        for span in (sentence.touching(index, 1), _noun_before(sentence, index))
        if span is not None
        for role in span.roles
        if role.kind == "dimension"
    }
    fitting = tuple(name for name in found.names if name.dimension in beside)
    if fitting:
        return fitting
    suffix = _suffix(sentence, index, found)
    weak = found.weak or any(role.kind in NOUNS for role in sentence.spans[index].roles)
    described = suffix is not None and (
        suffix.may_be("suffix")
        or (len(found.text) == 1 and suffix.text in {"customers", "accounts", "clients", "ones"})
    )
    left_out = sentence.near_is(index, -1, "except") or sentence.near_is(index, 1, "except_end")
    described = described or (left_out and len(found.text) > 1)
    only = index == len(sentence.spans) - 1 and index > 0
    described = described or (only and sentence.spans[index - 1].may_be("only"))
    if weak and not (described or (left and _is_listed_with_its_kind(sentence, index, left))):
        return ()
    source = _source(sentence, index, found) or of_customers(sentence, index, found)
    if source:
        return source
    written = tuple(name for name in found.names if name.how != "sound")
    for place in PLACES:
        here = tuple(name for name in written if name.dimension == place)
        if here:  # before all others, but not before what may have been said instead
            return here + found.names[len(written) :]
    return found.names


IS = frozenset({"是", "为", "is", "="})


def _noun_before(sentence: Sentence, index: int) -> Span | None:
    """Gives the word before a name, or before 是: 客户来源是官网."""
    before = sentence.touching(index, -1)
    if before is not None and before.text in IS:
        return sentence.touching(index - 1, -1)
    return before


def _suffix(sentence: Sentence, index: int, found: NameSpan) -> Span | None:
    """Gives the word behind a name, but for the noun of another kind: "without a region"."""
    suffix = sentence.touching(index, 1)
    kinds = {name.dimension for name in found.names}
    if suffix is None or not found.weak or suffix.may_be("entity"):  # A customers
        return suffix
    noun = suffix.may_be("dimension") and not suffix.may_be("dimension", *kinds)
    return None if noun else suffix


def _is_listed_with_its_kind(sentence: Sentence, index: int, left: int) -> bool:
    """Whether a short name stands in a list with a noun: A、B级客户, "A and B customers"."""
    own = sentence.spans[index].name
    rest = sentence.spans[index + 1 : index + 3]
    following = next((span for span in rest if span.name is not None), None)
    if own is None or following is None or following.name is None:
        return False
    between = rest[: rest.index(following)]
    kinds = {name.dimension for name in own.names} & {n.dimension for n in following.name.names}
    joined = all(span.may_be("conj") for span in between)
    return (
        bool(kinds)
        and joined
        and bool(readings(sentence, index + len(between) + 1, following.name, left - 1))
    )


def _source(sentence: Sentence, index: int, found: NameSpan) -> tuple[Name, ...]:
    """Gives 官网 as the channel of orders, or as where deals come from, before a custom field."""
    dimensions = {name.dimension for name in found.names if ":" not in name.dimension}
    of_customers = sentence.near_is(index, 1, "entity", "customer")
    if not dimensions or not dimensions <= SOURCES or of_customers:
        return ()
    deals = any(
        span.may_be("entity", "opportunity") or span.may_be("measure", *OF_DEALS)
        for span in sentence.spans
    )
    first = "lead_source" if deals else "channel"
    return tuple(name for name in found.names if name.dimension == first)


def _negated(sentence: Sentence, index: int) -> bool:
    """Whether 不含 or except stands before a name (or names joined to it), or 以外 behind it."""
    for at, span in reversed(tuple(enumerate(sentence.spans[:index]))):
        if _is_parted(sentence, at, index):
            break
        if span.may_be("except"):
            return True
        if at == index - 1 and span.name is None and span.may_be("dimension"):
            continue  # excluding channel 官网
        if span.name is None and not span.may_be("conj") and not span.may_be("filler"):
            break
    behind = sentence.near(index, 1)
    while behind is not None and (behind[1].name is not None or behind[1].may_be("conj")):
        # 耗材跟服务不算 leaves out both.
        behind = sentence.near(behind[0], 1) if _is_joined(sentence, behind[0]) else None
    if behind is None or not behind[1].may_be("except_end"):
        return False
    leads_on = behind[1].may_be("except") and sentence.near_name(behind[0], 1)
    return not leads_on  # 华南不含深圳 leaves out Shenzhen


def _is_parted(sentence: Sentence, at: int, index: int) -> bool:
    """Whether a comma parts a name from one of another kind: 刨掉云岭，华南 leaves out one.

    Between Chinese words a space does too, and 的: 不算泓屿物流 华东, 不含泓屿物流的华东.
    """
    one, other = sentence.spans[at].name, sentence.spans[index].name
    if one is None or other is None:
        return False
    kinds = {name.dimension for name in one.names} & {name.dimension for name in other.names}
    between = sentence.text[sentence.spans[at].end : sentence.spans[index].start]
    chinese = is_cjk(sentence.spans[at].text[-1]) and is_cjk(sentence.spans[index].text[0])
    marks = ",，;； 的" if chinese else ",，;；"
    return not kinds and any(mark in between for mark in marks)


def _is_joined(sentence: Sentence, index: int) -> bool:
    """Whether a span is an item, or a joint, of a list of names."""
    span = sentence.spans[index]
    if span.may_be("conj"):
        return sentence.near_name(index, 1)
    before = sentence.near(index, -1)
    return before is not None and before[1].may_be("conj")
