"""Decides what a question measures: from the measures it names, what it counts, or its verbs."""

from assistant.brains.rules import movement
from assistant.brains.rules.clauses import MOST_COUNTED
from assistant.brains.rules.counting import COUNTS as VALUED
from assistant.brains.rules.counting import VALUE_OF, counts_customers
from assistant.brains.rules.outcome import Doubtful, NotUnderstood, Option
from assistant.brains.rules.situation import EndOfReading, Situation
from assistant.brains.rules.slots import Slots
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
WON = {"赢单", "won", "won deals", "deals won", "closed won"}
"""Words that ask for the deals themselves: by amount and by number."""
GENERAL = {"do", "did", "make", "made", "做", "doing", "get", "got"}
"""Words for selling that mean nothing when customers are counted: how many do we have."""


def measures(slots: Slots, situation: Situation) -> Measured:
    """Gives what is measured, and `measure` where the question left that open."""
    named = _by_value(slots)
    if slots.verbs.keys() & {"buy", "order"} and counts_customers(slots.sentence):
        return _who_bought(slots, named)
    if named == ("customers",) or (not named and _counts(slots, "customer")):
        return (_customers(slots, situation),), ()
    if named:
        return _named(slots), ()
    implied = _implied(slots)
    if implied is not None:
        return implied
    sold = slots.rank and "product" in slots.groups and slots.verbs  # 卖得最好的几个产品
    counted = None if sold else _counted(slots)
    return ((counted,), ()) if counted is not None else _from_verbs(slots, situation)


def _implied(slots: Slots) -> Measured | None:
    """Gives what is measured without being named: of bounds, ages, targets, and what fell."""
    if slots.bounds and slots.has("customer_noun") and not slots.verbs:
        return _of_bounded_customers(slots)
    if "age" in slots.groups:
        return ("outstanding",), ()
    if slots.attained is not None:
        return ("attainment",), ()
    return (("sales",), ("measure",)) if movement.asked_of(slots) and not slots.verbs else None


REACHED = frozenset({"完成", "完成了", "做到", "达成", "实现", "做了", "hit", "reached", "made"})
"""What is done to a target, of which it is then asked how much of it."""


def _who_bought(slots: Slots, named: tuple[str, ...]) -> Measured:
    """Gives the number of customers who bought; their sales, where these are above a bound."""
    if slots.bounds:
        return (named if named == ("orders",) else ("sales",)), ()
    return (named if set(named) - {"customers", "orders", "units"} else ("buyers",)), ()


def _asks_how_much(slots: Slots) -> str:
    """Gives the word that asks for money of what is counted: how much is in open deals."""
    said = slots.flags.get("amount", "")
    money = said in {"how much", "how much money", "多少钱", "金额", "多少金额"}
    return said if money and not slots.has("count") and len(slots.measures) == 1 else ""


def _by_value(slots: Slots) -> tuple[str, ...]:
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


def _named(slots: Slots) -> tuple[str, ...]:
    """Gives the measures that are named, and those that are only hinted at beside them."""
    named = _by_value(slots)
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
    return _with_count((*_owed_beside(slots), *named, *beside), slots)


def _of_bounded_customers(slots: Slots) -> Measured:
    """Gives what customers have more than so much of: orders, else money."""
    if "order" in slots.entities or "orders" in slots.units:
        return ("orders",), ()
    return ("sales",), ("measure",)


def _owed_beside(slots: Slots) -> tuple[str, ...]:
    """Gives what 欠 asks for beside the overdue amount: 还欠多少，逾期多少."""
    asks = "owe" in slots.verbs and slots.measures == ["overdue"]
    return ("outstanding",) if asks else ()


def _with_count(named: tuple[str, ...], slots: Slots) -> tuple[str, ...]:
    """Gives the count where "how many returns" names the sum by the same word."""
    counts = {"returned": "return_count", "won": "won_count", "lost": "lost_count"}
    counts |= {"pipeline": "open_deals", "collected": "payment_count"}
    asks_number = slots.has("count_en") or {"orders", "times"} & set(slots.units)
    if len(named) == 1 and asks_number:
        return (counts.get(named[0], named[0]),)
    said = slots.sentence.spans[slots.measure_at[0]].text if slots.measure_at else ""
    return ("won", "won_count") if named == ("won",) and said in WON else named


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
    return (counted or _counts_such_customers(slots)) and not (slots.rank or slots.asked)


def _counts_such_customers(slots: Slots) -> bool:
    """Whether customers of some kind are counted: "how many food customers do we have"."""
    if slots.groups or slots.bounds or set(slots.verbs.values()) - GENERAL:
        return False
    return slots.has("count") and slots.has("customer_noun") and counts_customers(slots.sentence)


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
    if "order" in slots.entities and (slots.has("of_two") or slots.compares_two):
        return "orders"
    if "return" in slots.verbs and "product" in slots.entities:
        raise EndOfReading(NotUnderstood((slots.verbs["return"],)))
    if "opportunity" in slots.entities and slots.verbs.get("sell") in {"win", "won"}:
        return "won_count"
    if "return" in slots.verbs and slots.units and slots.units[0] in RETURNED:
        return RETURNED[slots.units[0]]
    if slots.units[:1] == ["products"] and {"pay", "owe", "return"} & slots.verbs.keys():
        raise EndOfReading(NotUnderstood(tuple(slots.verbs.values())))
    if slots.units and slots.units[0] in OF_UNIT:
        counted = OF_UNIT[slots.units[0]]
        return _sold_products(slots) if counted == "products" else counted
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
    if "order" in verbs and not verbs & {"buy", "sell"}:
        large = any(value > MOST_COUNTED for bound in slots.bounds for value in bound.values)
        return (("sales",) if large else ("orders",)), ()
    if verbs & {"sell", "buy"}:
        return _sold(slots, situation)
    if slots.has("amount") or "money" in slots.units:
        return ("sales",), ()
    if _means_sales(slots):
        return ("sales",), ("measure",)
    raise EndOfReading(NotUnderstood((), lacking="measure"))


def _means_sales(slots: Slots) -> bool:
    """Whether a question that names no measure means sales: top 5 customers, 华东占比多少."""
    if slots.rank or slots.has("ranking", "of_two", *GROWTH):
        return True
    if slots.has("trend") and (slots.mentions or slots.periods):
        return True
    if _only_splits(slots) or _only_totals(slots):
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


TOTALS = frozenset(
    "total|in total|grand total|totals|overall|总计|合计|总共|一共|总额|总数".split("|")
)


def _only_compares(slots: Slots) -> bool:
    two_names = len({mention.dimension for mention in slots.mentions}) < len(slots.mentions)
    return (slots.has("against", "change") or bool(slots.compare)) and (
        two_names or len(slots.periods) > 1 or bool(slots.compare)
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
