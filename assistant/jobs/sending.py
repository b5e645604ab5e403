"""Sends what is due: claims it, asks its questions as its person may now, and keeps what came."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import uuid4
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy.engine import Connection, Engine

from assistant import audit, schedules
from assistant.conversation.circumstances import Circumstances
from assistant.conversation.question import Question
from assistant.conversation.turn import Taken
from assistant.desk import Desk
from assistant.jobs import claims
from assistant.jobs.advancing import Left, advance, note_unread
from assistant.jobs.claims import Claim, ClaimLost
from assistant.jobs.delivery import Delivery, Digest
from assistant.jobs.digest import (
    composed,
    given_up,
    part_of,
    paused_notice,
    says_no_more,
    says_nothing,
)
from assistant.jobs.gathering import gathered
from assistant.jobs.place import Place, place_of
from assistant.jobs.slots import Slot, slot_of
from assistant.journal import Journal, Reading
from assistant.schedules import ScheduleNotFound
from crm.access import Caller, UnknownCallerError
from crm.database import reading, writing
from crm.periods.rhythm import local
from tools.schedules import Asked, asked_on

AT_ONCE = 100
"""Schedules that one look takes on; the next look takes the next."""
Outcome = Literal["sent", "quiet", "refused", "failed", "lost"]
_log = structlog.get_logger("wendan")


@dataclass(frozen=True)
class Sender:
    """Sends the digests of one database, beside others that do the same."""

    engine: Engine
    desk: Desk
    now: Callable[[], datetime]
    """The moment, in UTC."""
    timezone: ZoneInfo
    """Of the business."""
    deliveries: tuple[Delivery, ...] = ()
    holder: str = field(default_factory=lambda: uuid4().hex)
    name: str = "digests"

    def run(self) -> int:
        """Sends all that is due; gives how many were sent. One that fails is tried again later."""
        with self.engine.connect() as connection:
            waiting = schedules.due_ids(connection, self.now(), AT_ONCE)
        return sum(self._tried(schedule_id) == "sent" for schedule_id in waiting)

    def _tried(self, schedule_id: str) -> Outcome:
        try:
            return self.send(schedule_id) or "lost"
        except Exception as error:  # noqa: BLE001  (the edge: others wait behind it)
            _log.warning("digest.failed", schedule=schedule_id, error=type(error).__name__)
            return "failed"

    def send(self, schedule_id: str) -> Outcome | None:
        """Sends a schedule's digest if it is due, and gives what became of it.

        None where it is not due, or another worker has it.
        """
        slot = self._slot(schedule_id)
        held = None if slot is None else self._claimed(slot)
        if slot is None or held is None:
            return None
        try:
            return self._settled(slot, held)
        except ClaimLost:
            return "lost"
        except Exception:
            with writing(self.engine) as connection:
                claims.release(connection, held, self.now())
            raise

    def conversation_of(self, schedule_id: str) -> str | None:
        """Gives where a schedule's digests are; None before the first."""
        with self.engine.connect() as connection:
            return schedules.one(connection, schedule_id).conversation_id

    def _slot(self, schedule_id: str) -> Slot | None:
        with self.engine.connect() as connection:
            try:
                schedule = schedules.one(connection, schedule_id)
            except ScheduleNotFound:
                return None
            zone = schedules.zone_of(connection, schedule.user_id, self.timezone)
        return slot_of(schedule, self.now(), zone)

    def _claimed(self, slot: Slot) -> Claim | None:
        where = slot.schedule.schedule_id, slot.moment
        with writing(self.engine) as connection:
            held = claims.claim(connection, *where, self.holder, self.now())
            if held is None and slot.wanted and claims.is_settled(connection, *where):
                advance(connection, slot, Left())  # it came at that very second, by its rhythm
        return held

    def _settled(self, slot: Slot, held: Claim) -> Outcome:
        try:
            caller = self.desk.caller(slot.schedule.user_id)
        except UnknownCallerError:  # locked, or gone: nothing comes until that is undone
            self._settle(slot, held, "refused", Left())
            return "refused"
        with reading(self.engine) as connection:
            around = self.desk.circumstances(connection, caller, slot.schedule.wish.language)
            place = place_of(connection, slot.schedule)
        asked = self._asked(slot, around)
        if held.attempts > claims.MOST_ATTEMPTS:
            taken = given_up(slot, place.conversation_id, around)
        else:
            answers = gathered(self.desk, caller, slot.schedule.wish, asked)
            if slot.schedule.wish.quiet and says_nothing(answers):
                self._settle(slot, held, "quiet", Left(asked.until))
                return "quiet"
            over = says_no_more(answers) and not slot.wanted
            late = slot.late_notice(self.now(), slot.schedule.wish.language)
            notices = [paused_notice(slot.schedule.wish.language)] if over else []
            notices += [late] if late is not None else []
            taken = composed(answers, place.conversation_id, part_of(slot), *notices)
            return self._kept(_Ready(slot, held, caller, place, asked, taken, over), around)
        return self._kept(_Ready(slot, held, caller, place, asked, taken), around)

    def _asked(self, slot: Slot, around: Circumstances) -> Asked:
        """Gives what is asked; where somebody wants it now, all that lies ahead."""
        told = None if slot.wanted else slot.schedule.told_until
        return asked_on(slot.schedule.wish, around.today, told)

    def _settle(self, slot: Slot, held: Claim, state: claims.State, left: Left) -> None:
        with writing(self.engine) as connection:
            claims.settle(connection, held, state)
            advance(connection, slot, left)

    def _kept(self, ready: "_Ready", around: Circumstances) -> Outcome:
        """Keeps a digest as a turn, with all that goes with it, or nothing of it."""
        failed = ready.held.attempts > claims.MOST_ATTEMPTS
        state: Literal["sent", "failed"] = "failed" if failed else "sent"
        journal = Journal(self.engine, lambda: local(self.now(), self.timezone))

        def beside(connection: Connection) -> None:
            self._keep_beside(connection, ready, state)

        read_with = Reading(around.sources, around.currencies)
        journal.keep_turn(ready.question, ready.taken, read_with, beside)
        return state

    def _keep_beside(
        self, connection: Connection, ready: "_Ready", state: Literal["sent", "failed"]
    ) -> None:
        slot, reply = ready.slot, ready.taken.reply
        claims.settle(connection, ready.held, state, reply.turn_id)
        until = ready.asked.until if state == "sent" else None
        advance(connection, slot, Left(until, reply.conversation_id, pauses=ready.over))
        note_unread(connection, reply.conversation_id)
        for delivery in self.deliveries:
            delivery.deliver(connection, Digest(slot.schedule, ready.caller, slot.moment, reply))
        detail: dict[str, audit.Value] = {"turn": reply.turn_id, "missed": slot.missed}
        at = local(self.now(), self.timezone)
        schedule_id = slot.schedule.schedule_id
        entry = audit.Entry(at, ready.caller.user_id, "digest.sent", schedule_id, detail)
        audit.record(connection, entry)
        if ready.over:
            paused = audit.Entry(at, ready.caller.user_id, "schedule.paused", schedule_id, {})
            audit.record(connection, paused)


@dataclass(frozen=True)
class _Ready:
    """A digest that is made, and not yet kept."""

    slot: Slot
    held: Claim
    caller: Caller
    place: Place
    asked: Asked
    taken: Taken
    over: bool = False
    """Whether nothing of it can be answered any more, so that it pauses."""

    @property
    def question(self) -> Question:
        """Gives what stands in the place of a question."""
        known = None if self.place.is_new else self.place.conversation_id
        return Question(self.slot.schedule.text, known, self.slot.schedule.wish.language)
