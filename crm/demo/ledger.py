"""The orders: sales with their numbers, states and dates."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from crm.demo.almanac import Span
from crm.demo.phrases import CHANNELS
from crm.demo.rows import AnomalyLabel, Order, OrderLine, OrderStatus
from crm.demo.sales import Sale

CANCELLED_SHARE = 0.03
# Up to how many days old: the shares of draft, pending, confirmed, shipped, completed.
STATES: tuple[OrderStatus, ...] = ("draft", "pending", "confirmed", "shipped", "completed")
STATE_SHARES = (
    (0, (25, 45, 30, 0, 0)),
    (2, (10, 28, 62, 0, 0)),
    (6, (3, 9, 55, 33, 0)),
    (14, (1, 2, 13, 58, 26)),
    (30, (1, 1, 2, 16, 80)),
)
OLD_SHARES = (0.2, 0.2, 0.2, 0.4, 99)
WAREHOUSES = {
    "华东": "苏州仓",
    "华中": "苏州仓",
    "华南": "东莞仓",
    "西南": "东莞仓",
    "华北": "天津仓",
    "东北": "天津仓",
    "西北": "天津仓",
    "海外": "保税仓",
}
COUNTED = ("confirmed", "shipped", "completed")


@dataclass(frozen=True, slots=True)
class Entry:
    """A sale and the order it became."""

    sale: Sale
    order: Order

    @property
    def is_counted(self) -> bool:
        """Whether the order is part of sales."""
        return self.order.status in COUNTED


def money(cents: int) -> Decimal:
    """An amount of so many cents, with two places."""
    return Decimal(cents).scaleb(-2)


def entries(rng: Random, sales: list[Sale], span: Span) -> list[Entry]:
    """The orders, numbered by month in the order in which they were placed."""
    numbers: Counter[str] = Counter()
    found: list[Entry] = []
    for serial, sale in enumerate(sales, 1):
        month = f"{sale.placed_at:%y%m}"
        numbers[month] += 1
        order_id = f"SO-{month}-{numbers[month]:04}"
        found.append(Entry(sale, _order(rng, sale, span, order_id=order_id, serial=serial)))
    return found


def order_lines(entries: list[Entry]) -> Iterator[OrderLine]:
    """All lines of all orders."""
    for entry in entries:
        for number, line in enumerate(entry.sale.lines, 1):
            yield OrderLine(
                order_id=entry.order.order_id,
                line_no=number,
                product_id=line.article.product.product_id,
                quantity=line.quantity,
                unit_price=money(line.cents),
                amount=money(line.amount_cents),
            )


def labels(entries: list[Entry]) -> Iterator[AnomalyLabel]:
    """The planted anomalies, oldest order first."""
    order_ids = {id(entry.sale): entry.order.order_id for entry in entries}
    for entry in entries:
        sale = entry.sale
        if sale.kind:
            detail = f"copy of {order_ids[id(sale.twin)]}" if sale.twin else sale.detail
            yield AnomalyLabel(entry.order.order_id, sale.kind, detail)


def _order(rng: Random, sale: Sale, span: Span, *, order_id: str, serial: int) -> Order:
    customer = sale.account.customer
    status = _status(rng, sale, (span.today - sale.day).days)
    shipped_at, delivered_at = _journey(rng, sale, status, span)
    from_shop = rng.random() < 0.15
    return Order(
        order_id=order_id,
        customer_id=customer.customer_id,
        ordered_at=sale.placed_at,
        status=status,
        owner_id=sale.account.owner_on(sale.day),
        channel="官网" if from_shop else rng.choice(CHANNELS),
        currency=sale.account.currency,
        amount=money(sale.amount_cents + sale.header_cents),
        due_date=sale.due,
        shipped_at=shipped_at,
        delivered_at=delivered_at,
        source_system="shop" if from_shop else "erp",
        external_id=f"{'W' if from_shop else 'E'}{serial:07}",
        warehouse=WAREHOUSES[customer.region] if rng.random() < 0.93 else "苏州仓",
    )


def _status(rng: Random, sale: Sale, age: int) -> OrderStatus:
    if sale.firm:
        return "confirmed" if age <= 6 else "shipped" if age <= 16 else "completed"
    if age > 0 and rng.random() < CANCELLED_SHARE:
        return "cancelled"
    shares = next((shares for oldest, shares in STATE_SHARES if age <= oldest), OLD_SHARES)
    return rng.choices(STATES, shares)[0]


def _journey(
    rng: Random, sale: Sale, status: OrderStatus, span: Span
) -> tuple[datetime | None, datetime | None]:
    """When the goods left and arrived, as far as they have."""
    if status not in ("shipped", "completed"):
        return None, None
    is_abroad = sale.account.customer.region == "海外"
    waited = timedelta(hours=rng.randint(20, 130))
    shipped_at = min(sale.placed_at + waited, span.now - timedelta(hours=30))
    if status == "shipped":
        return max(shipped_at, sale.placed_at), None
    travelled = timedelta(hours=rng.randint(140, 480) if is_abroad else rng.randint(24, 150))
    return shipped_at, min(shipped_at + travelled, span.now - timedelta(minutes=rng.randint(5, 90)))
