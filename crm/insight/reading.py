"""Orders as the checks see them, read from the database."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import log
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from crm.insight.order import Line, Order, Payment
from crm.models import customers, order_lines, orders, payments, products

_ORDERS = sa.select(
    orders.c.order_id,
    orders.c.customer_id,
    orders.c.ordered_at,
    orders.c.status,
    orders.c.currency,
    orders.c.amount,
    orders.c.amount_given,
    orders.c.due_date,
    orders.c.owner_id,
    orders.c.source_system,
    orders.c.external_id,
    customers.c.industry,
    customers.c.level,
    customers.c.owner_id.label("customer_owner"),
).join_from(orders, customers, orders.c.customer_id == customers.c.customer_id)
_LINES = sa.select(
    order_lines.c.order_id,
    order_lines.c.product_id,
    order_lines.c.quantity,
    order_lines.c.unit_price,
    order_lines.c.amount,
)
_PAYMENTS = sa.select(payments.c.order_id, payments.c.paid_at, payments.c.amount)
_PRICES = sa.select(products.c.product_id, products.c.list_price)


@dataclass(frozen=True)
class _Statements:
    """What reads orders with their lines and payments, made once: an arriving order is in a hurry.

    The orders come the oldest first, the lines in their order.
    """

    orders: sa.Executable
    lines: sa.Executable
    payments: sa.Executable


_THEIRS = sa.and_(
    orders.c.customer_id == sa.bindparam("customer_id"),
    orders.c.ordered_at >= sa.bindparam("since"),
)
_THEIR_IDS = sa.select(orders.c.order_id).where(_THEIRS)
_OLDEST_FIRST = (orders.c.ordered_at, orders.c.order_id)
_BY_LINE = (order_lines.c.order_id, order_lines.c.line_no)
_THEN = orders.c.ordered_at.between(sa.bindparam("first"), sa.bindparam("last"))
_THEN_IDS = sa.select(orders.c.order_id).where(_THEN)
_AT_A_TIME = _Statements(
    _ORDERS.where(_THEN).order_by(*_OLDEST_FIRST),
    _LINES.where(order_lines.c.order_id.in_(_THEN_IDS)).order_by(*_BY_LINE),
    _PAYMENTS.where(payments.c.order_id.in_(_THEN_IDS)),
)
_PAGE = 10_000
"""Orders that are read at a time: some 50 MB with their lines and payments."""
_FROM = orders.c.ordered_at > sa.bindparam("after")
_NEXT = sa.select(orders.c.ordered_at).order_by(orders.c.ordered_at)
_OF_ONE = _Statements(
    _ORDERS.where(_THEIRS).order_by(*_OLDEST_FIRST),
    _LINES.where(order_lines.c.order_id.in_(_THEIR_IDS)).order_by(*_BY_LINE),
    _PAYMENTS.where(payments.c.order_id.in_(_THEIR_IDS)),
)
_NAMED = orders.c.order_id.in_(sa.bindparam("ids", expanding=True))
_UNPAID = _Statements(
    _ORDERS.where(_NAMED),
    _LINES.where(sa.false()),
    _PAYMENTS.where(payments.c.order_id.in_(sa.bindparam("ids", expanding=True))),
)
_SAME_NUMBER: sa.Executable = _ORDERS.where(
    orders.c.external_id == sa.bindparam("external_id"),
    orders.c.source_system == sa.bindparam("source"),
    orders.c.ordered_at <= sa.bindparam("until"),
    orders.c.order_id != sa.bindparam("order_id"),
).order_by(*_OLDEST_FIRST)
_AT_ONCE = 500
_MOMENTS = sa.select(orders.c.order_id, orders.c.ordered_at).where(_NAMED)
_SOME_PRICES = _PRICES.where(products.c.product_id.in_(sa.bindparam("ids", expanding=True)))


def all_orders(connection: Connection) -> list[Order]:
    """Gives all orders, the oldest first."""
    return list(orders_in_turn(connection))


def orders_in_turn(connection: Connection) -> Iterator[Order]:
    """Gives all orders one after the other, the oldest first, and holds a page of them."""
    first = connection.scalar(_NEXT.limit(1))
    while first is not None:
        page = connection.scalar(_NEXT.where(orders.c.ordered_at >= first).offset(_PAGE).limit(1))
        last = page or connection.scalar(sa.select(sa.func.max(orders.c.ordered_at)))
        yield from _read(connection, _AT_A_TIME, {"first": first, "last": last})
        first = connection.scalar(_NEXT.where(_FROM).limit(1), {"after": last})


def orders_of(connection: Connection, customer_id: str, since: datetime) -> list[Order]:
    """Gives the orders of one customer from that moment on, the oldest first."""
    return _read(connection, _OF_ONE, {"customer_id": customer_id, "since": since})


def orders_named(connection: Connection, ids: Sequence[str]) -> list[Order]:
    """Gives some orders as they are named, with their payments and without lines."""
    if not ids:
        return []
    found = {order.order_id: order for order in _read(connection, _UNPAID, {"ids": ids})}
    return [found[one] for one in ids if one in found]


def same_number(connection: Connection, order: Order) -> list[Order]:
    """Gives earlier orders with an order's external id, without lines, the oldest first."""
    if order.external_id is None or order.source is None:
        return []
    asked = {
        "external_id": order.external_id,
        "source": order.source,
        "until": order.at,
        "order_id": order.order_id,
    }
    rows = connection.execute(_SAME_NUMBER, asked).all()
    return [_order(row, (), ()) for row in rows]


def repeated_numbers(connection: Connection) -> frozenset[str]:
    """Gives the external ids that more than one order has."""
    number = orders.c.external_id
    several = sa.select(number).where(number.is_not(None)).group_by(number)
    return frozenset(connection.scalars(several.having(sa.func.count() > 1)))


def moments_of(connection: Connection, ids: Iterable[str]) -> Mapping[str, datetime]:
    """Gives when some orders came, by their ids."""
    wanted = sorted(ids)
    found: dict[str, datetime] = {}
    for first in range(0, len(wanted), _AT_ONCE):
        some = {"ids": wanted[first : first + _AT_ONCE]}
        found |= {row[0]: row[1] for row in connection.execute(_MOMENTS, some)}
    return found


def list_prices(connection: Connection) -> dict[str, float]:
    """Gives the logs of the list prices of all products."""
    return _logs(connection.execute(_PRICES))


def list_prices_of(connection: Connection, order: Order) -> dict[str, float]:
    """Gives the logs of the list prices of an order's products."""
    ids = sorted({line.product_id for line in order.lines})
    return _logs(connection.execute(_SOME_PRICES, {"ids": ids}))


def _logs(rows: Iterable[Any]) -> dict[str, float]:
    return {key: log(price) for key, price in rows if price is not None and price > 0}


def _read(connection: Connection, read: _Statements, of: Mapping[str, object]) -> list[Order]:
    lines: defaultdict[str, list[Line]] = defaultdict(list)
    for row in connection.execute(read.lines, of).all():
        lines[row[0]].append(Line(*row[1:]))
    paid: defaultdict[str, list[Payment]] = defaultdict(list)
    for order_id, at, amount in connection.execute(read.payments, of).all():
        paid[order_id].append(Payment(at, amount))
    rows = connection.execute(read.orders, of).all()
    return [_order(row, lines[row[0]], paid[row[0]]) for row in rows]


def _order(row: sa.Row[Any], lines: Sequence[Line], paid: Sequence[Payment]) -> Order:
    return Order(
        row.order_id,
        row.customer_id,
        row.ordered_at,
        row.status,
        row.currency,
        row.amount,
        row.amount_given,
        row.due_date,
        row.owner_id or row.customer_owner,
        row.source_system,
        row.external_id,
        f"{row.industry or ''}/{row.level or ''}",
        tuple(lines),
        tuple(paid),
    )
