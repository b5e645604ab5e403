"""Who may ask: tokens, accounts of machines, and whose the accounts in chat apps are."""

import sqlalchemy as sa

from crm.models.base import metadata, ref, text
from crm.models.types import moment

api_tokens = sa.Table(
    "api_tokens",
    metadata,
    sa.Column("token_hash", sa.String(64), primary_key=True, comment="SHA-256, hex"),
    ref("user_id"),
    text("label", required=True),
    sa.Column("scopes", sa.String(100), nullable=False, comment="What for: words, by spaces."),
    sa.Column("created_at", moment(), nullable=False),
    sa.Column("expires_at", moment(), nullable=False),
    sa.Column("used_at", moment(), nullable=True, comment="To the hour."),
)

service_accounts = sa.Table(
    "service_accounts",
    metadata,
    sa.Column("account_id", sa.String(200), primary_key=True, comment="service:NAME"),
    text("purpose", required=True),
    sa.Column("role", sa.String(20), nullable=True, comment="Its own; else it sees as a user."),
    ref("sees_as", required=False),
    sa.Column("created_at", moment(), nullable=False),
)

bindings = sa.Table(
    "bindings",
    metadata,
    sa.Column("channel", sa.String(20), primary_key=True),
    sa.Column("tenant", sa.String(200), primary_key=True),
    sa.Column("channel_user", sa.String(200), primary_key=True),
    ref("user_id"),
    sa.Column("bound_at", moment(), nullable=False),
    sa.Index(None, "user_id"),
)

binding_codes = sa.Table(
    "binding_codes",
    metadata,
    sa.Column("code_hash", sa.String(64), primary_key=True, comment="SHA-256, hex"),
    ref("user_id"),
    sa.Column("expires_at", moment(), nullable=False),
)

binding_attempts = sa.Table(
    "binding_attempts",
    metadata,
    sa.Column("channel", sa.String(20), primary_key=True),
    sa.Column("tenant", sa.String(200), primary_key=True),
    sa.Column("channel_user", sa.String(200), primary_key=True),
    sa.Column("failed", sa.Integer, nullable=False, comment="Wrong codes since `since`."),
    sa.Column("since", moment(), nullable=False),
)

locked_users = sa.Table(
    "locked_users",
    metadata,
    sa.Column("user_id", sa.String(200), primary_key=True),
    sa.Column("locked_at", moment(), nullable=False),
)
"""Who may not ask, whatever the imported users say."""
