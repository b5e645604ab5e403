"""Finds where a function is largest, without derivatives: Nelder and Mead (1965)."""

from collections.abc import Callable, Sequence
from math import inf

Point = tuple[float, ...]
MOST_STEPS = 1000
CLOSE = 1e-7


def highest(value: Callable[[Point], float], start: Sequence[float]) -> Point:
    """Gives the point near `start` where `value` is largest; it ends after a thousand steps.

    A point where `value` cannot be computed (overflow, a logarithm of nothing) counts as lowest.
    """

    def depth(point: Point) -> float:
        try:
            return -value(point)
        except (ArithmeticError, ValueError):
            return inf

    corners = [(depth(point), point) for point in _simplex(tuple(start))]
    for _ in range(MOST_STEPS):
        corners.sort()
        if corners[-1][0] - corners[0][0] < CLOSE * (1 + abs(corners[0][0])) * CLOSE**0.25:
            break
        corners = _stepped(corners, depth)
    return min(corners)[1]


def _simplex(start: Point) -> list[Point]:
    """Gives the starting point, and one beside it in each direction."""
    return [
        start,
        *(
            tuple(x + (0.5 if place == axis else 0.0) for place, x in enumerate(start))
            for axis in range(len(start))
        ),
    ]


def _stepped(
    corners: list[tuple[float, Point]], depth: Callable[[Point], float]
) -> list[tuple[float, Point]]:
    """Gives the corners after one step: the worst is mirrored, stretched or drawn in, else all."""
    *better, (worst, point) = corners
    middle = tuple(sum(axis) / len(better) for axis in zip(*(p for _, p in better), strict=True))

    def at(factor: float) -> tuple[float, Point]:
        moved = tuple(m + factor * (m - p) for m, p in zip(middle, point, strict=True))
        return depth(moved), moved

    mirrored = at(1.0)
    if mirrored[0] < corners[0][0]:
        return [*better, min(mirrored, at(2.0))]
    if mirrored[0] < better[-1][0]:
        return [*better, mirrored]
    drawn = at(0.5) if mirrored[0] < worst else at(-0.5)
    if drawn[0] < min(worst, mirrored[0]):
        return [*better, drawn]
    best = corners[0][1]
    halved = [tuple((b + x) / 2 for b, x in zip(best, p, strict=True)) for _, p in corners[1:]]
    return [corners[0], *((depth(p), p) for p in halved)]
