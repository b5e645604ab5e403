"""Decides what a question keeps or leaves out."""

from decimal import Decimal

from assistant.brains.rules.frame import Condition, amount_filter
from assistant.brains.rules.outcome import NotUnderstood
from assistant.brains.rules.situation import EndOfReading
from assistant.brains.rules.slots import Mention, Slots
from crm.models import COUNTED as COUNTED_STATUSES
from crm.query.spec import Filter, Having

DAYS = {"weekend": ("saturday", "sunday")}
EVERYTHING = {"all", "all the", "all of", "全部", "所有", "全部的", "所有的"}


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
    if slots.weekdays:
        days = tuple(
            dict.fromkeys(day for said in slots.weekdays for day in DAYS.get(said, (said,)))
        )
        found.append(Condition(Filter("weekday", "in", days), days))
    if slots.due_before is not None:
        found.append(Condition(Filter("due_date", "lt", (slots.due_before,))))
    if slots.due_within is not None:
        found.append(Condition(Filter("due_date", "between", slots.due_within)))
    if measures == ("orders",) and not slots.groups:
        _require_an_amount(slots)
        found += [
            Condition(amount_filter("order_amount", b.operator, b.values)) for b in slots.bounds
        ]
    return tuple(found)


def _require_an_amount(slots: Slots) -> None:
    """Ends reading where a bound is a number of orders, of whom it is not said: over 3 orders.

    Raises:
        EndOfReading: with the bound.
    """
    sentence = slots.sentence
    for index, span in enumerate(sentence.spans[:-1]):
        after = sentence.touching(index, 1)
        told = span.number is not None and sentence.near_is(index, -1, "more")
        if slots.bounds and told and after is not None and after.may_be("unit", "orders"):
            raise EndOfReading(NotUnderstood((span.text, after.text)))


def _status(status: str) -> Condition:
    if status == "any":
        return Condition(Filter("status", "not_in", ()))
    if status == "with_cancelled":
        return Condition(
            Filter("status", "in", (*COUNTED_STATUSES, "cancelled")), ("with_cancelled",)
        )
    return Condition(Filter("status", "in", (status,)), (status,))


def _is_of_one(slots: Slots) -> bool:
    """Whether it is asked of one person, one team, or the asker."""
    named = [m for m in slots.mentions if m.dimension in {"owner", "team"} and not m.negated]
    return len(named) == 1 or slots.has("scope_own", "scope_team", "scope_company")


def _reached(slots: Slots, groups: tuple[str, ...]) -> tuple[Having, ...]:
    """Gives the condition that targets were met, or not; of one person it is told how far.

    Raises:
        EndOfReading: it is not said whose.
    """
    if groups:
        return (Having("attainment", "ge" if slots.attained else "lt", (Decimal(1),)),)
    if _is_of_one(slots):
        return ()
    raise EndOfReading(NotUnderstood((), lacking="group"))


def having(slots: Slots, measures: tuple[str, ...], groups: tuple[str, ...]) -> tuple[Having, ...]:
    """Gives the conditions on each group's value: 销售额超过10万的客户, who met their targets."""
    if slots.attained is not None:
        return _reached(slots, groups)
    if not slots.bounds or (measures == ("orders",) and not groups):
        return ()
    if not groups:
        raise EndOfReading(NotUnderstood((), lacking="group"))
    if not measures:
        raise EndOfReading(NotUnderstood((), lacking="measure"))
    found: list[Having] = []
    for bound in slots.bounds:
        match bound.operator:
            case "gt" | "ge" | "lt" | "le" | "between" as operator:
                found.append(Having(measures[0], operator, bound.values))
            case _:
                raise AssertionError(bound.operator)
    return tuple(found)
