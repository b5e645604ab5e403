"""What the service itself keeps: conversations, turns, disputes, misses, verified questions."""

import sqlalchemy as sa

from crm.models.base import metadata, ref, text
from crm.models.types import Document, Exact, moment

conversations = sa.Table(
    "conversations",
    metadata,
    sa.Column("conversation_id", sa.String(64), primary_key=True),
    ref("user_id"),
    text("title", required=True),
    sa.Column("updated_at", moment(), nullable=False),
    sa.Column("state", Document(), nullable=True, comment="The last frame, for follow-ups."),
    sa.Column("unread", sa.Integer, comment="Digests not looked at; null where none ever came."),
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
    sa.Column("reply", Document(), nullable=False),
    sa.Column("frame", Document(), comment="What was looked up, to run again for an export."),
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
    sa.Column("reading", Document(), nullable=False, comment="Slots, without names."),
    sa.Column("role", sa.String(20), nullable=False),
    sa.Column("times", sa.Integer, nullable=False),
    sa.Column("first_at", moment(), nullable=False),
    sa.Column("last_at", moment(), nullable=False),
    sa.Column("ignored", sa.Boolean, nullable=False),
    sa.Index(None, "last_at"),
)

verified_questions = sa.Table(
    "verified_questions",
    metadata,
    sa.Column("verified_id", sa.String(64), primary_key=True, comment="SHA-256 of the pattern"),
    text("pattern", required=True),
    sa.Column("plan", Document(), nullable=False, comment="A frame with signs for its names."),
    sa.Column("grounds", Document(), nullable=False, comment="The definitions it rests on."),
    ref("user_id"),
    sa.Column("verified_at", moment(), nullable=False),
)

model_usage = sa.Table(
    "model_usage",
    metadata,
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("user_id", sa.String(200), primary_key=True),
    sa.Column("currency", sa.String(3), primary_key=True, comment="Empty where none is set."),
    sa.Column("questions", sa.Integer, nullable=False),
    sa.Column("prompt_tokens", sa.BigInteger, nullable=False),
    sa.Column("cached_tokens", sa.BigInteger, nullable=False, comment="Of those of the prompt."),
    sa.Column("completion_tokens", sa.BigInteger, nullable=False),
    sa.Column("cost", Exact, nullable=False),
)
"""What each user's questions have taken of a language model, a row a day and currency."""

rate_states = sa.Table(
    "rate_states",
    metadata,
    sa.Column("key", sa.String(300), primary_key=True, comment="What is counted, and of whom."),
    sa.Column("used_until", sa.BigInteger, nullable=False, comment="Microseconds since 1970."),
)
"""What users and addresses have used up of their allowances; on PostgreSQL alone it is used."""
