"""Schedules as the database keeps them. Moments are UTC."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy.engine import Connection, Row

from crm.models import schedules
from tools.schedules import Wish

MOST = 20
"""Schedules of one person."""
State = Literal["active", "paused", "done"]
_WISH = TypeAdapter(Wish)


class ScheduleNotFound(Exception):
    """The person has no such schedule."""


@dataclass(frozen=True)
class Schedule:
    """What a person wants sent again and again."""

    schedule_id: str
    user_id: str
    text: str
    """How it is called: when it comes, and what is asked."""
    wish: Wish
    made_at: datetime
    """In business time."""
    state: State = "active"
    next_at: datetime | None = None
    """None: it never comes again."""
    wanted_at: datetime | None = None
    """When somebody wanted it at once, until that is done."""
    told_until: date | None = None
    """Of what lies ahead, the last day that was told."""
    conversation_id: str | None = None
    """Where its digests are."""


def new_id() -> str:
    """Gives an id for a schedule."""
    return uuid.uuid4().hex


def owned(connection: Connection, user_id: str) -> Sequence[Schedule]:
    """Gives a person's schedules that are not over, in the order in which they were made."""
    statement = sa.select(schedules).where(
        schedules.c.user_id == user_id, schedules.c.state != "done"
    )
    ordered = statement.order_by(schedules.c.made_at, schedules.c.schedule_id)
    return [_schedule(row) for row in connection.execute(ordered)]


def one(connection: Connection, schedule_id: str, user_id: str | None = None) -> Schedule:
    """Gives a schedule: of a person, or anybody's.

    Raises:
        ScheduleNotFound: there is none, or it is somebody else's.
    """
    statement = sa.select(schedules).where(schedules.c.schedule_id == schedule_id)
    if user_id is not None:
        statement = statement.where(schedules.c.user_id == user_id)
    row = connection.execute(statement).one_or_none()
    if row is None:
        raise ScheduleNotFound(schedule_id)
    return _schedule(row)


def due_ids(connection: Connection, now: datetime, limit: int) -> Sequence[str]:
    """Gives the ids of schedules that are due or wanted, those that wait longest first."""
    is_due = sa.and_(schedules.c.state == "active", schedules.c.next_at <= now)
    chosen = sa.select(schedules.c.schedule_id).where(
        sa.or_(is_due, schedules.c.wanted_at.is_not(None))
    )
    ordered = chosen.order_by(schedules.c.next_at, schedules.c.schedule_id).limit(limit)
    return connection.execute(ordered).scalars().all()


@dataclass(frozen=True)
class Standing:
    """How many schedules there are, and how many of them nobody has sent in time."""

    active: int
    late: int


def standing(connection: Connection, since: datetime) -> Standing:
    """Gives how it stands with all schedules: late are those due before a moment."""
    active = schedules.c.state == "active"
    late = sa.func.sum(sa.case((schedules.c.next_at < since, 1), else_=0))
    row = connection.execute(sa.select(sa.func.count(), late).where(active)).one()
    return Standing(row[0], int(row[1] or 0))


def values_of(schedule: Schedule) -> Mapping[str, Any]:
    """Gives the columns of a schedule's row."""
    return {
        "schedule_id": schedule.schedule_id,
        "user_id": schedule.user_id,
        "text": schedule.text,
        "wish": _WISH.dump_python(schedule.wish, mode="json"),
        "state": schedule.state,
        "next_at": schedule.next_at,
        "wanted_at": schedule.wanted_at,
        "told_until": schedule.told_until,
        "conversation_id": schedule.conversation_id,
        "made_at": schedule.made_at,
    }


def _schedule(row: Row[Any]) -> Schedule:
    return Schedule(
        row.schedule_id,
        row.user_id,
        row.text,
        _WISH.validate_python(row.wish),
        row.made_at,
        row.state,
        row.next_at,
        row.wanted_at,
        row.told_until,
        row.conversation_id,
    )
