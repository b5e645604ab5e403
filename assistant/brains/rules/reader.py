"""Decides what a question asks: from slots to a frame, or to why there is none."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from assistant.brains.rules.frame import RANKED, TIME, Condition, Frame, amount_filter
from assistant.brains.rules.outcome import (
    Doubtful,
    NotUnderstood,
    Option,
    Outcome,
    Talk,
    Understood,
)
from assistant.brains.rules.slots import Mention, Slots
from crm.models import COUNTED as COUNTED_STATUSES
from crm.periods import Kind, Period, aligned, preceding, year_earlier
from crm.query.spec import Filter, Having, Order

OF_PRODUCTS = {"product", "model", "category"}
COUNTED = {
    "order": "orders",
    "product": "products",
    "payment": "payment_count",
    "return": "return_count",
    "contract": "contracts",
    "opportunity": "open_deals",
}
"""What "how many" counts of each entity."""
ENTITY_DIMENSION = {"customer": "customer", "product": "product"}
MONTH_TREND_DAYS, DAY_TREND_DAYS = 92, 31


@dataclass(frozen=True)
class Situation:
    """What a question is read in: the day, what was settled before, and the frame before."""

    today: date
    settled: Mapping[str, str]
    previous: Frame | None = None


class _Stop(Exception):
    """Reading ends here with an outcome other than a frame."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__()
        self.outcome = outcome


def read(slots: Slots, situation: Situation) -> Outcome:
    """Gives what the question means, as one reading, several, or none."""
    from assistant.brains.rules.followup import edited, is_follow_up  # noqa: PLC0415

    try:
        talk = _talk(slots)
        if talk is not None:
            return talk
        _require_explained(slots)
        if situation.previous is not None and is_follow_up(slots):
            frame = edited(slots, situation.previous, situation)
            return Understood(frame, _matched(slots), carried=True)
        return Understood(new_frame(slots, situation), _matched(slots))
    except _Stop as stop:
        return stop.outcome


def stop(outcome: Outcome) -> Exception:
    """Gives the exception that ends reading with `outcome`."""
    return _Stop(outcome)


def _matched(slots: Slots) -> tuple[Mention, ...]:
    return tuple(mention for mention in slots.mentions if mention.matched)


def _talk(slots: Slots) -> Talk | None:
    if slots.has("definition") and slots.measures and not slots.unexplained:
        return Talk("definition", tuple(slots.measures))
    asks = slots.measures or slots.entities or slots.mentions or slots.periods or slots.groups
    if asks or slots.unexplained or slots.verbs:
        return None
    if slots.has("help"):
        return Talk("help")
    if slots.has("greeting"):
        return Talk("greeting")
    return Talk("thanks") if slots.has("thanks") else None


def _require_explained(slots: Slots) -> None:
    if slots.unexplained or slots.bad_periods:
        words = tuple(word for word in dict.fromkeys(slots.unexplained) if word)
        known = None if slots.ambiguous else _known(slots)
        raise _Stop(NotUnderstood(words, known, tuple(slots.bad_periods)))
    if slots.ambiguous:
        mention = slots.ambiguous[0]
        options = tuple(
            Option(name.label, {mention.text: name.values[0]}, name.dimension)
            for name in mention.names
        )
        raise _Stop(Doubtful("name", mention.text, options))


def new_frame(slots: Slots, situation: Situation) -> Frame:
    """Gives the frame of a question that stands alone."""
    if _is_list(slots):
        return _list(slots, situation)
    measures, assumed = _measures(slots, situation)
    groups = _groups(slots)
    period, compare, against = _periods(slots, situation)
    frame = Frame(
        measures=measures,
        groups=groups,
        conditions=conditions(slots, measures),
        period=period,
        compare=compare,
        against=against,
        having=_having(slots, measures, groups),
        share=slots.has("share"),
        assumed=assumed,
    )
    return finished(frame, slots)


def finished(frame: Frame, slots: Slots) -> Frame:
    """Gives the frame with its comparison of entities, its trend, ranking and share settled."""
    frame = _compared_names(frame, slots)
    frame = _trend(frame, slots)
    frame = _ranking(frame, slots)
    return _share(frame, slots)


# -- measures ------------------------------------------------------------------------------


def _measures(slots: Slots, situation: Situation) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Gives what is measured, and `measure` where the question left that open."""
    named = tuple(slots.measures)
    if named == ("customers",) or (not named and _counts(slots, "customer")):
        return (_customers(slots, situation),), ()
    if named:
        _require_fitting_verbs(slots)
        return _with_count(named, slots), ()
    if "age" in slots.groups:
        return ("outstanding",), ()
    counted = _counted(slots)
    if counted is not None:
        return (counted,), ()
    return _from_verbs(slots, situation)


def _with_count(named: tuple[str, ...], slots: Slots) -> tuple[str, ...]:
    """Gives the count where "how many returns" names the sum by the same word."""
    counts = {"returned": "return_count", "won": "won_count", "lost": "lost_count"}
    counts |= {"pipeline": "open_deals", "collected": "payment_count"}
    asks_number = slots.has("count_en") or "orders" in slots.units
    if len(named) == 1 and asks_number:
        return (counts.get(named[0], named[0]),)
    return ("won", "won_count") if named == ("won",) else named


FITTING = {
    "overdue": {"overdue", "outstanding"},
    "owe": {"outstanding", "overdue"},
    "uninvoiced": {"uninvoiced", "invoiced"},
    "return": {"returned", "return_count", "returned_units", "return_rate", "net_sales"},
    "pay": {"collected", "payment_count", "collection_rate", "outstanding", "overdue"},
}
"""Verbs that change what is measured, and the measures that they go with."""


def _require_fitting_verbs(slots: Slots) -> None:
    """Stops where a verb says something that the named measure leaves out."""
    words = tuple(
        slots.verb_words[verb]
        for verb in slots.verbs
        if verb in FITTING and not FITTING[verb] & set(slots.measures)
    )
    if words:
        raise _Stop(NotUnderstood(words))


def _counts(slots: Slots, entity: str) -> bool:
    unit = {"customer": "customers"}.get(entity, "")
    counted = slots.has("count") and (entity in slots.entities or unit in slots.units)
    return counted and not (slots.rank or slots.asked)


def _customers(slots: Slots, situation: Situation) -> str:
    """Gives which customers are counted: those on file, or those who ordered."""
    sells = slots.verb_words.get("sell", "do") not in {"do", "did", "make", "made", "做", "doing"}
    if set(slots.verbs) & {"buy", "order"} or ("sell" in slots.verbs and sells):
        return "buyers"
    choice = situation.settled.get("@customers")
    if choice is not None:
        return choice
    if slots.periods:
        options = (
            Option("buyers", {"@customers": "buyers"}),
            Option("new_customers", {"@customers": "new_customers"}),
            Option("customers", {"@customers": "customers"}),
        )
        raise _Stop(Doubtful("customers", "", options))
    return "customers"


def _counted(slots: Slots) -> str | None:
    if slots.units:
        unit = slots.units[0]
        if unit in {"units", "orders"}:
            return unit
        if unit == "products":
            return "products_sold" if slots.verbs or slots.periods else "products"
        if unit == "money":
            return None
    split = (slots.rank or slots.has("of_two")) and slots.groups and not slots.verbs
    if not slots.has("count") and not split:
        return None
    for entity in slots.entities:
        if entity == "product" and (slots.verbs or slots.periods):
            return "products_sold"
        if entity in COUNTED:
            return COUNTED[entity]
    return None


def _from_verbs(slots: Slots, situation: Situation) -> tuple[tuple[str, ...], tuple[str, ...]]:
    verbs = set(slots.verbs)
    for verb, measure in (
        ("owe", "outstanding"),
        ("overdue", "overdue"),
        ("uninvoiced", "uninvoiced"),
        ("return", "returned"),
        ("pay", "collected"),
    ):
        if verb in verbs:
            return (measure,), ()
    if "order" in verbs and not verbs & {"buy", "sell"}:
        return ("orders",), ()
    if verbs & {"sell", "buy"}:
        return _sold(slots, situation)
    if slots.rank or slots.has("ranking", "fastest", "most_growth", "most_decline", "of_two"):
        return ("sales",), ("measure",)
    if not verbs and (slots.has("amount") or "money" in slots.units):
        return ("sales",), ()
    if slots.has("trend") and (slots.mentions or slots.periods):
        return ("sales",), ("measure",)
    if _only_compares(slots) or (slots.has("share") and (slots.mentions or slots.groups)):
        return ("sales",), ("measure",)
    raise _Stop(NotUnderstood((), known=_known(slots), lacking="measure"))


def _only_compares(slots: Slots) -> bool:
    two_names = len({mention.dimension for mention in slots.mentions}) < len(slots.mentions)
    return (slots.has("against", "change") or bool(slots.compare)) and (
        two_names or len(slots.periods) > 1 or bool(slots.compare)
    )


def _sold(slots: Slots, situation: Situation) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Gives what 卖了多少 or "how many did they buy" measures."""
    if slots.has("amount") or "money" in slots.units:
        return ("sales",), ()
    if slots.has("count_en"):
        return ("units",), ()
    of_product = any(mention.dimension in OF_PRODUCTS for mention in slots.mentions)
    if slots.has("which_what"):
        return ("sales", "units"), ()
    if slots.rank_text in {"最多", "most", "the most", "最多的"} and _about_products(slots):
        return (_most_sold(slots, situation),), ()
    if of_product and not slots.rank and not slots.groups:
        return ("sales", "units"), ()
    return ("sales",), (() if slots.has("count") else ("measure",))


def _about_products(slots: Slots) -> bool:
    return bool(OF_PRODUCTS & {*slots.groups, *slots.asked})


def _most_sold(slots: Slots, situation: Situation) -> str:
    choice = situation.settled.get("@measure")
    if choice is not None:
        return choice
    options = (Option("sales", {"@measure": "sales"}), Option("units", {"@measure": "units"}))
    raise _Stop(Doubtful("measure", slots.rank_text, options))


def _known(slots: Slots) -> Frame:
    return Frame(
        groups=tuple(slots.groups),
        conditions=conditions(slots, ()),
        period=slots.periods[0] if slots.periods else None,
    )


# -- groups and conditions -----------------------------------------------------------------


def _groups(slots: Slots) -> tuple[str, ...]:
    groups = list(slots.groups)
    ranked = bool(slots.rank or slots.has("ranking")) or slots.has(*_GROWTH_ORDERS)
    for entity in slots.entities:
        dimension = ENTITY_DIMENSION.get(entity)
        wanted = ranked or entity in slots.asked
        if dimension and dimension not in groups and wanted and not slots.has("noun"):
            groups.append(dimension)
    if slots.has("which_who") and not groups and not slots.has("of_two"):
        buys = {"buy", "owe", "order", "return", "pay", "overdue"} & set(slots.verbs)
        buys |= CUSTOMERS_DO & set(slots.measures)
        groups.append("customer" if buys else "owner")
    if slots.has("which_what") and not groups and set(slots.verbs) & {"buy", "sell", "return"}:
        groups.append("product")
    return tuple(groups)


CUSTOMERS_DO = {
    "returned", "return_rate", "return_count", "outstanding", "overdue", "collected", "complaints",
}
"""Measures of which 谁 means the customer, not the rep."""
_GROWTH_ORDERS = ("fastest", "most_growth", "most_decline")


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
    found += [_status(status) for status in slots.statuses]
    if slots.currencies:
        codes = tuple(dict.fromkeys(slots.currencies))
        found.append(Condition(Filter("currency", "in", codes), codes))
    if measures == ("orders",) and not slots.groups:
        found += [Condition(amount_filter("order_amount", b.operator, b.values)) for b in slots.bounds]
    return tuple(found)


def _status(status: str) -> Condition:
    if status == "any":
        return Condition(Filter("status", "not_in", ()))
    if status == "with_cancelled":
        return Condition(Filter("status", "in", (*COUNTED_STATUSES, "cancelled")), ("cancelled",))
    return Condition(Filter("status", "in", (status,)), (status,))


def _having(
    slots: Slots, measures: tuple[str, ...], groups: tuple[str, ...]
) -> tuple[Having, ...]:
    if not slots.bounds or (measures == ("orders",) and not groups):
        return ()
    if not groups:
        raise _Stop(NotUnderstood((), lacking="group"))
    found: list[Having] = []
    for bound in slots.bounds:
        match bound.operator:
            case "gt" | "ge" | "lt" | "le" | "between" as operator:
                found.append(Having(measures[0], operator, bound.values))
            case _:
                raise AssertionError(bound.operator)
    return tuple(found)


# -- time ----------------------------------------------------------------------------------


def _periods(
    slots: Slots, situation: Situation
) -> tuple[Period | None, Period | None, "str | None"]:
    """Gives the period, the one it is compared with, and how that came about."""
    if len(slots.periods) > 2:
        raise _Stop(NotUnderstood((), lacking="period"))
    if len(slots.periods) == 2:
        return _relative_periods(slots) or _two_periods(slots)
    period = slots.periods[0] if slots.periods else None
    if period is not None and slots.has("ahead") and period.running:
        period = Period(situation.today, period.calendar_end)
    against = _against(slots, period, situation)
    if against is None:
        return period, None, None
    if period is None:
        raise _Stop(NotUnderstood((), lacking="comparison"))
    return period, comparison(period, against), against


RELATIVE = re.compile(
    r"(?:the )?(?:previous|prior|preceding) (year|quarter|month|week)|上一?个?(?:年度|季度|月|周)"
)


def _relative_periods(slots: Slots) -> tuple[Period, Period, str] | None:
    """Gives the comparison with "the previous year", which means the one before the period named."""
    found = RELATIVE.fullmatch(slots.period_words[1])
    if found is None or not slots.has("against", "change") or slots.against_at != 1:
        return None
    against = "year" if found.group(1) == "year" else "previous"
    if found.group(1) is None and slots.periods[0] != slots.periods[1]:
        return None
    return slots.periods[0], comparison(slots.periods[0], against), against


def _two_periods(slots: Slots) -> tuple[Period, Period, str]:
    first, second = slots.periods
    if slots.against_at == 0 or (slots.against_at != 1 and second.start > first.start):
        first, second = second, first
    if slots.against_at == 1 and second.start > first.start and second.end >= first.end:
        first, second = second, first
    current, other = aligned(first, second)
    return current, other, "named"


def comparison(period: Period, against: str) -> Period:
    """Gives the period that `period` is compared with: the one before, or a year earlier."""
    return preceding(period) if against == "previous" else year_earlier(period)


def _against(slots: Slots, period: Period | None, situation: Situation) -> str | None:
    if slots.compare:
        return slots.compare[0]
    if not slots.has("change"):
        return None
    choice = situation.settled.get("@comparison")
    if choice is not None:
        return choice
    if period is None:
        raise _Stop(NotUnderstood((), lacking="comparison"))
    if period.kind is Kind.YEAR:
        return "year"
    options = tuple(Option(way, {"@comparison": way}) for way in ("previous", "year"))
    raise _Stop(Doubtful("comparison", "", options))


# -- shape ---------------------------------------------------------------------------------


def _compared_names(frame: Frame, slots: Slots) -> Frame:
    """Groups by a dimension of which several values are named: 华东和华南的销售额."""
    for condition in frame.conditions:
        several = len(condition.labels) > 1 and not condition.negated
        if several and condition.dimension not in frame.groups and condition.dimension != "status":
            if slots.has("or_both"):
                continue
            frame = replace(frame, groups=(*frame.groups, condition.dimension))
    return frame


def _trend(frame: Frame, slots: Slots) -> Frame:
    if not slots.has("trend") or any(group in TIME for group in frame.groups):
        return frame
    days = frame.period.days if frame.period is not None else None
    if days is not None and days <= DAY_TREND_DAYS:
        grain = "day"
    elif days is not None and days < MONTH_TREND_DAYS - 2:
        grain = "week"
    else:
        grain = "month"
    return replace(frame, groups=(*frame.groups, grain))


def _ranking(frame: Frame, slots: Slots) -> Frame:
    growth = next((flag for flag in _GROWTH_ORDERS if slots.has(flag)), None)
    if not (slots.rank or growth or slots.has("ranking") or slots.limit or slots.nth):
        return frame
    if not frame.groups:
        raise _Stop(NotUnderstood((), known=frame, lacking="ranked"))
    if growth is not None:
        order = Order("change_rate" if growth == "fastest" else "change", growth != "most_decline")
    else:
        order = Order(frame.measures[0], descending=slots.rank != "bottom")
    limit = slots.limit or (1 if slots.nth else RANKED)
    offset = slots.nth - 1 if slots.nth else 0
    limited = bool(slots.limit or slots.nth)
    return replace(
        frame, ranked=True, order=(order,), limit=limit, offset=offset, limited=limited
    )


def _share(frame: Frame, slots: Slots) -> Frame:
    """Makes the share of a named value one of its whole dimension: 华东占比多少."""
    if not slots.has("share") or frame.groups:
        return frame
    named = [c for c in frame.conditions if not c.negated and c.dimension != "status"]
    if not named:
        raise _Stop(NotUnderstood((), known=frame, lacking="group"))
    part = named[-1]
    rest = tuple(condition for condition in frame.conditions if condition is not part)
    only = tuple(str(value) for value in part.filter.values)
    return replace(frame, groups=(part.dimension,), conditions=rest, only=only)


# -- lists ---------------------------------------------------------------------------------


def _is_list(slots: Slots) -> bool:
    """Whether rows are asked for: an entity without something to add up or count."""
    if not slots.entities or slots.groups or slots.has("count", "trend", "share", "change"):
        return False
    if slots.measures and not set(slots.measures) <= {"overdue", "outstanding", "uninvoiced"}:
        return False
    if slots.asked and slots.entities[0] != "order":
        return slots.entities[0] not in ENTITY_DIMENSION
    return slots.entities[0] == "order" or slots.has("list")


def _list(slots: Slots, situation: Situation) -> Frame:
    if len(slots.periods) > 1 or slots.compare:
        raise _Stop(NotUnderstood((), lacking="comparison"))
    entity = slots.entities[0]
    found = conditions(slots, ())
    amounts = [Condition(amount_filter("amount", b.operator, b.values)) for b in slots.bounds]
    frame = Frame(
        entity=entity,
        conditions=(*found, *amounts, *_owing(slots, situation)),
        period=slots.periods[0] if slots.periods else None,
        limit=slots.limit or (1 if slots.nth else None),
        offset=slots.nth - 1 if slots.nth else 0,
        limited=bool(slots.limit or slots.nth),
    )
    return replace(frame, order=_list_order(slots), ranked=bool(slots.rank))


def _owing(slots: Slots, situation: Situation) -> tuple[Condition, ...]:
    """Gives the conditions of overdue, unpaid or not yet invoiced orders."""
    words = {*slots.verbs, *slots.measures}
    found: list[Condition] = []
    if words & {"overdue"}:
        found.append(Condition(Filter("due_date", "lt", (situation.today,))))
    if words & {"overdue", "owe", "outstanding"}:
        found.append(Condition(Filter("outstanding", "gt", (Decimal(0),))))
    if words & {"uninvoiced"}:
        found.append(Condition(Filter("uninvoiced", "gt", (Decimal(0),))))
    return tuple(found)


def _list_order(slots: Slots) -> tuple[Order, ...]:
    if slots.rank is not None and not slots.has("newest", "oldest"):
        return (Order("amount", descending=slots.rank == "top"),)
    if slots.has("oldest"):
        return (Order("ordered_at", descending=False),)
    return ()
