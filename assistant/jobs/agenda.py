"""What a person does with the own schedules elsewhere than in a chat: over HTTP, in a terminal."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from sqlalchemy.engine import Connection, Engine

from assistant import schedules
from assistant.brains.rules.brain import understand
from assistant.brains.rules.outcome import NotUnderstood, Scheduling
from assistant.brains.rules.thread import Thread
from assistant.conversation.question import Question, language_of
from assistant.conversation.reply import Language
from assistant.conversation.turn import Taken
from assistant.desk import Desk
from assistant.journal import Reading
from assistant.schedules import Change, Now, Schedule
from crm.access import Caller
from crm.database import reading, writing
from crm.periods.rhythm import coming, local
from tools.schedules import Wish

SHOWN_TIMES = 3
Kind = Literal["pause", "resume", "remove", "want"]


NO_SCHEDULE = (
    "这句话没有说什么时候发什么。比如「每周一早上把逾期发给我」。",
    "This does not say what to send, and when. For instance: “every Monday at 9 send me overdue”.",
)


class NotSchedulable(Exception):
    """A text is no schedule, or none that can be kept; the message says why."""


@dataclass(frozen=True)
class Listed:
    """A schedule with its next times, in the person's time zone."""

    schedule: Schedule
    times: tuple[datetime, ...]
    """Without an offset."""


@dataclass
class _Read:
    """Takes a turn in place of the journal: what was asked here is no turn of a conversation."""

    wishes: list[Wish | None] = field(default_factory=list[Wish | None])

    def keep_turn(self, question: Question, taken: Taken, reading: Reading) -> None:
        del question, reading
        self.wishes.append(taken.thread.wish)


@dataclass(frozen=True)
class Agenda:
    """The schedules of one person."""

    engine: Engine
    desk: Desk
    now: Callable[[], datetime]
    """The moment, in UTC."""
    timezone: ZoneInfo
    """Of the business."""
    caller: Caller

    @property
    def zone(self) -> ZoneInfo:
        """Gives the person's time zone."""
        with self.engine.connect() as connection:
            return self._zone(connection)

    def listed(self) -> Sequence[Listed]:
        """Gives the person's schedules, in the order in which they were made."""
        with self.engine.connect() as connection:
            found = schedules.owned(connection, self.caller.user_id)
            zone = self._zone(connection)
        return [self.shown(one, zone) for one in found]

    def shown(self, schedule: Schedule, zone: ZoneInfo) -> Listed:
        """Gives a schedule with its next times; a paused one has none."""
        if schedule.state != "active":
            return Listed(schedule, ())
        times = coming(schedule.wish.rhythm, self.now(), zone, SHOWN_TIMES)
        return Listed(schedule, tuple(local(one, zone) for one in times))

    def proposed(self, text: str, language: Language | None) -> Change:
        """Gives the schedule that a text says, which is not kept.

        Raises:
            NotSchedulable: it says none, or none that could be kept.
        """
        question = Question(text, language=language)
        self._require_a_schedule(question)
        read = _Read()
        reply = self.desk.telling(read).ask(self.caller, question)
        wish, now = read.wishes[0], Now(self.now(), self.timezone)
        if reply.status != "pending_approval" or wish is None:
            raise NotSchedulable(reply.text)
        change = schedules.begin(wish, self.caller.user_id, now, self.zone)
        if change is None:
            raise NotSchedulable(reply.text)
        return change

    def _require_a_schedule(self, question: Question) -> None:
        """Sees that a text proposes a schedule: a plain question would be answered on no record.

        Raises:
            NotSchedulable: it does not. What was not understood is a turn like any other.
        """
        language = language_of(question)
        with reading(self.engine) as connection:
            sources = self.desk.circumstances(connection, self.caller, language).sources
            outcome = understand(question.text, Thread(), sources).outcome
        if isinstance(outcome, NotUnderstood) and outcome.lacking == "sent":
            raise NotSchedulable(self.desk.ask(self.caller, question).text)
        if not isinstance(outcome, Scheduling) or outcome.act not in {"propose", "unclear"}:
            raise NotSchedulable(NO_SCHEDULE[0 if language == "zh" else 1])

    def make(self, change: Change) -> None:
        """Makes a change, with its entry in the audit log."""
        with writing(self.engine) as connection:
            schedules.apply(connection, change, local(self.now(), self.timezone))

    def change(self, schedule_id: str, kind: Kind) -> Schedule:
        """Changes a schedule of the person's, and gives it as it is then.

        Raises:
            ScheduleNotFound: the person has no such schedule.
        """
        with writing(self.engine) as connection:
            found = schedules.one(connection, schedule_id, self.caller.user_id)
            change = self._change(found, kind, self._zone(connection))
            schedules.apply(connection, change, local(self.now(), self.timezone))
        return change.schedule

    def _change(self, schedule: Schedule, kind: Kind, zone: ZoneInfo) -> Change:
        match kind:
            case "pause":
                return schedules.pause(schedule)
            case "resume":
                return schedules.resume(schedule, self.now(), zone)
            case "remove":
                return schedules.remove(schedule)
            case "want":
                return schedules.want(schedule, self.now())

    def set_zone(self, name: str) -> ZoneInfo:
        """Sets the person's time zone.

        Raises:
            BadZone: there is none of that name.
        """
        with writing(self.engine) as connection:
            return schedules.set_zone(connection, self.caller.user_id, name, self.now())

    def _zone(self, connection: Connection) -> ZoneInfo:
        return schedules.zone_of(connection, self.caller.user_id, self.timezone)
