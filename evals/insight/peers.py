"""Detectors that others made, on the same orders: IsolationForest, ECOD and COPOD.

They get a table of one row an order, twice: with the plain columns that one would give them, and
with our own comparisons, kind by kind. They see all orders at once, also the later ones.
"""

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from math import log, log1p
from typing import Any

from crm.insight.anomalies import Judgement
from crm.insight.flag import KINDS
from crm.insight.order import Order

Features = list[list[float]]
NEEDS = ("sklearn", "pyod")


def missing() -> tuple[str, ...]:
    """Gives the packages that are not installed; `make eval-insight` installs them."""
    return tuple(name for name in NEEDS if find_spec(name) is None)


def peers() -> Mapping[str, Callable[[Features], Sequence[float]]]:
    """Gives the detectors by name; each gives a score a row, higher is more unusual."""
    found: dict[str, Callable[[Features], Sequence[float]]] = {"IsolationForest": _forest}
    for name in ("ECOD", "COPOD"):
        # By name: they come with the bench group only, and have no types.
        found[name] = _fitted_by(getattr(import_module(f"pyod.models.{name.lower()}"), name))
    return found


def _forest(rows: Features) -> Sequence[float]:
    kind: Any = import_module("sklearn.ensemble").IsolationForest
    fitted = kind(n_estimators=300, random_state=7).fit(rows)
    return [-float(one) for one in fitted.score_samples(rows)]


def _fitted_by(kind: Any) -> Callable[[Features], Sequence[float]]:
    def run(rows: Features) -> Sequence[float]:
        array: Any = import_module("numpy").array
        detector = kind()
        detector.fit(array(rows))
        return [float(one) for one in detector.decision_scores_]

    return run


def plain(orders: Sequence[Order]) -> Features:
    """Gives what one would take from the rows of orders, beside their customer's usual amount."""
    usual = _medians(orders)
    last: dict[str, Order] = {}
    found: Features = []
    for order in orders:
        before = last.get(order.customer_id)
        gap = (order.at - before.at).total_seconds() / 3600 if before else 1000.0
        found.append([*_of(order, usual[order.customer_id]), log1p(gap)])
        last[order.customer_id] = order
    return found


def _of(order: Order, usual: float) -> list[float]:
    amount = max(float(order.amount), 0.01)
    given = float(order.amount if order.given is None else order.given)
    quantities = [float(line.quantity) for line in order.lines] or [0.0]
    prices = [float(line.price) for line in order.lines] or [0.0]
    return [
        log(amount),
        log(amount / usual),
        log1p(max(quantities)),
        log1p(max(prices)),
        float(len(order.lines)),
        float(order.at.hour),
        abs(given / amount - 1),
    ]


def _medians(orders: Sequence[Order]) -> Mapping[str, float]:
    amounts: dict[str, list[float]] = {}
    for order in orders:
        amounts.setdefault(order.customer_id, []).append(max(float(order.amount), 0.01))
    return {key: sorted(values)[len(values) // 2] for key, values in amounts.items()}


def ours(judgements: Sequence[Judgement]) -> Features:
    """Gives our own comparisons: for each kind, how near an order comes to its threshold."""
    found: Features = []
    for one in judgements:
        near = {flag.kind: flag.strength for flag in (*one.flags, *one.near)}
        found.append([max(0.0, near.get(kind, 0.0)) for kind in KINDS])
    return found
