"""What becomes of schedules: each change is kept with its entry in the audit log, or not at all."""

from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import Literal

from sqlalchemy.engine import Connection

from assistant import audit
from assistant.schedules.keeping import Schedule, new_id, values_of
from assistant.schedules.telling import named
from crm.models import digests, schedules
from crm.periods.rhythm import after, local
from tools.schedules import Wish

Kind = Literal["kept", "paused", "resumed", "removed", "wanted"]
_EVENTS: dict[Kind, audit.Event] = {
    "kept": "schedule.kept",
    "paused": "schedule.paused",
    "resumed": "schedule.resumed",
    "removed": "schedule.removed",
    "wanted": "schedule.wanted",
}


@dataclass(frozen=True)
class Change:
    """A change of a schedule that a person wants, and the schedule as it is then."""

    kind: Kind
    schedule: Schedule


@dataclass(frozen=True)
class Now:
    """The moment, in UTC, and the time zone of the business."""

    moment: datetime
    timezone: tzinfo


def begin(wish: Wish, user_id: str, now: Now, zone: tzinfo) -> Change | None:
    """Gives that a schedule of a person begins; None where its only time has passed."""
    first = after(wish.rhythm, now.moment, zone)
    if first is None:
        return None
    name, made = named(wish, wish.language), local(now.moment, now.timezone)
    return Change("kept", Schedule(new_id(), user_id, name, wish, made, next_at=first))


def pause(schedule: Schedule) -> Change:
    """Gives that nothing comes until it is resumed."""
    return Change("paused", replace(schedule, state="paused"))


def resume(schedule: Schedule, now: datetime, zone: tzinfo) -> Change:
    """Gives that it goes on with the next time; what was left out meanwhile does not come."""
    following = after(schedule.wish.rhythm, now, zone)
    return Change("resumed", replace(schedule, state="active", next_at=following))


def remove(schedule: Schedule) -> Change:
    """Gives that it is no more; what was sent stays."""
    return Change("removed", schedule)


def want(schedule: Schedule, now: datetime) -> Change:
    """Gives that it is to come now, beside its times."""
    return Change("wanted", replace(schedule, wanted_at=schedule.wanted_at or now))


def apply(connection: Connection, change: Change, at: datetime) -> None:
    """Makes a change and its entry, as a part of the caller's transaction.

    Of a schedule that is gone meanwhile, or somebody else's, nothing is changed.
    """
    schedule = change.schedule
    own = (
        schedules.c.schedule_id == schedule.schedule_id,
        schedules.c.user_id == schedule.user_id,
    )
    match change.kind:
        case "kept":
            connection.execute(schedules.insert().values(values_of(schedule)))
        case "removed":
            gone = digests.c.schedule_id == schedule.schedule_id
            connection.execute(digests.delete().where(gone))
            connection.execute(schedules.delete().where(*own))
        case "wanted":
            wanted = {"wanted_at": schedule.wanted_at}
            connection.execute(schedules.update().where(*own).values(wanted))
        case "paused" | "resumed":
            state = {"state": schedule.state, "next_at": schedule.next_at}
            connection.execute(schedules.update().where(*own).values(state))
    audit.record(connection, _entry(change, at))


def _entry(change: Change, at: datetime) -> audit.Entry:
    """Gives the entry: when it comes, how much is asked; no question, which may name anybody."""
    schedule = change.schedule
    wish = schedule.wish
    detail: dict[str, audit.Value] = {"every": wish.rhythm.every, "questions": len(wish.questions)}
    event = _EVENTS[change.kind]
    return audit.Entry(at, schedule.user_id, event, schedule.schedule_id, detail)
