"""Erased customers: what of their rows is personal, and what stands in its place.

The rows stay, so that orders and amounts go on counting. What says who the customer is goes: names,
numbers, notes, and the company's own fields, which may hold anything. A tombstone remembers the id,
so that an import brings nothing of it back.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from crm.models import erasures, orders, returns, waiting_rows

PERSONAL: Mapping[str, tuple[str, ...]] = {
    "customers": ("name", "short_name", "aliases", "phone", "tax_id", "custom"),
    "contacts": ("name", "title", "phone", "email", "custom"),
    "activities": ("subject", "body", "custom"),
    "opportunities": ("name", "custom"),
    "contracts": ("name", "custom"),
    "usage": ("custom",),
    "orders": ("custom",),
    "order_lines": ("custom",),
    "returns": ("reason", "custom"),
    "payments": ("custom",),
    "invoices": ("url", "custom"),
    "anomaly_reviews": ("reason",),
}
"""The columns that go. Places, levels and owners stay: figures are split by them."""
_NAMED = frozenset({"customers", "contacts"})
"""Tables whose rows must have a name: it becomes the pseudonym."""
ERASED = sa.select(erasures.c.customer_id)


def erased_ids(connection: Connection) -> frozenset[str]:
    """Gives the ids of the erased customers."""
    return frozenset(connection.execute(ERASED).scalars())


def blanking(
    table: sa.Table, name: str, order_tables: Sequence[sa.Table] = (orders,)
) -> sa.Update | None:
    """Gives the statement that takes what is personal out of rows of erased customers.

    Args:
        table: holds the rows: the table itself, or one with some of its columns.
        name: what they are rows of.
        order_tables: where the orders are that rows hang on.
    """
    columns = [column for column in PERSONAL.get(name, ()) if column in table.c]
    of_whom = _of_erased(table, order_tables)
    if not columns or of_whom is None:
        return None
    values = {column: _in_place_of(table, name, column) for column in columns}
    told = sa.or_(*(_differs(table.c[column], value) for column, value in values.items()))
    return table.update().where(of_whom, told).values(values)


def _differs(column: sa.Column[Any], value: Any) -> sa.ColumnElement[bool]:
    """Gives the condition that a column is not yet what it becomes."""
    return column.is_not(None) if isinstance(value, sa.Null) else column.is_distinct_from(value)


def _of_erased(table: sa.Table, order_tables: Sequence[sa.Table]) -> sa.ColumnElement[bool] | None:
    """Gives the condition that a row is of an erased customer; None where nothing tells."""
    if "customer_id" in table.c:
        return table.c.customer_id.in_(ERASED)
    if "order_id" not in table.c:
        return None
    theirs = (sa.select(of.c.order_id).where(of.c.customer_id.in_(ERASED)) for of in order_tables)
    return sa.or_(*(table.c.order_id.in_(one) for one in theirs))


def _in_place_of(table: sa.Table, name: str, column: str) -> Any:
    """Gives what a column becomes."""
    if column == "name" and name in _NAMED:
        own = erasures.c.customer_id == table.c.customer_id
        return sa.select(erasures.c.pseudonym).where(own).scalar_subquery()
    if column == "reason" and name == "returns":
        # What others gave too is a kind of reason; what nobody else gave is a note.
        given = sa.select(returns.c.reason).where(returns.c.customer_id.not_in(ERASED))
        return sa.case((table.c.reason.in_(given), table.c.reason), else_=sa.null())
    return sa.null()


def blank_waiting(connection: Connection, ids: Collection[str]) -> int:
    """Takes what is personal out of their rows that wait; gives how many had any."""
    theirs = sa.select(orders.c.order_id).where(orders.c.customer_id.in_(sorted(ids)))
    order_ids = set(connection.execute(theirs).scalars())
    named = connection.execute(sa.select(erasures)).all()
    pseudonyms = {one.customer_id: one.pseudonym for one in named}
    changed = 0
    for waiting in connection.execute(sa.select(waiting_rows)).all():
        row: dict[str, object] = waiting.row
        if row.get("customer_id") not in ids and row.get("order_id") not in order_ids:
            continue
        blank = dict.fromkeys(set(row) & set(PERSONAL.get(waiting.table_name, ())))
        if waiting.table_name in _NAMED:
            blank["name"] = pseudonyms.get(str(row.get("customer_id")))
        if any(row[column] != told for column, told in blank.items()):
            own = sa.and_(
                waiting_rows.c.table_name == waiting.table_name,
                waiting_rows.c.row_key == waiting.row_key,
            )
            connection.execute(waiting_rows.update().where(own).values(row={**row, **blank}))
            changed += 1
    return changed
