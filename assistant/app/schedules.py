"""What people want sent again and again: their own schedules, over HTTP."""

from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Request, Response
from pydantic import BaseModel, ConfigDict, StringConstraints

from assistant.app.api import ChatRequest, Id
from assistant.app.asking import TheAsker
from assistant.app.description import problems
from assistant.app.problems import Kind, ProblemError
from assistant.app.service import TheCaller, TheService
from assistant.conversation.question import storable
from assistant.jobs import Agenda, Listed, NotSchedulable, Sender
from assistant.schedules import BadZone, ScheduleNotFound, questions_of
from crm.access import Caller

router = APIRouter(prefix="/api/v1", tags=["schedules"])
UNKNOWN = Kind(
    HTTPStatus.NOT_FOUND, "E-SCHEDULE", "没有这个定时推送。", "There is no such schedule."
)
ZONE = Kind(
    HTTPStatus(422),
    "E-ZONE",
    "没有这个时区；比如 Asia/Shanghai。",
    "There is no such time zone; give one such as Europe/Berlin.",
)
TheId = Annotated[Id, Path()]


class ScheduleRequest(ChatRequest):
    """A schedule in words, as it would be said in a chat; it is kept where `confirm` is true."""

    confirm: bool = False


class SchedulePart(BaseModel):
    """One schedule: how it is called, what it asks, and its next times in the person's zone."""

    schedule_id: str | None
    """None while it is only proposed."""
    name: str
    questions: tuple[str, ...]
    days_ahead: int | None
    """Of a reminder: how many days before; it asks for what comes within reach."""
    quiet: bool
    """Whether nothing is sent when there is nothing."""
    state: Literal["proposed", "active", "paused", "done"]
    next: tuple[str, ...]
    timezone: str
    conversation_id: str | None
    """Where its digests are."""


class Schedules(BaseModel):
    """The person's schedules, in the order in which they were made."""

    items: tuple[SchedulePart, ...]
    timezone: str


class StateRequest(BaseModel):
    """Whether a schedule goes on."""

    model_config = ConfigDict(extra="forbid")

    state: Literal["active", "paused"]


class ZoneRequest(BaseModel):
    """The person's time zone, such as Europe/Berlin."""

    model_config = ConfigDict(extra="forbid")

    timezone: Annotated[str, StringConstraints(min_length=1, max_length=64)]


class RunPart(BaseModel):
    """What became of a digest that was wanted now.

    `quiet`: there was nothing to send. `coming`: another worker is at it.
    """

    outcome: Literal["sent", "quiet", "refused", "failed", "lost", "coming"]
    conversation_id: str | None


# Not a plain function: FastAPI would run it in a thread, which takes longer than all that it does.
async def _sender(request: Request) -> Sender:
    found: Sender = request.app.state.sender
    return found


TheSender = Annotated[Sender, Depends(_sender)]


def _agenda(caller: Caller, sender: Sender) -> Agenda:
    return Agenda(sender.engine, sender.desk, sender.now, sender.timezone, caller)


def _part(listed: Listed, timezone: str, *, proposed: bool = False) -> SchedulePart:
    schedule = listed.schedule
    return SchedulePart(
        schedule_id=None if proposed else schedule.schedule_id,
        name=schedule.text,
        questions=questions_of(schedule.wish),
        days_ahead=schedule.wish.ahead,
        quiet=schedule.wish.quiet,
        state="proposed" if proposed else schedule.state,
        next=tuple(one.isoformat(sep=" ", timespec="minutes") for one in listed.times),
        timezone=timezone,
        conversation_id=schedule.conversation_id,
    )


@router.get("/schedules")
def schedules(caller: TheCaller, sender: TheSender) -> Schedules:
    """Lists the caller's schedules."""
    agenda = _agenda(caller, sender)
    zone = agenda.zone.key
    items = tuple(_part(one, zone) for one in agenda.listed())
    return Schedules(items=items, timezone=zone)


@router.post("/schedules", responses=problems(409))
def schedule(body: ScheduleRequest, caller: TheAsker, sender: TheSender) -> SchedulePart:
    """Reads a schedule in words and gives it back with its next times; keeps it if so asked."""
    agenda = _agenda(caller, sender)
    try:
        change = agenda.proposed(storable(body.text), body.language)
    except NotSchedulable as refused:
        said = str(refused)
        raise ProblemError(Kind(HTTPStatus.CONFLICT, "E-NO-SCHEDULE", said, said)) from refused
    if body.confirm:
        agenda.make(change)
    zone = agenda.zone
    return _part(agenda.shown(change.schedule, zone), zone.key, proposed=not body.confirm)


@router.put("/schedules/timezone", status_code=204, responses=problems(422))
def timezone(body: ZoneRequest, caller: TheCaller, sender: TheSender) -> Response:
    """Sets the caller's time zone: the times of all schedules are in it from now on."""
    try:
        _agenda(caller, sender).set_zone(body.timezone)
    except BadZone as error:
        raise ProblemError(ZONE) from error
    return Response(status_code=HTTPStatus.NO_CONTENT)


@router.patch("/schedules/{schedule_id}")
def state(
    schedule_id: TheId, body: StateRequest, caller: TheCaller, sender: TheSender
) -> SchedulePart:
    """Pauses a schedule of the caller's, or lets it go on."""
    agenda = _agenda(caller, sender)
    try:
        found = agenda.change(schedule_id, "pause" if body.state == "paused" else "resume")
    except ScheduleNotFound as error:
        raise ProblemError(UNKNOWN) from error
    zone = agenda.zone
    return _part(agenda.shown(found, zone), zone.key)


@router.delete("/schedules/{schedule_id}", status_code=204)
def remove(schedule_id: TheId, caller: TheCaller, sender: TheSender) -> Response:
    """Removes a schedule of the caller's; what it sent stays."""
    try:
        _agenda(caller, sender).change(schedule_id, "remove")
    except ScheduleNotFound as error:
        raise ProblemError(UNKNOWN) from error
    return Response(status_code=HTTPStatus.NO_CONTENT)


@router.post("/schedules/{schedule_id}/run")
def run(schedule_id: TheId, caller: TheAsker, sender: TheSender) -> RunPart:
    """Sends a schedule's digest now, beside its times."""
    try:
        _agenda(caller, sender).change(schedule_id, "want")
    except ScheduleNotFound as error:
        raise ProblemError(UNKNOWN) from error
    outcome = sender.send(schedule_id) or "coming"
    return RunPart(outcome=outcome, conversation_id=sender.conversation_of(schedule_id))


@router.post("/conversations/{conversation_id}/seen", status_code=204)
def seen(conversation_id: TheId, caller: TheCaller, service: TheService) -> Response:
    """Notes that the digests of a conversation were looked at."""
    service.desk.note_seen(caller, conversation_id)
    return Response(status_code=HTTPStatus.NO_CONTENT)
