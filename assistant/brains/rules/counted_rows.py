"""The rows behind a number that is no number of orders: A级客户有几家, then 列出来."""

from dataclasses import replace

from assistant.brains.rules.frame import Condition, Frame
from assistant.brains.rules.slots import Slots
from crm.query.spec import Filter

ENTITY = {
    "customers": "customer",
    "products": "product",
    "open_deals": "opportunity",
    "pipeline": "opportunity",
    "won": "opportunity",
    "won_count": "opportunity",
    "lost": "opportunity",
    "lost_count": "opportunity",
    "visits": "activity",
    "calls": "activity",
    "complaints": "activity",
    "tickets": "activity",
    "trainings": "activity",
}
KIND = {
    "visits": "visit",
    "calls": "call",
    "complaints": "complaint",
    "tickets": "ticket",
    "trainings": "training",
}
STATE = {
    "won": "won_deal",
    "won_count": "won_deal",
    "lost": "lost_deal",
    "lost_count": "lost_deal",
}
CUSTOMERS_ONLY = frozenset({"哪几家", "是哪几家", "有哪几家", "都是哪几家", "哪家"})


def rows_behind(slots: Slots, frame: Frame) -> Frame | None:
    """Gives the rows that were counted, where these are asked for and nothing else is said."""
    measure = frame.measures[0] if len(frame.measures) == 1 else ""
    entity = ENTITY.get(measure)
    plain = not (frame.groups or frame.compare or frame.having or frame.per or frame.view)
    if entity is None or not plain or not _only_asks_for_them(slots, entity):
        return None
    kind = KIND.get(measure)
    kinds = (Condition(Filter("kind", "in", (kind,)), (kind,)),) if kind else ()
    state = STATE.get(measure)
    return Frame(
        entity=entity,
        conditions=(*kinds, *frame.conditions),
        states=(state,) if state else (),
        period=frame.period,
    )


def _only_asks_for_them(slots: Slots, entity: str) -> bool:
    said = (slots.measures, slots.mentions, slots.periods, slots.groups, slots.verbs, slots.bounds)
    more = slots.rank or slots.limit or slots.nth or slots.compare or slots.has("count", "amount")
    asks = slots.has("list") or (slots.has("which_any") and not slots.asked)
    which = slots.flags.get("which_any", "")
    others = which in CUSTOMERS_ONLY and entity != "customer"
    nouns = {*slots.entities} <= {entity}
    return asks and nouns and not (others or more or any(said))


def with_owner(slots: Slots, frame: Frame) -> Frame | None:
    """Gives the rows of a ranking of customers, each with who looks after it: 都是谁在跟."""
    asks = slots.groups == ["owner"] and slots.has("which_who")
    more = slots.mentions or slots.measures or slots.periods or slots.verbs or slots.rank
    if not asks or more or not frame.ranked or "customer" not in frame.groups:
        return None
    return replace(frame, groups=("customer", "owner"))
