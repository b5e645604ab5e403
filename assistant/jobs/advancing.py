"""What a settled slot leaves behind: the schedule's next time, and an unread conversation."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from assistant.jobs.claims import ClaimLost
from assistant.jobs.slots import Slot
from crm.models import conversations, schedules


@dataclass(frozen=True)
class Left:
    """What is known of a schedule once a slot is settled."""

    told_until: date | None = None
    """Of what lies ahead, the last day that was told."""
    conversation_id: str | None = None
    """Where the digest is; None where nothing was sent."""
    pauses: bool = False
    """Whether nothing more comes until somebody resumes it."""


def advance(connection: Connection, slot: Slot, left: Left) -> None:
    """Moves a schedule on behind a slot, as a part of the transaction that settles it.

    Raises:
        ClaimLost: it was removed, paused or moved on meanwhile.
    """
    schedule = slot.schedule
    still = [schedules.c.schedule_id == schedule.schedule_id]
    values: dict[str, object] = {}
    if left.conversation_id is not None:
        values["conversation_id"] = left.conversation_id
    if slot.wanted:
        still.append(schedules.c.wanted_at == slot.moment)
        values["wanted_at"] = None
    else:
        still += [schedules.c.state == "active", schedules.c.next_at == schedule.next_at]
        values["next_at"] = slot.following
        values["state"] = "active" if slot.following is not None else "done"
        if left.pauses and slot.following is not None:
            values["state"] = "paused"
        if left.told_until is not None:
            values["told_until"] = left.told_until
    if not connection.execute(schedules.update().where(*still).values(values)).rowcount:
        raise ClaimLost(schedule.schedule_id)


def note_unread(connection: Connection, conversation_id: str) -> None:
    """Notes that a digest came to a conversation, and was not looked at."""
    own = conversations.c.conversation_id == conversation_id
    more = sa.func.coalesce(conversations.c.unread, 0) + 1
    connection.execute(conversations.update().where(own).values(unread=more))
