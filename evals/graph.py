"""The risk-coverage curve as inline SVG."""

from collections.abc import Iterator, Sequence
from html import escape

from evals.risk import Curve, Point

WIDTH, HEIGHT = 420, 220
LEFT, RIGHT, TOP, BOTTOM = 56, 16, 16, 44
STEPS = 4
LEAST_RISK = 0.01
"""The top of the axis where no risk is higher, so that none at all lies on the ground."""


def graph(curve: Curve) -> str:
    """Gives the curve: coverage to the right, risk upward. Its axes begin at zero."""
    top = _rounded_up(max((point.risk for point in curve.points), default=0.0))
    marks = [*_grid(top), f'<path class="line" d="{_path(curve.points, top)}"/>']
    if curve.points:
        last = curve.points[-1]
        x, y = _at(last, top)
        marks.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4"/>')
    label = f"Risk by coverage, {curve.name}: from 0 to {top:.1%} risk"
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(label)}">'
        f"{''.join(marks)}</svg>"
    )


def _rounded_up(risk: float) -> float:
    for step in (LEAST_RISK, 0.02, 0.05, 0.1, 0.2, 0.5):
        if risk <= step:
            return step
    return 1.0


def _at(point: Point, top: float) -> tuple[float, float]:
    return _x(point.coverage), _y(point.risk / top)


def _x(share: float) -> float:
    return LEFT + share * (WIDTH - LEFT - RIGHT)


def _y(share: float) -> float:
    return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)


def _path(points: Sequence[Point], top: float) -> str:
    if not points:
        return ""
    start = Point(1.0, 0, 0.0, points[0].risk)
    places = (_at(point, top) for point in (start, *points))
    return "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in places)


def _grid(top: float) -> Iterator[str]:
    for step in range(STEPS + 1):
        share = step / STEPS
        x, y = _x(share), _y(share)
        yield f'<path class="grid" d="M{LEFT} {y:.1f} H{WIDTH - RIGHT}"/>'
        yield f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{share * top:.2%}</text>'
        anchor = "end" if step == STEPS else "middle"
        below = f'x="{x:.1f}" y="{HEIGHT - BOTTOM + 18}"'
        yield f'<text {below} text-anchor="{anchor}">{share:.0%}</text>'
    middle = LEFT + (WIDTH - LEFT - RIGHT) / 2
    yield f'<text x="{middle}" y="{HEIGHT - 6}" text-anchor="middle">coverage</text>'
