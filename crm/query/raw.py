"""The rows of a canonical table as they are on file, one after the other, for raw exports."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from crm.access import View
from crm.customs import custom_dimensions
from crm.models import CANONICAL, customers
from crm.periods import Period
from crm.query.entities import ENTITIES
from crm.query.fields import within
from crm.query.reading import as_cell
from crm.query.result import Cell
from crm.query.spec import QueryError
from crm.relations import ROOTS, table_named

_CANONICAL = frozenset(table.name for table in CANONICAL)
TABLES: tuple[str, ...] = tuple(name for name in ROOTS if name in _CANONICAL)
"""What can be exported: the contract's tables."""
AT_ONCE = 1_000
DATED: Mapping[str, str] = MappingProxyType(
    {
        **{entity.root: entity.date for entity in ENTITIES.values() if entity.date},
        "order_lines": "orders.ordered_at",
        "customers": "customers.created_at",
        "usage": "usage.date",
        "targets": "targets.month",
    }
)
"""The date by which a period chooses rows: that of the lists of them."""
_LEFT_OUT: Mapping[str, frozenset[str]] = MappingProxyType(
    {"orders": frozenset({"amount_given", "units", "line_count", "paid", "invoiced"})}
)
"""Columns that the contract does not list; an order's `amount` is what it counts with."""


class NoSuchCustomerError(Exception):
    """The caller sees no customer of that id, whether there is one or not."""


@dataclass(frozen=True)
class RawQuery:
    """Which rows of which table."""

    table: str
    period: Period | None = None
    customer_id: str | None = None


@dataclass(frozen=True)
class Raw:
    """Rows that are read as they are asked for, once; `row_count` counts all that there are."""

    columns: tuple[str, ...]
    row_count: int
    rows: Iterator[tuple[Cell, ...]]


def raw(connection: Connection, view: View, query: RawQuery, limit: int) -> Raw:
    """Gives the visible rows of a table by their key, at most `limit`, masked fields as masks.

    The contract's columns come first, then the company's own fields.

    Raises:
        QueryError: there is no such table, or it has no dates or no customers to choose by.
        NoSuchCustomerError: the caller sees no such customer.
    """
    if query.table not in TABLES:
        raise QueryError("unknown", query.table, query.table)
    if query.customer_id is not None:
        _check_customer(connection, view, query.customer_id)
    table = table_named(query.table)
    left_out = _LEFT_OUT.get(query.table, frozenset()) | {"custom"}
    names = tuple(column.name for column in table.columns if column.name not in left_out)
    customs = _custom_fields(connection, query.table)
    columns = [view.column(query.table, name) for name in names]
    chosen = _chosen(view, query, [*columns, table.c.custom] if customs else columns)
    counted = _chosen(view, query, [sa.func.count()])
    return Raw(
        (*names, *customs),
        int(connection.execute(counted).scalar_one()),
        _read(connection, chosen.order_by(*table.primary_key).limit(limit), customs),
    )


def _check_customer(connection: Connection, view: View, customer_id: str) -> None:
    found = view.select("customers", [customers.c.customer_id])
    if connection.execute(found.where(customers.c.customer_id == customer_id)).first() is None:
        raise NoSuchCustomerError(customer_id)


def _custom_fields(connection: Connection, table: str) -> tuple[str, ...]:
    paths = (name.partition(":") for name in custom_dimensions(connection))
    return tuple(name for of, _, name in paths if of == table)


def _chosen(view: View, query: RawQuery, columns: list[sa.ColumnElement[Any]]) -> sa.Select[Any]:
    """Gives the statement of the rows that are asked for."""
    conditions: list[sa.ColumnElement[bool]] = []
    tables: set[str] = set()
    if query.period is not None:
        dated = DATED.get(query.table)
        if dated is None:
            raise QueryError("filter", query.table, "period")
        tables.add(dated.partition(".")[0])
        conditions.append(within(dated, query.period))
    if query.customer_id is not None:
        customer = ROOTS[query.table].customer
        if not isinstance(customer, sa.Column):
            raise QueryError("filter", query.table, "customer")
        tables.add(customer.table.name)
        conditions.append(customer == query.customer_id)
    return view.select(query.table, columns, join=tables - {query.table}).where(*conditions)


def _read(
    connection: Connection, chosen: sa.Select[Any], customs: tuple[str, ...]
) -> Iterator[tuple[Cell, ...]]:
    with connection.execute(chosen, execution_options={"yield_per": AT_ONCE}) as rows:
        for row in rows:
            if not customs:
                yield tuple(row)
                continue
            *cells, kept = row
            own = cast("Mapping[str, object]", kept or {})
            yield (*cells, *(as_cell(own.get(name)) for name in customs))
