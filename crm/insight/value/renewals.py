"""What runs out: contracts to renew, and warranties of what was delivered.

A contract is to be renewed where no later one of the same customer and product takes its place; a
draft of the next is said. Warranties are known where products have a custom field that says for how
many months (`WARRANTY_FIELDS`): counted from delivery, else from shipment, else from the order.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from crm.models import contracts, customers, order_lines, orders, products
from crm.query.conditions import after, counted
from crm.query.fields import Reader

Kind = Literal["contract", "warranty"]
State = Literal["open", "drafted", "lapsed"]
"""`drafted`: the next contract is a draft; `lapsed`: it has ended, and nothing took its place."""
DRAFT = ("draft", "草稿", "pending", "待签")
VOID = ("cancelled", "canceled", "terminated", "已取消", "已终止", "作废")
OVERLAP = timedelta(days=45)
"""So long before the end of one the next may begin."""
WARRANTY_FIELDS = ("warranty_months", "warranty", "保修月数", "质保月数", "保修期", "质保期")
MOST_MONTHS = 240


@dataclass(frozen=True)
class Expiry:
    """What runs out on a day, of which customer; `days` are left, below nothing once it has.

    `terms` is how many contracts of the product the customer had before; `amount` is in the base
    currency, and None of warranties, which have `quantity` and `order_id` in its place.
    """

    kind: Kind
    customer_id: str
    customer: str
    number: str
    name: str
    ends: date
    days: int
    amount: Decimal | None = None
    state: State = "open"
    terms: int = 0
    quantity: Decimal | None = None


@dataclass(frozen=True)
class Window:
    """From which day to which one something runs out, both included."""

    first: date
    last: date

    def holds(self, day: date) -> bool:
        """Whether a day is in it."""
        return self.first <= day <= self.last


def contracts_ending(connection: Connection, reader: Reader, window: Window) -> tuple[Expiry, ...]:
    """Gives the visible contracts that end in the window and are not renewed, the next first."""
    columns = [
        *(contracts.c[name] for name in ("contract_id", "customer_id", "start_date", "end_date")),
        *(contracts.c[name] for name in ("name", "product_id", "amount", "status")),
        reader.view.column("customers", "name").label("customer"),
        sa.func.coalesce(products.c.model, products.c.name).label("product"),
    ]
    statement = reader.view.select("contracts", columns, join=("customers", "products"))
    series: defaultdict[tuple[str, str], list[sa.Row[Any]]] = defaultdict(list)
    for row in connection.execute(statement.order_by(contracts.c.end_date)):
        if (row.status or "").lower() not in VOID:
            series[row.customer_id, row.product_id or row.name or row.contract_id].append(row)
    found = [one for rows in series.values() for one in _ending(rows, window, reader.today)]
    return tuple(sorted(found, key=lambda one: (one.ends, one.number)))


def _ending(rows: Sequence[sa.Row[Any]], window: Window, today: date) -> list[Expiry]:
    """Gives which contracts of one customer and product end in the window, with nothing after."""
    signed = [row for row in rows if (row.status or "").lower() not in DRAFT]
    drafts = [row for row in rows if row not in signed]
    found: list[Expiry] = []
    for place, row in enumerate(signed):
        if not window.holds(row.end_date) or _follows(row, signed):
            continue
        ended = row.end_date < today
        state: State = "drafted" if _follows(row, drafts) else "lapsed" if ended else "open"
        found.append(
            Expiry(
                kind="contract",
                customer_id=row.customer_id,
                customer=row.customer,
                number=row.contract_id,
                name=row.name or row.product or row.contract_id,
                ends=row.end_date,
                days=(row.end_date - today).days,
                amount=row.amount,
                state=state,
                terms=place,
            )
        )
    return found


def _follows(row: sa.Row[Any], others: Sequence[sa.Row[Any]]) -> bool:
    """Whether another contract takes the place of this one: it ends later, and began about then."""
    return any(
        other.end_date > row.end_date and other.start_date >= row.end_date - OVERLAP
        for other in others
    )


def warranties_ending(
    connection: Connection, reader: Reader, window: Window
) -> tuple[Expiry, ...] | None:
    """Gives the deliveries whose warranty ends in the window; None where no product has one."""
    months = warranty_months(connection, reader)
    if not months:
        return None
    longest = timedelta(days=31 * max(months.values()) + 366)
    begins = sa.func.coalesce(
        orders.c.delivered_at,
        orders.c.shipped_at,
        orders.c.ordered_at,
        type_=orders.c.ordered_at.type,
    )
    columns = [
        order_lines.c.order_id,
        order_lines.c.product_id,
        sa.func.sum(order_lines.c.quantity, type_=order_lines.c.quantity.type).label("quantity"),
        customers.c.customer_id,
        reader.view.column("customers", "name").label("customer"),
        sa.func.coalesce(products.c.model, products.c.name).label("product"),
        sa.func.max(begins, type_=orders.c.ordered_at.type).label("begins"),
    ]
    chosen = reader.view.select("order_lines", columns, join=("orders", "customers", "products"))
    chosen = chosen.where(
        counted(),
        order_lines.c.product_id.in_(sorted(months)),
        orders.c.ordered_at >= after(window.first - longest),
        orders.c.ordered_at < after(reader.today),
        order_lines.c.quantity > 0,
    )
    named = (customers.c.customer_id, customers.c.name, products.c.model, products.c.name)
    grouped = chosen.group_by(order_lines.c.order_id, order_lines.c.product_id, *named)
    found = (
        _warranty(row, months[row.product_id], reader.today) for row in connection.execute(grouped)
    )
    inside = (one for one in found if window.holds(one.ends))
    return tuple(sorted(inside, key=lambda one: (one.ends, one.number, one.name)))


def _warranty(row: sa.Row[Any], months: int, today: date) -> Expiry:
    ends = months_after(row.begins.date(), months) - timedelta(days=1)
    return Expiry(
        kind="warranty",
        customer_id=row.customer_id,
        customer=row.customer,
        number=row.order_id,
        name=row.product,
        ends=ends,
        days=(ends - today).days,
        quantity=row.quantity,
    )


def warranty_months(connection: Connection, reader: Reader) -> Mapping[str, int]:
    """Gives for how many months each product is warranted, where a custom field says so."""
    statement = reader.view.select("products", [products.c.product_id, products.c.custom])
    found = {row.product_id: _months(row.custom) for row in connection.execute(statement)}
    return {key: months for key, months in found.items() if months}


def _months(custom: Mapping[str, object] | None) -> int:
    """Gives the months that a product's own fields name; 0 where they name none."""
    for name in WARRANTY_FIELDS:
        said = (custom or {}).get(name)
        try:
            months = int(Decimal(str(said))) if said is not None else 0
        except (InvalidOperation, ValueError, OverflowError):
            continue
        if 0 < months <= MOST_MONTHS:
            return months
    return 0


def months_after(day: date, months: int) -> date:
    """Gives the same day so many months later; the month's last where it is shorter."""
    count = day.year * 12 + day.month - 1 + months
    first = date(count // 12, count % 12 + 1, 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return last.replace(day=min(day.day, last.day))
