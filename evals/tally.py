"""How many answers were right, abstained and wrong."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from evals.verdict import Outcome


@dataclass(frozen=True)
class Tally:
    """The three counts, and their shares of what was asked."""

    right: int = 0
    abstained: int = 0
    wrong: int = 0

    @property
    def asked(self) -> int:
        """Gives how many were asked."""
        return self.right + self.abstained + self.wrong

    @property
    def right_rate(self) -> float:
        """Gives the share of right ones; 1 where nothing was asked."""
        return self.right / self.asked if self.asked else 1.0

    @property
    def wrong_rate(self) -> float:
        """Gives the share of wrong ones; 0 where nothing was asked."""
        return self.wrong / self.asked if self.asked else 0.0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.right + other.right,
            self.abstained + other.abstained,
            self.wrong + other.wrong,
        )


def tally(outcomes: Iterable[Outcome]) -> Tally:
    """Gives the counts of some outcomes."""
    found = Counter(outcomes)
    return Tally(found["right"], found["abstained"], found["wrong"])
