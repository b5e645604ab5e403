"""Decides by what a question splits, and what it keeps or leaves out."""

from decimal import Decimal

from assistant.brains.rules import movement
from assistant.brains.rules.frame import Condition, amount_filter
from assistant.brains.rules.outcome import NotUnderstood
from assistant.brains.rules.situation import EndOfReading
from assistant.brains.rules.slots import Mention, Slots
from assistant.brains.rules.words import GROWTH
from crm.models import COUNTED as COUNTED_STATUSES
from crm.query.spec import Filter, Having

EVERYTHING = {"all", "all the", "all of", "全部", "所有", "全部的", "所有的"}
ENTITY_DIMENSION = {"customer": "customer", "product": "product"}


def groups(slots: Slots) -> tuple[str, ...]:
    """Gives the dimensions that the answer is split by."""
    found = list(slots.groups)
    ranked = bool(slots.rank or slots.has("ranking")) or slots.has(*GROWTH)
    for entity in slots.entities:
        dimension = ENTITY_DIMENSION.get(entity)
        wanted = ranked or entity in slots.asked
        if dimension and dimension not in found and wanted and not slots.has("noun"):
            found.append(dimension)
    if slots.bounds and slots.has("customer_noun") and not found and slots.measures != ["orders"]:
        found.append("customer")  # customers with sales above 100k
    if not found and "customer" in slots.entities and movement.asked_of(slots):
        found.append("customer")  # customers down on last year
    if slots.attained is not None and not found:
        found.append("owner")
    if slots.has("which_who") and not found and not slots.has("of_two"):
        buys = {"buy", "owe", "order", "return", "pay", "overdue"} & slots.verbs.keys()
        buys |= CUSTOMERS_DO & set(slots.measures)
        found.append("customer" if buys else "owner")
    if (
        slots.has("which_what")
        and not found
        and slots.verbs.keys() & {"buy", "sell", "return", "order"}
    ):
        found.append("product")
    return tuple(found)


CUSTOMERS_DO = {
    "returned",
    "return_rate",
    "return_count",
    "outstanding",
    "overdue",
    "collected",
    "complaints",
}
"""Measures of which 谁 means the customer, not the rep."""


def conditions(slots: Slots, measures: tuple[str, ...]) -> tuple[Condition, ...]:
    """Gives the filters that names, states and amounts of the question set."""
    by_dimension: dict[tuple[str, bool], list[Mention]] = {}
    for mention in slots.mentions:
        by_dimension.setdefault((mention.dimension, mention.negated), []).append(mention)
    found = [
        Condition(
            Filter(
                dimension,
                "not_in" if negated else "in",
                tuple(value for mention in group for value in mention.names[0].values),
            ),
            tuple(mention.names[0].label for mention in group),
        )
        for (dimension, negated), group in by_dimension.items()
    ]
    everything = slots.flags.get("total") in EVERYTHING
    found += [
        _status("any" if status == "with_cancelled" and everything else status)
        for status in slots.statuses
    ]
    if slots.currencies:
        codes = tuple(dict.fromkeys(slots.currencies))
        found.append(Condition(Filter("currency", "in", codes), codes))
    if slots.due_before is not None:
        found.append(Condition(Filter("due_date", "lt", (slots.due_before,))))
    if measures == ("orders",) and not slots.groups:
        found += [
            Condition(amount_filter("order_amount", b.operator, b.values)) for b in slots.bounds
        ]
    return tuple(found)


def _status(status: str) -> Condition:
    if status == "any":
        return Condition(Filter("status", "not_in", ()))
    if status == "with_cancelled":
        return Condition(
            Filter("status", "in", (*COUNTED_STATUSES, "cancelled")), ("with_cancelled",)
        )
    return Condition(Filter("status", "in", (status,)), (status,))


def having(slots: Slots, measures: tuple[str, ...], groups: tuple[str, ...]) -> tuple[Having, ...]:
    """Gives the conditions on each group's value: 销售额超过10万的客户, who met their targets."""
    if slots.attained is not None and groups:
        return (Having("attainment", "ge" if slots.attained else "lt", (Decimal(1),)),)
    if not slots.bounds or (measures == ("orders",) and not groups):
        return ()
    if not groups:
        raise EndOfReading(NotUnderstood((), lacking="group"))
    found: list[Having] = []
    for bound in slots.bounds:
        match bound.operator:
            case "gt" | "ge" | "lt" | "le" | "between" as operator:
                found.append(Having(measures[0], operator, bound.values))
            case _:
                raise AssertionError(bound.operator)
    return tuple(found)
