"""The conversation that a digest goes to: that of its schedule, until it is long."""

from dataclasses import dataclass

from sqlalchemy.engine import Connection

from assistant.conversation import history
from assistant.conversation.history import ConversationNotFound
from assistant.schedules import Schedule

MOST_TURNS = 31
"""After which another conversation begins: a month of days."""


@dataclass(frozen=True)
class Place:
    """A conversation, and whether it begins with the digest."""

    conversation_id: str
    is_new: bool


def place_of(connection: Connection, schedule: Schedule) -> Place:
    """Gives where the next digest of a schedule goes."""
    if schedule.conversation_id is not None:
        try:
            known = schedule.user_id, schedule.conversation_id
            found = history.open_conversation(connection, *known)
        except ConversationNotFound:
            return Place(history.new_id(), is_new=True)
        if found.turns < MOST_TURNS:
            return Place(found.conversation_id, is_new=False)
    return Place(history.new_id(), is_new=True)
