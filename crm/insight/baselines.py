"""What is usual of customers, products, reps, peers and the company, kept for arriving orders.

A scan of all orders keeps it. An arriving order reads the few rows that it needs, and what its
customer ordered since, in milliseconds.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain, islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from crm.insight.customer_past import CustomerPast, brought_back
from crm.insight.habit import Latest
from crm.insight.order import Order
from crm.insight.past import PEER_ORDERS, PRICES, Past
from crm.models import insight_baselines

_AT_ONCE = 500
_COMPANY = ("hours", "")
_ORDERS = ("orders", "")
_COLUMNS = insight_baselines.c
_UNTIL = sa.select(_COLUMNS.as_of).where(_COLUMNS.name == _COMPANY[0], _COLUMNS.key == _COMPANY[1])
_NAMES = ("hours", "totals", "discounts", "prices", "peers")
_SOME = sa.select(_COLUMNS.name, _COLUMNS.key, _COLUMNS.figures).where(
    _COLUMNS.name.in_(_NAMES), _COLUMNS.key.in_(sa.bindparam("keys", expanding=True))
)

_CUSTOMER = sa.select(_COLUMNS.figures).where(
    _COLUMNS.name == "customer", _COLUMNS.key == sa.bindparam("key")
)


def keep(connection: Connection, past: Past, as_of: datetime, orders: int) -> None:
    """Keeps what the past knows of so many orders, in place of what was kept before."""
    connection.execute(insight_baselines.delete())
    rows = (
        {"name": name, "key": key, "as_of": as_of, "figures": figures}
        for (name, key), figures in chain([(_ORDERS, orders)], _figures(past))
    )
    while some := list(islice(rows, _AT_ONCE)):
        connection.execute(insight_baselines.insert(), some)


def _figures(past: Past) -> Iterator[tuple[tuple[str, str], object]]:
    yield _COMPANY, {str(hour): count for hour, count in past.hours.items()}
    for source, seen in past.totals.items():
        yield ("totals", source), [seen[True], seen[False]]
    for owner, values in past.discounts.items():
        yield ("discounts", owner), list(values)
    for of, values in past.prices.items():
        yield ("prices", "\n".join(of)), list(values)
    for of, values in past.peers.items():
        yield ("peers", "\n".join(of)), list(values)
    for of, known in past.customers.items():
        yield ("customer", "\n".join(of)), known.kept()


def kept_until(connection: Connection) -> datetime | None:
    """Gives when the latest order came that the baselines know of; None without any."""
    return connection.execute(_UNTIL).scalar()


def kept_orders(connection: Connection) -> int:
    """Gives of how many orders the baselines know; none without any."""
    name, key = _ORDERS
    count = sa.select(_COLUMNS.figures).where(_COLUMNS.name == name, _COLUMNS.key == key)
    return connection.execute(count).scalar() or 0


def load(connection: Connection, past: Past, order: Order) -> None:
    """Gives the past what is kept of the order's products, rep, peers and hour."""
    for name, key, figures in connection.execute(_SOME, {"keys": _keys(order)}).all():
        _put(past, name, key, figures)


def _keys(order: Order) -> Sequence[str]:
    """Gives the keys of what an order needs; that of one name may fit another, which is no harm."""
    products = sorted({line.product_id for line in order.lines})
    of_products = (f"{product}\n{order.currency}" for product in products)
    peers = f"{order.peers}\n{order.currency}"
    return [_COMPANY[1], order.source or "", order.owner_id or "", peers, *of_products]


def customer(connection: Connection, order: Order) -> tuple[CustomerPast, Mapping[str, int]]:
    """Gives what is kept of an order's customer in its currency, without its debts.

    Returns:
        Of these the ids, and when they were due, as ordinals.
    """
    key = {"key": f"{order.customer_id}\n{order.currency}"}
    figures = connection.execute(_CUSTOMER, key).scalar()
    if figures is None:
        return CustomerPast(), {}
    return brought_back(figures), figures["debts"]


def _put(past: Past, name: str, key: str, figures: Any) -> None:
    if name == "hours":
        past.hours = Counter({int(hour): count for hour, count in figures.items()})
    elif name == "totals":
        past.totals[key] = Counter({True: figures[0], False: figures[1]})
    elif name == "discounts":
        past.discounts[key] = Latest(PRICES, figures)
    else:
        of, currency = key.split("\n")
        values, most = (past.prices, PRICES) if name == "prices" else (past.peers, PEER_ORDERS)
        values[of, currency] = Latest(most, figures)
