"""Orders that were placed so long ago: "uninvoiced orders older than 30 days".

Of what is owed it may be the time since the order or since it was due, so that is not read.
"""

from datetime import date, timedelta

from assistant.brains.rules.frame import Condition
from assistant.brains.rules.outcome import NotUnderstood
from assistant.brains.rules.sentence import Sentence
from assistant.brains.rules.situation import EndOfReading
from assistant.brains.rules.slots import Slots
from assistant.brains.rules.tokens import LASTING, lasting
from crm.periods import add_months
from crm.query.spec import Filter

OWED = frozenset({"overdue", "outstanding"})
OWING = frozenset({"overdue", "owe"})


def read_age(sentence: Sentence, slots: Slots, index: int) -> bool:
    """Reads the number of days behind "older than"; False where it is none."""
    long, _ = lasting(sentence, index)
    if long is None or not sentence.near_is(index, -1, "older"):
        return False
    slots.older = (long.number, long.unit)
    return True


def older_orders(slots: Slots, today: date) -> tuple[Condition, ...]:
    """Gives the condition that orders were placed longer ago; none where no age is said.

    Raises:
        EndOfReading: it may be the age of a debt.
    """
    if slots.older is None:
        return ()
    if OWED & set(slots.measures) or OWING & slots.verbs.keys() or slots.entities[0] != "order":
        raise EndOfReading(NotUnderstood((_word(slots),)))
    return (Condition(Filter("ordered_at", "lt", (_day(slots, today),))),)


def require_orders(slots: Slots) -> None:
    """Ends reading where an age is said of what is no list of orders.

    Raises:
        EndOfReading: with the word.
    """
    if slots.older is not None:
        raise EndOfReading(NotUnderstood((_word(slots),)))


def _word(slots: Slots) -> str:
    return next(span.text for span in slots.sentence.spans if span.may_be("older"))


def _day(slots: Slots, today: date) -> date:
    assert slots.older is not None, "asked before"
    number, unit = slots.older
    if unit in LASTING:
        return today - timedelta(days=number * LASTING[unit])
    return add_months(today, -number * (12 if unit == "year" else 1))
