"""A product that the customer never ordered before, in an unusual volume."""

from math import log

from crm.insight.customer_past import CustomerPast
from crm.insight.flag import Finding, Flag, NotEnough, near, rounded
from crm.insight.order import Line, Order
from crm.insight.past import Past

ORDERS = 12
"""Before that many orders, something new is nothing unusual."""
TIMES = 2.0
"""The new product alone is worth so many usual orders."""
SPREADS = 2.7
CHANCE = 0.1
"""How likely a line of something new may be at most, by what was new among the lines before."""


def unusual_product(order: Order, past: Past) -> Finding:
    """Tells the first order of a product where it is worth several usual orders."""
    own = past.of(order)
    if len(own.amounts) < ORDERS:
        return NotEnough("unusual_product", "orders", len(own.amounts), ORDERS)
    found = [
        flag
        for line in order.lines
        if line.is_sound and line.quantity > 1  # of one piece there is no less
        if line.product_id not in own.times_bought
        if (flag := _new(order, line, own)) is not None
    ]
    return max(found, key=lambda flag: flag.strength, default=None)


def _new(order: Order, line: Line, own: CustomerPast) -> Flag | None:
    seen = own.times_bought.total()
    # Good and Turing: the chance of something new is the share of what was bought just once.
    chance = sum(times == 1 for times in own.times_bought.values()) / seen
    if chance > CHANCE:
        return None
    usual = own.usual
    # What is a whole order is no larger than orders are, however small lines beside others are.
    beside = own.usual_line if len(order.lines) > 1 else usual
    value = line.log_amount
    strength = min((value - usual.centre) / log(TIMES), beside.distance(value) / SPREADS)
    if strength < 1:
        return near(order, "unusual_product", strength)
    figures = {
        "product_id": line.product_id,
        "quantity": line.quantity,
        "line_amount": line.amount,
        "usual": rounded(usual.usual),
        "times": rounded(usual.ratio(value), 1),
        "products": len(own.times_bought),
        "orders": own.orders,
        "currency": order.currency,
    }
    return Flag(order.order_id, order.customer_id, "unusual_product", strength, figures)
