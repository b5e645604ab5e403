"""What became of orders: states that got stuck, and returns out of pattern, as of a day.

Unlike the checks of an arriving order these look at what came after it, up to that day.
"""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate

from crm.insight.flag import Flag, rounded
from crm.insight.order import ZERO, Order

STEPS = ("draft", "pending", "confirmed", "shipped", "completed")
"""The states in the order in which an order goes through them."""
STUCK_SHARE = 0.05
"""At most so many of the orders of those days got no further either."""
STUCK_DAYS = 14
AROUND = timedelta(days=15)
SAME_DAYS_ORDERS = 40

RETURNED_SHARE = 0.5
RETURN_ORDERS = 8
RETURN_HABIT = 0.1
"""Customers who send back more than that of all they buy are known for it."""


class Standing:
    """What became of all orders, as they pass: of most of them only that they are there.

    Args:
        returned: what came back of an order by its id, in the order's currency.
    """

    def __init__(self, returned: Mapping[str, Decimal]) -> None:
        self._back = returned
        self._days = tuple(Counter[date]() for _ in STEPS)
        """Of each state, how many orders of a day stand in it."""
        self._going: list[Order] = []
        self._bought: defaultdict[tuple[str, str], _Bought] = defaultdict(_Bought)

    def learn(self, order: Order) -> None:
        """Takes an order in."""
        if order.status in STEPS:
            self._days[STEPS.index(order.status)][order.at.date()] += 1
            if order.status != STEPS[-1]:
                self._going.append(order.bare)
        if order.amount > 0:
            here = self._back.get(order.order_id, ZERO)
            self._bought[order.customer_id, order.currency].learn(order, here)

    def stuck(self, today: date) -> Iterator[Flag]:
        """Gives orders that stand in a state which nearly all orders of those days have left.

        Args:
            today: the day as of which the states are.
        """
        placed = [_Until(sum(self._days[: most + 1], Counter[date]())) for most in range(5)]
        for order in self._going:
            day = order.at.date()
            age = (today - day).days
            same = placed[-1].between(day - AROUND, day + AROUND)
            if age < STUCK_DAYS or same < SAME_DAYS_ORDERS:
                continue
            behind = placed[STEPS.index(order.status)].between(day - AROUND, day + AROUND)
            strength = min(STUCK_SHARE * same / behind, age / STUCK_DAYS, 3.0)
            if strength >= 1:
                yield _stuck(order, age, behind=behind, same=same, strength=strength)

    def unusual_returns(self) -> Iterator[Flag]:
        """Gives orders of which most came back, of customers who hardly ever send things back."""
        for theirs in self._bought.values():
            if theirs.orders < RETURN_ORDERS:
                continue
            back = sum((here for _, here in theirs.returned), ZERO)
            for order, here in theirs.returned:
                others = theirs.total - order.amount
                habit = float((back - here) / others) if others else 1.0
                if habit <= RETURN_HABIT and float(here / order.amount) >= RETURNED_SHARE:
                    yield _returned(order, here, habit, theirs.orders)


@dataclass(slots=True)
class _Bought:
    """What one customer bought in one currency, and of what some came back."""

    orders: int = 0
    total: Decimal = ZERO
    returned: list[tuple[Order, Decimal]] = field(default_factory=list[tuple[Order, Decimal]])

    def learn(self, order: Order, back: Decimal) -> None:
        self.orders += 1
        self.total += order.amount
        if back:
            self.returned.append((order.bare, back))


class _Until:
    """How many orders came in some days."""

    def __init__(self, of_days: Mapping[date, int]) -> None:
        self._days = sorted(of_days)
        self._upto = [0, *accumulate(of_days[day] for day in self._days)]

    def between(self, first: date, last: date) -> int:
        """Gives how many came in those days, both included."""
        upto, before = bisect_right(self._days, last), bisect_left(self._days, first)
        return self._upto[upto] - self._upto[before]


def _stuck(order: Order, age: int, *, behind: int, same: int, strength: float) -> Flag:
    figures = {
        "status": order.status,
        "days": age,
        "further": rounded(100 * (1 - behind / same), 1),
        "orders": same,
        "amount": order.amount,
        "currency": order.currency,
    }
    return Flag(order.order_id, order.customer_id, "stuck_state", strength, figures)


def _returned(order: Order, here: Decimal, habit: float, count: int) -> Flag:
    share = float(here / order.amount)
    figures = {
        "returned": here,
        "amount": order.amount,
        "percent": rounded(100 * share, 1),
        "usual_percent": rounded(100 * habit, 1),
        "orders": count,
        "currency": order.currency,
    }
    strength = share / RETURNED_SHARE
    return Flag(order.order_id, order.customer_id, "unusual_return", strength, figures)
