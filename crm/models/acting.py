"""What the assistant proposes to do, what people approved of it, and what is on its way out."""

import sqlalchemy as sa

from crm.models.base import metadata, ref, text
from crm.models.types import Document, moment

proposals = sa.Table(
    "proposals",
    metadata,
    sa.Column("action_id", sa.String(64), primary_key=True),
    ref("user_id"),
    ref("customer_id", required=False),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("content", Document(), nullable=False, comment="All that would be done."),
    sa.Column("hash", sa.String(64), nullable=False, comment="SHA-256 of that, of whom and of id."),
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("made_at", moment(), nullable=False),
    sa.Column("expires_at", moment(), nullable=False),
    sa.Column("decided_at", moment()),
    sa.Column("note", sa.String(40), comment="Why it was refused or failed: a code."),
    sa.Column("replaced_by", sa.String(64), comment="The proposal that an edit made of it."),
    sa.Index(None, "user_id", "made_at"),
)

tasks = sa.Table(
    "tasks",
    metadata,
    sa.Column("task_id", sa.String(64), primary_key=True, comment="The action that made it."),
    ref("user_id"),
    ref("customer_id", required=False),
    text("title", required=True),
    sa.Column("due_at", moment()),
    sa.Column("remind", sa.Boolean, nullable=False),
    sa.Column("made_at", moment(), nullable=False),
    sa.Column("done_at", moment()),
    sa.Index(None, "user_id", "due_at"),
)

outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("message_id", sa.String(64), primary_key=True, comment="The action it is of."),
    ref("user_id"),
    ref("customer_id", required=False),
    sa.Column("channel", sa.String(20), nullable=False),
    sa.Column("content", Document(), nullable=False, comment="Recipient, subject and text."),
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("queued_at", moment(), nullable=False, comment="Approved, or sent again."),
    sa.Column("due_at", moment(), nullable=False, comment="When it is tried next."),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("lease", sa.String(64), comment="Of the process that has it in hand."),
    sa.Column("leased_until", moment()),
    sa.Column("note", sa.String(40), comment="What went wrong last: a code."),
    sa.Column("ended_at", moment()),
    sa.Index(None, "state", "due_at"),
)
