"""What the service itself keeps: tokens, conversations, turns, disputes, misses."""

import sqlalchemy as sa

from crm.models.base import metadata, ref, text
from crm.models.types import document, moment

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

conversations = sa.Table(
    "conversations",
    metadata,
    sa.Column("conversation_id", sa.String(64), primary_key=True),
    ref("user_id"),
    text("title", required=True),
    sa.Column("updated_at", moment(), nullable=False),
    sa.Column("state", document(), nullable=True, comment="The last frame, for follow-ups."),
    sa.Index(None, "user_id", "updated_at"),
)

turns = sa.Table(
    "turns",
    metadata,
    sa.Column("turn_id", sa.String(64), primary_key=True),
    sa.Column("conversation_id", sa.String(64), nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("asked_at", moment(), nullable=False),
    text("question", required=True),
    sa.Column("reply", document(), nullable=False),
    sa.Column("frame", document(), comment="What was looked up, to run again for an export."),
    sa.UniqueConstraint("conversation_id", "number"),
)

disputes = sa.Table(
    "disputes",
    metadata,
    sa.Column("dispute_id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("turn_id", sa.String(64), nullable=False),
    ref("user_id"),
    sa.Column("kind", sa.String(20), nullable=False),
    text("note"),
    sa.Column("raised_at", moment(), nullable=False),
)

misses = sa.Table(
    "misses",
    metadata,
    sa.Column("miss_id", sa.String(64), primary_key=True, comment="SHA-256 of what it is told by"),
    sa.Column("kind", sa.String(20), nullable=False),
    text("words", required=True),
    text("question", required=True),
    sa.Column("reading", document(), nullable=False, comment="Slots, without names."),
    sa.Column("role", sa.String(20), nullable=False),
    sa.Column("times", sa.Integer, nullable=False),
    sa.Column("first_at", moment(), nullable=False),
    sa.Column("last_at", moment(), nullable=False),
    sa.Column("ignored", sa.Boolean, nullable=False),
    sa.Index(None, "last_at"),
)
