"""Pending orders: new orders held back until their lines are loaded, then inserted with totals.

PostgreSQL writes a new version of a row for every update, in all indexes: setting the totals after
the lines would cost as much as loading the orders. SQLite updates in place and needs none of this.
"""

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from crm.importing.merging import choose_freely, use_indexes
from crm.importing.totals import OF_LINES
from crm.models import order_lines, orders

_KEPT_TOTALS = ("amount", "units", "line_count", "paid", "invoiced")


class PendingOrders:
    """The new orders of this import whose lines may still come.

    `currency` is that of orders that name none.
    """

    def __init__(self, connection: Connection, currency: str) -> None:
        self._connection = connection
        self._any = False
        defaults = {"currency": currency, **dict.fromkeys(_KEPT_TOTALS, "0")}
        self.table = sa.Table(
            "pending_orders",
            sa.MetaData(),
            *(
                sa.Column(
                    column.name,
                    column.type,
                    primary_key=column.primary_key,
                    server_default=defaults.get(column.name),
                )
                for column in orders.columns
            ),
            prefixes=["TEMPORARY"],
        )
        self.table.create(connection)

    def expect(self) -> sa.Table:
        """Gives the table to insert new orders into."""
        self._any = True
        return self.table

    def __bool__(self) -> bool:
        """Tells whether any order is pending."""
        return self._any

    def insert(self) -> None:
        """Inserts all of them into the orders, with the totals of their lines."""
        if not self._any:
            return
        choose_freely(self._connection)
        self._connection.exec_driver_sql("ANALYZE pg_temp.pending_orders (order_id)")
        own = self.table.c
        totals = OF_LINES.of(own.amount_given)
        plain = [column for column in own if column.name not in totals]
        found = (
            sa.select(*plain, *totals.values())
            .outerjoin_from(self.table, order_lines, order_lines.c.order_id == own.order_id)
            .group_by(own.order_id)
        )
        names = [*(column.name for column in plain), *totals]
        self._connection.execute(orders.insert().from_select(names, found))
        self._connection.exec_driver_sql("TRUNCATE pg_temp.pending_orders")
        use_indexes(self._connection)
        self._any = False

    def drop(self) -> None:
        """Removes the temporary table."""
        self.table.drop(self._connection)
