"""Decides by what a question splits: what it names, or what 谁, 哪家 and best sellers are."""

from collections.abc import Callable

from assistant.brains.rules import movement
from assistant.brains.rules.slots import Slots
from assistant.brains.rules.words import GROWTH

ENTITY_DIMENSION = {"customer": "customer", "product": "product"}
COMPANIES = frozenset(
    "哪家 哪一家 是哪家 哪几家 是哪几家 都是哪几家 有哪几家 谁家 是谁家 是哪一家".split()
)
SELLERS = frozenset(
    {"bestseller", "bestsellers", "best sellers", "best seller", "top sellers", "畅销", "热销"}
)
CUSTOMERS_DO = frozenset(
    "returned return_rate return_count outstanding overdue collected complaints".split()
)
"""Measures of which 谁 means the customer, not the rep."""
SELLING = ("sell", "sold", "卖", "售", "销", "出", "move", "shift", "ship", "push", "发")
BUYING = frozenset({"buy", "owe", "order", "return", "pay", "overdue"})


def split_by(slots: Slots) -> tuple[str, ...]:
    """Gives the dimensions that the answer is split by."""
    if slots.has("total") and "across all " in slots.sentence.text:
        return ()  # the total across all regions
    found = [*slots.groups, *(d for d in _entities(slots) if d not in slots.groups)]
    for rule in () if found else RULES:
        dimension = rule(slots)
        if dimension:
            return (dimension,)
    return tuple(found)


def _entities(slots: Slots) -> list[str]:
    """Gives the nouns that are ranked or asked for."""
    ranked = bool(slots.rank or slots.has("ranking", *GROWTH))
    wanted = [entity for entity in slots.entities if ranked or entity in slots.asked]
    named = [] if slots.has("noun") else wanted
    return [
        ENTITY_DIMENSION[entity] for entity in dict.fromkeys(named) if entity in ENTITY_DIMENSION
    ]


def _customers(slots: Slots) -> str:
    """Customers who ordered more than three times, above 100k, or down on last year."""
    bounded = slots.bounds and slots.has("customer_noun") and slots.measures != ["orders"]
    moved = slots.has("customer_noun") and movement.asked_of(slots)
    return "customer" if slots.has("times") or bounded or moved else ""


def _goods_that_moved(slots: Slots) -> str:
    """Products that rose or fell: 今年增长20%以上的产品."""
    return "product" if slots.sentence.is_of("product") and movement.asked_of(slots) else ""


def _ranked(slots: Slots) -> str:
    """What is ranked where a word says it: best sellers, 哪家最多, 传感器里卖得最差的三个."""
    if slots.rank_text in SELLERS:
        return "product"
    if not slots.rank or slots.entities:
        return ""
    if slots.flags.get("which_any") in COMPANIES:
        return "customer"
    goods = bool(slots.mentions) and all(m.dimension == "category" for m in slots.mentions)
    sold = slots.verbs.get("sell", slots.rank_text).startswith(("卖", "sell", "sold"))
    what = goods or slots.sentence.text.startswith("what")
    return "product" if sold and what and not slots.has("which_who", "which_any") else ""


def _people(slots: Slots) -> str:
    """谁没完成目标, 没达标的名单: reps; 谁 of what customers do: customers."""
    asks = slots.has("which_who", "which_any", "list") or bool(slots.asked)
    asks = asks or slots.flags.get("profile") == "who is"
    if slots.attained is not None and asks:
        return "owner"
    if slots.flags.get("which_any") in COMPANIES and BUYING & slots.verbs.keys():
        return "customer"
    one_of_two = slots.has("of_two") and not slots.periods[1:]
    if not slots.has("which_who") or one_of_two:
        return ""
    buys = BUYING & slots.verbs.keys() or CUSTOMERS_DO & set(slots.measures)
    return "customer" if buys else "owner"


def _goods(slots: Slots) -> str:
    """买了什么, "what did they buy"."""
    traded = slots.verbs.keys() & {"return", "order"} or bought(slots) or sold(slots)
    total = slots.has("total") or asks_for_own_sales(slots)
    return "product" if slots.has("which_what") and traded and not total else ""


def _those_counted(slots: Slots) -> str:
    """The customers themselves, where they are asked for: 这个月新客户有哪些."""
    asks = slots.has("which_any", "list") or slots.sentence.text.startswith("who are ")
    asks = asks and not slots.has("count", "share", "trend", "change")
    return (
        "customer" if asks and len(slots.measures) == 1 and OF_CUSTOMERS & {*slots.measures} else ""
    )


OF_CUSTOMERS = frozenset({"new_customers", "buyers", "repeat_buyers"})
"""Measures that count customers."""


def _which_of_a_category(slots: Slots) -> str:
    """Which printers they bought, 销量最高的打印机: the products of a category."""
    if not slots.mentions or {m.dimension for m in slots.mentions} != {"category"}:
        return ""
    if slots.has("which_who", "share") or not set(slots.measures) <= OF_GOODS:
        return ""
    if not slots.mention_at:
        return ""  # carried over from the question before
    sentence, at = slots.sentence, min(slots.mention_at)
    after = sentence.touching(at, 1)
    if set(slots.entities) - {"customer"} or (after is not None and after.may_be("entity")):
        return ""
    ranked = sentence.near_is(at, -1, "rank", "top", "bottom")
    ranked = ranked and (bool(slots.measures) or slots.rank_text.endswith("selling"))
    asked = sentence.near_is(at, -1, "which", "any") or slots.flags.get("which_any") in MODELS
    traded = slots.measures or slots.verbs.keys() & {"buy", "sell", "order", "return"}
    return "product" if (asked and traded) or ranked else ""


OF_GOODS = frozenset(
    {"sales", "units", "net_sales", "average_price", "returned", "returned_units", "return_rate"}
)
MODELS = frozenset("哪款 是哪款 哪一款 哪几款 是哪几款 有哪几款".split())
"""Words that ask for products: 上个月销量最高的打印机是哪款."""


def asks_for_own_sales(slots: Slots) -> bool:
    """Whether somebody asks what they sold, all in all: "what did i sell in the uk this year"."""
    own = slots.has("scope_own", "scope_company") and slots.flags.get("which_what") == "what did"
    return own and slots.verbs.keys() == {"sell"}


def sold(slots: Slots) -> bool:
    """Whether something was sold, and not only done: "what did we make" asks for money."""
    return slots.verbs.get("sell", "").startswith(SELLING)


def bought(slots: Slots) -> bool:
    """Whether something was bought; "what did we take" is about what came in."""
    took = slots.verbs.get("buy") in {"take", "took", "get", "got", "taken"}
    return "buy" in slots.verbs and not (took and slots.has("scope_company"))


RULES: tuple[Callable[[Slots], str], ...] = (
    _customers,
    _goods_that_moved,
    _ranked,
    _people,
    _goods,
    _which_of_a_category,
    _those_counted,
)
"""What is meant where no dimension is named; the first that applies."""
