"""Orders and all that follows from one: lines, returns, payments, invoices."""

import sqlalchemy as sa

from crm.models.base import custom, key, metadata, ref, text
from crm.models.types import Exact, moment

COUNTED = ("confirmed", "shipped", "completed")
"""The order statuses that count as sold (contract section 2, sales)."""

orders = sa.Table(
    "orders",
    metadata,
    key("order_id"),
    ref("customer_id"),
    sa.Column("ordered_at", moment(), nullable=False),
    sa.Column("status", sa.String(20), nullable=False),
    ref("owner_id", required=False),
    text("channel"),
    sa.Column("currency", sa.String(3), nullable=False),
    sa.Column("amount_given", Exact, comment="The amount as it was imported."),
    sa.Column("due_date", sa.Date),
    sa.Column("shipped_at", moment()),
    sa.Column("delivered_at", moment()),
    text("source_system"),
    text("external_id"),
    text("ship_country"),
    text("ship_region"),
    text("ship_province"),
    text("ship_city"),
    custom(),
    # Kept by the import after every change of lines, payments and invoices, so that a question
    # about orders need not read these, which are several times as many.
    sa.Column("amount", Exact, nullable=False, comment="Sum of the lines, else as given."),
    sa.Column("units", Exact, nullable=False, comment="Sum of the lines' quantities."),
    sa.Column("line_count", sa.Integer, nullable=False),
    sa.Column("paid", Exact, nullable=False, comment="Sum of the payments, whenever made."),
    sa.Column("invoiced", Exact, nullable=False, comment="Sum of the invoices, whenever issued."),
    sa.Index(None, "customer_id", "ordered_at"),
    sa.Index(None, "ordered_at"),
    # The migration makes these indexes of few orders: those with such a number, of which most
    # systems have none, and those not paid exactly, which all that is owed is read from. To say so
    # here would load PostgreSQL's dialect at every start.
    sa.Index(None, "external_id"),
    sa.Index("ix_orders_unpaid", "customer_id"),
)

order_lines = sa.Table(
    "order_lines",
    metadata,
    key("order_id"),
    sa.Column("line_no", sa.Integer, primary_key=True),
    ref("product_id"),
    sa.Column("quantity", Exact, nullable=False),
    sa.Column("unit_price", Exact, nullable=False),
    sa.Column("amount", Exact, nullable=False, comment="As given, else quantity x unit price."),
    custom(),
    sa.Index(None, "product_id"),
)

returns = sa.Table(
    "returns",
    metadata,
    key("return_id"),
    # A cancel invoice of a shop export names a customer and no order: then only customer_id is set.
    ref("order_id", required=False),
    ref("customer_id"),
    sa.Column("currency", sa.String(3), nullable=False),
    sa.Column("amount", Exact, nullable=False),
    sa.Column("returned_at", moment(), nullable=False),
    ref("product_id", required=False),
    sa.Column("quantity", Exact),
    text("reason"),
    custom(),
    sa.Index(None, "customer_id"),
    sa.Index(None, "order_id"),
    sa.Index(None, "returned_at"),
)

payments = sa.Table(
    "payments",
    metadata,
    key("payment_id"),
    ref("order_id"),
    sa.Column("amount", Exact, nullable=False),
    sa.Column("paid_at", moment(), nullable=False),
    text("method"),
    custom(),
    sa.Index(None, "order_id"),
    sa.Index(None, "paid_at"),
)

invoices = sa.Table(
    "invoices",
    metadata,
    key("invoice_id"),
    ref("order_id"),
    sa.Column("amount", Exact, nullable=False),
    sa.Column("issued_at", moment(), nullable=False),
    text("number"),
    text("url"),
    custom(),
    sa.Index(None, "order_id"),
    sa.Index(None, "issued_at"),
)
