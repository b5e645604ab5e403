"""Unit prices: far from what is paid for the product, or a discount beyond the habit."""

from collections.abc import Sequence
from math import exp, log

from crm.insight.flag import Finding, Flag, NotEnough, Value, near, rounded
from crm.insight.habit import Habit, habit_of, middle
from crm.insight.order import Line, Order
from crm.insight.past import Past

PRICES = 5
"""How many earlier prices of a product are needed, where there is no list price either."""
SPREADS = 5.0
SPREAD = 0.05
"""The spread that is assumed of prices: within five percent."""
OFF = 1.5
"""How many times the usual price, or a how-manieth of it, is far off: no negotiation ends there."""
LOOKED_AT = 0.5
"""Nearer than half of the way there a price is not looked at more closely: nearly all are."""
_NEAR = LOOKED_AT * log(OFF)
OFF_LIST = 2.0
"""The same where nobody paid a price yet: from a list price, large discounts are usual."""

DISCOUNTS = 20
DISCOUNT_SPREADS = 4.0
LESS = 0.85
"""A discount is beyond the habit where the price is 15 % below the list, the rep's and the paid."""


def price_off_list(order: Order, past: Past) -> Finding:
    """Tells a price far from the usual, both from the list's and from the paid ones."""
    known = [
        (line, prices)
        for line in order.lines
        if line.is_sound and (prices := _prices(order, line, past)) is not None
    ]
    if not known:
        return NotEnough("price_off_list", "prices", 0, PRICES)
    found = [
        (_strength(order, line, usual, past), line, usual)
        for line, prices in known
        if abs(line.log_price - (usual := habit_of(prices, expected=SPREAD)).centre) > _NEAR
    ]
    if not found:
        return None
    strength, line, usual = max(found, key=lambda one: one[0])
    if strength < 1:
        return near(order, "price_off_list", strength)
    figures = _figures(order, line, usual, past)
    return Flag(order.order_id, order.customer_id, "price_off_list", strength, figures)


def _prices(order: Order, line: Line, past: Past) -> Sequence[float] | None:
    """Gives the prices that say what is usual, by size: the latest paid, else the list's."""
    paid = past.prices[line.product_id, order.currency]
    if len(paid) >= PRICES:
        return paid.by_size
    listed = past.list_price(line.product_id, order.currency)
    return None if listed is None else sorted([*paid, listed, listed, listed])


def _strength(order: Order, line: Line, usual: Habit, past: Past) -> float:
    price = line.log_price
    off = OFF if len(past.prices[line.product_id, order.currency]) >= PRICES else OFF_LIST
    distances = [abs(usual.distance(price)) / SPREADS, abs(price - usual.centre) / log(off)]
    own = _own_price(order, line, past)
    if own is not None:  # a price that this customer always gets is its own
        distances.append(abs(price - own) / log(OFF))
    return min(distances)


def _figures(order: Order, line: Line, usual: Habit, past: Past) -> dict[str, Value]:
    found: dict[str, Value] = {
        "product_id": line.product_id,
        "price": line.price,
        "usual_price": rounded(usual.usual),
        "percent": rounded(100 * (float(line.price) / usual.usual - 1), 1),
        "prices": usual.count,
        "quantity": line.quantity,
        "currency": order.currency,
    }
    listed = past.list_price(line.product_id, order.currency)
    if listed is not None:
        found["list_price"] = rounded(exp(listed))
    own = _own_price(order, line, past)
    if own is not None:
        found["own_price"] = rounded(exp(own))
        found["own_percent"] = rounded(100 * (float(line.price) / exp(own) - 1), 1)
    return found


def _own_price(order: Order, line: Line, past: Past) -> float | None:
    """Gives the log of what this customer usually paid for the product of late."""
    own = past.of(order).prices.known(line.product_id)
    return middle(own.by_size) if own else None


def unusual_discount(order: Order, past: Past) -> Finding:
    """Tells a discount that neither the rep nor the product is known for."""
    given = past.discounts[order.owner_id or ""]
    if len(given) < DISCOUNTS:
        return NotEnough("unusual_discount", "prices", len(given), DISCOUNTS)
    found = [
        flag
        for line in order.lines
        if line.is_sound and (flag := _below(order, line, past)) is not None
    ]
    return max(found, key=lambda flag: flag.strength, default=None)


def _below(order: Order, line: Line, past: Past) -> Flag | None:
    listed = past.list_price(line.product_id, order.currency)
    paid = past.prices[line.product_id, order.currency]
    price = line.log_price
    if listed is None or len(paid) < PRICES or price - listed > log(LESS):
        return None
    of_product = habit_of(paid.by_size, expected=SPREAD)
    by_rep = habit_of(past.discounts[order.owner_id or ""].by_size, expected=SPREAD)
    least = min(by_rep.centre, of_product.centre - listed)
    strength = min(
        (price - listed - least) / log(LESS),
        -by_rep.distance(price - listed) / DISCOUNT_SPREADS,
        -of_product.distance(price) / DISCOUNT_SPREADS,
    )
    if strength < 1:
        return near(order, "unusual_discount", strength)
    figures: dict[str, Value] = {
        "product_id": line.product_id,
        "price": line.price,
        "list_price": rounded(exp(listed)),
        "discount": rounded(100 * (1 - exp(price - listed)), 1),
        "usual_discount": rounded(100 * (1 - exp(least)), 1),
        "owner_id": order.owner_id or "",
        "currency": order.currency,
    }
    own = _own_price(order, line, past)
    if own is not None and price - own <= log(LESS):
        figures["own_discount"] = rounded(100 * (1 - exp(own - listed)), 1)
    return Flag(order.order_id, order.customer_id, "unusual_discount", strength, figures)
