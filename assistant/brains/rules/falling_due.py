"""Orders by the day that their payment is due: 下周到期的订单, "how much is due next week"."""

from assistant.brains.rules.outcome import NotUnderstood
from assistant.brains.rules.row_states import lying_ahead
from assistant.brains.rules.sentence import Sentence
from assistant.brains.rules.situation import EndOfReading, Situation
from assistant.brains.rules.slots import Slots

OWED = frozenset({"outstanding", "sales", "orders"})
OTHERS = ("contract", "opportunity", "invoice", "payment", "return")


def of_payment(sentence: Sentence) -> bool:
    """Whether it is money or orders that are due, and no contract or deal."""
    owed = sentence.any_may_be("amount") or any(
        span.may_be("entity", "order")
        or span.may_be("verb", "owe")
        or span.may_be("measure", "outstanding")
        for span in sentence.spans
    )
    return owed and not any(span.may_be("entity", *OTHERS) for span in sentence.spans)


def take_due(slots: Slots, situation: Situation) -> None:
    """Makes the one time that is named that of the due dates, of what is not paid.

    What lies ahead runs from the business date (contract section 2).

    Raises:
        EndOfReading: it is not said when, or something else is asked of it.
    """
    if not slots.has("due") or slots.unexplained:
        return
    others = set(slots.measures) - OWED or slots.compare or slots.has("against", "change", "not")
    if len(slots.periods) != 1 or others or slots.past_due is not None:
        raise EndOfReading(NotUnderstood((slots.flags["due"],)))
    named = slots.periods[0]
    past = named.calendar_end < situation.today
    period = named if past else lying_ahead(named, situation.today)
    if period is None or period.open_start:
        raise EndOfReading(NotUnderstood((slots.flags["due"],)))
    slots.due_within = (period.start, period.end)
    slots.periods, slots.period_words, slots.period_at = [], [], []
    slots.verbs.setdefault("owe", slots.flags["due"])
    slots.measures, slots.measure_at = [], []
    if slots.has("list", "which_any") and not (slots.entities or slots.groups):
        slots.entities = ["order"]
