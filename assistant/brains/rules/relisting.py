"""The rows behind the figures before, or the rows before in another order: 哪几单, 最大的一单."""

from dataclasses import replace

from assistant.brains.rules import antecedents
from assistant.brains.rules.frame import Condition, Frame, amount_filter
from assistant.brains.rules.fresh import new_frame
from assistant.brains.rules.listing import ALL, OWING, STATUS_OF, THE_ONE, list_order, owing
from assistant.brains.rules.outcome import NotUnderstood
from assistant.brains.rules.situation import EndOfReading, Situation
from assistant.brains.rules.slots import Slots
from crm.query.spec import Filter, Order

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
OF_CUSTOMERS = frozenset({"new_customers", "buyers", "repeat_buyers"})
"""Measures that count customers, who are then what "which ones" asks for."""
PEOPLE = frozenset({"who are they", "who were they", "他们是谁", "是哪些人"})
ORDERED = frozenset({"order", "payment", "return", "invoice", "contract", "opportunity"})
"""Entities whose rows have an amount and can be put in its order."""
OWED_BY = {"outstanding": "owe", "overdue": "overdue", "uninvoiced": "uninvoiced"}


def require_kept(slots: Slots, frame: Frame) -> None:
    """Ends reading where a follow-up is about what the frame before did not keep.

    A listing without a noun is one of orders; of customers who were counted, one of these.
    """
    _require_the_same_rows(slots, frame)
    if slots.has("net") and not {"sales", "net_sales"} & set(frame.measures):
        raise EndOfReading(NotUnderstood((slots.flags["net"],)))
    if frame.entity is not None and not slots.entities:
        return  # "which ones": those that are listed
    if not slots.has("list") or slots.entities or slots.measures:
        return
    if slots.flags["list"] in PEOPLE and not OF_CUSTOMERS & {*frame.measures}:
        raise EndOfReading(NotUnderstood((slots.flags["list"],)))
    if not frame.measures:  # "list them", after what was not understood
        raise EndOfReading(NotUnderstood((slots.flags["list"],)))
    if frame.measures[0] in OF_CUSTOMERS and len(frame.measures) == 1:
        slots.groups = ["customer"]
        return
    entity = ROWS_OF.get(frame.measures[0], "order")
    if not entity:
        raise EndOfReading(NotUnderstood((slots.flags["list"],)))
    slots.entities.append(entity)


def _require_the_same_rows(slots: Slots, frame: Frame) -> None:
    """Ends reading where those with so many of all are asked about in a time.

    "Were any of those this year": they have one order of all, and not one of this year.
    """
    if frame.having and slots.periods and slots.has("thereof", "pronoun"):
        raise EndOfReading(NotUnderstood(tuple(slots.period_words[:1])))


def as_list(slots: Slots, frame: Frame, situation: Situation) -> Frame:
    """Gives the rows behind the figures before, as far as it is clear whose they are."""
    _take_sums(slots, frame)
    if not slots.has("list"):  # "list them": the rows behind the figures
        antecedents.require(slots, frame)
    if (slots.nth and frame.ranked) or slots.rank_text in {
        "第一名",
        "number one",
    }:  # 第一名的订单: the rows of a ranking are not kept
        raise EndOfReading(NotUnderstood((slots.rank_text or "1",)))
    return _list_behind(slots, frame, situation)


def _take_sums(slots: Slots, frame: Frame) -> None:
    """Makes 笔, which counts sums of money, the rows that were added up: 退货多少, 最近三笔."""
    rows = ROWS_OF.get(frame.measures[0], "") if frame.measures else ""
    said = any(span.text.endswith("笔") for span in slots.sentence.spans)
    if rows and said and slots.entities == ["order"]:
        slots.entities = [rows]


def _list_behind(slots: Slots, frame: Frame, situation: Situation) -> Frame:
    """Gives the rows behind the figures before: 第二个客户的订单, the orders of that month."""
    every = slots.flags.get("total") in ALL  # 全部订单呢, after the cancelled ones
    kept = tuple(c for c in frame.conditions if not (every and c.dimension == "status"))
    for measure in frame.measures:
        # 欠多少, then 哪些订单: the unpaid ones.
        if measure in OWED_BY and slots.has("which_any") and not (slots.verbs or slots.periods):
            slots.verbs[OWED_BY[measure]] = measure
    fresh = new_frame(slots, situation)
    merged = merged_conditions(kept, fresh.conditions)
    for measure in frame.measures:
        if measure in STATUS_OF:
            status = STATUS_OF[measure]
            merged = (*merged, Condition(Filter("status", "in", (status,)), (status,)))
    # What is owed stands as it is, whatever period the figures before were of; orders keep theirs.
    owed = bool(OWING & {*slots.measures, *slots.verbs}) and frame.entity != "order"
    # 最近三单 are those of all, and not of the month that a figure was of.
    newest = slots.has("newest") and fresh.limited and frame.entity is None
    period = fresh.period or (None if owed or newest else frame.period)
    return replace(fresh, conditions=merged, period=period)


def in_order(slots: Slots, frame: Frame, situation: Situation) -> Frame:
    """Gives the rows that were listed in another order, or fewer of them."""
    sorts = slots.rank or slots.has("newest", "oldest", "ranking")
    cannot = sorts and frame.entity not in ORDERED
    frame = _within_bounds(slots, frame)
    if frame.entity == "order" and (slots.verbs or slots.measures):
        frame = replace(frame, conditions=_with(owing(slots, situation), frame.conditions))
    nth = slots.nth if frame.ranked or slots.rank else None
    of_which = frame.arranged is not None and bool(slots.limit or nth)  # of the newest?
    if (slots.nth and not nth) or slots.groups or cannot or of_which:
        raise EndOfReading(NotUnderstood((slots.rank_text or str(slots.nth or ""),)))
    limit = slots.limit or (1 if nth or _is_one(slots) else frame.limit)
    limited = frame.limited or limit != frame.limit
    frame = replace(frame, limit=limit, limited=limited, offset=nth - 1 if nth else frame.offset)
    if not sorts:
        return frame
    if slots.has("ranking") and not slots.has("amount") and not slots.rank:
        raise EndOfReading(NotUnderstood((slots.flags["ranking"],)))  # in what order?
    if slots.has("sorting") and frame.limited and not (frame.ranked or slots.limit or nth):
        # The same ten orders, and not the ten largest.
        return replace(frame, ranked=True, arranged=Order("amount", slots.rank == "top"))
    order = list_order(slots) or (Order("amount"),) * slots.has("amount")
    ranked = bool(slots.rank or slots.has("amount"))
    return replace(frame, order=order, ranked=ranked, offset=frame.offset if nth else 0)


def _within_bounds(slots: Slots, frame: Frame) -> Frame:
    """Gives the rows of an amount that is named.

    Raises:
        EndOfReading: they have no amount.
    """
    if not slots.bounds:
        return frame
    if frame.entity not in ORDERED:
        raise EndOfReading(NotUnderstood(tuple(map(str, slots.bounds[0].values))))
    amounts = [Condition(amount_filter("amount", b.operator, b.values)) for b in slots.bounds]
    kept = tuple(c for c in frame.conditions if c.dimension != "amount")
    return replace(frame, conditions=(*kept, *amounts), offset=0)


def _with(fresh: tuple[Condition, ...], kept: tuple[Condition, ...]) -> tuple[Condition, ...]:
    return (*(condition for condition in kept if condition not in fresh), *fresh)


def _is_one(slots: Slots) -> bool:
    """Whether one row is meant: 金额最大的那单, "the biggest one"."""
    one = THE_ONE.search(slots.sentence.text)
    return bool(one) and slots.rank is not None and not slots.has("sorting")


SAME_KIND = (
    frozenset({"city", "province", "region", "country"}),
    frozenset({"product", "model", "category"}),
)
"""Dimensions of which one takes the place of another."""


def merged_conditions(
    before: tuple[Condition, ...], fresh: tuple[Condition, ...]
) -> tuple[Condition, ...]:
    """Gives the conditions with those on the same dimension replaced; exclusions are added."""
    replaced = {condition.dimension for condition in fresh if not condition.negated}
    for kind in SAME_KIND:
        replaced |= kind if replaced & kind else frozenset()
    kept = tuple(condition for condition in before if condition.dimension not in replaced)
    return (*kept, *fresh)
