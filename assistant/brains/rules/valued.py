"""The value of what is counted, or the number of what has a value: 有几单多少钱."""

from assistant.brains.rules.counting import COUNTS as VALUED
from assistant.brains.rules.counting import VALUE_OF, WORTH
from assistant.brains.rules.outcome import NotUnderstood
from assistant.brains.rules.situation import EndOfReading
from assistant.brains.rules.slots import Slots

DEALS = {"赢单", "won", "won deals", "deals won", "closed won"} | {
    *("输单", "丢单", "lost deals", "deals lost", "closed lost")
}
"""Words that ask for the deals themselves: by amount and by number."""
REACHED = frozenset(
    {"完成", "完成了", "做到", "达成", "实现", "做了", "hit", "reached", "reach", "made"}
)
"""What is done to a target, of which it is then asked how much of it."""


def by_value(slots: Slots) -> tuple[str, ...]:
    """Gives the measures that are named, by their value where that is asked for.

    Raises:
        EndOfReading: what they count has no value here.
    """
    named = tuple(slots.measures)
    if named == ("target",) and slots.verbs.get("sell") in REACHED:
        return ("attainment",)
    said = slots.flags.get("value") or _asks_how_much(slots)
    if not said or not set(named) & VALUED:
        return named
    if not set(named) <= VALUE_OF.keys():
        raise EndOfReading(NotUnderstood((said,)))
    return tuple(VALUE_OF[name] for name in named)


def _asks_how_much(slots: Slots) -> str:
    """Gives the word that asks for money of what is counted: how much is in open deals."""
    said = slots.flags.get("amount", "")
    money = said in {"how much", "how much money", "多少钱", "金额", "多少金额"}
    money = money and not _names_a_number(slots)
    return said if money and not slots.has("count") and len(slots.measures) == 1 else ""


NUMBER_OF = {"pipeline": "open_deals", "won": "won_count", "lost": "lost_count"}
"""The number of what is named by its money, where both are asked for: 多少商机在谈 总共多少钱."""
SUMS = frozenset({"多少钱", "多少金额", "how much", "how much money"})


def with_value(named: tuple[str, ...], slots: Slots) -> tuple[str, ...]:
    """Gives the value beside the number where both are asked for: 有几单多少钱, count and value.

    Raises:
        EndOfReading: what is counted has no value here.
    """
    said = slots.flags.get("amount") or slots.flags.get("value")
    if len(named) != 1 or said is None or slots.bounds or not _counts_too(slots, said):
        return named
    if named[0] == "units":
        return ("sales", "units")
    if named[0] in NUMBER_OF and slots.has("count") and said in SUMS:
        return (NUMBER_OF[named[0]], *named)
    if named[0] in WORTH:
        return (*named, WORTH[named[0]])
    if named[0] in VALUED:
        raise EndOfReading(NotUnderstood((said,)))
    return named


def _counts_too(slots: Slots, amount: str) -> bool:
    """Whether the number is asked for beside the money: 退货单数和金额, how many and how much."""
    return slots.has("count") or _names_a_number(slots) or _is_added(amount)


def _is_added(amount: str) -> bool:
    return amount.startswith(("and ", "和", "及", "以及", "还有"))


def _names_a_number(slots: Slots) -> bool:
    """Whether a measure is named as a number: number of returns, 退货单数."""
    return any(
        slots.sentence.spans[at].text.startswith("number of")
        or slots.sentence.spans[at].text.endswith("数")
        for at in slots.measure_at
    )


PIECES = frozenset({"几个", "有几个", "多少个", "有多少个"})
"""Words that count one by one, and never ask for money: 展会来的商机有几个."""


def _counts_pieces(slots: Slots) -> bool:
    """Whether what is named is counted, and not some customers or the first ones of it."""
    others = slots.groups or slots.rank or slots.has("customer_noun")
    return slots.flags.get("count") in PIECES and not others


GOODS = frozenset({"product", "model", "category"})


def counts_goods(slots: Slots) -> bool:
    """Whether "how many" stands right before goods: how many Z60 were returned."""
    sentence = slots.sentence
    return any(
        span.text == "how many"
        and (after := sentence.touching(index, 1)) is not None
        and after.name is not None
        and after.name.names[0].dimension in GOODS
        for index, span in enumerate(sentence.spans)
    )


def with_count(named: tuple[str, ...], slots: Slots) -> tuple[str, ...]:
    """Gives the count where "how many returns" names the sum by the same word."""
    counts = {"returned": "return_count", "won": "won_count", "lost": "lost_count"}
    counts |= {"returned": "returned_units"} if counts_goods(slots) else {}
    counts |= {"pipeline": "open_deals", "collected": "payment_count"}
    asks_number = slots.has("count_en") or {"orders", "times"} & set(slots.units)
    asks_number = asks_number or _counts_pieces(slots)
    if len(named) == 1 and asks_number:
        return (counts.get(named[0], named[0]),)
    said = slots.sentence.spans[slots.measure_at[0]].text if slots.measure_at else ""
    both = len(named) == 1 and named[0] in {"won", "lost"} and said in DEALS
    return (named[0], f"{named[0]}_count") if both else named
