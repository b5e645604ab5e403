"""What a frame cannot hold is not answered: clauses, two events, parts of parts.

A frame is flat: measures, splits, filters, one period. "Sales of customers with overdue" or
10月下单11月付款的金额 are made of the same words as flat questions; dropping how they hang
together would give another question's number. Each rule names the words that it stumbles over.
"""

from collections.abc import Callable
from itertools import pairwise

from assistant.brains.rules import clauses, counting, times
from assistant.brains.rules.firsts import of_each
from assistant.brains.rules.lexicon import is_cjk
from assistant.brains.rules.mentions import OF_DEALS
from assistant.brains.rules.outcome import NotUnderstood
from assistant.brains.rules.sentence import joined
from assistant.brains.rules.situation import EndOfReading, Situation
from assistant.brains.rules.slots import Slots
from assistant.brains.rules.spans import Span

COUNTS = frozenset(
    {
        "orders",
        "customers",
        "buyers",
        "new_customers",
        "repeat_buyers",
        "products",
        "products_sold",
        "contracts",
        "cancelled_orders",
        "pending_orders",
        "draft_orders",
    }
)
"""Measures that count what a clause can describe: customers *with*, orders *of*."""
OWED = frozenset({"overdue", "outstanding", "uninvoiced"})
OF_PRODUCTS = frozenset({"product", "model", "category"})
AFTER_AN_ORDER = frozenset({"collected", "payment_count", "returned", "return_count", "invoiced"})
"""Measures dated by themselves: 上季度订单的回款 may mean the orders' quarter or the payments'."""
OTHER_ENTITIES = ("payment", "return", "invoice", "contract", "opportunity", "contact", "activity")
DEALS = frozenset({"deal", "deals", "opportunity", "opportunities", "opp", "opps", "商机"})
BIG = frozenset({"最大", "最大的", "biggest", "largest"})
MANY = frozenset({"最多", "最多的", "最少", "最少的", "most", "the most", "fewest", "least"}) | {
    "busiest",
    "quietest",
}
SOLD = frozenset({"sales", "net_sales", "orders", "units", "average_order"})


def require_flat(slots: Slots, situation: Situation) -> None:
    """Ends reading where a question says more than a frame can hold.

    Raises:
        EndOfReading: with the words that have no place.
    """
    for rule in (*RULES, *times.RULES, *clauses.RULES, *counting.RULES):
        words = rule(slots, situation)
        if words:
            raise EndOfReading(NotUnderstood(tuple(dict.fromkeys(words))))


def _negation(slots: Slots, _: Situation) -> list[str]:
    """Something that was not done, said in a way that `events.py` does not follow."""
    return [slots.flags["not"]] if slots.has("not") else []


def _bought_one_not_another(slots: Slots, _: Situation) -> list[str]:
    """Customers who bought one thing and not another, said so that `events.py` cannot follow."""
    bought = {"buy", "order"} & slots.verbs.keys() or "buyers" in slots.measures
    who = slots.has("customer_noun", "which_who") or "buyers" in slots.measures
    who = who or not slots.measures
    left_out = [m.text for m in slots.mentions if m.negated and m.dimension in OF_PRODUCTS]
    return left_out if bought and who else []


def _difference_of_figures(slots: Slots, _: Situation) -> list[str]:
    """The difference between two figures, which is no change in time."""
    said = slots.flags.get("change", "")
    two = len(slots.measures) > 1 and len(slots.periods) < 2 and not slots.compare
    return [said] if two and said in {"difference", "delta"} else []


def _clause(slots: Slots, _: Situation) -> list[str]:
    """Two measures side by side that nothing joins: returned orders, 平均每单数量."""
    spans = slots.sentence.spans
    found = [(i, span.value("measure")) for i, span in enumerate(spans) if i in slots.measure_at]
    for (first, left), (second, right) in pairwise(found):
        if {left, right} == {"won_count", "lost_count"}:
            continue  # 赢了几单丢了几单
        if {left, right} & OWED and "customers" in {left, right}:
            continue  # customers with overdue are read as such (`owing.py`)
        between = slots.sentence.text[spans[first].end : spans[second].start]
        loose = {left, right} & COUNTS and not joined(slots.sentence, first, second)
        if left != right and (loose or not between.strip()):
            return [spans[first].text, spans[second].text]
    return []


def _about_an_order(slots: Slots, _: Situation) -> list[str]:
    """Orders of which another measure is asked: 下单的订单的回款, 上季度订单的回款额."""
    named = set(slots.measures)
    orders = "order" in slots.entities and not slots.has("noun")
    if orders and named & AFTER_AN_ORDER:
        return [_word_of(slots, "order")]
    picked = slots.verbs.keys() & {"order", "buy"}
    if "return" in slots.verbs and "order" in slots.entities:
        return [slots.verbs["return"]]
    if picked and named and named <= OWED:
        return [slots.verbs[verb] for verb in sorted(picked)]
    if picked and orders and named and not named & {"orders", "units", "sales", "average_order"}:
        return [slots.verbs[verb] for verb in sorted(picked)]
    if {"pay", "return"} & slots.verbs.keys() and named and named <= {"orders", "units", "sales"}:
        return [slots.verbs[verb] for verb in ("pay", "return") if verb in slots.verbs]
    return []


def _other_nouns(slots: Slots, _: Situation) -> list[str]:
    """A noun such as 发票 or "contract" beside a measure that is not of it."""
    if slots.has("list") or not (slots.measures or slots.units or slots.has("count")):
        return []
    words = [
        span.text
        for index, span in enumerate(slots.sentence.spans)
        if span.may_be("entity", *OTHER_ENTITIES) and index not in slots.measure_at
    ]
    counted = slots.has("count") and not slots.measures and len(slots.entities) == 1
    if slots.measures and set(slots.measures) <= {*OF_DEALS}:
        words = [word for word in words if word not in DEALS]  # the win rate of deals
    products = "product" in slots.entities and slots.measures == ["customers"]
    if products:
        return [_word_of(slots, "product")]
    return [] if counted else words


def _word_of(slots: Slots, entity: str) -> str:
    spans = slots.sentence.spans
    return next((span.text for span in spans if span.may_be("entity", entity)), entity)


def _left_out_of_counts(slots: Slots, _: Situation) -> list[str]:
    """Products left out, required together or alone, where orders or customers are counted.

    不含T30的订单数 is the number of orders without a line of T30, not of orders with another line.
    """
    products = [m for m in slots.mentions if m.dimension in OF_PRODUCTS]
    counted = set(slots.measures) & COUNTS or slots.asked or _counts_customers(slots)
    if not products or not counted:
        return []
    negated = [mention.text for mention in products if mention.negated]
    several = [mention.text for mention in products] if len(products) > 1 else []
    only = [slots.flags["only"]] if slots.has("only") else []
    return negated or several or only


def _counts_customers(slots: Slots) -> bool:
    counted = slots.has("count") or slots.has("which_any", "which_who")
    return slots.has("customer_noun") and (counted or bool(slots.verbs))


def _only_a_verb(slots: Slots, _: Situation) -> list[str]:
    """只买过T30: only what was bought, not only what is looked at."""
    after_only = {"buy", "order", "sell", "pay", "return"} & slots.verbs.keys()
    only = slots.flags.get("only", "")
    return [only] if only and not only.endswith("看") and after_only and not slots.nth else []


def _in_and_out(slots: Slots, _: Situation) -> list[str]:
    """A name left out and named once more: 国内和海外, where 国内 is all but 海外."""
    named = [value for mention in slots.mentions for value in mention.names[0].values]
    left_out = [m for m in slots.mentions if m.negated]
    return [m.text for m in left_out if any(named.count(v) > 1 for v in m.names[0].values)]


def _who_of_one(slots: Slots, _: Situation) -> list[str]:
    """Who it is at one customer, whose figures are not those of anybody else: 青禾电子采购是谁."""
    one = [m for m in slots.mentions if m.dimension == "customer" and not m.negated]
    asks = slots.has("which_who") and not (slots.groups or slots.entities or slots.rank)
    done = bool(slots.verbs) and slots.verbs.keys() <= {"buy", "order"} and not slots.measures
    return [slots.flags["which_who"]] if len(one) == 1 and asks and done else []


def _many_bounds(slots: Slots, _: Situation) -> list[str]:
    """Several amounts as conditions, one beside several measures, or on a number of customers."""
    if slots.bounds and set(slots.measures) & (COUNTS - {"orders"}) and not slots.groups:
        return [span.text for span in slots.sentence.spans if span.number is not None]
    if len(slots.bounds) > 1 or (slots.bounds and len(slots.measures) > 1):
        return [span.text for span in slots.sentence.spans if span.number is not None]
    return []


def _part_of_a_part(slots: Slots, _: Situation) -> list[str]:
    """A share of what is itself a part, where it is not said which is which."""
    if not slots.has("share"):
        return []
    if slots.currencies or "currency" in slots.groups:
        return [slots.flags["share"]]
    kinds = {mention.dimension for mention in slots.mentions}
    if len(kinds) < 2 or slots.groups:
        return []
    before = [
        m for i, m in zip(slots.mention_at, slots.mentions, strict=True) if i < slots.share_at
    ]
    told = 0 < len(before) < len(slots.mentions) and slots.flags["share"].startswith("占")
    return [] if told else [slots.flags["share"]]


def _done_beside_a_figure(slots: Slots, _: Situation) -> list[str]:
    """What was done says who is meant, and is no figure beside another: 退过货、还有逾期的客户."""
    done = [text for verb, text in slots.verbs.items() if verb == "return" and "过" in text]
    owing = {"overdue", "owe"} & slots.verbs.keys() or OWED & {*slots.measures}
    if slots.bounds and "buy" in slots.verbs and set(slots.measures) <= {"returned"}:
        return list(slots.measures)  # who returned stuff and spent less than 100k
    return done if owing and slots.has("customer_noun") else []


def _top_of_each(slots: Slots, _: Situation) -> list[str]:
    """The first ones within each group, both ends of a ranking, or the first in time."""
    ranked = bool(slots.rank or slots.limit or slots.nth)
    named = set(slots.measures)
    if slots.rank_text in BIG and "customer" in slots.groups and named and not named & SOLD:
        # 最大客户的应收: the largest by sales, or by receivable? 应收最大的客户 says it.
        return [] if _says_by_what(slots) else [slots.rank_text]
    if slots.rank_text and slots.rank_text not in MANY and not named and _of_orders(slots):
        return [slots.rank_text]  # each customer's biggest order
    if slots.has("two_ranks"):
        return [slots.flags["two_ranks"]]
    if ranked and len(slots.groups) > 1 and of_each(slots) is None:
        return [slots.rank_text or _a_number(slots)]
    in_time = slots.groups and set(slots.groups) <= {"day", "week", "month", "quarter", "year"}
    undecided = in_time or (not slots.groups and bool(slots.periods) and not slots.entities)
    return [slots.flags["by_position"]] if slots.has("by_position") and undecided else []


def _says_by_what(slots: Slots) -> bool:
    """Whether a Chinese measure stands right before the word that ranks by it."""
    spans = slots.sentence.spans
    at = next((i for i, span in enumerate(spans) if span.text == slots.rank_text), 0)
    before = slots.sentence.touching(at, -1)
    return before is not None and before.may_be("measure") and is_cjk(before.text[0])


def _of_orders(slots: Slots) -> bool:
    return "order" in slots.entities and bool(slots.groups) and not slots.verbs


def _a_number(slots: Slots) -> str:
    return next((span.text for span in slots.sentence.spans if span.number is not None), "")


def _what_of_the_first(slots: Slots, _: Situation) -> list[str]:
    """What the top customer bought: a ranking inside a question."""
    return [slots.flags["which_what"]] if slots.has("which_what") and slots.rank else []


def _definition(slots: Slots, _: Situation) -> list[str]:
    """A word that asks for a definition, in a question for figures."""
    return [slots.flags["definition"]] if slots.has("definition") else []


def _own(slots: Slots, situation: Situation) -> list[str]:
    """A manager's "my own": the figures here are those of the team."""
    if slots.has("scope_self") and situation.role != "rep":
        return [slots.flags["scope_self"]]
    return []


def _team_of(slots: Slots, _: Situation) -> list[str]:
    """Somebody's team: 高星野的团队. The figures of a name are that person's alone."""
    spans = slots.sentence.spans
    people = any(mention.dimension == "owner" for mention in slots.mentions)
    teams = [
        span.text for span in spans if span.may_be("dimension", "team") and not _led(slots, span)
    ]
    return teams if people else []


def _led(slots: Slots, span: Span) -> bool:
    index = slots.sentence.spans.index(span)
    return slots.sentence.near_is(index, -1, "by")


Rule = Callable[[Slots, Situation], list[str]]
RULES: tuple[Rule, ...] = (
    _negation,
    _bought_one_not_another,
    _difference_of_figures,
    _clause,
    _about_an_order,
    _other_nouns,
    _left_out_of_counts,
    _only_a_verb,
    _in_and_out,
    _who_of_one,
    _many_bounds,
    _part_of_a_part,
    _done_beside_a_figure,
    _top_of_each,
    _what_of_the_first,
    _definition,
    _own,
    _team_of,
)
"""What may be said that a frame cannot hold; the first that applies ends the reading."""
