"""What is said of customers and is no figure itself: overdue customers, those above a million.

A frame has figures and filters. Customers described by one figure, of whom another one is asked,
need both; `segments.py` follows some of these, and the rest is not answered. Each rule names the
words that it stumbles over (see `caution.py`).
"""

from assistant.brains.rules.lexicon import is_cjk
from assistant.brains.rules.situation import Situation
from assistant.brains.rules.slots import Slots
from assistant.brains.rules.spans import Span

OWED = frozenset({"overdue", "outstanding", "uninvoiced"})
OWING_VERBS = frozenset({"overdue", "owe", "uninvoiced"})
COUNTED_UNITS = frozenset({"orders", "times", "products", "customers", "people"})
MOST_COUNTED = 10_000
"""More orders, visits or complaints than this nobody has: 10万 is an amount."""
EVENTS = frozenset({"orders", "complaints", "visits", "calls", "return_count", "open_deals"})
NEVER_SO_MANY = frozenset(
    "customers buyers new_customers repeat_buyers open_deals won_count lost_count contracts".split()
)
"""Numbers of what there are never ten thousand, where an amount of each is meant."""
OF_DEALS = ("contract", "opportunity", "invoice", "payment")
WHERE = frozenset({"city", "province", "region", "country", "industry"})
"""Of what two can be told apart by 谁: 宁波和苏州谁卖得多."""
INDUSTRY = frozenset({"industry", "category", "channel"})


def customer_at(slots: Slots) -> list[int]:
    """Gives where customers are spoken of."""
    spans = slots.sentence.spans
    return [at for at, span in enumerate(spans) if span.may_be("entity", "customer")]


def owing_described(slots: Slots, _: Situation) -> list[str]:
    """Customers who owe, of whom something else is asked: 有逾期的客户今年的销售额."""
    named = set(slots.measures)
    owed = OWED & named or OWING_VERBS & slots.verbs.keys()
    others = named - OWED - {"customers"}
    asked = others or {"buy", "sell", "order"} & slots.verbs.keys()
    if not owed or not (asked or "order" in slots.entities) or not customer_at(slots):
        return []
    return [span.text for span in _before_customers(slots) if _is_owed(span)]


def _is_owed(span: Span) -> bool:
    return span.may_be("measure", *OWED) or span.may_be("verb", *OWING_VERBS)


def _before_customers(slots: Slots) -> list[Span]:
    """Gives the words that describe the customers: those before the noun, in English behind too."""
    spans, at = slots.sentence.spans, customer_at(slots)[0]
    if is_cjk(spans[at].text[0]):
        return list(spans[:at])
    behind = [span for span in spans[at + 1 :] if _is_owed(span)]
    return [*spans[max(at - 1, 0) : at], *behind]


def counted_bound(slots: Slots, _: Situation) -> list[str]:
    """A number of orders, times or products as a condition on a figure that is none of these."""
    sentence = slots.sentence
    named = set(slots.measures)
    for index, span in enumerate(sentence.spans):
        if span.number is None or not slots.bounds:
            continue
        after = sentence.touching(index, 1)
        units = {role.value for role in after.roles if role.kind == "unit"} if after else set[str]()
        counted = units & COUNTED_UNITS
        if counted - {"orders", "times"} and not named & EVENTS:
            return [span.text, after.text if after is not None else ""]
        if "times" in counted and not named & (EVENTS | {"orders"}):
            return [span.text, after.text if after is not None else ""]
        if "orders" in counted and named and not named & {"orders"}:
            return [span.text]
        too_many = any(value > MOST_COUNTED for bound in slots.bounds for value in bound.values)
        if too_many and named and named <= NEVER_SO_MANY:
            return [span.text]
        if too_many and (named & EVENTS or "order" in slots.entities) and customer_at(slots):
            return [] if slots.has("whose_orders") else [span.text]
    return []


def part_of_those(slots: Slots, _: Situation) -> list[str]:
    """The share or the total of those who meet a bound, which is no row of theirs."""
    of_all = slots.has("share") or slots.flags.get("total") in {"合计", "一共", "总共", "in total"}
    return (
        [span.text for span in slots.sentence.spans if span.number is not None][:1]
        if (slots.bounds and of_all and customer_at(slots))
        else []
    )


def changed_customers(slots: Slots, _: Situation) -> list[str]:
    """Customers whose figure fell or rose, and who adds to a growth."""
    spans = slots.sentence.spans
    ends = customer_at(slots)[-1:] == [len(spans) - 1] and is_cjk(spans[-1].text[0])
    if slots.has("change") and ends and not (slots.has("drag") or slots.rank or slots.moves):
        return [slots.flags["change"]]
    if slots.has("of_two") and ends and not slots.periods:
        return [slots.flags.get("of_two", "")]
    kinds = [m.dimension for m in slots.mentions if m.dimension not in {"customer", "owner"}]
    two = slots.has("of_two") and len(slots.mentions) == len(kinds) == 2 and set(kinds) <= WHERE
    if slots.has("which_who") and len(kinds) > len(set(kinds)) and not two:
        return [slots.flags["which_who"]]  # A or B: who has more?
    if slots.has("share", "change") and slots.has("share") and slots.has("change"):
        return [slots.flags["share"]]
    if slots.has("most_decline") and "opportunity" in slots.entities:
        return [slots.flags["most_decline"]]
    return []


def whose_customers(slots: Slots, _: Situation) -> list[str]:
    """谁的客户最多 counts customers by rep; buyers of each month are none of every month."""
    if slots.has("which_who") and slots.rank and not slots.measures and not slots.verbs:
        at = customer_at(slots)[:1]
        after_who = [i for i in at if slots.sentence.near_is(i, -1, "which", "who")]
        return [slots.sentence.spans[i].text for i in after_who]
    every = [span.text for span in slots.sentence.spans if span.may_be("each_time")]
    buys = {"buy", "order"} & slots.verbs.keys() or "buyers" in slots.measures
    marked = [word for word in every if "every" in word or word.startswith("每")]
    counted = slots.measures and set(slots.measures) - {"buyers", "customers"}
    if any(
        span.may_be("measure", "buyers") and _is_a_number(span) for span in slots.sentence.spans
    ):
        return []  # 每个季度的下单客户数
    described = "buyers" in slots.measures or customer_at(slots)
    return marked[:1] if marked and buys and described and not counted else []


def _is_a_number(span: Span) -> bool:
    """Whether a word says itself that it counts: 下单客户数, not 下单客户."""
    return span.text.endswith("数") or span.text.startswith("number of")


def of_other_rows(slots: Slots, _: Situation) -> list[str]:
    """Customers by their contracts or deals, said so that `events.py` does not follow."""
    if not customer_at(slots) or slots.measures:
        return []
    spans = slots.sentence.spans
    return [span.text for span in spans if span.may_be("entity", *OF_DEALS)]


def counts_at(slots: Slots) -> list[int]:
    """Gives where numbers are asked for; 金额多少 asks for money."""
    sentence = slots.sentence
    found = [at for at, span in enumerate(sentence.spans) if span.may_be("count")]
    return [at for at in found if not sentence.near_is(at, -1, "amount")]


def two_counts(slots: Slots, _: Situation) -> list[str]:
    """Two things that are asked for, of which one was read: 销售额多少订单多少单."""
    counts = [slots.sentence.spans[at].text for at in counts_at(slots)]
    two = len(counts) > 1 and len(slots.measures) == 1 and bool(slots.entities)
    return counts[1:2] if two else []


def another_company(slots: Slots, _: Situation) -> list[str]:
    """A piece of a name with another trade behind it is another company: 恒力化工."""
    spans = slots.sentence.spans
    for index, span in enumerate(spans[:-1]):
        beside = spans[index + 1]
        if span.name is None or beside.name is None:
            continue
        gap = slots.sentence.text[span.end : beside.start]
        customer = span.name.names[0].dimension == "customer"
        if customer and beside.name.names[0].dimension in INDUSTRY and not gap.strip():
            return [span.text + gap + beside.text]
    return []


def before_in_a_year(slots: Slots, _: Situation) -> list[str]:
    """今年6月前: since January, or ever since?"""
    return [
        words
        for words, period in zip(slots.period_words, slots.periods, strict=True)
        if period.open_start
        and any(year in words for year in ("今年", "去年", "this year", "last year"))
    ]


def price(slots: Slots, _: Situation) -> list[str]:
    """What a product costs: no figure here is a price."""
    said = slots.flags.get("amount", "")
    of_product = any(m.dimension in {"product", "model"} for m in slots.mentions)
    alone = not (slots.measures or slots.verbs or slots.periods)
    return [said] if said in {"多少钱", "how much"} and of_product and alone else []


RULES = (
    owing_described,
    counted_bound,
    part_of_those,
    changed_customers,
    whose_customers,
    of_other_rows,
    another_company,
    two_counts,
    before_in_a_year,
    price,
)
