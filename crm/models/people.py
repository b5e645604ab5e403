"""Users of the CRM and their monthly targets."""

import sqlalchemy as sa

from crm.models.base import custom, key, metadata, ref, text
from crm.models.types import Exact

users = sa.Table(
    "users",
    metadata,
    key("user_id"),
    text("name", required=True),
    sa.Column("role", sa.String(20), nullable=False),
    text("team"),
    text("email"),
    ref("manager_id", required=False),
    custom(),
)

targets = sa.Table(
    "targets",
    metadata,
    key("user_id"),
    sa.Column("month", sa.String(7), primary_key=True),
    sa.Column("amount", Exact, nullable=False),
    custom(),
)
