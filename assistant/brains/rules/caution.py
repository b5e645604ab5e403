"""What a frame cannot hold is not answered: clauses, two events, parts of parts.

A frame is flat: measures, splits, filters, one period. "Sales of customers with overdue" or 10月下单
11月付款的金额 are made of the same words as flat questions; dropping how they hang together would
give another question's number. Each rule here names the words that it stumbles over.
"""

from collections.abc import Callable

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
JOINTS = ("conj", "against", "range_to")


def require_flat(slots: Slots, situation: Situation) -> None:
    """Ends reading where a question says more than a frame can hold.

    Raises:
        EndOfReading: with the words that have no place.
    """
    for rule in RULES:
        words = rule(slots, situation)
        if words:
            raise EndOfReading(NotUnderstood(tuple(dict.fromkeys(words))))


def _clause(slots: Slots, _: Situation) -> list[str]:
    """Two measures side by side, one of which counts things: 有逾期的客户数, returned orders."""
    spans = slots.sentence.spans
    found = [(i, span.value("measure")) for i, span in enumerate(spans) if i in slots.measure_at]
    for (first, left), (second, right) in zip(found, found[1:], strict=False):
        counts = {left, right} & COUNTS
        if counts and left != right and not _joined(slots.sentence, first, second):
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
    first, second = slots.period_at[:2]
    between = slots.sentence.spans[first + 1 : second]
    plain = all(span.may_be("conj") or span.may_be("filler") for span in between)
    joined = _joined(slots.sentence, first, second)
    return [] if joined and plain else [slots.period_words[1]]


def _about_an_order(slots: Slots, _: Situation) -> list[str]:
    """A verb that picks orders or customers of which another measure is asked: 下单的订单的回款."""
    picked = slots.verbs.keys() & {"order", "buy"}
    orders = "order" in slots.entities and not slots.has("noun")
    named = set(slots.measures)
    if picked and orders and named and not named & {"orders", "units", "sales", "average_order"}:
        return [slots.verbs[verb] for verb in sorted(picked)]
    if {"pay", "return"} & slots.verbs.keys() and named and named <= {"orders", "units", "sales"}:
        return [slots.verbs[verb] for verb in ("pay", "return") if verb in slots.verbs]
    return []


def _other_nouns(slots: Slots, _: Situation) -> list[str]:
    """A noun such as 发票 or "contract" beside a measure that is not of it."""
    if slots.has("list") or not (slots.measures or slots.units):
        return []
    others = [e for e in slots.entities if e not in {"order", "customer", "product"}]
    return [] if slots.has("noun") or not others else [_word_of(slots, others[0])]


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
    """Several amounts as conditions, or one beside several measures: 订单数超过30或者销售额超过50万."""
    if len(slots.bounds) > 1 or (slots.bounds and len(slots.measures) > 1):
        return [span.text for span in slots.sentence.spans if span.number is not None]
    return []


def _days(slots: Slots, _: Situation) -> list[str]:
    """A number of days beside what is owed: it is an age, not an amount or a period."""
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
    if slots.has("two_ranks"):
        return [slots.flags["two_ranks"]]
    if ranked and len(slots.groups) > 1:
        return [slots.rank_text or _a_number(slots)]
    in_time = slots.groups and set(slots.groups) <= {"day", "week", "month", "quarter", "year"}
    if slots.has("by_position") and (in_time or not slots.groups and slots.periods):
        return [slots.flags["by_position"]] if not slots.entities else []
    return []


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
    return teams if people and "team" not in slots.groups else []


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
    _own,
    _team_of,
    _shipped_when,
)
"""What may be said that a frame cannot hold; the first that applies ends the reading."""
