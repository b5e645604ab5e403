"""A reply about schedules, and what is to change with it."""

from dataclasses import dataclass

from assistant.conversation.reply import Reply
from assistant.schedules import Change


@dataclass(frozen=True)
class Scheduled:
    """A reply, and what is to change with it; the change is made where the turn is kept."""

    reply: Reply
    change: Change | None = None
