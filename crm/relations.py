"""How the tables hang together: which joins lead from one to another."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import sqlalchemy as sa

from crm.models import (
    activities,
    anomaly_flags,
    anomaly_reviews,
    contacts,
    contracts,
    customers,
    invoices,
    metadata,
    opportunities,
    order_lines,
    orders,
    payments,
    products,
    returns,
    targets,
    usage,
    users,
)


@dataclass(frozen=True)
class Join:
    """One step from a root to another table; `outer` keeps rows that have no partner."""

    table: sa.Table
    on: sa.ColumnElement[bool]
    needs: tuple[str, ...] = ()
    outer: bool = False


@dataclass(frozen=True)
class Root:
    """A table that statements read, whose customer a row belongs to, and what can be joined.

    `owner` is the person who answers for the row: the order's own owner, else the customer's.
    """

    table: sa.Table
    customer: sa.ColumnElement[str] | None = None
    owner: sa.ColumnElement[str] | None = None
    joins: Mapping[str, Join] = field(default_factory=lambda: MappingProxyType({}))


def _of_customer(table: sa.Table, owner: sa.ColumnElement[str] | None = None, **more: Join) -> Root:
    """Gives a root whose rows name their customer themselves."""
    who = customers.c.owner_id if owner is None else owner
    needs = ("customers", *(name for name in ("orders",) if name in more))
    joins = {
        "customers": Join(customers, table.c.customer_id == customers.c.customer_id),
        **more,
        "users": Join(users, users.c.user_id == who, needs=needs, outer=True),
    }
    return Root(table, table.c.customer_id, who, MappingProxyType(joins))


def _of_order(table: sa.Table, **more: Join) -> Root:
    """Gives a root whose rows hang on an order."""
    joins = {
        "orders": Join(orders, table.c.order_id == orders.c.order_id),
        "customers": Join(
            customers, orders.c.customer_id == customers.c.customer_id, needs=("orders",)
        ),
        **more,
        "users": Join(users, users.c.user_id == _ORDER_OWNER, needs=("customers",), outer=True),
    }
    return Root(table, orders.c.customer_id, _ORDER_OWNER, MappingProxyType(joins))


def _product(table: sa.Table, *, outer: bool = False) -> Join:
    return Join(products, table.c.product_id == products.c.product_id, outer=outer)


_ORDER_OWNER = sa.func.coalesce(orders.c.owner_id, customers.c.owner_id)
_USER = Join(users, users.c.user_id == targets.c.user_id, outer=True)
_RETURNED_ORDER = Join(orders, returns.c.order_id == orders.c.order_id, outer=True)

ROOTS: Mapping[str, Root] = MappingProxyType(
    {
        "users": Root(users, owner=users.c.user_id),
        "products": Root(products),
        "targets": Root(targets, owner=targets.c.user_id, joins=MappingProxyType({"users": _USER})),
        "customers": Root(
            customers,
            customers.c.customer_id,
            customers.c.owner_id,
            MappingProxyType(
                {"users": Join(users, users.c.user_id == customers.c.owner_id, outer=True)}
            ),
        ),
        "contacts": _of_customer(contacts),
        "activities": _of_customer(
            activities, sa.func.coalesce(activities.c.user_id, customers.c.owner_id)
        ),
        "usage": _of_customer(usage),
        "anomaly_flags": _of_customer(anomaly_flags),
        "anomaly_reviews": _of_customer(anomaly_reviews),
        "opportunities": _of_customer(
            opportunities, sa.func.coalesce(opportunities.c.owner_id, customers.c.owner_id)
        ),
        "contracts": _of_customer(contracts, products=_product(contracts, outer=True)),
        "orders": _of_customer(orders, _ORDER_OWNER),
        "returns": _of_customer(
            returns, _ORDER_OWNER, orders=_RETURNED_ORDER, products=_product(returns, outer=True)
        ),
        "order_lines": _of_order(order_lines, products=_product(order_lines)),
        "payments": _of_order(payments),
        "invoices": _of_order(invoices),
    }
)


def table_named(name: str) -> sa.Table:
    """Gives a table of the canonical data model.

    Raises:
        KeyError: no such table.
    """
    return metadata.tables[name]


def reachable(root: str) -> frozenset[str]:
    """Gives the tables whose columns a statement over `root` can use, `root` among them."""
    return frozenset({root, *ROOTS[root].joins})


def joins_to(root: str, tables: Iterable[str]) -> tuple[Join, ...]:
    """Gives the joins that bring `tables` to `root`, in an order that works.

    Raises:
        KeyError: a table cannot be reached from `root`.
    """
    joins = ROOTS[root].joins
    wanted: set[str] = set()
    waiting = list(set(tables) - {root})
    while waiting:
        name = waiting.pop()
        wanted.add(name)
        waiting += set(joins[name].needs) - wanted
    return tuple(join for name, join in joins.items() if name in wanted)
