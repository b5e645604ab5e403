"""Totals of orders: kept equal to the sums of their lines after every change."""

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from crm.importing.staging import Stage
from crm.models import order_lines, orders


class Touched:
    """The orders whose totals may have changed in this import."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._any = False
        self._ids = sa.Table(
            "touched_orders",
            sa.MetaData(),
            sa.Column("order_id", sa.String(200), primary_key=True),
            prefixes=["TEMPORARY"],
        )
        self._ids.create(connection)

    def add(self, stage: Stage) -> None:
        """Remembers the orders of staged orders or lines."""
        if stage.form.name not in ("orders", "order_lines"):
            return
        own = stage.table.c.order_id
        known = sa.exists().where(self._ids.c.order_id == own)
        self._connection.execute(
            self._ids.insert().from_select(["order_id"], sa.select(own).where(~known).distinct())
        )
        self._any = True

    def update_totals(self) -> int:
        """Sets amount, units and line count of the orders; gives how many were changed."""
        changed = self._update() if self._any else 0
        self._ids.drop(self._connection)
        return changed

    def _update(self) -> int:
        if self._connection.dialect.name == "postgresql":
            # One pass over everything now, so the planner may choose again.
            for method in ("seqscan", "hashjoin", "mergejoin"):
                self._connection.exec_driver_sql(f"SET LOCAL enable_{method} = on")
            self._connection.exec_driver_sql("ANALYZE pg_temp.touched_orders")
        lines = (
            sa.select(
                order_lines.c.order_id,
                sa.func.sum(order_lines.c.amount).label("amount"),
                sa.func.sum(order_lines.c.quantity).label("units"),
                sa.func.count().label("line_count"),
            )
            .where(order_lines.c.order_id.in_(sa.select(self._ids.c.order_id)))
            .group_by(order_lines.c.order_id)
            .subquery()
        )
        found = (
            sa.select(
                orders.c.order_id,
                sa.func.coalesce(lines.c.amount, orders.c.amount_given, 0).label("amount"),
                sa.func.coalesce(lines.c.units, 0).label("units"),
                sa.func.coalesce(lines.c.line_count, 0).label("line_count"),
            )
            .join(self._ids, self._ids.c.order_id == orders.c.order_id)
            .outerjoin(lines, lines.c.order_id == orders.c.order_id)
            .subquery()
        )
        names = ("amount", "units", "line_count")
        return self._connection.execute(
            orders.update()
            .values({name: found.c[name] for name in names})
            .where(
                orders.c.order_id == found.c.order_id,
                sa.or_(*(orders.c[name] != found.c[name] for name in names)),
            )
        ).rowcount
