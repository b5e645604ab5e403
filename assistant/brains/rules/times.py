"""Times that a frame cannot hold: two events, what lies ahead, what was owed at a past date.

Each rule names the words that it stumbles over (see `caution.py`).
"""

from datetime import date, timedelta

from assistant.brains.rules.clauses import OWED
from assistant.brains.rules.sentence import Sentence, joined
from assistant.brains.rules.situation import Situation
from assistant.brains.rules.slots import Slots

AHEAD = frozenset({"target", "pipeline", "open_deals", "contracts", "contract_amount"})


def from_to(slots: Slots, _: Situation) -> list[str]:
    """A change from one period to another, which reads like the one from the first to the last."""
    changed = slots.has("change") or bool(slots.moves)
    spans = [words for words in slots.period_words if words.startswith(("from ", "从"))]
    return spans if changed else []


def two_events(slots: Slots, _: Situation) -> list[str]:
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
    listed = joined(slots.sentence, first, second)
    return [] if listed and plain else [slots.period_words[1]]


def _tells_who(slots: Slots) -> bool:
    spans = slots.sentence.spans
    return any(span.may_be("measure", "buyers") and " who " in span.text for span in spans)


def days(slots: Slots, _: Situation) -> list[str]:
    """A number of days beside what is owed: it is an age, not an amount or a period."""
    if slots.past_due is not None or slots.older is not None:
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


def ahead(slots: Slots, situation: Situation) -> list[str]:
    """A period that has not begun, of what only the past has."""
    if set(slots.measures) & AHEAD or slots.has("ahead"):
        return []
    return [
        words
        for words, period in zip(slots.period_words, slots.periods, strict=True)
        if period.start > situation.today
    ]


def running_total(slots: Slots, _: Situation) -> list[str]:
    """累计 by month: each month's total since the start, not each month's own."""
    said = slots.flags.get("total")
    in_time = {"day", "week", "month", "quarter", "year"} & set(slots.groups)
    return [said] if said in {"累计", "cumulative"} and (in_time or slots.has("trend")) else []


def expected_rows(slots: Slots, _: Situation) -> list[str]:
    """Expected orders: what lies ahead is known of deals and contracts only."""
    of_deals = {"opportunity", "contract"} & set(slots.entities) or AHEAD & set(slots.measures)
    return [slots.flags["ahead"]] if slots.has("ahead") and not of_deals else []


def months_of_targets(slots: Slots, situation: Situation) -> list[str]:
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


def owed_until(slots: Slots, _: Situation) -> list[str]:
    """What was owed at a past date: payments since then are not taken back."""
    owed = OWED & set(slots.measures) or "owe" in slots.verbs
    return [
        words
        for words, period in zip(slots.period_words, slots.periods, strict=True)
        if owed and period.open_start
    ]


def shipped_when(slots: Slots, _: Situation) -> list[str]:
    """上月发货的: shipped in that month, which is not the orders of that month that are shipped."""
    dated = slots.periods and "shipped" in slots.statuses
    words = [span.text for span in slots.sentence.spans if span.may_be("status", "shipped")]
    return [word for word in words if dated and word in {"shipped", "dispatched", "已发"}]


RULES = (
    two_events,
    from_to,
    days,
    ahead,
    running_total,
    expected_rows,
    months_of_targets,
    owed_until,
    shipped_when,
)
