"""How well a customer is doing with us: one score, of parts that each have their figures.

A part compares what was seen lately with what is normal for this very customer, and gives from 0
to 100 points. A part without data is left out and named; the score is the mean of the others by
their weights. There is none without the part of the orders, or with fewer than `FEWEST_PARTS`.
The steps are conventions of ours, the same for all, and shown with each score.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Topic = Literal["orders", "sales", "payments", "complaints", "tickets", "usage", "visits"]
Band = Literal["healthy", "watch", "poor"]

WEIGHTS: Mapping[Topic, int] = {
    "orders": 30,
    "payments": 20,
    "sales": 15,
    "usage": 10,
    "complaints": 10,
    "visits": 10,
    "tickets": 5,
}
FEWEST_PARTS = 3
HEALTHY, POOR = 75, 50
"""From so many points on a customer is healthy; below so many, poor."""
LATE_DAYS = 60
"""Days past the due date, in the mean, at which no points are left."""
SILENT_GAPS = 3.0
"""Mean gaps of silence at which no points are left."""
COMPLAINT, TICKET = 40, 15
"""Points that each one more than normal takes."""


@dataclass(frozen=True)
class Seen:
    """What was seen of one topic, and what is normal for the customer; in the same unit."""

    topic: Topic
    seen: float
    normal: float
    unit: str
    """A noun counted (`days`, `times`), `ratio`, or a currency."""


@dataclass(frozen=True)
class Part:
    """One topic with its points, from 0 to 100."""

    figures: Seen
    points: int
    weight: int


@dataclass(frozen=True)
class Health:
    """A customer's score with its parts; `score` is None where there is not enough data."""

    customer_id: str
    name: str
    score: int | None
    parts: tuple[Part, ...]
    lacking: tuple[Topic, ...]

    @property
    def band(self) -> Band | None:
        """Gives in which of three bands the score is."""
        if self.score is None:
            return None
        return "healthy" if self.score >= HEALTHY else "poor" if self.score < POOR else "watch"

    def part(self, topic: Topic) -> Part | None:
        """Gives the part of a topic; None where there is no data for it."""
        return next((one for one in self.parts if one.figures.topic == topic), None)


def health(customer_id: str, name: str, found: Sequence[Seen]) -> Health:
    """Gives the score of what was seen of a customer."""
    parts = tuple(_part(one) for one in sorted(found, key=_by_weight))
    known = {one.topic for one in found}
    lacking: list[Topic] = [topic for topic in WEIGHTS if topic not in known]
    enough = "orders" in known and len(parts) >= FEWEST_PARTS
    return Health(customer_id, name, _mean(parts) if enough else None, parts, tuple(lacking))


def _by_weight(seen: Seen) -> tuple[int, str]:
    return -WEIGHTS[seen.topic], seen.topic


def _mean(parts: Sequence[Part]) -> int:
    whole = sum(part.weight for part in parts)
    return round(sum(part.points * part.weight for part in parts) / whole)


def _part(found: Seen) -> Part:
    points = round(100 * min(1.0, max(0.0, _share(found))))
    return Part(found, points, WEIGHTS[found.topic])


def _share(found: Seen) -> float:
    """Gives the share of the points that a part keeps; beyond 0 and 1 it is cut."""
    seen, normal = found.seen, found.normal
    match found.topic:
        case "orders":  # all up to the usual gap, none at three of them
            return (SILENT_GAPS - seen / normal) / (SILENT_GAPS - 1) if normal > 0 else 0.0
        case "payments":
            return 1 - (seen - normal) / LATE_DAYS
        case "complaints":
            return 1 - COMPLAINT * (seen - normal) / 100
        case "tickets":
            return 1 - TICKET * (seen - normal) / 100
        case "sales" | "usage":  # all at what is normal, none at half of it
            return (seen / normal - 0.5) / 0.5 if normal > 0 else 0.0
        case "visits":
            return seen / normal if normal > 0 else 0.0
