"""Risk and coverage: what would be answered, and how much of it falsely, above a confidence.

Coverage is the share of the answerable questions that are answered with at least that confidence.
Risk is the share of wrong ones among all questions answered with it, those that have no answer
included: a figure given there is as false as any. After El-Yaniv and Wiener, "On the Foundations of
Noise-free Selective Classification" (JMLR 11, 2010).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from evals.runner import Answered

THRESHOLDS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98, 1.0)
"""The confidences that the table shows; the curve has all that occurred."""


@dataclass(frozen=True)
class Point:
    """What is answered with at least `threshold`."""

    threshold: float
    answered: int
    coverage: float
    risk: float


@dataclass(frozen=True)
class Curve:
    """Points from the highest threshold to the lowest, so that coverage rises."""

    name: str
    points: tuple[Point, ...]
    table: tuple[Point, ...]

    @property
    def title(self) -> str:
        """Gives what a table of it is called."""
        return f"risk and coverage, {self.name}"

    @property
    def area(self) -> float:
        """Gives the area under the curve, from no coverage to all that there is; 0 is best."""
        if not self.points:
            return 0.0
        first = self.points[0]
        start = Point(1.0, 0, 0.0, first.risk)
        return sum(
            (right.coverage - left.coverage) * (left.risk + right.risk) / 2
            for left, right in pairwise((start, *self.points))
        )


def curve(name: str, turns: Iterable[Answered]) -> Curve:
    """Gives the curve over some turns."""
    asked = list(turns)
    given = [one for one in asked if one.status == "answered"]
    occurred = sorted({_sure(one) for one in given}, reverse=True)
    answerable = sum(one.turn.expected.status == "answered" for one in asked)
    return Curve(
        name,
        tuple(_point(t, given, answerable) for t in occurred),
        tuple(_point(t, given, answerable) for t in THRESHOLDS),
    )


def _sure(one: Answered) -> float:
    # A greeting or a definition is no reading of the data that could be unsure.
    return 1.0 if one.confidence is None else one.confidence


def _point(threshold: float, given: Sequence[Answered], answerable: int) -> Point:
    kept = [one for one in given if _sure(one) >= threshold]
    covered = sum(one.turn.expected.status == "answered" for one in kept)
    false = sum(one.verdict.outcome == "wrong" for one in kept)
    return Point(
        threshold,
        len(kept),
        covered / answerable if answerable else 0.0,
        false / len(kept) if kept else 0.0,
    )
