"""Rows that a person approved: an activity, an order draft, another value of a customer's field.

Whoever calls has checked with a `View` that the approver may see the customer. Ids are derived from
the action's, so that the same action can leave no second row whatever happens. Figures need no
other care: drafts are counted by no measure, and a later import is still the last word on a field.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from crm.access import Caller, View
from crm.models import activities, customers, order_lines, orders, products, table_state

SOURCE = "wendan"
"""The `source_system` of orders that were drafted here."""


@dataclass(frozen=True)
class DraftLine:
    """A line of an order draft."""

    product_id: str
    quantity: Decimal
    unit_price: Decimal

    @property
    def amount(self) -> Decimal:
        """Gives the line's amount."""
        return self.quantity * self.unit_price


@dataclass(frozen=True)
class Note:
    """What was done with a customer, by whom and when."""

    customer_id: str
    user_id: str | None
    kind: str
    occurred_on: date
    text: str


def id_for(action_id: str) -> str:
    """Gives the id of the row that an action makes."""
    return f"WD-{action_id[:16].upper()}"


def add_activity(connection: Connection, action_id: str, note: Note, now: datetime) -> str:
    """Adds an activity; gives its id. On the day itself it is dated to the minute, else to none."""
    at = now if note.occurred_on == now.date() else datetime.combine(note.occurred_on, time())
    row = {
        "activity_id": id_for(action_id),
        "customer_id": note.customer_id,
        "kind": note.kind,
        "occurred_at": at,
        "user_id": note.user_id or None,
        "subject": note.text[:120],
        "body": note.text if len(note.text) > 120 else None,
    }
    connection.execute(activities.insert().values(row))
    _raise_version(connection, "activities", now)
    return id_for(action_id)


def add_order_draft(
    connection: Connection,
    action_id: str,
    customer_id: str,
    lines: Sequence[DraftLine],
    placed: tuple[str, datetime],
) -> str:
    """Adds an order in the state `draft`; gives its id. `placed` is its currency and its moment."""
    currency, now = placed
    order_id = id_for(action_id)
    row = {
        "order_id": order_id,
        "customer_id": customer_id,
        "ordered_at": now,
        "status": "draft",
        "currency": currency,
        "source_system": SOURCE,
        "external_id": action_id,
        "amount": sum((line.amount for line in lines), Decimal(0)),
        "units": sum((line.quantity for line in lines), Decimal(0)),
        "line_count": len(lines),
        "paid": Decimal(0),
        "invoiced": Decimal(0),
    }
    connection.execute(orders.insert().values(row))
    connection.execute(order_lines.insert(), _rows(order_id, lines))
    for table in ("orders", "order_lines"):
        _raise_version(connection, table, now)
    return order_id


def _rows(order_id: str, lines: Sequence[DraftLine]) -> list[dict[str, object]]:
    return [
        {
            "order_id": order_id,
            "line_no": number,
            "product_id": line.product_id,
            "quantity": line.quantity,
            "unit_price": line.unit_price,
            "amount": line.amount,
        }
        for number, line in enumerate(lines, 1)
    ]


def change_customer(
    connection: Connection, customer_id: str, change: tuple[str, str | None, str], now: datetime
) -> bool:
    """Changes a field (its name, its value so far, the new one); False where it has another now."""
    name, before, value = change
    column = customers.c[name]
    is_as_shown = column.is_(None) if before is None else column == before
    own = customers.update().where(customers.c.customer_id == customer_id, is_as_shown)
    if not connection.execute(own.values({name: value})).rowcount:
        return False
    _raise_version(connection, "customers", now)
    return True


def field_of(connection: Connection, caller: Caller, customer_id: str, name: str) -> str | None:
    """Gives the value of a customer's field as the caller may see it."""
    view = View(caller)
    own = view.select("customers", [view.column("customers", name)])
    value = connection.execute(own.where(customers.c.customer_id == customer_id)).scalar()
    return None if value is None else str(value)


def prices_of(
    connection: Connection, caller: Caller, product_ids: Sequence[str]
) -> dict[str, Decimal | None]:
    """Gives the list prices of those products that there are."""
    chosen = View(caller).select("products", [products.c.product_id, products.c.list_price])
    rows = connection.execute(chosen.where(products.c.product_id.in_(sorted(product_ids))))
    return {row.product_id: row.list_price for row in rows}


def sold_by_the_piece(
    connection: Connection, caller: Caller, product_ids: Sequence[str]
) -> frozenset[str]:
    """Gives which of the products there are only whole ones of, by their unit on file."""
    chosen = View(caller).select("products", [products.c.product_id, products.c.unit])
    rows = connection.execute(chosen.where(products.c.product_id.in_(sorted(product_ids))))
    return frozenset(row.product_id for row in rows if str(row.unit or "").lower() in PIECES)


PIECES = frozenset("台件套把支只箱卷瓶盒块片根条双本部枚桶袋份张个") | frozenset(
    "pc pcs piece pieces set sets unit units box boxes roll rolls copy copies".split()
)


def _raise_version(connection: Connection, table: str, now: datetime) -> None:
    """Has servers read anew; when the ERP's rows came in last stays as it is."""
    own = table_state.c.table_name == table
    risen = table_state.update().where(own).values(version=table_state.c.version + 1)
    if not connection.execute(risen).rowcount:
        row = {"table_name": table, "as_of": now, "version": 1}
        connection.execute(sa.insert(table_state).values(row))
