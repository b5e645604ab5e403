"""Gives the frame before another measure: 换成销量, 订单数呢, "how much of it is overdue"."""

from dataclasses import replace

from assistant.brains.rules.antecedents import PERSONAL
from assistant.brains.rules.counting import COUNTS, VALUE_OF
from assistant.brains.rules.frame import TIME, Condition, Frame
from assistant.brains.rules.fresh import new_frame
from assistant.brains.rules.measured import COUNTED, GENERAL
from assistant.brains.rules.outcome import NotUnderstood
from assistant.brains.rules.situation import EndOfReading, Situation
from assistant.brains.rules.slots import Slots

STANDING = {
    "outstanding",
    "overdue",
    "uninvoiced",
    "customers",
    "products",
    "pipeline",
    "open_deals",
}
"""Measures of how things stand, to which the period of a question about sales does not pass on."""
OF_CUSTOMERS = frozenset({"customers", "new_customers", "buyers", "repeat_buyers"})
MONEY = frozenset(
    "sales net_sales returned collected outstanding overdue uninvoiced invoiced target gap"
    " pipeline won lost contract_amount average_order average_price".split()
)
"""Measures that are money, so that "how much" asks for no other."""
OF_ORDERS = frozenset({"sales", "orders", "units", "average_order", "net_sales"})
"""What can be asked of orders that were just listed, whichever they were."""
MEANT = {
    ("open_deals", "won"): "won_count",
    ("open_deals", "won_count"): "won_count",
    ("open_deals", "lost"): "lost_count",
    ("open_deals", "lost_count"): "lost_count",
    ("orders", "collection_rate"): "collection_rate",
}
"""What a measure means after another: 赢单金额, then 几个商机; the collection rate of Q3 orders."""


SOMEBODY = PERSONAL | {"他们", "他们家", "they"}
"""Pronouns of customers, where orders are listed: what they owe is not of those orders alone."""


def remeasured(slots: Slots, frame: Frame, situation: Situation) -> Frame:
    """Gives the frame with the measure that a follow-up names, or the verb it says.

    Raises:
        EndOfReading: it asks of rows that only the answer before had, or it is not clear for what.
    """
    if not (slots.measures or slots.verbs or slots.has("count", "amount")):
        return frame
    if not (slots.measures or _says_what_was_done(slots)) and _means_the_same(slots, frame):
        return frame
    if _asks_who_had_most(slots, frame):
        return frame  # units of T30, then 哪个客户买得最多
    if frame.having and _only_counts(slots):
        return frame  # the answer says how many there are
    _require_measurable(slots, frame)
    measures, assumed = _asked_for(slots, frame, situation)
    if frame.entity is not None:  # the order of rows is none of figures
        frame = replace(frame, order=(), limit=None, limited=False, ranked=False)
        frame = replace(frame, conditions=tuple(map(_of_orders, frame.conditions)))
    same_order = tuple(
        replace(order, by=measures[0]) if order.by in frame.measures else order
        for order in frame.order
    )
    if set(measures) & OF_CUSTOMERS and "customer" in frame.groups:
        left = tuple(group for group in frame.groups if group != "customer")
        frame = replace(frame, groups=left, ranked=False, limit=None, order=(), offset=0)
    of_orders = not set(frame.measures) <= STANDING
    of_somebody = frame.entity == "order" and slots.flags.get("pronoun") in SOMEBODY
    stands = set(measures) <= STANDING and (of_orders or of_somebody)
    if stands and not slots.periods:
        frame = replace(frame, period=None, compare=None, against=None)
        frame = _without(frame, (*TIME, *OF_GOODS))
    return replace(
        frame,
        measures=measures,
        entity=None,
        columns=(),
        order=same_order,
        assumed=assumed,
        having=(),
    )


OF_GOODS = ("product", "model", "category")
"""By what nothing that stands at a date is split: what is owed, deals, customers."""


def _without(frame: Frame, dropped: tuple[str, ...]) -> Frame:
    """Gives the frame without a split; without all of it, in no order."""
    kept = tuple(group for group in frame.groups if group not in dropped)
    if kept == frame.groups:
        return frame
    if kept:
        return replace(frame, groups=kept)
    return replace(frame, groups=(), ranked=False, limit=None, limited=False, order=(), offset=0)


def _asks_who_had_most(slots: Slots, frame: Frame) -> bool:
    """Whether it is asked who bought or sold most of what was just asked about."""
    said = slots.measures or slots.units or slots.has("amount", "count", "count_en")
    traded = bool(slots.verbs) and slots.verbs.keys() <= {"buy", "sell"}
    of_goods = frame.measures in {("sales",), ("units",)}
    return of_goods and traded and slots.rank is not None and not said


PLACED = frozenset({"place", "placed", "下了", "下"})


def _says_what_was_done(slots: Slots) -> bool:
    """Whether a verb says more than "do": "how many did the third one place" says no more."""
    return bool(set(slots.verbs.values()) - GENERAL - PLACED)


def _means_the_same(slots: Slots, frame: Frame) -> bool:
    """Whether "how much" or 多少 asks for what was asked before: of money, or of another name."""
    if frame.entity is not None and slots.has("amount") and (slots.rank or slots.has("ranking")):
        return True  # 金额最大的, of the rows listed
    bare = not (slots.units or slots.entities or slots.has("count_en"))
    if slots.has("amount"):
        return bool(set(frame.measures) & MONEY)
    if slots.has("count_en") and not (slots.units or slots.entities):
        return bool(set(frame.measures) & COUNTS)
    return bare and bool(frame.measures) and slots.flags["count"] in {"多少", "是多少", "有多少"}


def _asked_for(
    slots: Slots, frame: Frame, situation: Situation
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Gives the measures, and what the follow-up left open of them."""
    if _only_counts(slots) and frame.entity is not None:
        counted = {**COUNTED, "customer": "customers"}.get(frame.entity)
        if counted is not None:
            return (counted,), ()
    counted = frame.measures[0] if frame.measures else ""
    only_amount = slots.has("amount") and not (slots.measures or slots.verbs or slots.units)
    if only_amount and counted in VALUE_OF:
        return (VALUE_OF[counted],), ()  # open deals, then "in money terms"
    fresh = new_frame(_what_is_measured(slots), situation)
    if not fresh.measures:
        raise EndOfReading(NotUnderstood((*slots.verbs.values(),)))
    before = frame.measures[0] if frame.measures else ""
    return tuple(MEANT.get((name, before), name) for name in fresh.measures), fresh.assumed


def _only_counts(slots: Slots) -> bool:
    """Whether nothing is said but how many: how many are there."""
    said = slots.measures or slots.verbs or slots.entities or slots.units or slots.has("amount")
    return slots.has("count") and not said


def _of_orders(condition: Condition) -> Condition:
    """Gives a condition on the amounts of listed orders as one that figures know."""
    if condition.dimension != "amount":
        return condition
    return replace(condition, filter=replace(condition.filter, dimension="order_amount"))


def _require_measurable(slots: Slots, frame: Frame) -> None:
    """Ends reading where a figure is asked of rows that only the answer before had."""
    said = (*slots.verbs.values(), *slots.flags.values())[:1]
    named = slots.measures or slots.periods or slots.has("pronoun", "count")
    of_orders = frame.entity == "order" and bool(slots.verbs) and not named
    # 总金额 of contracts is no sales; a part of the ten first ones needs those ten.
    of_rows = frame.entity not in {None, "order", "customer"} and not slots.measures
    of_rows = of_rows and not (_only_counts(slots) and not frame.limited)
    few = frame.entity == "order" and (frame.limited or not frame.conditions)
    of_orders = of_orders or (few and bool(set(slots.measures) - OF_ORDERS))
    # How much in total, of the last three orders: only the answer had those three.
    of_few = frame.entity == "order" and frame.limited and slots.has("amount", "total")
    of_orders = of_orders or (of_few and not (slots.rank or slots.periods or slots.verbs))
    of_some = bool(frame.having or slots.pick) and not _names_the_pick(slots)
    of_some = of_some or (slots.has("thereof") and frame.ranked)
    # "how much of that has come in": as orders, or as money?
    came_in = slots.has("thereof") and "order" in slots.verbs and not slots.measures
    if of_orders or of_rows or of_some or came_in:
        raise EndOfReading(NotUnderstood(said))


def _names_the_pick(slots: Slots) -> bool:
    """Whether the row that is picked has become a name, of which anything can be asked."""
    return slots.pick is not None and bool(slots.mentions)


def _what_is_measured(slots: Slots) -> Slots:
    """Gives only those slots that say what is measured."""
    return Slots(
        slots.sentence,
        measures=list(slots.measures),
        mentions=list(slots.mentions),
        entities=list(slots.entities),
        units=list(slots.units),
        verbs=dict(slots.verbs),
        flags={
            flag: word
            for flag, word in slots.flags.items()
            if flag in {"count", "count_en", "amount", "noun", "customer_noun"}
        },
    )
