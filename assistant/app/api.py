"""The interface of contract section 3: asking, earlier conversations, disputes."""

import json
import time
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, StringConstraints

from assistant.app.asking import TheAsker, TheAskerOfAStream
from assistant.app.failures import told
from assistant.app.problems import (
    CONVERSATION,
    TEXT_LIMIT,
    ProblemError,
    document,
    language_of,
)
from assistant.app.service import Service, TheBearer, TheCaller, TheService
from assistant.conversation.question import Question, storable
from assistant.conversation.reply import Language, Reply, ScopePart
from assistant.desk import ConversationNotFound, Event
from assistant.tokens import SCOPES, Scope

router = APIRouter(prefix="/api/v1", tags=["asking"])

Id = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[\w-]+$")]


class ChatRequest(BaseModel):
    """A question, in Chinese or English; with a conversation's id it may continue that one."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=TEXT_LIMIT)
    ]
    conversation_id: Id | None = None
    language: Language | None = None

    def question(self) -> Question:
        """Gives the question as the desk takes it."""
        return Question(storable(self.text), self.conversation_id, self.language)


class Asker(BaseModel):
    """The user whose token was given."""

    user_id: str
    name: str
    role: str
    team: str | None


class Me(BaseModel):
    """Who is asking, what that person may see, and three questions to begin with."""

    user: Asker
    scopes: tuple[Scope, ...]
    """What the token may be used for."""
    scope: ScopePart
    questions: tuple[str, ...]
    business_date: str
    demo: bool
    may_export: bool
    """Whether role and token allow to take raw rows out."""
    voice: bool
    """Whether questions may be spoken: `POST /api/v1/voice`."""


class Dispute(BaseModel):
    """What is wrong with an answer."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["period", "definition", "customer", "figure"]
    note: Annotated[str, StringConstraints(max_length=TEXT_LIMIT)] = ""


@router.post("/chat", response_model=Reply)
def chat(body: ChatRequest, caller: TheAsker, service: TheService) -> Response:
    """Answers a question."""
    reply = service.ask(caller, body.question())
    # Written here, as FastAPI would check the whole reply once more.
    return Response(reply.model_dump_json(), media_type="application/json")


EVENT = {
    "type": "object",
    "description": "One event; `data` is JSON: of `done` a Reply, of `error` a Problem.",
    "properties": {
        "event": {"enum": ["status", "result", "token", "done", "error"]},
        "data": {"type": "string", "contentMediaType": "application/json"},
    },
    "required": ["event", "data"],
}
EVENTS: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/event-stream": {"schema": EVENT}}}
}


@router.post("/chat/stream", response_class=StreamingResponse, responses=EVENTS)
def chat_stream(
    body: ChatRequest, caller: TheAskerOfAStream, service: TheService, request: Request
) -> StreamingResponse:
    """Answers a question as server-sent events: `status`, `result`, `token`, `done`."""
    events = service.desk.stream(caller, body.question())
    sent = _sent(events, service, language_of(request))
    # The header keeps a proxy from collecting the events.
    headers = {"X-Accel-Buffering": "no"}
    return StreamingResponse(sent, media_type="text/event-stream", headers=headers)


def _sent(events: Iterator[Event], service: Service, language: str) -> Iterator[str]:
    """Gives the events as they go over the wire; a failure is the last one, `error`."""
    began = time.perf_counter()
    try:
        for name, data in events:
            if isinstance(data, Reply):
                service.meters.turn(data, time.perf_counter() - began, "api")
            yield _written(name, data)
    except ConversationNotFound:
        yield _written("error", {**document(CONVERSATION, language)})
    except Exception as error:  # noqa: BLE001  (the edge: nothing above could still answer)
        yield _written("error", {**told(error, service.meters, language)})


def _written(name: str, data: BaseModel | dict[str, object]) -> str:
    if isinstance(data, BaseModel):
        return f"event: {name}\ndata: {data.model_dump_json()}\n\n"
    return f"event: {name}\ndata: {json.dumps(data, default=_plain)}\n\n"


def _plain(part: object) -> object:
    assert isinstance(part, BaseModel)
    return part.model_dump(mode="json")


@router.get("/me")
def me(bearer: TheBearer, service: TheService, language: Annotated[Language, Query()] = "zh") -> Me:
    """Says who the token stands for."""
    caller = bearer.caller
    welcome = service.desk.welcome(caller, language)
    return Me(
        user=Asker(user_id=caller.user_id, name=caller.name, role=caller.role, team=caller.team),
        scopes=tuple(one for one in SCOPES if one in bearer.scopes),
        scope=welcome.scope,
        questions=tuple(welcome.questions),
        business_date=service.clock.today().isoformat(),
        demo=service.demo,
        may_export=caller.may_export and "export" in bearer.scopes,
        voice=service.hearing is not None,
    )


@router.get("/conversations")
def conversations(caller: TheCaller, service: TheService) -> dict[str, object]:
    """Lists the caller's latest conversations, the newest first."""
    return {"items": service.desk.conversations(caller)}


@router.get("/conversations/{conversation_id}")
def conversation(
    conversation_id: Annotated[Id, Path()], caller: TheCaller, service: TheService
) -> object:
    """Gives one conversation of the caller's, question by question."""
    try:
        return service.desk.conversation(caller, conversation_id)
    except ConversationNotFound as error:
        raise ProblemError(CONVERSATION) from error


@router.post("/turns/{turn_id}/dispute", status_code=204)
def dispute(
    turn_id: Annotated[Id, Path()], body: Dispute, caller: TheCaller, service: TheService
) -> Response:
    """Notes that an answer of the caller's is disputed."""
    try:
        service.desk.dispute(caller, turn_id, body.kind, body.note)
    except ConversationNotFound as error:
        raise ProblemError(CONVERSATION) from error
    return Response(status_code=204)
