"""Edits the frame before by what a follow-up says: 那宁波的呢, by month?, 换成上个月."""

from dataclasses import replace

from assistant.brains.rules import antecedents
from assistant.brains.rules.filters import conditions, having
from assistant.brains.rules.frame import TIME, Condition, Frame, amount_filter
from assistant.brains.rules.fresh import new_frame
from assistant.brains.rules.listing import OWING, STATUS_OF, THE_ONE, is_list, list_order
from assistant.brains.rules.outcome import NotUnderstood
from assistant.brains.rules.retiming import retimed
from assistant.brains.rules.shaping import shaped
from assistant.brains.rules.situation import EndOfReading, Situation
from assistant.brains.rules.slots import Slots
from assistant.brains.rules.splitting import split_by
from crm.query.spec import Filter

NO_ROWS = """customers new_customers buyers repeat_buyers products products_sold visits calls
complaints tickets activities contracts contract_amount pipeline open_deals won won_count lost
lost_count target attainment gap win_rate repeat_rate messages emails trainings"""
ROWS_OF = {
    "collected": "payment",
    "payment_count": "payment",
    "returned": "return",
    "return_count": "return",
    "returned_units": "return",
    "invoiced": "invoice",
} | dict.fromkeys(NO_ROWS.split(), "")
"""The rows behind a measure that are no orders; empty where "list them" does not say which."""


def _require_kept(slots: Slots, frame: Frame) -> None:
    """Ends reading where a follow-up is about what the frame before did not keep.

    A listing without a noun is one of orders.
    """
    if slots.has("net") and not {"sales", "net_sales"} & set(frame.measures):
        raise EndOfReading(NotUnderstood((slots.flags["net"],)))
    if frame.entity is not None and not slots.entities:
        return  # "which ones": those that are listed
    if slots.has("list") and not slots.entities and not slots.measures:
        entity = ROWS_OF.get(frame.measures[0], "order") if frame.measures else "order"
        if not entity:
            raise EndOfReading(NotUnderstood((slots.flags["list"],)))
        slots.entities.append(entity)


def edited(slots: Slots, frame: Frame, situation: Situation) -> Frame:
    """Gives the frame before with the slots that the follow-up names replaced."""
    frame = replace(frame, view=None)
    _require_kept(slots, frame)
    if slots.has("thereof") and not (frame.measures or frame.entity):
        raise EndOfReading(NotUnderstood((slots.flags["thereof"],)))
    listed = slots.entities and not slots.measures and not slots.has("count", "noun")
    if listed or (slots.has("pronoun") and is_list(slots)):
        return _as_list(slots, frame, situation)
    if slots.has("overall"):
        frame = replace(frame, groups=(), ranked=False, limit=None, order=(), share=False, only=())
    antecedents.require(slots, frame)
    frame = _measures(slots, frame, situation)
    frame = _groups(slots, frame)
    frame = _conditions(slots, frame)
    frame = retimed(slots, frame, situation)
    frame = replace(frame, share=frame.share or slots.has("share"))
    frame = _bounded(slots, frame)
    if frame.entity is not None:
        return _rows_in_order(slots, frame)
    if not frame.measures:
        raise EndOfReading(NotUnderstood((), known=frame, lacking="measure"))
    if slots.has("by_position") and set(frame.groups) & set(TIME):
        raise EndOfReading(NotUnderstood((slots.flags["by_position"],)))
    if slots.limit and frame.ranked and slots.rank is None:
        slots.rank = "top" if frame.order[0].descending else "bottom"
    return shaped(frame, slots)


def _bounded(slots: Slots, frame: Frame) -> Frame:
    """Gives the frame with only those above or below an amount: 数量大于20台的."""
    if not slots.bounds or frame.entity is not None:
        return frame
    groups = frame.groups or (("customer",) if frame.happenings else ())
    return replace(frame, groups=groups, having=having(slots, frame.measures, groups))


def _rows_in_order(slots: Slots, frame: Frame) -> Frame:
    """Gives the rows that were listed in another order, or fewer of them."""
    in_order = slots.rank or slots.has("newest", "oldest")
    cannot = in_order and frame.entity not in ORDERED
    if slots.bounds and frame.entity in ORDERED:
        amounts = [Condition(amount_filter("amount", b.operator, b.values)) for b in slots.bounds]
        kept = tuple(c for c in frame.conditions if c.dimension != "amount")
        frame = replace(frame, conditions=(*kept, *amounts), offset=0)
    elif slots.bounds:
        raise EndOfReading(NotUnderstood(tuple(map(str, slots.bounds[0].values))))
    if slots.nth or slots.groups or cannot:
        raise EndOfReading(NotUnderstood((slots.rank_text or str(slots.nth or ""),)))
    limit = slots.limit or (1 if _is_one(slots) else frame.limit)
    limited = frame.limited or limit != frame.limit
    if not in_order:
        return replace(frame, limit=limit, limited=limited)
    order = list_order(slots)
    return replace(
        frame, order=order, ranked=bool(slots.rank), limit=limit, limited=limited, offset=0
    )


ORDERED = frozenset({"order", "payment", "return", "invoice", "contract", "opportunity"})
"""Entities whose rows have an amount and can be put in its order."""


def _is_one(slots: Slots) -> bool:
    """Whether one row is meant: 金额最大的那单, "the biggest one"."""
    one = THE_ONE.search(slots.sentence.text)
    return bool(one) and slots.rank is not None and not slots.has("sorting")


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


def _measures(slots: Slots, frame: Frame, situation: Situation) -> Frame:
    if not (slots.measures or slots.verbs or slots.has("count", "amount")):
        return frame
    if not (slots.measures or slots.verbs) and slots.has("amount") and set(frame.measures) & MONEY:
        return frame  # "how much", after what is overdue
    _require_measurable(slots, frame)
    fresh = new_frame(_what_is_measured(slots), situation)
    if not fresh.measures:
        raise EndOfReading(NotUnderstood((*slots.verbs.values(),)))
    if frame.entity is not None:  # the order of rows is none of figures
        frame = replace(frame, order=(), limit=None, limited=False, ranked=False)
        frame = replace(frame, conditions=tuple(map(_of_orders, frame.conditions)))
    same_order = tuple(
        replace(order, by=fresh.measures[0]) if order.by in frame.measures else order
        for order in frame.order
    )
    if set(fresh.measures) & OF_CUSTOMERS and "customer" in frame.groups:
        left = tuple(group for group in frame.groups if group != "customer")
        frame = replace(frame, groups=left, ranked=False, limit=None, order=(), offset=0)
    stands = set(fresh.measures) <= STANDING and not set(frame.measures) <= STANDING
    if stands and not slots.periods:
        in_time = tuple(group for group in frame.groups if group not in TIME)
        frame = replace(frame, groups=in_time, period=None, compare=None, against=None)
    return replace(
        frame,
        measures=fresh.measures,
        entity=None,
        columns=(),
        order=same_order,
        assumed=fresh.assumed,
        having=(),
    )


OF_CUSTOMERS = frozenset({"customers", "new_customers", "buyers", "repeat_buyers"})
MONEY = frozenset(
    "sales net_sales returned collected outstanding overdue uninvoiced invoiced target gap"
    " pipeline won lost contract_amount average_order average_price".split()
)
"""Measures that are money, so that "how much" asks for no other."""
OF_ORDERS = frozenset({"sales", "orders", "units", "average_order", "net_sales"})
"""What can be asked of orders that were just listed, whichever they were."""


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
    few = frame.entity == "order" and (frame.limited or not frame.conditions)
    of_orders = of_orders or (few and bool(set(slots.measures) - OF_ORDERS))
    of_some = bool(frame.having or slots.pick) or (slots.has("thereof") and frame.ranked)
    if of_orders or of_rows or of_some:
        raise EndOfReading(NotUnderstood(said))


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


def _as_list(slots: Slots, frame: Frame, situation: Situation) -> Frame:
    """Gives the rows behind the figures before, as far as it is clear whose they are."""
    if not slots.has("list"):  # "list them": the rows behind the figures
        antecedents.require(slots, frame)
    if (slots.nth and frame.ranked) or slots.rank_text in {
        "第一名",
        "number one",
    }:  # 第一名的订单: the rows of a ranking are not kept
        raise EndOfReading(NotUnderstood((slots.rank_text or "1",)))
    return _list_behind(slots, frame, situation)


OWED_BY = {"outstanding": "owe", "overdue": "overdue", "uninvoiced": "uninvoiced"}


def _list_behind(slots: Slots, frame: Frame, situation: Situation) -> Frame:
    """Gives the rows behind the figures before: 第二个客户的订单, the orders of that month."""
    kept = tuple(condition for condition in frame.conditions if condition.dimension != "status")
    for measure in frame.measures:
        # 欠多少, then 哪些订单: the unpaid ones.
        if measure in OWED_BY and slots.has("which_any") and not (slots.verbs or slots.periods):
            slots.verbs[OWED_BY[measure]] = measure
    fresh = new_frame(slots, situation)
    merged = _merged(kept, fresh.conditions)
    for measure in frame.measures:
        if measure in STATUS_OF:
            status = STATUS_OF[measure]
            merged = (*merged, Condition(Filter("status", "in", (status,)), (status,)))
    # What is owed stands as it is, whatever period the figures before were of.
    owing = bool(OWING & {*slots.measures, *slots.verbs})
    period = fresh.period or (None if owing else frame.period)
    return replace(fresh, conditions=merged, period=period)


def _groups(slots: Slots, frame: Frame) -> Frame:
    wanted = tuple(slots.groups) or _what_is_asked(slots)
    if not wanted:
        return frame
    if frame.having and set(wanted) != set(frame.groups):
        raise EndOfReading(NotUnderstood(tuple(wanted)[:1]))  # the bound was on other rows
    if _adds(slots) and frame.groups:
        wanted = tuple(dict.fromkeys([*frame.groups, *wanted]))
    keeps_rank = frame.ranked and not any(group in TIME for group in wanted)
    among = tuple(c for c in frame.conditions if not _is_only_one_of(c, wanted))
    cleared = replace(frame, groups=wanted, conditions=among, entity=None, only=())
    return cleared if keeps_rank else replace(cleared, ranked=False, limit=None, order=(), offset=0)


def _what_is_asked(slots: Slots) -> tuple[str, ...]:
    """Gives what is asked for without being named: 主要买的啥 asks for products, 谁 for people."""
    asks = slots.has("which_what", "which_who")
    return split_by(slots) if asks and not slots.has("of_two") else ()


def _is_only_one_of(condition: Condition, groups: tuple[str, ...]) -> bool:
    """Whether a condition leaves one row of a split: after 医疗呢, 哪个行业最低 is about all."""
    one = len(condition.labels) == 1 and not condition.negated
    return condition.dimension in groups and one


def _adds(slots: Slots) -> bool:
    """Whether a group comes beside the ones before instead of in their place."""
    return slots.has("adds")


SAME_KIND = (
    frozenset({"city", "province", "region", "country"}),
    frozenset({"product", "model", "category"}),
)
"""Dimensions of which one takes the place of another."""


def _conditions(slots: Slots, frame: Frame) -> Frame:
    fresh = conditions(slots, ())
    if slots.every:  # all products: whatever they were narrowed to
        dropped = {name for kind in SAME_KIND if kind & set(slots.every) for name in kind}
        dropped |= set(slots.every)
        kept = tuple(c for c in frame.conditions if c.dimension not in dropped)
        frame = replace(frame, conditions=kept)
    if not fresh:
        return frame
    if slots.has("against") and not slots.periods:
        fresh = tuple(_beside(condition, frame.conditions) for condition in fresh)
    merged = _merged(frame.conditions, fresh)
    named = {condition.dimension for condition in fresh if not condition.negated}
    groups = tuple(group for group in frame.groups if group not in named or slots.has("only"))
    still_ranked = frame.ranked and bool(groups)
    changed = replace(frame, conditions=merged, groups=groups, ranked=still_ranked, only=())
    if frame.ranked and not still_ranked:
        changed = replace(changed, limit=None, order=(), offset=0)
    return changed


def _beside(fresh: Condition, before: tuple[Condition, ...]) -> Condition:
    """Gives a name beside the one before that it is compared with: 对比T30, "vs East China"."""
    other = next((c for c in before if c.dimension == fresh.dimension and not c.negated), None)
    if other is None or fresh.negated:
        return fresh
    values = tuple(dict.fromkeys((*other.filter.values, *fresh.filter.values)))
    labels = tuple(dict.fromkeys((*other.labels, *fresh.labels)))
    return Condition(replace(fresh.filter, values=values), labels)


def _merged(before: tuple[Condition, ...], fresh: tuple[Condition, ...]) -> tuple[Condition, ...]:
    """Gives the conditions with those on the same dimension replaced; exclusions are added."""
    replaced = {condition.dimension for condition in fresh if not condition.negated}
    for kind in SAME_KIND:
        replaced |= kind if replaced & kind else frozenset()
    kept = tuple(condition for condition in before if condition.dimension not in replaced)
    return (*kept, *fresh)
