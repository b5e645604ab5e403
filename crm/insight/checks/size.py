"""Orders that are too large: for the customer, at that hour, or by a slip in one quantity."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from math import exp, log

from crm.insight.checks.usual import (
    OWN_ORDERS,
    Usual,
    is_large_season,
    past_season,
    same_season,
    usual_of,
)
from crm.insight.customer_past import LINE_SPREAD, CustomerPast
from crm.insight.flag import Finding, Flag, NotEnough, near, rounded
from crm.insight.habit import Habit, habit_of
from crm.insight.order import Line, Order
from crm.insight.past import Past, hours_around

SPREADS = 4.0
"""Of an ordinary, heavy-tailed customer one order in some thousands lies so far out."""
PEER_SPREADS = 6.0
"""Of peers: that others order differently says less than that this customer does."""
TIMES = 3.0
"""The least that is "far above": three times the usual."""

FAR_BELOW = log(TIMES) / 2
"""The log of so many times the usual, 1.7, that what is less is not looked at more closely. A slip
that is told is larger, too: 2.7 spreads of any customer are more."""
TYPO_SPREADS = 2.7
TYPO_TIMES = 4.0
FITTING_SPREADS = 1.28
"""How near to the usual an order has to come when the slip is undone: four in five do."""
SLIP_HISTORY = 3

NIGHT_SHARE = 0.01
"""The share of all orders within an hour of that time, at most."""
NIGHT_TIMES = 2.5
NIGHT_ORDERS = 300
NIGHT_HABIT = 0.05


def amount_spike(order: Order, past: Past) -> Finding:
    """Tells an amount far above what the customer usually orders, in season too."""
    if order.log_amount is None:
        return NotEnough("amount_spike", "amount", 0, 1)
    usual = usual_of(order, past)
    if usual is None:
        own = len(past.of(order).amounts)
        return NotEnough("amount_spike", "orders", own, OWN_ORDERS)
    if order.log_amount - usual.habit.centre < FAR_BELOW:
        return None
    strength = _spike(order, order.log_amount, usual, past)
    if strength <= 0:
        return None
    if strength < 1:
        return near(order, "amount_spike", strength)
    figures = {
        "amount": order.amount,
        "usual": rounded(usual.amount),
        "times": rounded(usual.habit.ratio(order.log_amount), 1),
        "up_to": rounded(exp(usual.habit.centre + _spreads(usual) * usual.habit.spread)),
        "orders": usual.habit.count,
        "of": usual.of,
        "own_orders": past.of(order).orders,
        "currency": order.currency,
    }
    return Flag(order.order_id, order.customer_id, "amount_spike", strength, figures)


def _spike(order: Order, amount: float, usual: Usual, past: Past) -> float:
    strength = min(
        usual.habit.distance(amount) / _spreads(usual),
        (amount - usual.habit.centre) / log(TIMES),
    )
    if strength <= 0 or usual.of != "customer":
        return strength
    season = same_season(order, past.of(order))
    return strength if season is None else min(strength, past_season(amount, season, usual.habit))


def _spreads(usual: Usual) -> float:
    return SPREADS if usual.of == "customer" else PEER_SPREADS


def odd_hour(order: Order, past: Past) -> Finding:
    """Tells a large order at an hour at which hardly anybody orders, this customer neither."""
    seen = past.hours.total()
    if seen < NIGHT_ORDERS:
        return NotEnough("odd_hour", "orders", seen, NIGHT_ORDERS)
    if order.hour is None:  # a date without a time
        return None
    around = hours_around(order.hour)
    share = sum(past.hours[hour] for hour in around) / seen
    own = past.of(order)
    if order.log_amount is None or len(own.amounts) < OWN_ORDERS or share > NIGHT_SHARE:
        return None
    if own.share_at(around) > NIGHT_HABIT:
        return None
    habit = own.usual
    strength = (order.log_amount - habit.centre) / log(NIGHT_TIMES)
    if strength < 1:
        return near(order, "odd_hour", strength)
    figures = {
        "at": order.at,
        "share": rounded(100 * share, 2),
        "amount": order.amount,
        "usual": rounded(habit.usual),
        "times": rounded(habit.ratio(order.log_amount), 1),
        "orders": habit.count,
        "currency": order.currency,
    }
    return Flag(order.order_id, order.customer_id, "odd_hour", strength, figures)


def quantity_typo(order: Order, past: Past) -> Finding:
    """Tells a quantity that looks like a slip: undone, it and the whole order are as usual."""
    own = past.of(order)
    if len(own.amounts) < OWN_ORDERS or order.log_amount is None:
        return NotEnough("quantity_typo", "orders", len(own.amounts), OWN_ORDERS)
    usual = own.growing
    if order.log_amount - usual.centre < FAR_BELOW:
        return None
    season = same_season(order, own)
    if season is not None and _is_yearly(order.log_amount, season, usual):
        return None
    found = [
        flag
        for line in order.lines
        if line.is_sound
        for meant in _meant(line.quantity)
        if (flag := _slip(order, line, meant, usual=usual, own=own)) is not None
    ]
    return max(found, key=lambda flag: flag.strength, default=None)


def _is_yearly(amount: float, season: float, usual: Habit) -> bool:
    """Whether the customer orders so much around that day every year; the first two are logs."""
    return is_large_season(season, usual) and past_season(amount, season, usual) < 1


def _meant(quantity: Decimal) -> Iterator[Decimal]:
    """Gives what may have been meant: a zero less, or two digits the other way around."""
    if quantity != int(quantity) or quantity < 10:
        return
    digits = str(int(quantity))
    if digits.endswith("0"):
        yield quantity / 10
    for place, (one, two) in enumerate(pairwise(digits)):
        swapped = digits[:place] + two + one + digits[place + 2 :]
        if one > two != "0":
            yield Decimal(swapped)


def _slip(
    order: Order, line: Line, meant: Decimal, *, usual: Habit, own: CustomerPast
) -> Flag | None:
    habit, value = _of_line(line, own)
    shrunk = order.amount - line.amount + line.amount * meant / line.quantity
    if shrunk <= 0 or order.log_amount is None:
        return None
    left = usual.distance(log(shrunk))
    meant_value = value + log(meant / line.quantity)
    if abs(left) > FITTING_SPREADS or abs(habit.distance(meant_value)) > 2 * FITTING_SPREADS:
        return None
    strength = min(
        usual.distance(order.log_amount) / TYPO_SPREADS,
        habit.distance(value) / TYPO_SPREADS,
        (value - habit.centre) / log(TYPO_TIMES),
    )
    if strength < 1:
        return near(order, "quantity_typo", strength)
    figures = {
        "product_id": line.product_id,
        "quantity": line.quantity,
        "meant": meant,
        "usual_quantity": rounded(float(line.quantity) * exp(habit.centre - value), 1),
        "lines": habit.count,
        "amount": order.amount,
        "amount_meant": shrunk,
        "usual": rounded(usual.usual),
        "orders": usual.count,
        "currency": order.currency,
    }
    return Flag(order.order_id, order.customer_id, "quantity_typo", strength, figures)


def _of_line(line: Line, own: CustomerPast) -> tuple[Habit, float]:
    """Gives what the line is compared with: quantities of the product, else amounts of lines."""
    quantities = own.quantities.known(line.product_id)
    if quantities is not None and len(quantities) >= SLIP_HISTORY:
        return habit_of(quantities.by_size, expected=LINE_SPREAD), line.log_quantity
    return own.usual_line, line.log_amount
