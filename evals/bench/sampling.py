"""How often something is measured, and what is said of the measurements."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil
from statistics import median

LEAST, MOST = 2, 9


@dataclass(frozen=True)
class Spent:
    """What one run took; `peak_mb` is the most memory that it held, where that is known."""

    wall_ms: float
    cpu_ms: float
    peak_mb: float = 0.0


@dataclass(frozen=True)
class Sample:
    """The runs of one thing."""

    runs: tuple[Spent, ...]

    @property
    def wall_ms(self) -> float:
        """Gives the median of the wall times."""
        return median(run.wall_ms for run in self.runs)

    @property
    def cpu_ms(self) -> float:
        """Gives the median of the CPU times, user and system."""
        return median(run.cpu_ms for run in self.runs)

    @property
    def peak_mb(self) -> float:
        """Gives the most memory that any run held."""
        return max(run.peak_mb for run in self.runs)


def spent(work: Callable[[], object]) -> Spent:
    """Gives what `work` took in this process."""
    cpu, wall = time.process_time(), time.perf_counter()
    work()
    return Spent((time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000)


def in_turn(*measured: Callable[[], Spent], budget_s: float, most: int = MOST) -> list[Sample]:
    """Gives a sample of each, taken in turn, so that a busy minute hits all of them alike.

    At least `LEAST` rounds (or `most`, if fewer), then as many as begin within `budget_s`.
    """
    began = time.monotonic()
    rounds: list[Sequence[Spent]] = []
    while len(rounds) < min(LEAST, most) or (
        len(rounds) < most and time.monotonic() - began < budget_s
    ):
        rounds.append([measure() for measure in measured])
    return [Sample(tuple(column)) for column in zip(*rounds, strict=True)]


def percentile(values: Sequence[float], share: float) -> float:
    """Gives the smallest value that at least `share` of the values do not exceed."""
    ordered = sorted(values)
    return ordered[ceil(round(len(ordered) * share, 6)) - 1]
