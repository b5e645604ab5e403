"""What is usual of somebody, from what was before: centre and spread that outliers do not move.

Amounts and quantities are compared on the log scale, where ten times as much is as far off as a
tenth. The centre is the median, the spread 1.4826 times the median absolute deviation, which for a
normal distribution is its standard deviation (Hampel 1974; Iglewicz and Hoaglin 1993).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

TO_SIGMA = 1.4826
EXPECTED_SPREAD = 0.5
"""The spread that is assumed of whom little is known, as a log: two in three orders lie within
three fifths and five thirds of the usual."""
EXPECTED_WEIGHT = 60
"""After how many values one's own spread counts as much as the assumed one: the median deviation
of sixty values is still a tenth off, either way."""
_CENTRE_ERROR = 1.5708
"""The variance of a median is π/2 times that of a mean."""


@dataclass(frozen=True, slots=True)
class Habit:
    """The centre and spread of the logs of `count` values."""

    count: int
    centre: float
    spread: float

    @property
    def usual(self) -> float:
        """The usual value itself."""
        return exp(self.centre)

    def distance(self, logarithm: float) -> float:
        """How many spreads a value lies above the centre; below it is negative."""
        return (logarithm - self.centre) / self.spread

    def ratio(self, logarithm: float) -> float:
        """How many times the usual value a value is."""
        return exp(logarithm - self.centre)


def habit_of(logs: Sequence[float], *, expected: float = EXPECTED_SPREAD) -> Habit:
    """Gives the habit that logs of at least one value show, wide where there are few.

    The own spread is averaged with the expected one, by their weights, so that three equal orders
    are no habit of ordering exactly that; and it is widened by what few values leave open of the
    centre.
    """
    count = len(logs)
    centre = middle(sorted(logs))
    own = TO_SIGMA * middle(sorted([abs(one - centre) for one in logs]))
    variance = (EXPECTED_WEIGHT * expected**2 + count * own**2) / (EXPECTED_WEIGHT + count)
    return Habit(count, centre, sqrt(variance * (1 + _CENTRE_ERROR / count)))


def middle(ordered: Sequence[float]) -> float:
    """Gives the median of values in order."""
    half, odd = divmod(len(ordered), 2)
    return ordered[half] if odd else (ordered[half - 1] + ordered[half]) / 2


def log_of(value: object) -> float | None:
    """Gives the log of a number above zero; None for any other."""
    number = float(str(value))
    return log(number) if number > 0 else None
