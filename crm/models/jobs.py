"""What people want sent, and when; each time it was; and whose time zone is another."""

import sqlalchemy as sa

from crm.models.base import metadata, ref, text
from crm.models.types import Document, moment

schedules = sa.Table(
    "schedules",
    metadata,
    sa.Column("schedule_id", sa.String(64), primary_key=True),
    ref("user_id"),
    text("text", required=True),
    sa.Column("wish", Document(), nullable=False, comment="What is asked, and its rhythm."),
    sa.Column("state", sa.String(10), nullable=False, comment="active, paused or done"),
    sa.Column("next_at", moment(), comment="UTC. When it is due; null: never again."),
    sa.Column("wanted_at", moment(), comment="UTC. Somebody wants it now, beside its rhythm."),
    sa.Column("told_until", sa.Date, comment="Of what lies ahead: the last day that was told."),
    sa.Column("conversation_id", sa.String(64), comment="Where its digests are."),
    sa.Column("made_at", moment(), nullable=False),
    sa.Index(None, "user_id"),
    sa.Index(None, "state", "next_at"),
)

digests = sa.Table(
    "digests",
    metadata,
    sa.Column("schedule_id", sa.String(64), primary_key=True),
    sa.Column("slot", moment(), primary_key=True, comment="UTC. The moment that it was due."),
    sa.Column("state", sa.String(10), nullable=False, comment="claimed until it is settled"),
    sa.Column("holder", sa.String(64), nullable=False, comment="Which worker has claimed it."),
    sa.Column("held_until", moment(), nullable=False, comment="UTC. Then another may."),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("turn_id", sa.String(64)),
)
"""A row for each time that a schedule was due: its key sees that it is sent once."""

user_timezones = sa.Table(
    "user_timezones",
    metadata,
    sa.Column("user_id", sa.String(200), primary_key=True),
    sa.Column("timezone", sa.String(64), nullable=False),
)
"""Of users who are not in the business time zone."""
