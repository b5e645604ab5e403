"""Which rows of an insight's list are asked for: 健康度低于50的客户, top 3 about to churn."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, cast

from assistant.brains.rules.amounts import CLASSIFIERS
from assistant.brains.rules.frame import Insight
from assistant.brains.rules.slots import Slots
from crm.query.spec import Having, Order

Operator = Literal["gt", "ge", "lt", "le", "between"]
LISTS = frozenset({"leaving", "to_call", "health", "segments", "collect"})
"""Insights whose rows are customers in an order of their own."""
RANKED_BY = {"health": "health", "leaving": "leaving_risk"}
"""The column that the highest and the lowest of a list are told by."""
MOST_POINTS = 100
LIKELY = Decimal("0.5")
"""From which risk on a customer counts as leaving: of fewer there is no list."""
LOW = ("低", "差", "不健康", "不好", "unhealth", "least", "poor", "low")
SUPERLATIVE = ("最", "least", "est")
"""What makes such a word one of the end of a list, and not of all who are so."""
HIGHEST = frozenset({"最高", "最高的", "highest", "the highest"})
ENDS = HIGHEST | {
    "最低",
    "最低的",
    "最差",
    "最差的",
    "lowest",
    "the lowest",
    "top",
    "bottom",
    "the top",
}
"""Words of a ranking that can be meant by the column itself; 最大的客户 are ranked by sales."""
HIGH = ("最健康", "healthiest")


@dataclass(frozen=True)
class Cut:
    """How many rows, on what condition and from which end; `wrong` are words it cannot keep."""

    limit: int | None = None
    having: tuple[Having, ...] = ()
    order: tuple[Order, ...] = ()
    wrong: tuple[str, ...] = ()


def cut(slots: Slots, topic: Insight, segment: str | None) -> Cut:
    """Gives which rows of a topic's list are asked for; nothing is left out unsaid."""
    if not (slots.limit or slots.rank or slots.bounds):
        return Cut(order=_order(slots, topic))
    if topic not in LISTS or (topic == "segments" and segment is None):
        return Cut(wrong=_all_words(slots))
    having = _having(slots, topic)
    if (slots.bounds and not having) or _is_of_another_order(slots, topic):
        return Cut(wrong=_all_words(slots))
    return Cut(slots.limit, having, _order(slots, topic))


def _having(slots: Slots, topic: Insight) -> tuple[Having, ...]:
    """Gives the one condition on a score or on a risk; none where it is on something else."""
    if len(slots.bounds) != 1 or topic not in RANKED_BY or _is_in_units(slots):
        return ()
    found = slots.bounds[0]
    values, operator = found.values, cast("Operator", found.operator)
    share = all(0 < value < 1 for value in values)
    if topic == "health":
        fits = not share and all(0 <= value <= MOST_POINTS for value in values)
    else:
        fits = share and operator in {"gt", "ge"} and values[0] >= LIKELY
    return (Having(RANKED_BY[topic], operator, values),) if fits else ()


def _is_in_units(slots: Slots) -> bool:
    """Whether a number is one of customers, pieces or money, and none of points: 至少5个."""
    spans = slots.sentence.spans
    after = [spans[i + 1] for i, one in enumerate(spans[:-1]) if one.number is not None]
    return any(one.may_be("unit") or one.text in CLASSIFIERS for one in after)


def _is_of_another_order(slots: Slots, topic: Insight) -> bool:
    """Whether the list has no such end: the last three to call, the biggest customers' health."""
    if slots.has("two_ranks") or (slots.rank_text and slots.rank_text not in ENDS):
        return True
    if topic == "health":
        return slots.rank == "top" and slots.rank_text in HIGHEST and _says_low(slots)
    return slots.rank == "bottom" or (slots.rank_text in HIGHEST and topic != "leaving")


def _order(slots: Slots, topic: Insight) -> tuple[Order, ...]:
    """Gives from which end the list begins, where that is not its own order."""
    if topic == "health":
        high = slots.rank == "top" or any(word in _insight_words(slots) for word in HIGH)
        return (Order("health", descending=True),) if high and not _says_low(slots) else ()
    highest = topic == "leaving" and slots.rank_text in HIGHEST
    return (Order("leaving_risk", descending=True),) if highest else ()


def _says_low(slots: Slots) -> bool:
    return any(word in _insight_words(slots) for word in LOW)


def _insight_words(slots: Slots) -> str:
    return " ".join(span.text for span in slots.sentence.spans if span.may_be("insight"))


def _all_words(slots: Slots) -> tuple[str, ...]:
    spans = slots.sentence.spans
    numbers = [span.text for span in spans if span.number is not None]
    return tuple(dict.fromkeys(filter(None, (slots.rank_text, *numbers)))) or ("…",)
