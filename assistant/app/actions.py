"""What waits for somebody's approval, and what became of it; everybody's own alone."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from assistant.actions import tasks
from assistant.actions.approvals import Approvals
from assistant.actions.contents import SendMessage
from assistant.actions.proposal import Proposal, State
from assistant.actions.refusal import ActionRefused
from assistant.app.api import Id
from assistant.app.description import problems
from assistant.app.problems import Kind, ProblemError
from assistant.app.service import Service, TheActor, TheCaller, TheService
from assistant.conversation.cards import card
from assistant.conversation.question import storable
from assistant.conversation.reply import ActionPart, Language
from crm.access import Caller
from crm.contacts import Recipient, recipients
from crm.database import reading

router = APIRouter(prefix="/api/v1", tags=["actions"])
TheId = Annotated[Id, Path()]
TheLanguage = Annotated[Language, Query()]
Hash = Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]
FieldName = Annotated[str, StringConstraints(min_length=1, max_length=40)]
FieldValue = Annotated[str, StringConstraints(max_length=20_000)]


class Actions(BaseModel):
    """Proposals, the newest first."""

    items: tuple[ActionPart, ...]


class Approval(BaseModel):
    """What the approver saw: with its hash, nothing else than that is done."""

    model_config = ConfigDict(extra="forbid")

    hash: Hash | None = None


class Edit(BaseModel):
    """Other values for fields of a proposal, as texts."""

    model_config = ConfigDict(extra="forbid")

    changes: Annotated[Mapping[FieldName, FieldValue], Field(min_length=1, max_length=60)]
    hash: Hash | None = None


class TaskPart(BaseModel):
    """Something to do."""

    task_id: str
    title: str
    customer_id: str | None
    due_at: str | None
    remind: bool


class Tasks(BaseModel):
    """What is to be done, the next due first."""

    items: tuple[TaskPart, ...]


def _approvals(request: Request) -> Approvals:
    found: Approvals = request.app.state.approvals
    return found


TheApprovals = Annotated[Approvals, Depends(_approvals)]


@router.get("/actions")
def actions(
    caller: TheCaller,
    approvals: TheApprovals,
    state: Annotated[State | None, Query()] = None,
    language: TheLanguage = "zh",
) -> Actions:
    """Lists what was proposed to the caller, the newest first."""
    now = approvals.now()
    found = approvals.listed(caller.user_id, state)
    return Actions(items=tuple(card(one, language, now) for one in found))


@router.get("/actions/{action_id}", responses=problems(404, 409))
def action(
    action_id: TheId,
    caller: TheCaller,
    approvals: TheApprovals,
    service: TheService,
    language: TheLanguage = "zh",
) -> ActionPart:
    """Gives one proposal, with the contacts that a message could go to instead."""
    try:
        found = approvals.one(caller.user_id, storable(action_id))
    except ActionRefused as refused:
        raise _told(refused) from refused
    return _card(found, caller, service, approvals, language)


@router.post("/actions/{action_id}/approve", responses=problems(403, 404, 409))
def approve(
    action_id: TheId,
    caller: TheActor,
    approvals: TheApprovals,
    service: TheService,
    body: Approval | None = None,
    language: TheLanguage = "zh",
) -> ActionPart:
    """Has it done, once: approved again, nothing more is done, and the same is answered."""
    shown = None if body is None else body.hash
    try:
        found = approvals.approve(caller.user_id, storable(action_id), shown)
    except ActionRefused as refused:
        raise _told(refused) from refused
    return _card(found, caller, service, approvals, language)


@router.post("/actions/{action_id}/reject", responses=problems(403, 404, 409))
def reject(
    action_id: TheId,
    caller: TheActor,
    approvals: TheApprovals,
    service: TheService,
    language: TheLanguage = "zh",
) -> ActionPart:
    """Has it never done."""
    try:
        found = approvals.reject(caller.user_id, storable(action_id))
    except ActionRefused as refused:
        raise _told(refused) from refused
    return _card(found, caller, service, approvals, language)


@router.post("/actions/{action_id}/edit", responses=problems(403, 404, 409))
def edit(
    action_id: TheId,
    body: Edit,
    caller: TheActor,
    approvals: TheApprovals,
    service: TheService,
    language: TheLanguage = "zh",
) -> ActionPart:
    """Puts another proposal in its place, which waits for approval itself."""
    changes = {storable(name): storable(value) for name, value in body.changes.items()}
    try:
        found = approvals.edit(caller.user_id, storable(action_id), changes, body.hash)
    except ActionRefused as refused:
        raise _told(refused) from refused
    return _card(found, caller, service, approvals, language)


@router.post("/actions/{action_id}/send-again", responses=problems(403, 404, 409))
def send_again(
    action_id: TheId,
    caller: TheActor,
    approvals: TheApprovals,
    service: TheService,
    language: TheLanguage = "zh",
) -> ActionPart:
    """Has a message that failed tried anew."""
    try:
        found = approvals.send_again(caller.user_id, storable(action_id))
    except ActionRefused as refused:
        raise _told(refused) from refused
    return _card(found, caller, service, approvals, language)


@router.get("/tasks")
def tasks_(caller: TheCaller, service: TheService) -> Tasks:
    """Lists what the caller has to do, the next due first."""
    with reading(service.engine) as connection:
        found = tasks.listed(connection, caller.user_id)
    return Tasks(
        items=tuple(
            TaskPart(
                task_id=one.task_id,
                title=one.title,
                customer_id=one.customer_id,
                due_at=one.due_at and one.due_at.isoformat(sep=" ", timespec="minutes"),
                remind=one.remind,
            )
            for one in found
        )
    )


@router.post("/tasks/{task_id}/done", status_code=204, responses=problems(403, 404))
def done(task_id: TheId, caller: TheActor, service: TheService) -> Response:
    """Notes that a task is done; no reminder of it comes any more."""
    try:
        tasks.finish(service.engine, caller.user_id, storable(task_id), service.clock.now())
    except ActionRefused as refused:
        raise _told(refused) from refused
    return Response(status_code=HTTPStatus.NO_CONTENT)


def _card(
    one: Proposal, caller: Caller, service: Service, approvals: Approvals, language: Language
) -> ActionPart:
    to: tuple[Recipient, ...] = ()
    if isinstance(one.content, SendMessage) and one.state == "pending":
        with reading(service.engine) as connection:
            to = tuple(recipients(connection, caller, one.content.customer_id))
    return card(one, language, approvals.now(), to)


def _told(refused: ActionRefused) -> ProblemError:
    if refused.code == "unknown":
        return ProblemError(Kind(HTTPStatus.NOT_FOUND, "E-ACTION", refused.zh, refused.en))
    if refused.code in {"role", "person"}:
        return ProblemError(Kind(HTTPStatus.FORBIDDEN, "E-ACTION-ROLE", refused.zh, refused.en))
    return ProblemError(Kind(HTTPStatus.CONFLICT, "E-ACTION-STATE", refused.zh, refused.en))
