"""Why a figure changed: answered by which customers, products and places make up the change."""

import re
from dataclasses import replace

from assistant.brains.rules.frame import Frame
from assistant.brains.rules.fresh import new_frame
from assistant.brains.rules.outcome import NotUnderstood
from assistant.brains.rules.situation import EndOfReading, Situation
from assistant.brains.rules.slots import Slots
from assistant.brains.rules.timing import comparison
from crm.periods import Kind


def why(slots: Slots, situation: Situation) -> Frame | None:
    """Gives the frame of a question for the reasons of a change; None where none is asked.

    Without another period it is compared with the one before, a year with the year before; the
    answer says so.

    Raises:
        EndOfReading: it is not said of what, or there is no change that can be taken apart.
    """
    if not slots.has("why"):
        return None
    frame = _asked_about(slots, situation)
    plain = len(frame.measures) == 1 and not (frame.entity or frame.ranked or frame.share)
    if frame.period is None or frame.period.open_start or not plain or frame.having:
        raise EndOfReading(NotUnderstood((slots.flags["why"],), known=frame, lacking="comparison"))
    if frame.compare is None:
        against = "year" if frame.period.kind is Kind.YEAR else "previous"
        other = comparison(frame.period, against)
        frame = replace(frame, compare=other, against=against)
    return replace(frame, groups=(), view="why")


REASONS = frozenset(
    "原因|是什么原因|什么原因|原因是什么|reason|reasons|reason for|reasons for|the reason".split(
        "|"
    )
)
WHY = frozenset({"为什么", "为啥", "为何"})
SO_MUCH = re.compile("[这那]么|多了|少了")
"""Words of an amount, of which another question is asked: 为什么退了这么多."""
RETURNED = frozenset({"returned", "return_count", "returned_units", "return_rate"})


def take_reasons(slots: Slots, previous: Frame | None) -> None:
    """Makes the reasons of what came back a split by reason: 什么原因退的, "why do they return it".

    Why returns rose is another question.
    """
    said = slots.flags.get("why", "")
    returns = "return" in {*slots.verbs, *slots.entities} or bool(RETURNED & set(slots.measures))
    returns = returns or _goes_on_from_returns(slots, previous)
    asks_why = said.startswith("why") or said in WHY
    sent_back = asks_why and "return" in slots.verbs and not SO_MUCH.search(slots.sentence.text)
    if not returns or slots.has("change") or slots.moves or not (said in REASONS or sent_back):
        return
    del slots.flags["why"]
    slots.entities = [entity for entity in slots.entities if entity != "return"]
    if sent_back and "customers" in slots.measures:  # who sends back, not how many there are
        at = slots.measures.index("customers")
        del slots.measures[at], slots.measure_at[at]
    others = (group for group in slots.groups if not (sent_back and group == "customer"))
    slots.groups = list(dict.fromkeys((*others, "reason")))


def _goes_on_from_returns(slots: Slots, previous: Frame | None) -> bool:
    """Whether nothing but the reason is asked for, after what came back: 退货多少, 什么原因."""
    said = slots.measures or slots.verbs or slots.entities or slots.mentions or slots.periods
    figure = previous is not None and previous.compare is None and bool(previous.measures)
    return figure and not said and previous is not None and {*previous.measures} <= RETURNED


def _asked_about(slots: Slots, situation: Situation) -> Frame:
    """Gives the figures whose change is asked about: those named, else those just shown."""
    if slots.measures or slots.periods or situation.previous is None:
        without = replace(slots, flags={k: v for k, v in slots.flags.items() if k != "change"})
        return new_frame(without, situation)
    return situation.previous
