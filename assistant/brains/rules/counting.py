"""Numbers of people and rows, which are easily taken for amounts; what is then not answered.

"More than 200 orders" is no amount of an order, and "how many of our customers bought" no quantity
of goods. Each rule names the words that it stumbles over (see `caution.py`).
"""

from assistant.brains.rules.sentence import Sentence
from assistant.brains.rules.situation import Situation
from assistant.brains.rules.slots import Slots
from assistant.brains.rules.spans import Span

OTHERS = ("payment", "invoice", "contract", "opportunity", "contact", "activity")
OF_EVENTS = frozenset({"visits", "calls", "complaints", "tickets", "trainings", "activities"})
AUXILIARY = frozenset({"do", "did", "make", "made", "get", "got", "做", "做了", "产生", "handled"})
VALUE_OF = {
    "orders": "sales",
    "open_deals": "pipeline",
    "contracts": "contract_amount",
    "won_count": "won",
    "lost_count": "lost",
}
"""The measure that is the value of what another one counts."""
WORTH = {**VALUE_OF, "payment_count": "collected", "return_count": "returned"}
"""The measure that is the money of what is counted, where both are asked for."""
COUNTS = frozenset({*VALUE_OF, "cancelled_orders", "pending_orders", "draft_orders"})


def counts_customers(sentence: Sentence) -> bool:
    """Whether customers are what is counted: how many of our A customers, A级客户里有多少."""
    for index, span in enumerate(sentence.spans):
        if span.may_be("count") and _leads_to_customers(sentence, index):
            return True
    of_those = [span.text for span in sentence.spans if span.may_be("count_of_those")]
    return bool(of_those) and (sentence.any_may_be("entity") or of_those[0].endswith("家"))


def _leads_to_customers(sentence: Sentence, index: int) -> bool:
    for span in sentence.spans[index + 1 :]:
        if span.may_be("entity", "customer") or span.may_be("unit", "customers"):
            return True
        if not (
            span.name or span.may_be("filler") or span.may_be("scope") or span.may_be("suffix")
        ):
            return False
    return False


def of_other_rows(slots: Slots, _: Situation) -> list[str]:
    """Payments, contracts or deals where sales are only guessed at: largest payment, who from."""
    if slots.measures or slots.units or slots.has("count"):
        return []
    told = {"sell", "owe", "overdue", "uninvoiced"} & slots.verbs.keys()
    assumed = bool(slots.rank or told) or slots.has("which_who", "share")
    words = [span.text for span in slots.sentence.spans if span.may_be("entity", *OTHERS)]
    listed = set(slots.entities) <= {*OTHERS} and slots.has("list")
    return words if assumed and words and not listed and "pay" not in slots.verbs else []


def of_people(slots: Slots, _: Situation) -> list[str]:
    """Contacts beside what else is asked for: overdue customers and their contacts."""
    words = [span.text for span in slots.sentence.spans if span.may_be("entity", "contact")]
    return words if slots.measures or slots.verbs.keys() & {"owe", "overdue"} else []


def of_a_share(slots: Slots, _: Situation) -> list[str]:
    """A percentage as a bound on what is no rate: less than 10% of revenue."""
    rates = {"attainment", "win_rate", "return_rate", "collection_rate", "repeat_rate", "target"}
    spans = [s for s in slots.sentence.spans if s.number is not None and s.number.percent]
    if not slots.bounds or not spans or set(slots.measures) & rates:
        return []
    return [spans[0].text]


def of_two_deeds(slots: Slots, _: Situation) -> list[str]:
    """A share of what was sold that came back: one figure over another."""
    deeds = [slots.verbs[verb] for verb in ("return", "pay", "owe") if verb in slots.verbs]
    return deeds if slots.has("share") and "sell" in slots.verbs and deeds else []


def of_a_move(slots: Slots, _: Situation) -> list[str]:
    """By how much something fell, as a condition; how many there are that fell."""
    if not slots.moves:
        return []
    numbers = [span.text for span in slots.sentence.spans if span.number is not None]
    counted = slots.has("count") and counts_customers(slots.sentence)
    way = slots.flags.get("of_two") or slots.flags.get("change") or slots.flags.get("moved", "")
    return numbers[:1] if slots.bounds else [way] if counted else []


def of_new_customers(slots: Slots, _: Situation) -> list[str]:
    """What new customers bought, which is no figure of this catalog."""
    if "new_customers" not in slots.measures:
        return []
    spans = slots.sentence.spans
    words = [span.text for span in spans if span.may_be("measure", "new_customers")]
    beside = set(slots.measures) - {"new_customers"}
    joined = any(span.may_be("conj") for span in spans) or any(
        c in slots.sentence.text for c in ",，、"
    )
    bought = "buy" in slots.verbs or (slots.has("amount") and not slots.has("count_en"))
    return words if (beside and not joined and not slots.groups) or bought else []


def of_so_many(slots: Slots, _: Situation) -> list[str]:
    """So many orders of whom it is not said: "my best city with at least 20 orders"."""
    spans = slots.sentence.spans
    for index, span in enumerate(spans[:-1]):
        noun = spans[index + 1].may_be("entity", "order") and spans[index + 1].text != "order"
        few = span.number is not None and span.number.value <= MANY_ORDERS
        if noun and few and slots.sentence.near_is(index, -1, "more") and slots.bounds:
            told = slots.groups or slots.has("noun", "times")
            listed = slots.entities == ["order"] and not told
            return [span.text, spans[index + 1].text] if listed else []
    return []


MANY_ORDERS = 10_000
"""As a bound right before "orders" a smaller number is one of orders, and no amount."""


def in_another_order(slots: Slots, _: Situation) -> list[str]:
    """Rows in the order of what is no amount and no date: sorted by customer."""
    ordering = slots.flags.get("ranking", "")
    listed = "orders" in slots.measures or slots.entities
    sorts = ordering in {"sorted by", "ordered by", "order by", "sort by"}
    return [ordering] if sorts and slots.groups and listed else []


def of_a_kind(slots: Slots, _: Situation) -> list[str]:
    """A number of categories or cities that somebody bought: more than one category."""
    sentence = slots.sentence
    for index, span in enumerate(sentence.spans):
        after = sentence.touching(index, 1)
        bound = sentence.near_is(index, -1, "more") and span.number is not None
        if bound and after is not None and after.may_be("dimension", *KINDS) and slots.bounds:
            return [span.text, after.text]
    return []


KINDS = ("category", "product", "model", "city", "province", "region", "country", "industry")


def by_place(slots: Slots, _: Situation) -> list[str]:
    """Rows from one place of a ranking to another: customers ranked 11 to 20."""
    ranged = any(bound.operator == "between" and bound.values[1] <= 1000 for bound in slots.bounds)
    return [slots.flags["ranking"]] if ranged and slots.has("ranking") else []


def who_of_orders(slots: Slots, _: Situation) -> list[str]:
    """Who orders most often, who cancels the most: of whom is it, and what is counted?"""
    asks = slots.has("which_who") and bool(slots.rank) and not slots.measures
    if asks and (slots.statuses or ("order" in slots.entities and not slots.verbs)):
        return [slots.flags["which_who"]]
    return []


def of_events(slots: Slots, _: Situation) -> list[str]:
    """Tickets that were closed: a verb of selling beside what was done for a customer."""
    said = slots.verbs.get("sell")
    only = bool(slots.measures) and set(slots.measures) <= OF_EVENTS
    return [said] if said is not None and said not in AUXILIARY and only else []


def several_figures(slots: Slots, _: Situation) -> list[str]:
    """Two figures that are asked for one after the other, of which one was read."""
    counts = [i for i, span in enumerate(slots.sentence.spans) if _asks_for_a_figure(span)]
    read = len(slots.measures) + len(slots.units)
    if len(counts) < 2 or read > 1 or slots.has("share", "of_two"):
        return []
    if len(counts) == 2 and _asks_for_both(slots, counts):
        return []
    apart = any(
        span.may_be("verb")
        or span.may_be("measure")
        or span.may_be("value")
        or span.may_be("entity", *OTHERS)
        or span.name is not None
        for span in slots.sentence.spans[counts[0] + 1 : counts[-1]]
    )
    return [slots.sentence.spans[counts[-1]].text] if apart else []


def _asks_for_both(slots: Slots, counts: list[int]) -> bool:
    """Whether the two are the number and the money of one thing: how many orders and how much."""
    spans = slots.sentence.spans
    money = [at for at in counts if spans[at].may_be("amount")]
    named = set(slots.measures) <= {*WORTH, *WORTH.values()}
    return len(money) == 1 and len(slots.measures) == 1 and named and not slots.verbs


def _asks_for_a_figure(span: Span) -> bool:
    return span.may_be("count") or (span.may_be("amount") and span.text in {"多少钱", "how much"})


RULES = (
    of_other_rows,
    of_people,
    of_a_share,
    of_two_deeds,
    of_a_move,
    of_new_customers,
    of_so_many,
    in_another_order,
    of_a_kind,
    by_place,
    who_of_orders,
    of_events,
    several_figures,
)
