"""Decides whether a question asks for rows instead of figures, and for which."""

import re
from dataclasses import replace
from decimal import Decimal

from assistant.brains.rules import movement
from assistant.brains.rules.filters import conditions
from assistant.brains.rules.frame import Condition, Frame, amount_filter
from assistant.brains.rules.older import older_orders
from assistant.brains.rules.outcome import NotUnderstood
from assistant.brains.rules.segments import OF_CUSTOMERS, is_own
from assistant.brains.rules.sentence import Sentence
from assistant.brains.rules.situation import EndOfReading, Situation
from assistant.brains.rules.slots import Slots
from assistant.brains.rules.splitting import ENTITY_DIMENSION
from crm.query.spec import Filter, Order

OWING_COLUMNS = ("order_id", "customer", "ordered_at", "due_date", "amount", "outstanding")
UNINVOICED_COLUMNS = ("order_id", "customer", "ordered_at", "amount", "uninvoiced")
ONE = {
    "最近一次",
    "最近一笔",
    "最近一单",
    "最后一单",
    "上次",
    "上一次",
    "最后一次",
    "上次下单",
    "上一次下单",
    "最近一次下单",
    "最后一次下单",
    "上次买",
    "最近一次买",
    "上次采购",
    "上次订货",
    "上一单",
    "最后下单",
    "last order",
    "latest order",
    "most recent order",
}
"""Words that ask for the newest row alone."""
ALL = {"全部", "所有", "全部的", "所有的", "all", "all the", "all of"}
"""Words by which a list shows orders of every status (contract section 2, lists and states)."""
OWING = {"overdue", "outstanding", "uninvoiced", "owe"}


def is_list(slots: Slots) -> bool:
    """Whether rows are asked for: an entity without something to add up or count."""
    _take_rows_of_a_state(slots)
    _take_last_order(slots)
    _take_orders_owing(slots)
    if _names_customers(slots):
        slots.entities, slots.groups = ["customer"], []
        return True
    if not slots.entities or _adds_up(slots):
        return False
    if slots.has("count") and slots.entities[0] == "order" and _is_one_order(slots):
        return True  # 我最大的那单是多少
    if slots.has("count") and not _is_how_much(
        slots
    ):  # how many overdue orders: their list says how many there are
        return slots.entities[0] == "order" and bool(OWING & {*slots.measures, *slots.verbs})
    if slots.asked and slots.entities[0] != "order":
        return slots.entities[0] not in ENTITY_DIMENSION
    # 今年前十大客户列一下 is a ranking: customers have no amount of their own.
    ranked = slots.rank is not None and slots.entities[0] in {"customer", "product"}
    return slots.entities[0] == "order" or (slots.has("list") and not ranked)


def _take_last_order(slots: Slots) -> None:
    """Makes the last one of all somebody's last order: 青禾电子最后一单, 上次下单."""
    last_of_all = slots.flags.get("newest") in ONE and not (slots.entities or slots.measures)
    ordered = slots.verbs.keys() <= {"order", "buy", "sell"}
    if last_of_all and ordered and slots.verbs.get("sell", "did") in {"do", "did", "does"}:
        slots.verbs.clear()
        slots.entities.append("order")


def _take_orders_owing(slots: Slots) -> None:
    """Makes a list of what is owed one of the orders: 逾期清单, 几张单没付款."""
    if "orders" in slots.units and not slots.entities and OWING & slots.verbs.keys():
        slots.entities = ["order"]
    owed = bool(OWING & {*slots.measures, *slots.verbs}) and set(slots.measures) <= OWING
    if slots.has("list") and owed and not (slots.entities or slots.groups or slots.has("count")):
        slots.entities = ["order"]  # 逾期清单


def _adds_up(slots: Slots) -> bool:
    """Whether figures are asked for: a split, a trend, who has most, or a measure."""
    figures = slots.groups or slots.has("trend", "share", "change", "of_two", "apart")
    figures = figures or slots.compares_two or _asks_how_much_is_owed(slots)
    most = slots.has("which_who") and slots.rank
    owed = set(slots.measures) <= {"overdue", "outstanding", "uninvoiced"}
    counted = slots.measures and not owed and not slots.has("count")
    return bool(figures or most or counted or _is_how_much(slots))


def _asks_how_much_is_owed(slots: Slots) -> bool:
    """Whether the sum is asked for: "how much is still outstanding on the July orders"."""
    owed = OWING & {*slots.measures, *slots.verbs}
    return slots.has("amount") and bool(owed) and not slots.has("list", "which_any", "count")


def _is_how_much(slots: Slots) -> bool:
    """Whether 多少 right behind what is owed asks for its sum: 9月的单未开票多少."""
    sentence = slots.sentence
    return not slots.units and any(
        span.text in {"多少", "是多少", "有多少"} and _is_of_what_is_owed(sentence, index)
        for index, span in enumerate(sentence.spans)
    )


def _is_of_what_is_owed(sentence: Sentence, index: int) -> bool:
    before, counts = sentence.touching(index, -1), sentence.near_is(index, 1, "entity")
    owed = before is not None and (
        before.may_be("measure", *OWING) or before.may_be("verb", *OWING)
    )
    return owed and not counts and not sentence.near_is(index, 1, "unit")


def _names_customers(slots: Slots) -> bool:
    """Whether customers are named by where and what they are, and nothing is asked of them."""
    if not slots.has("customer_noun") or not slots.mentions or slots.has(*ASKING):
        return False
    split = set(slots.groups) - ({"customer"} if _asks_for_customers(slots) else set[str]())
    said = (slots.measures, slots.verbs, slots.periods, slots.units, split, slots.bounds)
    own = all(is_of_customers(mention.dimension) for mention in slots.mentions)
    others = {*slots.entities, *slots.asked} - {"customer"}
    return own and not (any(said) or others or slots.rank or slots.limit)


def _asks_for_customers(slots: Slots) -> bool:
    """Whether customers are the noun that is asked for: 宁波的客户有哪些, 物流行业在上海的客户."""
    return slots.has("which_any", "list") or slots.sentence.is_of("customer")


def is_of_customers(dimension: str) -> bool:
    """Whether customers are told apart by a dimension."""
    return dimension in OF_CUSTOMERS or is_own(dimension)


ASKING = (
    "count",
    "amount",
    "share",
    "trend",
    "change",
    "split",
    "ranking",
    "newest",
    "oldest",
    "which_who",
    "which_what",
    "not",
    "value",
    "against",
    "pronoun",
    "those",
)
STATUS_OF = {"cancelled_orders": "cancelled", "pending_orders": "pending", "draft_orders": "draft"}
"""The status of the orders that these measures count."""


def _take_rows_of_a_state(slots: Slots) -> None:
    """Makes the count of orders of one state their list where rows are put in order."""
    status = STATUS_OF.get(slots.measures[0]) if len(slots.measures) == 1 else None
    ordered = slots.has("list", "newest", "oldest", "sorting", "which_any")
    ordered = ordered or slots.older is not None
    ordered = ordered or (slots.has("show") and not slots.has("count", "trend", "change"))
    ordered = ordered or (status in WAITING and _names_only_rows(slots))
    if status is not None and ordered and not (slots.groups or slots.entities):
        slots.measures, slots.measure_at = [], []
        slots.statuses.append(status)
        slots.entities.append("order")


WAITING = frozenset({"pending", "draft"})
"""States of orders that somebody has still to do something about."""


def _names_only_rows(slots: Slots) -> bool:
    """Whether orders are named in English, in the plural, and nothing is asked of them."""
    said = slots.periods or slots.bounds or slots.rank or slots.compare or slots.units
    plural = any(span.text.endswith(" orders") for span in slots.sentence.spans)
    return plural and not (said or slots.verbs or slots.has("total", *FIGURES))


FIGURES = ("count", "amount", "share", "trend", "change", "split", "value", "against", "average")


def list_frame(slots: Slots, situation: Situation) -> Frame:
    """Gives the frame of a question that asks for rows."""
    if len(slots.periods) > 1 or slots.compare:
        raise EndOfReading(NotUnderstood((), lacking="comparison"))
    movement.require_used(slots)
    if slots.has("amount") and slots.has("count"):
        raise EndOfReading(NotUnderstood((slots.flags["amount"],)))  # 逾期订单有几个金额多少
    entity = slots.entities[0]
    found = conditions(slots, ())
    if slots.flags.get("total") in ALL and not slots.statuses:
        found = (*found, Condition(Filter("status", "not_in", ())))
    one = slots.nth or slots.flags.get("newest") in ONE or _is_one_order(slots)
    amounts = [Condition(amount_filter("amount", b.operator, b.values)) for b in slots.bounds]
    frame = Frame(
        entity=entity,
        conditions=(
            *found,
            *amounts,
            *owing(slots, situation),
            *older_orders(slots, situation.today),
        ),
        period=slots.periods[0] if slots.periods else None,
        limit=slots.limit or (1 if one else None),
        offset=slots.nth - 1 if slots.nth else 0,
        limited=bool(slots.limit or one),
    )
    owed = OWING & {*slots.measures, *slots.verbs}
    if owed == {"uninvoiced"}:
        frame = replace(frame, columns=UNINVOICED_COLUMNS, total="uninvoiced")
    elif owed:
        frame = replace(frame, columns=OWING_COLUMNS, total="outstanding")
    frame = replace(frame, order=list_order(slots), ranked=bool(slots.rank))
    return replace(frame, arranged=arrangement(slots, frame))


def arrangement(slots: Slots, frame: Frame) -> Order | None:
    """Gives how the newest rows are to be put: the last ten orders, by amount.

    Raises:
        EndOfReading: it is not said which of them are put so: 最近最大的订单.
    """
    if slots.rank is None or not slots.has("newest", "oldest"):
        return None
    if not (slots.has("sorting") and frame.limited and frame.limit != 1):
        raise EndOfReading(NotUnderstood((slots.flags.get("newest") or slots.flags["oldest"],)))
    return Order("amount", descending=slots.rank == "top")


THE_ONE = re.compile(r"[那哪]一?[单个张笔]|\border\b|\bone\b")
"""How one row is asked for: 金额最大的那单, "the biggest one"."""


def _is_one_order(slots: Slots) -> bool:
    """Whether the biggest order, in the singular, is asked for."""
    singular = THE_ONE.search(slots.sentence.text) is not None
    first = slots.flags.get("oldest") in {"earliest", "oldest"}
    return singular and (slots.rank is not None or first) and slots.limit is None


def owing(slots: Slots, situation: Situation) -> tuple[Condition, ...]:
    """Gives the conditions of overdue, unpaid or not yet invoiced orders."""
    words = slots.verbs.keys() | set(slots.measures)
    found: list[Condition] = []
    if words & {"overdue"}:
        found.append(Condition(Filter("due_date", "lt", (situation.today,))))
    if words & {"overdue", "owe", "outstanding"}:
        found.append(Condition(Filter("outstanding", "gt", (Decimal(0),))))
    if words & {"uninvoiced"}:
        found.append(Condition(Filter("uninvoiced", "gt", (Decimal(0),))))
    return tuple(found)


def list_order(slots: Slots) -> tuple[Order, ...]:
    """Gives the order that is asked for; the usual one, newest first, without one."""
    if slots.rank is not None and not slots.has("newest", "oldest"):
        return (Order("amount", descending=slots.rank == "top"),)
    if slots.has("oldest"):
        return (Order("ordered_at", descending=False),)
    return ()
