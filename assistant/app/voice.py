"""Spoken questions: a recording comes in, and is answered like the words in it."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException

from assistant.app.api import Id
from assistant.app.asking import count
from assistant.app.description import problems
from assistant.app.problems import INPUT, NO_VOICE, TOO_LARGE, Kind, ProblemError
from assistant.app.service import Service, TheCaller, TheService
from assistant.conversation.question import Question
from assistant.conversation.reply import Language, Reply
from assistant.voice import MOST_BYTES, Hearing, NotHeard, Trouble

router = APIRouter(prefix="/api/v1", tags=["asking"])

FORM = "multipart/form-data"
AGAIN_S = 5
"""When to come again where the recogniser is busy or away."""
_FIELDS: dict[str, Any] = {
    "language": {"enum": ["zh", "en"], "description": "What is spoken; else it is found out."},
    "conversation_id": {"type": "string", "description": "The conversation it may continue."},
}
_FILE = {"type": "string", "contentMediaType": "audio/*"}
_BODY: dict[str, Any] = {
    "required": True,
    "content": {
        FORM: {
            "schema": {
                "type": "object",
                "properties": {"file": _FILE, **_FIELDS},
                "required": ["file"],
            }
        },
        "audio/*": {"schema": {"type": "string", "format": "binary"}},
    },
}
_QUERY = [
    {"name": name, "in": "query", "required": False, "schema": schema}
    for name, schema in _FIELDS.items()
]


class VoiceReply(Reply):
    """The answer to a spoken question."""

    transcript: str
    """What was heard, and asked."""


class _Wishes(BaseModel):
    """What is said beside a recording."""

    model_config = ConfigDict(extra="ignore")

    language: Language | None = None
    conversation_id: Id | None = None


async def _asker(caller: TheCaller, service: TheService) -> Hearing:
    """Gives what hears, for a caller who may ask now; the question is counted."""
    if service.hearing is None:
        raise ProblemError(NO_VOICE)
    await count(caller, service)
    return service.hearing


@router.post(
    "/voice",
    openapi_extra={"requestBody": _BODY, "parameters": _QUERY},
    responses=problems(422),
)
async def voice(
    request: Request,
    caller: TheCaller,
    service: TheService,
    hearing: Annotated[Hearing, Depends(_asker)],
) -> VoiceReply:
    """Answers a spoken question: `file` of a form, or the recording itself as the body.

    At most 60 seconds and 12 MB. Nothing of the recording is kept; what was heard is kept like a
    question that was typed.
    """
    recording, wishes = await _sent(request)
    try:
        text = await run_in_threadpool(hearing.words, recording, caller, wishes.language)
    except NotHeard as why:
        raise ProblemError(_problem(why.trouble)) from why
    question = Question(text, wishes.conversation_id, wishes.language, heard=True)
    # The seat is taken only now: while a recording is heard, others' questions are answered.
    async with service.seats.taken(caller.user_id):
        reply = await run_in_threadpool(_answered, service, caller, question)
    return VoiceReply(**dict(reply), transcript=text)


def _answered(service: Service, caller: TheCaller, question: Question) -> Reply:
    return service.ask(caller, question, "voice")


def _problem(trouble: Trouble) -> Kind:
    status = HTTPStatus.SERVICE_UNAVAILABLE if trouble.passes else HTTPStatus(422)
    found = Kind(status, trouble.code, trouble.zh, trouble.en)
    return found.after(AGAIN_S) if trouble.passes else found


async def _sent(request: Request) -> tuple[bytes, _Wishes]:
    """Gives the recording of a request, and what is said beside it.

    Raises:
        ProblemError: there is none, or it is too large.
    """
    if not request.headers.get("content-type", "").lower().startswith(FORM):
        return await request.body(), _wishes(dict(request.query_params))
    try:
        async with request.form(max_files=1, max_fields=4) as form:
            file = form.get("file")
            if not isinstance(file, UploadFile):
                raise ProblemError(INPUT, "file: the recording is missing")
            return await file.read(MOST_BYTES + 1), _wishes(_texts(form))
    except HTTPException as error:
        if error.status_code == TOO_LARGE.status:
            raise
        raise ProblemError(INPUT, f"the form cannot be read: {error.detail}") from error


def _texts(form: FormData) -> dict[str, str]:
    return {name: value for name, value in form.items() if isinstance(value, str) and value}


def _wishes(said: dict[str, str]) -> _Wishes:
    try:
        return _Wishes.model_validate(said)
    except ValidationError as error:
        faults = "; ".join(f"{one['loc'][-1]}: {one['msg']}" for one in error.errors())
        raise ProblemError(INPUT, faults) from None
