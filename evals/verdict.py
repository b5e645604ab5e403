"""What a check says of one answer."""

from dataclasses import dataclass
from typing import Literal

Outcome = Literal["right", "abstained", "wrong"]


@dataclass(frozen=True)
class Verdict:
    """The outcome, and the reason where it is not `right`."""

    outcome: Outcome
    reason: str = ""


RIGHT = Verdict("right")


def abstained(reason: str) -> Verdict:
    """Gives the verdict on a reply that gives no figure where one was asked for."""
    return Verdict("abstained", reason)


def wrong(reason: str) -> Verdict:
    """Gives the verdict on a reply that says something false."""
    return Verdict("wrong", reason)
