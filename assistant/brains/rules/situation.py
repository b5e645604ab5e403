"""What a question is read in, and how reading ends early."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from assistant.brains.rules.frame import Frame
from assistant.brains.rules.outcome import Outcome

MOST_SHOWN = 50
"""Rows of an answer that are remembered."""


@dataclass(frozen=True)
class Shown:
    """A customer, product or other thing that the last answer had a row for."""

    dimension: str
    value: str
    label: str


def still_shown(shown: tuple[Shown, ...], frame: Frame) -> tuple[Shown, ...]:
    """Gives the rows shown before of which a frame picks one: 第二个的订单, then 第三个呢."""
    picked = {
        (condition.dimension, str(condition.filter.values[0]))
        for condition in frame.conditions
        if len(condition.filter.values) == 1 and not condition.negated
    }
    return shown if any((row.dimension, row.value) in picked for row in shown) else ()


@dataclass(frozen=True)
class Situation:
    """The day, what the asker settled before, and the frame of the question before."""

    today: date
    settled: Mapping[str, str]
    previous: Frame | None = None
    shown: tuple[Shown, ...] = ()
    """What the rows of the last answer are of, in their order."""
    named: tuple[Shown, ...] = ()
    """Who or what was named lately, one at a time, the latest last."""
    role: str = "admin"
    earlier: Frame | None = None
    """The frame before the previous one."""


class EndOfReading(Exception):
    """Reading ends here, with an outcome other than a frame."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__()
        self.outcome = outcome
