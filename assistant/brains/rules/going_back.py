"""The time before the one just shown: "and the one before", after a quarter, is the whole one.

Of a list of orders, or where no time was spoken of, it may be a row: then it is not understood.
"""

from assistant.brains.rules.frame import Frame
from assistant.brains.rules.outcome import NotUnderstood
from assistant.brains.rules.situation import EndOfReading
from assistant.brains.rules.slots import Slots


def require_a_time(slots: Slots, previous: Frame | None) -> None:
    """Ends reading where "the one before" is said, and what was shown was of no time.

    Raises:
        EndOfReading: with the words.
    """
    said = slots.flags.get("one_before")
    if said is None or (previous is not None and _is_of_a_time(previous)):
        return
    raise EndOfReading(NotUnderstood((said,)))


def _is_of_a_time(shown: Frame) -> bool:
    one_row = shown.entity is not None and shown.limit == 1
    return shown.period is not None and not shown.period.open_start and not one_row
