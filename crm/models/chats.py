"""What people wrote in chat programs: who has a conversation in hand, and each message once."""

import sqlalchemy as sa

from crm.models.base import metadata
from crm.models.types import Document, moment

chat_lanes = sa.Table(
    "chat_lanes",
    metadata,
    sa.Column("lane", sa.String(32), primary_key=True, comment="Hash of chat, thread and account."),
    sa.Column("channel", sa.String(20), nullable=False),
    sa.Column("conversation_id", sa.String(64), comment="What was said there before."),
    sa.Column("holder", sa.String(64), comment="Which worker has it in hand."),
    sa.Column("held_until", moment(), comment="UTC. Then another may."),
    sa.Column("due_at", moment(), nullable=False, comment="UTC. When it is looked at next."),
    sa.Column("touched_at", moment(), nullable=False, comment="UTC. The last message."),
)
"""What is answered in order: messages of one account in one thread, by one worker at a time."""

chat_messages = sa.Table(
    "chat_messages",
    metadata,
    sa.Column("key", sa.String(32), primary_key=True, comment="Hash of channel and its id there."),
    sa.Column("channel", sa.String(20), nullable=False),
    sa.Column("lane", sa.String(32), nullable=False),
    sa.Column("sent_us", sa.BigInteger, nullable=False, comment="By the channel's own clock."),
    sa.Column("received_at", moment(), nullable=False, comment="UTC"),
    sa.Column("state", sa.String(10), nullable=False, comment="waiting, answered, sent or failed"),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("incoming", Document(), comment="What was written; null once it is done with."),
    sa.Column("said", Document(), comment="What is to be said; null once it is done with."),
    sa.Column("posting_at", moment(), comment="UTC. Since then the answer may be there."),
    sa.Column("alone", sa.Boolean, comment="Whether it then went to the asker alone."),
    sa.Column("handle", sa.String(300), comment="The message that is, or becomes, the answer."),
    sa.Column("note", sa.String(40), comment="What went wrong last: a code."),
    sa.Column("ended_at", moment(), comment="UTC"),
    sa.Index(None, "lane", "sent_us"),
    sa.Index(None, "state", "ended_at"),
)
"""A row for each message: its key sees that it is answered once, however often it is delivered."""
