"""Totals of orders: kept equal to the sums of their lines after every change."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from crm.importing.staging import Stage
from crm.models import order_lines, orders

TOTALS = ("amount", "units", "line_count")


def totals_of(given: sa.ColumnElement[Any]) -> dict[str, sa.ColumnElement[Any]]:
    """Gives the totals of orders that are joined to their lines; `given` is the amount else."""
    return {
        "amount": sa.func.coalesce(sa.func.sum(order_lines.c.amount), given, 0),
        "units": sa.func.coalesce(sa.func.sum(order_lines.c.quantity), 0),
        "line_count": sa.func.count(order_lines.c.line_no),
    }


class Touched:
    """The orders whose totals may have changed in this import."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._any = False
        self._ids = sa.Table(
            "touched_orders",
            sa.MetaData(),
            sa.Column("order_id", sa.String(200)),
            prefixes=["TEMPORARY"],
        )
        self._ids.create(connection)

    def add(self, stage: Stage) -> None:
        """Remembers the orders of staged orders or lines."""
        if stage.form.name in ("orders", "order_lines"):
            found = sa.select(stage.table.c.order_id).distinct()
            self._connection.execute(self._ids.insert().from_select(["order_id"], found))
            self._any = True

    def forget(self) -> None:
        """Forgets all, when the totals are right for another reason."""
        if self._any:
            self._connection.execute(self._ids.delete())
        self._any = False

    def update_totals(self) -> int:
        """Sets amount, units and line count of the orders; gives how many were changed."""
        changed = self._update() if self._any else 0
        self._ids.drop(self._connection)
        return changed

    def _update(self) -> int:
        # The totals stand in a table of their own first: PostgreSQL, which knows nothing yet of
        # rows loaded just now, would otherwise join them row by row.
        found = sa.Table(
            "totals_of_touched",
            sa.MetaData(),
            sa.Column("order_id", sa.String(200), primary_key=True),
            *(sa.Column(name, orders.c[name].type) for name in TOTALS),
            prefixes=["TEMPORARY"],
        )
        found.create(self._connection)
        totals = totals_of(orders.c.amount_given)
        touched = sa.select(self._ids.c.order_id).distinct().subquery()
        joined = touched.join(orders, orders.c.order_id == touched.c.order_id).outerjoin(
            order_lines, order_lines.c.order_id == orders.c.order_id
        )
        rows = (
            sa.select(orders.c.order_id, *totals.values())
            .select_from(joined)
            .group_by(orders.c.order_id, orders.c.amount_given)
        )
        self._connection.execute(found.insert().from_select(["order_id", *totals], rows))
        changed = self._connection.execute(
            orders.update()
            .values({name: found.c[name] for name in TOTALS})
            .where(
                orders.c.order_id == found.c.order_id,
                sa.or_(*(orders.c[name] != found.c[name] for name in TOTALS)),
            )
        ).rowcount
        found.drop(self._connection)
        return changed
