"""Senders of digests for tests: with a clock that the test moves, and somebody to send to."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from assistant.conversation.question import Question
from assistant.conversation.reply import Reply
from assistant.desk import Desk
from assistant.jobs import Agenda, Delivery, Digest, Sender
from crm.access import Caller
from crm.measures import standard
from crm.models import audit_log, digests, schedules, turns, users
from crm.periods.rhythm import local, moment_of

ZONE = ZoneInfo("Asia/Shanghai")
START = datetime.fromisoformat("2026-11-20 12:00")
"""A Friday, in business time."""
MANAGER, REP = "U1", "U2"


@dataclass
class Clock:
    """A clock that stands until it is moved, in business time."""

    here: datetime = START

    def move(self, **by: float) -> None:
        self.here += timedelta(**by)

    def now(self) -> datetime:
        return self.here

    def today(self) -> date:
        return self.here.date()

    def utc(self) -> datetime:
        return moment_of(self.here, ZONE)


class Office:
    """A database, its desk, and workers who share a clock."""

    def __init__(self, engine: Engine, desk: type[Desk] = Desk) -> None:
        self.engine = engine
        self.clock = Clock()
        self.desk = desk(
            engine,
            catalog=standard(),
            today=self.clock.today,
            now=self.clock.now,
            timezone=ZONE,
        )

    def staff(self) -> None:
        """Lets a manager and a rep in."""
        with self.engine.begin() as connection:
            for user_id, role, above in ((MANAGER, "manager", None), (REP, "rep", MANAGER)):
                row = {"user_id": user_id, "name": user_id, "role": role, "manager_id": above}
                connection.execute(users.insert().values(row))

    def sender(self, *deliveries: Delivery, desk: Desk | None = None) -> Sender:
        return Sender(self.engine, desk or self.desk, self.clock.utc, ZONE, deliveries)

    def agenda(self, user_id: str = MANAGER) -> Agenda:
        caller = self.desk.caller(user_id)
        return Agenda(self.engine, self.desk, self.clock.utc, ZONE, caller)

    def keep(self, text: str, user_id: str = MANAGER) -> str:
        """Keeps a schedule, and gives its id."""
        agenda = self.agenda(user_id)
        change = agenda.proposed(text, None)
        agenda.make(change)
        return change.schedule.schedule_id

    def sent(self, user_id: str = MANAGER) -> list[dict[str, Any]]:
        """Gives the replies that came to somebody, the first one first."""
        caller = self.desk.caller(user_id)
        found: list[tuple[str, dict[str, Any]]] = []
        for one in self.desk.conversations(caller):
            whole: Any = self.desk.conversation(caller, str(one["conversation_id"]))
            found += [(turn["asked_at"], turn["reply"]) for turn in whole["turns"]]
        return [reply for _, reply in sorted(found, key=lambda one: one[0])]

    def states(self) -> list[str]:
        """Gives what became of the slots, in their order."""
        with self.engine.connect() as connection:
            rows = connection.execute(sa.select(digests.c.state).order_by(digests.c.slot))
            return list(rows.scalars())

    def events(self, event: str) -> int:
        with self.engine.connect() as connection:
            counted = sa.select(sa.func.count()).where(audit_log.c.event == event)
            return connection.execute(counted).scalar_one()

    def count_turns(self) -> int:
        with self.engine.connect() as connection:
            return connection.execute(sa.select(sa.func.count()).select_from(turns)).scalar_one()

    def next_time(self, schedule_id: str) -> str | None:
        """Gives when a schedule is due, in business time."""
        with self.engine.connect() as connection:
            own = schedules.c.schedule_id == schedule_id
            found = connection.execute(sa.select(schedules.c.next_at).where(own)).scalar_one()
        return None if found is None else local(found, ZONE).isoformat(" ", "minutes")


class MeddlingDesk(Desk):
    """A desk in whose answering something else happens, or goes wrong."""

    meddle: Callable[[], None] = staticmethod(lambda: None)

    def ask(self, caller: Caller, question: Question) -> Reply:
        self.meddle()
        return super().ask(caller, question)


@dataclass
class Post:
    """A delivery that takes down what it is given; it fails where told so."""

    fails: bool = False
    taken: list[Digest] = field(default_factory=list[Digest])

    def deliver(self, connection: Connection, digest: Digest) -> None:
        if self.fails:
            raise RuntimeError("the post is closed")
        assert connection.in_transaction()
        self.taken.append(digest)
