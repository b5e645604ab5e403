"""A customer's profile: 介绍一下恒力机电, "tell me about Acorn", "Acorn 360"."""

from assistant.brains.rules.filters import conditions
from assistant.brains.rules.frame import Frame
from assistant.brains.rules.measured import GENERAL
from assistant.brains.rules.outcome import NotUnderstood
from assistant.brains.rules.situation import EndOfReading
from assistant.brains.rules.slots import Slots

MEASURES = ("sales", "orders", "average_order", "outstanding", "overdue", "returned", "complaints")


def profile(slots: Slots) -> Frame | None:
    """Gives the frame of a question for all that is known of one customer; else None.

    Raises:
        EndOfReading: a profile is asked for of something else, or with conditions.
    """
    if slots.rank or slots.nth or not (slots.has("profile") or _asks_what_it_is(slots)):
        return None
    customers = [m for m in slots.mentions if m.dimension == "customer" and not m.negated]
    if len(customers) == 1 and len(slots.mentions) == 1 and not _asks_more(slots):
        return Frame(
            measures=MEASURES,
            conditions=conditions(slots, ()),
            period=slots.periods[0] if slots.periods else None,
            view="profile",
        )
    if _is_only_filler(slots):
        return None
    raise EndOfReading(NotUnderstood((slots.flags["profile"],)))


ON_THE_CARD = frozenset({"level", "city", "industry", "owner"})
"""What a customer's profile tells of it."""


def _asks_what_it_is(slots: Slots) -> bool:
    """Whether what one customer is is asked for, and no figure of it: 青禾电子的级别."""
    one = len(slots.mentions) == 1 and slots.mentions[0].dimension == "customer"
    card = len(slots.groups) == 1 and {*slots.groups} <= ON_THE_CARD
    said = slots.measures or slots.verbs or slots.periods or slots.has(*ASKS_FOR_FIGURES)
    by = slots.sentence.any_may_be("by", "split")
    if not (one and card and not slots.mentions[0].negated) or said or by:
        return False
    slots.groups = []
    return True


ASKS_FOR_FIGURES = ("share", "change", "trend", "count", "amount", "cue", "against", "total")


def _asks_more(slots: Slots) -> bool:
    more = (
        slots.entities,
        slots.measures,
        slots.groups,
        slots.bounds,
        slots.statuses,
        slots.periods[1:],
        slots.bad_periods,
        [word for word in slots.verbs.values() if word not in GENERAL],
    )
    return any(more) or bool(slots.compare or slots.rank or slots.limit)


def _is_only_filler(slots: Slots) -> bool:
    """Whether the word is one that people also say for nothing: about, 情况."""
    word = slots.flags["profile"]
    return any(
        span.text == word and any(role.kind != "profile" for role in span.roles)
        for span in slots.sentence.spans
    )
