"""Customers, the people there, and what was done with them."""

import sqlalchemy as sa

from crm.models.base import custom, key, metadata, ref, text
from crm.models.types import Exact, moment

customers = sa.Table(
    "customers",
    metadata,
    key("customer_id"),
    text("name", required=True),
    text("short_name"),
    text("aliases"),
    text("industry"),
    text("country"),
    text("region"),
    text("province"),
    text("city"),
    sa.Column("level", sa.String(50)),
    ref("owner_id", required=False),
    sa.Column("status", sa.String(20)),
    text("phone"),
    text("tax_id"),
    sa.Column("created_at", moment()),
    custom(),
    sa.Index(None, "owner_id"),
)

contacts = sa.Table(
    "contacts",
    metadata,
    key("contact_id"),
    ref("customer_id"),
    text("name", required=True),
    text("title"),
    text("phone"),
    text("email"),
    sa.Column("is_primary", sa.Boolean),
    custom(),
    sa.Index(None, "customer_id"),
)

activities = sa.Table(
    "activities",
    metadata,
    key("activity_id"),
    ref("customer_id"),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("occurred_at", moment(), nullable=False),
    ref("user_id", required=False),
    text("subject"),
    text("body"),
    custom(),
    sa.Index(None, "customer_id", "occurred_at"),
    sa.Index(None, "occurred_at"),
)

usage = sa.Table(
    "usage",
    metadata,
    key("customer_id"),
    sa.Column("date", sa.Date, primary_key=True),
    sa.Column("metric", sa.String(100), primary_key=True),
    sa.Column("value", Exact, nullable=False),
    custom(),
)
