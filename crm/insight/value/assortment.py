"""What a customer buys: which products the next order is likely to hold, and how many of each."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from statistics import median_low

from sqlalchemy.engine import Connection

from crm.insight.value.purchases import YEARS
from crm.models import order_lines, orders
from crm.query.conditions import after, counted
from crm.query.fields import Reader

FADING = 0.93
"""How much less each earlier purchase counts than the one after it."""
LATEST_QUANTITIES = 5
FEWEST_PURCHASES = 3


@dataclass(frozen=True)
class Bought:
    """How many of one product a customer took on one day."""

    day: date
    product_id: str
    name: str
    quantity: Decimal


@dataclass(frozen=True)
class Likely:
    """A product of the next order: in what share of the purchases it was, and how many then.

    `share` counts the latest purchases most. `quantity` is the middle one of the last five.
    """

    product_id: str
    name: str
    share: float
    times: int
    purchases: int
    quantity: Decimal
    last: date


def bought_by(connection: Connection, reader: Reader, customer_id: str) -> tuple[Bought, ...]:
    """Gives what a visible customer bought in the last three years, the oldest first."""
    columns = [
        orders.c.ordered_at,
        order_lines.c.product_id,
        reader.view.column("products", "name"),
        order_lines.c.quantity,
    ]
    first = after(reader.today - timedelta(days=366 * YEARS))
    chosen = (
        reader.view.select("order_lines", columns, join=("orders", "products"))
        .where(counted(), orders.c.customer_id == customer_id, order_lines.c.quantity > 0)
        .where(orders.c.ordered_at >= first, orders.c.ordered_at < after(reader.today))
        .order_by(orders.c.ordered_at, order_lines.c.order_id, order_lines.c.line_no)
    )
    return tuple(
        Bought(row.ordered_at.date(), row.product_id, row.name, row.quantity)
        for row in connection.execute(chosen)
    )


def likely(bought: Sequence[Bought], most: int) -> tuple[Likely, ...]:
    """Gives the products that the next purchase is likeliest to hold, the likeliest first.

    Empty where there are fewer than `FEWEST_PURCHASES`.
    """
    days = sorted({each.day for each in bought}, reverse=True)
    if len(days) < FEWEST_PURCHASES:
        return ()
    weight = {day: FADING**age for age, day in enumerate(days)}
    taken: defaultdict[str, defaultdict[date, Decimal]]
    taken = defaultdict(lambda: defaultdict(Decimal))
    for each in bought:
        taken[each.product_id][each.day] += each.quantity
    names = {each.product_id: each.name for each in bought}
    whole = sum(weight.values())
    found = [
        Likely(
            product_id=key,
            name=names[key],
            share=sum(weight[day] for day in by_day) / whole,
            times=len(by_day),
            purchases=len(days),
            quantity=median_low([by_day[day] for day in sorted(by_day)[-LATEST_QUANTITIES:]]),
            last=max(by_day),
        )
        for key, by_day in taken.items()
    ]
    return tuple(sorted(found, key=lambda each: (-each.share, each.product_id))[:most])
