"""The time zone of a person: the own one, where one is set, else the business time zone."""

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from assistant.schedules.keeping import owned
from crm.models import schedules, user_timezones
from crm.periods.rhythm import after
from crm.upserts import insert_into


class BadZone(Exception):
    """There is no such time zone."""


def zone_of(connection: Connection, user_id: str, usual: ZoneInfo) -> ZoneInfo:
    """Gives a person's time zone; `usual` is that of the business."""
    chosen = sa.select(user_timezones.c.timezone).where(user_timezones.c.user_id == user_id)
    name = connection.execute(chosen).scalar_one_or_none()
    return usual if name is None else _named(name)


def set_zone(connection: Connection, user_id: str, name: str, now: datetime) -> ZoneInfo:
    """Sets a person's time zone: nine o'clock is nine o'clock there from now on.

    Args:
        connection: in a transaction that writes.
        user_id: whose.
        name: such as Europe/Berlin.
        now: the moment, in UTC.

    Raises:
        BadZone: there is none of that name.
    """
    zone = _named(name)
    values = {"timezone": name}
    statement = insert_into(connection, user_timezones).values(user_id=user_id, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["user_id"], set_=values))
    for schedule in owned(connection, user_id):
        following = after(schedule.wish.rhythm, now, zone)
        own = schedules.c.schedule_id == schedule.schedule_id
        connection.execute(schedules.update().where(own).values(next_at=following))
    return zone


def _named(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BadZone(name) from error
