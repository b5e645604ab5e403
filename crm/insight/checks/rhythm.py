"""An order far off the rhythm in which its customer orders."""

from datetime import datetime
from itertools import pairwise
from math import log

from crm.insight.flag import Finding, Flag, NotEnough, near
from crm.insight.habit import habit_of
from crm.insight.order import Order
from crm.insight.past import Past

GAPS = 8
LATEST_GAPS = 20
SPREADS = 4.0
TIMES = 5.0
DAYS = 60
"""Shorter silences are nothing to ask about."""


def off_rhythm(order: Order, past: Past) -> Finding:
    """Tells an order that comes after a silence far longer than this customer's usual one."""
    known = past.of(order).moments
    if len(known) <= GAPS:
        return NotEnough("off_rhythm", "orders", len(known), GAPS + 1)
    silence = _days(known[-1], order.at)
    if silence < DAYS:
        return None
    moments = list(known)[-LATEST_GAPS - 1 :]
    habit = habit_of(sorted(log(_days(one, two) + 1) for one, two in pairwise(moments)))
    logarithm = log(silence + 1)
    strength = min(
        habit.distance(logarithm) / SPREADS,
        (logarithm - habit.centre) / log(TIMES),
        silence / DAYS,
    )
    if strength <= 0:
        return None
    if strength < 1:
        return near(order, "off_rhythm", strength)
    figures = {
        "days": round(silence),
        "usual_days": max(1, round(habit.usual - 1)),
        "orders": len(moments),
        "amount": order.amount,
        "currency": order.currency,
    }
    return Flag(order.order_id, order.customer_id, "off_rhythm", strength, figures)


def _days(one: datetime, two: datetime) -> float:
    return (two - one).total_seconds() / 86_400
