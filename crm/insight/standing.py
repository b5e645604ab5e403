"""What became of orders: states that got stuck, and returns out of pattern, as of a day.

Unlike the checks of an arriving order these look at what came after it, up to that day.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

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


def stuck_orders(orders: Sequence[Order], today: date) -> Iterator[Flag]:
    """Gives orders that stand in a state which nearly all orders of those days have left.

    Args:
        orders: all orders, the oldest first.
        today: the day as of which the states are.
    """
    placed = [order for order in orders if order.status in STEPS]
    days = [order.at.date() for order in placed]
    steps = [STEPS.index(order.status) for order in placed]
    reached = [[index for index, step in enumerate(steps) if step <= most] for most in range(4)]
    for order, day, step in zip(placed, days, steps, strict=True):
        age = (today - day).days
        if order.status == "completed" or age < STUCK_DAYS:
            continue
        first, last = bisect_left(days, day - AROUND), bisect_right(days, day + AROUND)
        same = last - first
        if same < SAME_DAYS_ORDERS:
            continue
        behind = bisect_left(reached[step], last) - bisect_left(reached[step], first)
        strength = min(STUCK_SHARE * same / behind, age / STUCK_DAYS, 3.0)
        if strength >= 1:
            yield _stuck(order, age, behind=behind, same=same, strength=strength)


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


def unusual_returns(orders: Sequence[Order], returned: Mapping[str, Decimal]) -> Iterator[Flag]:
    """Gives orders of which most came back, of customers who hardly ever send things back.

    Args:
        orders: all orders, the oldest first.
        returned: what came back of an order by its id, in the order's currency.
    """
    bought: defaultdict[tuple[str, str], list[Order]] = defaultdict(list)
    for order in orders:
        if order.amount > 0:
            bought[order.customer_id, order.currency].append(order)
    for theirs in bought.values():
        if len(theirs) < RETURN_ORDERS:
            continue
        back = sum((returned.get(order.order_id, ZERO) for order in theirs), ZERO)
        total = sum((order.amount for order in theirs), ZERO)
        for order in theirs:
            here = returned.get(order.order_id, ZERO)
            others = total - order.amount
            habit = float((back - here) / others) if others else 1.0
            if habit <= RETURN_HABIT and float(here / order.amount) >= RETURNED_SHARE:
                yield _returned(order, here, habit, len(theirs))


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
