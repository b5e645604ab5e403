"""Totals of orders: kept equal to the sums of what hangs on them after every change."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from crm.importing.staging import Stage
from crm.models import invoices, order_lines, orders, payments

Given = sa.ColumnElement[Any]
"""The amount of an order as it was imported."""


@dataclass(frozen=True)
class Totals:
    """What the rows of one table add up to on their order."""

    parts: sa.Table
    of: Callable[[Given], Mapping[str, sa.ColumnElement[Any]]]
    """The totals of orders that are joined to their parts, by the names of their columns."""
    with_orders: bool = False
    """Whether the order's own row, too, says something about them."""

    @property
    def names(self) -> tuple[str, ...]:
        """Gives the columns of the orders that hold the totals."""
        return tuple(self.of(orders.c.amount_given))


def _sum(column: sa.ColumnElement[Any], *otherwise: object) -> sa.ColumnElement[Any]:
    return sa.func.coalesce(sa.func.sum(column), *otherwise, 0)


OF_LINES = Totals(
    order_lines,
    lambda given: {
        "amount": _sum(order_lines.c.amount, given),
        "units": _sum(order_lines.c.quantity),
        "line_count": sa.func.count(order_lines.c.line_no),
    },
    with_orders=True,
)
OF_PAYMENTS = Totals(payments, lambda _: {"paid": _sum(payments.c.amount)})
OF_INVOICES = Totals(invoices, lambda _: {"invoiced": _sum(invoices.c.amount)})


class Touched:
    """The orders some of whose totals may have changed in this import."""

    def __init__(self, connection: Connection, totals: Totals) -> None:
        self._connection = connection
        self._totals = totals
        self._any = False
        self._ids = sa.Table(
            f"orders_with_other_{totals.parts.name}",
            sa.MetaData(),
            sa.Column("order_id", sa.String(200)),
            prefixes=["TEMPORARY"],
        )
        self._ids.create(connection)

    def add(self, stage: Stage) -> None:
        """Remembers the orders of rows that are about to be merged, and those they leave."""
        parts = self._totals.parts
        if stage.form.table is parts:
            self._remember(sa.select(stage.table.c.order_id).distinct())
            if "order_id" not in stage.form.key:
                self._remember(
                    sa.select(parts.c.order_id).join_from(parts, stage.table, stage.same_key())
                )
        elif self._totals.with_orders and stage.form.table is orders:
            self._remember(sa.select(stage.table.c.order_id))

    def _remember(self, found: sa.Select[Any]) -> None:
        self._connection.execute(self._ids.insert().from_select(["order_id"], found))
        self._any = True

    def forget(self) -> None:
        """Forgets all, when the totals are right for another reason."""
        if self._any:
            self._connection.execute(self._ids.delete())
        self._any = False

    def update_totals(self) -> int:
        """Sets the totals of the orders; gives how many were changed."""
        changed = self._update() if self._any else 0
        self._ids.drop(self._connection)
        return changed

    def _update(self) -> int:
        # The totals stand in a table of their own first: PostgreSQL, which knows nothing yet of
        # rows loaded just now, would otherwise join them row by row.
        names = self._totals.names
        found = sa.Table(
            "totals_of_touched",
            sa.MetaData(),
            sa.Column("order_id", sa.String(200), primary_key=True),
            *(sa.Column(name, orders.c[name].type) for name in names),
            prefixes=["TEMPORARY"],
        )
        found.create(self._connection)
        self._connection.execute(found.insert().from_select(["order_id", *names], self._found()))
        changed = self._connection.execute(
            orders.update()
            .values({name: found.c[name] for name in names})
            .where(
                orders.c.order_id == found.c.order_id,
                sa.or_(*(orders.c[name] != found.c[name] for name in names)),
            )
        ).rowcount
        found.drop(self._connection)
        return changed

    def _found(self) -> sa.Select[Any]:
        """Gives the totals of the touched orders as they are now."""
        parts = self._totals.parts
        touched = sa.select(self._ids.c.order_id).distinct().subquery()
        joined = touched.join(orders, orders.c.order_id == touched.c.order_id).outerjoin(
            parts, parts.c.order_id == orders.c.order_id
        )
        return (
            sa.select(orders.c.order_id, *self._totals.of(orders.c.amount_given).values())
            .select_from(joined)
            .group_by(orders.c.order_id, orders.c.amount_given)
        )
