"""What a frame cannot hold is not answered: clauses, two events, parts of parts.

A frame is flat: measures, splits, filters, one period. "Sales of customers with overdue" or
10月下单11月付款的金额 are made of the same words as flat questions; dropping how they hang
together would give another question's number. Each rule names the words that it stumbles over.
"""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise

from assistant.brains.rules import clauses, counting
from assistant.brains.rules.outcome import NotUnderstood
from assistant.brains.rules.sentence import Sentence
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
AHEAD = frozenset({"target", "pipeline", "open_deals", "contracts", "contract_amount"})
AFTER_AN_ORDER = frozenset({"collected", "payment_count", "returned", "return_count", "invoiced"})
"""Measures dated by themselves: 上季度订单的回款 may mean the orders' quarter or the payments'."""
OTHER_ENTITIES = ("payment", "return", "invoice", "contract", "opportunity", "contact", "activity")
BIG = frozenset({"最大", "最大的", "biggest", "largest"})
MANY = frozenset({"最多", "最多的", "最少", "最少的", "most", "the most", "fewest", "least"})
SOLD = frozenset({"sales", "net_sales", "orders", "units", "average_order"})
JOINTS = ("conj", "against", "range_to")


def require_flat(slots: Slots, situation: Situation) -> None:
    """Ends reading where a question says more than a frame can hold.

    Raises:
        EndOfReading: with the words that have no place.
    """
    for rule in (*RULES, *clauses.RULES, *counting.RULES):
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


def _from_to(slots: Slots, _: Situation) -> list[str]:
    """A change from one period to another, which reads like the one from the first to the last."""
    changed = slots.has("change") or bool(slots.moves)
    spans = [words for words in slots.period_words if words.startswith(("from ", "从"))]
    return spans if changed else []


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
        loose = {left, right} & COUNTS and not _joined(slots.sentence, first, second)
        if left != right and (loose or not between.strip()):
            return [spans[first].text, spans[second].text]
    return []


def _joined(sentence: Sentence, first: int, second: int) -> bool:
    """Whether two spans are items of a list: only 和, "and" or a comma stands between."""
    between = sentence.spans[first + 1 : second]
    text = sentence.text[sentence.spans[first].end : sentence.spans[second].start]
    comma = any(mark in text for mark in ",，、;；/&")
    return comma or any(span.may_be(joint) for span in between for joint in JOINTS)


def _two_events(slots: Slots, _: Situation) -> list[str]:
    """Two periods that nothing compares or joins: 10月下单11月付款的金额."""
    if len(slots.periods) < 2 or slots.compare or slots.has("against", "change", "of_two"):
        return []
    if slots.has("customer_noun") and {"buy", "order"} & slots.verbs.keys():
        return [slots.period_words[1]]  # who bought in both, or each quarter's buyers?
    if "buyers" in slots.measures and _tells_who(slots):
        return [slots.period_words[1]]
    first, second = slots.period_at[:2]
    between = slots.sentence.spans[first + 1 : second]
    plain = all(span.may_be("conj") or span.may_be("filler") for span in between)
    joined = _joined(slots.sentence, first, second)
    return [] if joined and plain else [slots.period_words[1]]


def _tells_who(slots: Slots) -> bool:
    spans = slots.sentence.spans
    return any(span.may_be("measure", "buyers") and " who " in span.text for span in spans)


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
    return [slots.flags["only"]] if slots.has("only") and after_only else []


def _many_bounds(slots: Slots, _: Situation) -> list[str]:
    """Several amounts as conditions, one beside several measures, or on a number of customers."""
    if slots.bounds and set(slots.measures) & (COUNTS - {"orders"}) and not slots.groups:
        return [span.text for span in slots.sentence.spans if span.number is not None]
    if len(slots.bounds) > 1 or (slots.bounds and len(slots.measures) > 1):
        return [span.text for span in slots.sentence.spans if span.number is not None]
    return []


def _days(slots: Slots, _: Situation) -> list[str]:
    """A number of days beside what is owed: it is an age, not an amount or a period."""
    if slots.due_before is not None:
        return []
    owed = OWED & set(slots.measures) or {"overdue", "owe", "pay"} & slots.verbs.keys()
    aged = [
        span.text
        for index, span in enumerate(slots.sentence.spans)
        if span.number is not None and _next_is_days(slots.sentence, index)
    ]
    within = [
        words
        for words, period in zip(slots.period_words, slots.periods, strict=True)
        if period.kind == "days" and any(character.isdigit() for character in words)
    ]
    return aged or (within if owed else [])


def _next_is_days(sentence: Sentence, index: int) -> bool:
    beside = sentence.touching(index, 1)
    return beside is not None and beside.may_be("dimension", "day", "week", "month", "year")


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


def _top_of_each(slots: Slots, _: Situation) -> list[str]:
    """The first ones within each group, both ends of a ranking, or the first in time."""
    ranked = bool(slots.rank or slots.limit or slots.nth)
    named = set(slots.measures)
    if slots.rank_text in BIG and "customer" in slots.groups and named and not named & SOLD:
        return [slots.rank_text]  # 最大客户的应收: the largest by sales, or by receivable?
    if slots.rank_text and slots.rank_text not in MANY and not named and _of_orders(slots):
        return [slots.rank_text]  # each customer's biggest order
    if slots.has("two_ranks"):
        return [slots.flags["two_ranks"]]
    if ranked and len(slots.groups) > 1:
        return [slots.rank_text or _a_number(slots)]
    in_time = slots.groups and set(slots.groups) <= {"day", "week", "month", "quarter", "year"}
    undecided = in_time or (not slots.groups and bool(slots.periods) and not slots.entities)
    return [slots.flags["by_position"]] if slots.has("by_position") and undecided else []


def _of_orders(slots: Slots) -> bool:
    return "order" in slots.entities and bool(slots.groups) and not slots.verbs


def _a_number(slots: Slots) -> str:
    return next((span.text for span in slots.sentence.spans if span.number is not None), "")


def _what_of_the_first(slots: Slots, _: Situation) -> list[str]:
    """What the top customer bought: a ranking inside a question."""
    return [slots.flags["which_what"]] if slots.has("which_what") and slots.rank else []


def _ahead(slots: Slots, situation: Situation) -> list[str]:
    """A period that has not begun, of what only the past has."""
    if set(slots.measures) & AHEAD or slots.has("ahead"):
        return []
    return [
        words
        for words, period in zip(slots.period_words, slots.periods, strict=True)
        if period.start > situation.today
    ]


def _running_total(slots: Slots, _: Situation) -> list[str]:
    """累计 by month: each month's total since the start, not each month's own."""
    said = slots.flags.get("total")
    in_time = {"day", "week", "month", "quarter", "year"} & set(slots.groups)
    return [said] if said in {"累计", "cumulative"} and (in_time or slots.has("trend")) else []


def _definition(slots: Slots, _: Situation) -> list[str]:
    """A word that asks for a definition, in a question for figures."""
    return [slots.flags["definition"]] if slots.has("definition") else []


def _expected_rows(slots: Slots, _: Situation) -> list[str]:
    """Expected orders: what lies ahead is known of deals and contracts only."""
    of_deals = {"opportunity", "contract"} & set(slots.entities) or AHEAD & set(slots.measures)
    return [slots.flags["ahead"]] if slots.has("ahead") and not of_deals else []


def _own(slots: Slots, situation: Situation) -> list[str]:
    """A manager's "my own": the figures here are those of the team."""
    if slots.has("scope_self") and situation.role != "rep":
        return [slots.flags["scope_self"]]
    return []


def _months_of_targets(slots: Slots, situation: Situation) -> list[str]:
    """A target of a part of a month: targets are monthly."""
    if not {"attainment", "gap"} & set(slots.measures):
        return []
    return [
        words
        for words, period in zip(slots.period_words, slots.periods, strict=True)
        if period.start.day != 1
        or not (period.end == situation.today or is_month_end(period.end) or period.running)
    ]


def is_month_end(day: date) -> bool:
    """Whether `day` is the last of its month."""
    return (day + timedelta(days=1)).day == 1


def _owed_until(slots: Slots, _: Situation) -> list[str]:
    """What was owed at a past date: payments since then are not taken back."""
    owed = OWED & set(slots.measures) or "owe" in slots.verbs
    return [
        words
        for words, period in zip(slots.period_words, slots.periods, strict=True)
        if owed and period.open_start
    ]


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


def _shipped_when(slots: Slots, _: Situation) -> list[str]:
    """上月发货的: shipped in that month, which is not the orders of that month that are shipped."""
    dated = slots.periods and "shipped" in slots.statuses
    words = [span.text for span in slots.sentence.spans if span.may_be("status", "shipped")]
    return [word for word in words if dated and word in {"shipped", "dispatched", "已发"}]


Rule = Callable[[Slots, Situation], list[str]]
RULES: tuple[Rule, ...] = (
    _negation,
    _bought_one_not_another,
    _from_to,
    _difference_of_figures,
    _from_to,
    _difference_of_figures,
    _clause,
    _two_events,
    _about_an_order,
    _other_nouns,
    _left_out_of_counts,
    _only_a_verb,
    _many_bounds,
    _days,
    _part_of_a_part,
    _top_of_each,
    _what_of_the_first,
    _ahead,
    _definition,
    _running_total,
    _expected_rows,
    _months_of_targets,
    _owed_until,
    _own,
    _team_of,
    _shipped_when,
)
"""What may be said that a frame cannot hold; the first that applies ends the reading."""
