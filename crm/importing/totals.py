"""Totals of orders: kept equal to the sums of their lines after every change."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from crm.importing.merging import choose_freely
from crm.importing.staging import Stage
from crm.models import order_lines, orders

TOTALS = ("amount", "units", "line_count")


def sums_of_lines(order_ids: "sa.Select[Any]") -> sa.Subquery:
    """Gives amount, units and line count of each of these orders that has lines."""
    return (
        sa.select(
            order_lines.c.order_id,
            sa.func.sum(order_lines.c.amount).label("amount"),
            sa.func.sum(order_lines.c.quantity).label("units"),
            sa.func.count().label("line_count"),
        )
        .where(order_lines.c.order_id.in_(order_ids))
        .group_by(order_lines.c.order_id)
        .subquery()
    )


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
        choose_freely(self._connection)
        if self._connection.dialect.name == "postgresql":
            self._connection.exec_driver_sql("ANALYZE pg_temp.touched_orders")
        touched = sa.select(self._ids.c.order_id)
        lines = sums_of_lines(touched)
        found = (
            sa.select(
                orders.c.order_id,
                sa.func.coalesce(lines.c.amount, orders.c.amount_given, 0).label("amount"),
                sa.func.coalesce(lines.c.units, 0).label("units"),
                sa.func.coalesce(lines.c.line_count, 0).label("line_count"),
            )
            .outerjoin(lines, lines.c.order_id == orders.c.order_id)
            .where(orders.c.order_id.in_(touched))
            .subquery()
        )
        return self._connection.execute(
            orders.update()
            .values({name: found.c[name] for name in TOTALS})
            .where(
                orders.c.order_id == found.c.order_id,
                sa.or_(*(orders.c[name] != found.c[name] for name in TOTALS)),
            )
        ).rowcount
