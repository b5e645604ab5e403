"""Decides what a question measures: from the measures it names, what it counts, or its verbs."""

import re

from assistant.brains.rules import movement
from assistant.brains.rules.clauses import MOST_COUNTED
from assistant.brains.rules.counting import counts_customers
from assistant.brains.rules.naming import counted_of, only_names
from assistant.brains.rules.outcome import Doubtful, NotUnderstood, Option
from assistant.brains.rules.situation import EndOfReading, Situation
from assistant.brains.rules.slots import Slots
from assistant.brains.rules.splitting import asks_for_own_sales, bought, sold
from assistant.brains.rules.valued import (
    NUMBER_OF,
    by_value,
    counts_goods,
    with_count,
    with_value,
)
from assistant.brains.rules.words import GROWTH

Measured = tuple[tuple[str, ...], tuple[str, ...]]
"""The measures, and the slots that the question left open (`measure`)."""
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
OF_DIMENSION = {
    "age": "outstanding",
    "reason": "returned",
    "method": "collected",
    "stage": "pipeline",
}
"""What is split by what only rows of one kind have."""
OF_UNIT = {"units": "units", "orders": "orders", "products": "products"}
"""What a measure word behind 多少 counts: 多少台, 多少单, 多少种."""
OF_VERB = {
    "owe": "outstanding",
    "overdue": "overdue",
    "uninvoiced": "uninvoiced",
    "return": "returned",
    "pay": "collected",
}
"""What a verb measures by itself."""
RETURNED = {"units": "returned_units", "orders": "return_count", "times": "return_count"}
"""What is counted of what came back: 退了多少台, 退了几次."""
MOST = {"最多", "最多的", "most", "the most"}
"""Of products sold: the most by amount, or by quantity?"""
GENERAL = {"do", "did", "make", "made", "做", "doing", "get", "got"}
"""Words for selling that mean nothing when customers are counted: how many do we have."""


def measures(slots: Slots, situation: Situation) -> Measured:
    """Gives what is measured, and `measure` where the question left that open."""
    named = by_value(slots)
    if slots.verbs.keys() & {"buy", "order"} and counts_customers(slots.sentence):
        return _who_bought(slots, named)
    return _counted_customers(slots, named, situation) or _named_or_implied(slots, named, situation)


def _counted_customers(
    slots: Slots, named: tuple[str, ...], situation: Situation
) -> Measured | None:
    """Gives which customers are counted, alone or beside other figures; else None."""
    counts = _counts(slots, "customer") or _counts_those_named(slots) or _splits_them(slots)
    if named == ("customers",) or (not named and counts):
        return (_customers(slots, situation),), ()
    if "customers" in named and slots.periods and set(named) & OF_A_PERIOD:
        which = _customers(slots, situation)
        return tuple(which if name == "customers" else name for name in _named(slots)), ()
    return None


def _named_or_implied(slots: Slots, named: tuple[str, ...], situation: Situation) -> Measured:
    if named:
        return _named(slots), ()
    implied = _implied(slots)
    return implied if implied is not None else _of_rows_or_verbs(slots, situation)


def _of_rows_or_verbs(slots: Slots, situation: Situation) -> Measured:
    goods = "product" in {*slots.groups, *slots.entities}
    ranked = slots.rank and goods and slots.verbs  # 卖得最好的几个产品
    counted = None if ranked else _counted(slots)
    if counted is not None:
        return with_value((counted,), slots), ()
    return _from_verbs(slots, situation)


def _implied(slots: Slots) -> Measured | None:
    """Gives what is measured without being named: of bounds, ages, targets, and what fell."""
    if slots.bounds and slots.has("customer_noun") and not slots.verbs:
        return _of_bounded_customers(slots)
    named = [m.dimension for m in slots.mentions if slots.has("share")]
    of_rows = next((OF_DIMENSION[d] for d in (*slots.groups, *named) if d in OF_DIMENSION), None)
    if of_rows is not None and not slots.verbs.keys() - {"return", "pay"}:
        return (NUMBER_OF.get(of_rows, of_rows) if slots.has("count") else of_rows,), ()
    if slots.attained is not None:
        return ("attainment",), ()
    if slots.has("share") and slots.entities == ["order"] and not slots.verbs:
        return ("orders",), ()  # 官网订单占比
    return (("sales",), ("measure",)) if movement.asked_of(slots) and not slots.verbs else None


OF_A_PERIOD = frozenset({"sales", "orders", "units", "net_sales"})
HOW_OFTEN = "how often"


def _who_bought(slots: Slots, named: tuple[str, ...]) -> Measured:
    """Gives the number of customers who bought; their sales, where these are above a bound."""
    if slots.bounds:
        return (named if named == ("orders",) else ("sales",)), ()
    return (named if set(named) - {"customers", "orders", "units"} else ("buyers",)), ()


def _named(slots: Slots) -> tuple[str, ...]:
    """Gives the measures that are named, and those that are only hinted at beside them."""
    named = by_value(slots)
    _require_fitting_verbs(slots)
    sold = slots.verbs.get("sell", "do") not in GENERAL
    if named == ("collected",) and sold and slots.has("count"):
        return ("sales", "collected")
    counted = tuple(
        OF_UNIT[unit]
        for unit in slots.units
        if unit in {"orders", "units"} and not slots.bounds and unit not in named
    )
    beside = counted if len(named) == 1 and named[0] == "sales" and counted else ()
    return with_value(with_count((*_owed_beside(slots), *named, *beside), slots), slots)


def _of_bounded_customers(slots: Slots) -> Measured:
    """Gives what customers have more than so much of: orders or other rows, else money."""
    if "order" in slots.entities or "orders" in slots.units:
        return ("orders",), ()
    counted = counted_of(slots)
    if counted is not None:
        return (counted,), ()
    return ("sales",), ("measure",)


def _owed_beside(slots: Slots) -> tuple[str, ...]:
    """Gives what 欠 asks for beside the overdue amount: 还欠多少，逾期多少."""
    asks = "owe" in slots.verbs and slots.measures == ["overdue"]
    return ("outstanding",) if asks else ()


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
        slots.verbs[verb]
        for verb in slots.verbs
        if verb in FITTING and not FITTING[verb] & set(slots.measures)
    )
    if words:
        raise EndOfReading(NotUnderstood(words))


def _counts(slots: Slots, entity: str) -> bool:
    unit = {"customer": "customers"}.get(entity, "")
    counted = slots.has("count") and (entity in slots.entities or unit in slots.units)
    return counted and not (slots.rank or slots.asked)


def _counts_those_named(slots: Slots) -> bool:
    """Whether customers of somewhere are counted: 有多少个A级客户."""
    said = slots.units or slots.verbs or slots.entities or slots.groups or slots.bounds
    counted = slots.has("count") and not (slots.rank or slots.has("amount"))
    return counted and bool(slots.mentions) and not said and counts_customers(slots.sentence)


def _splits_them(slots: Slots) -> bool:
    """Whether it is asked how customers on file are distributed: 客户按级别分布."""
    said = slots.verbs or slots.periods or slots.units or slots.rank or slots.bounds
    split = bool(slots.groups) and {*slots.groups} <= KINDS_OF_CUSTOMERS
    only_them = slots.has("customer_noun") and not {*slots.entities} - {"customer"}
    spread = slots.flags.get("split") == "分布" or BY_KIND.search(slots.sentence.text) is not None
    return spread and split and only_them and not said


BY_KIND = re.compile(r"\b(?:customers|accounts|clients) (?:by|per) ")
"""How it is asked how many customers there are of each kind."""


KINDS_OF_CUSTOMERS = {"level", "city", "province", "region", "country", "industry", "owner"}


def _customers(slots: Slots, situation: Situation) -> str:
    """Gives which customers are counted: those on file, or those who ordered."""
    sells = slots.verbs.get("sell", "do") not in {"do", "did", "make", "made", "做", "doing"}
    if slots.verbs.keys() & {"buy", "order"} or ("sell" in slots.verbs and sells):
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
        raise EndOfReading(Doubtful("customers", "", options))
    return "customers"


def _counted(slots: Slots) -> str | None:
    """Gives what 多少 or "how many" counts, by its measure word or the entity named."""
    often = slots.flags.get("count") == HOW_OFTEN or slots.units[:1] == ["times"]  # 下了几次
    often = often and bool({"buy", "order"} & slots.verbs.keys())
    two = slots.has("of_two", "apart") or slots.compares_two
    if often or ("order" in slots.entities and two):
        return "orders"
    if "return" in slots.verbs and "product" in slots.entities:
        raise EndOfReading(NotUnderstood((slots.verbs["return"],)))
    if "return" in slots.verbs and counts_goods(slots):
        return "returned_units"
    if "opportunity" in slots.entities and slots.verbs.get("sell") in {"win", "won"}:
        return "won_count"
    return _by_its_unit(slots) or _by_its_noun(slots)


def _by_its_unit(slots: Slots) -> str | None:
    if "return" in slots.verbs and slots.units and slots.units[0] in RETURNED:
        return RETURNED[slots.units[0]]
    if slots.units[:1] == ["products"] and {"pay", "owe", "return"} & slots.verbs.keys():
        raise EndOfReading(NotUnderstood(tuple(slots.verbs.values())))
    if not slots.units or slots.units[0] not in OF_UNIT:
        return None
    counted = OF_UNIT[slots.units[0]]
    if counted == "orders" and "invoice" in slots.entities:  # 几张发票: no figure counts them
        spans = slots.sentence.spans
        raise EndOfReading(
            NotUnderstood(tuple(s.text for s in spans if s.may_be("entity", "invoice")))
        )
    return _sold_products(slots) if counted == "products" else counted


def _by_its_noun(slots: Slots) -> str | None:
    compared = (slots.rank or slots.has("of_two")) and slots.groups and not slots.verbs
    if "money" in slots.units or not (slots.has("count") or compared):
        return None
    counted = next((COUNTED[entity] for entity in slots.entities if entity in COUNTED), None)
    return _sold_products(slots) if counted == "products" else counted


def _sold_products(slots: Slots) -> str:
    sold = [word for word in slots.verbs.values() if word not in GENERAL]
    return "products_sold" if sold or slots.periods else "products"


def _from_verbs(slots: Slots, situation: Situation) -> Measured:
    verbs = slots.verbs.keys()
    if {"owe", "overdue", "uninvoiced"} & verbs and {"orders", "units", "customers"} & set(
        slots.units
    ):
        raise EndOfReading(NotUnderstood(tuple(slots.verbs.values())))
    owed = tuple(measure for verb, measure in OF_VERB.items() if verb in verbs)
    sold = slots.verbs.get("sell", "do") not in GENERAL
    if owed and sold and "pay" in verbs and not slots.mentions:
        return ("sales", *owed), ()
    if owed:
        return owed, ()
    placed = "order" in verbs and not ("buy" in verbs or ("sell" in verbs and sold))
    if placed and not slots.has("amount"):
        large = any(value > MOST_COUNTED for bound in slots.bounds for value in bound.values)
        return (("sales",) if large else ("orders",)), ()
    if verbs & {"sell", "buy"}:
        return _sold(slots, situation)
    if slots.has("amount") or "money" in slots.units:
        _require_of_orders(slots)
        return ("sales",), ()
    if _means_sales(slots):
        return ("sales",), ("measure",)
    raise EndOfReading(NotUnderstood((), lacking="measure"))


OF_OTHERS = ("return", "payment", "invoice", "contract", "opportunity")


def _require_of_orders(slots: Slots) -> None:
    """Ends reading where the money of something else than orders would be answered by sales."""
    spans = slots.sentence.spans
    words = tuple(span.text for span in spans if span.may_be("entity", *OF_OTHERS))
    if words and set(slots.entities) & set(OF_OTHERS):
        raise EndOfReading(NotUnderstood(words))


def _means_sales(slots: Slots) -> bool:
    """Whether a question that names no measure means sales: top 5 customers, 华东占比多少."""
    if slots.rank or slots.has("ranking", "of_two", *GROWTH):
        return True
    named = bool(slots.mentions or slots.periods)
    if named and (slots.has("trend") or (slots.has("why") and slots.moves)):
        return True
    split = _only_splits(slots) or _only_totals(slots)
    if split or only_names(slots) or _only_asks_how_much(slots):
        return True
    return _only_compares(slots) or (slots.has("share") and bool(slots.mentions or slots.groups))


OF_SALES = frozenset(
    "customer product model category owner team country region province city industry level"
    " channel day week month quarter year".split()
)
"""Dimensions by which sales are what is split, where nothing else is named."""


def _only_splits(slots: Slots) -> bool:
    """Whether a name or a time is only to be split: M40 by city, "channel split for printers"."""
    named = slots.mentions or slots.periods
    others = {*slots.entities} - {"customer", "product"}
    # Which models belong to sensors, every customer in London: those themselves are asked for.
    themselves = "customer" in slots.groups and not slots.periods
    if slots.asked or slots.has("which_any", "which_who") or themselves:
        return False
    return bool(slots.groups and named) and set(slots.groups) <= OF_SALES and not others


def _only_totals(slots: Slots) -> bool:
    """Whether only a total is asked for: "total for Astrid this month"."""
    named = slots.mentions or slots.periods
    return slots.flags.get("total") in TOTALS and bool(named) and not slots.entities


def _only_asks_how_much(slots: Slots) -> bool:
    """Whether it is only asked how much of some in a time: 华东、东北近三个月各多少."""
    text = slots.sentence.text
    how_many = slots.has("count_en") or slots.flags.get("count", "").startswith("how many")
    asks = slots.has("count") and not how_many
    asks = asks or slots.flags.get("split") in HOW_MUCH_EACH
    asks = asks or text.endswith(HOW_IT_GOES)
    said = slots.units or slots.verbs or slots.entities or slots.bounds or slots.asked or slots.rank
    of_sales = {m.dimension for m in slots.mentions} <= OF_SALES | {"warehouse"}
    return asks and bool(slots.mentions and slots.periods) and of_sales and not said


HOW_IT_GOES = ("怎么样", "什么情况", "情况如何")
HOW_MUCH_EACH = frozenset({"各多少", "各自多少", "各是多少", "分别", "各自"})
TOTALS = frozenset(
    "total|in total|grand total|totals|overall|总计|合计|总共|一共|总额|总数".split("|")
)


def _only_compares(slots: Slots) -> bool:
    two_names = len({mention.dimension for mention in slots.mentions}) < len(slots.mentions)
    return (slots.has("against", "change", "apart") or bool(slots.compare)) and (
        two_names or len(slots.periods) > 1 or bool(slots.compare) or slots.against_at == 0
    )


def _sold(slots: Slots, situation: Situation) -> Measured:
    """Gives what 卖了多少 or "how many did they buy" measures."""
    if slots.has("amount") or "money" in slots.units:
        return ("sales",), ()
    if slots.has("count_en"):
        return ("units",), ()
    if slots.rank_text in MOST and _about_products(slots):
        return (_most_sold(slots, situation),), ()
    of_product = any(mention.dimension in OF_PRODUCTS for mention in slots.mentions)
    all_in_all = slots.has("total") or asks_for_own_sales(slots)
    if slots.has("which_what") and (all_in_all or not (sold(slots) or bought(slots))):
        return ("sales",), ("measure",)  # what did we make
    if slots.has("which_what") or (of_product and not slots.rank and not slots.groups):
        return ("sales", "units"), ()
    return ("sales",), (() if slots.has("count") else ("measure",))


def _about_products(slots: Slots) -> bool:
    return bool(OF_PRODUCTS & {*slots.groups, *slots.asked})


def _most_sold(slots: Slots, situation: Situation) -> str:
    choice = situation.settled.get("@measure")
    if choice is not None:
        return choice
    options = (Option("sales", {"@measure": "sales"}), Option("units", {"@measure": "units"}))
    raise EndOfReading(Doubtful("measure", slots.rank_text, options))
