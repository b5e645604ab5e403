"""`/v1`: the same turn in OpenAI's chat interface, for programs that speak it (docs/doors.md).

Such a program keeps the conversation and sends all of it with each question. Of that only two
things are read: the last message of the user, which is the question, and the reference at the end
of our own answer before it, which says what the question goes on from. What the program says that
we answered is not believed.
"""

from collections.abc import Iterator, Sequence
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from fastapi.responses import StreamingResponse

from assistant.app.asking import TheAsker
from assistant.app.completion_shapes import (
    MODEL,
    Chunk,
    ChunkChoice,
    Completion,
    CompletionChoice,
    CompletionRequest,
    CompletionUsage,
    Delta,
    Message,
    Metadata,
    Model,
    Models,
    Said,
    Turn,
)
from assistant.app.description import problems
from assistant.app.problems import INPUT, TEXT_LIMIT, TEXT_TOO_LONG, Kind, ProblemError
from assistant.app.service import TheCaller, TheService
from assistant.conversation.markdown import Named, in_markdown, turn_named
from assistant.conversation.question import Question, storable
from assistant.conversation.reply import Reply

router = APIRouter(prefix="/v1", tags=["openai"])
UNKNOWN_MODEL = Kind(
    HTTPStatus.NOT_FOUND,
    "E-MODEL",
    f"没有这个模型；这里只有 {MODEL}。",
    f"There is no such model; the one here is {MODEL}.",
)
EVENT = {
    "type": "object",
    "description": "One event; `data` is a Chunk as JSON, or at the end `[DONE]`.",
    "properties": {"data": {"type": "string"}},
    "required": ["data"],
}
STREAM: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/event-stream": {"schema": EVENT}}, "model": Completion},
    **problems(403, 404),
}


@router.get("/models", responses=problems(403))
def models(_caller: TheCaller) -> Models:
    """Lists what can be asked here: one model, which is Wendan."""
    return Models()


@router.get("/models/{model}", responses=problems(403, 404))
def model(_caller: TheCaller, model: Annotated[str, Path()]) -> Model:
    """Gives that model."""
    _require_ours(model)
    return Model()


@router.post("/chat/completions", responses=STREAM)
def completions(body: CompletionRequest, caller: TheAsker, service: TheService) -> Response:
    """Answers the last question of a chat, at once or as a stream.

    The answer is there before a stream begins: no figure leaves before its check, and what goes
    wrong has its own status.
    """
    _require_ours(body.model)
    reply = service.ask(caller, _question(body), "openai")
    created = int(service.clock.stamp())
    if body.stream:
        counted = body.stream_options is not None and bool(body.stream_options.include_usage)
        sent = _events(_chunks(reply, created, counted=counted))
        headers = {"X-Accel-Buffering": "no"}
        return StreamingResponse(sent, media_type="text/event-stream", headers=headers)
    return Response(_whole(reply, created).model_dump_json(), media_type="application/json")


def _require_ours(model: str) -> None:
    if model != MODEL:
        raise ProblemError(UNKNOWN_MODEL)


def _question(body: CompletionRequest) -> Question:
    """Gives the question, and what it goes on from.

    Raises:
        ProblemError: there is none, or none that can be read.
    """
    before, asked = _last_question(body.messages)
    text = asked.text.strip()
    if asked.holds_more:
        raise ProblemError(INPUT, "messages: only text is read here.")
    if not text:
        raise ProblemError(INPUT, "messages: the question is empty.")
    if len(text) > TEXT_LIMIT:
        raise ProblemError(TEXT_TOO_LONG)
    named = _turn_before(before)
    has_words = any(map(str.isalpha, text))  # "2" alone is of the language that it was asked in
    return Question(
        storable(text),
        (body.metadata or Metadata()).conversation_id,
        language=None if has_words or named is None else named.language,
        after=named.turn_id if named is not None else None,
    )


def _last_question(messages: Sequence[Message]) -> tuple[Sequence[Message], Message]:
    """Gives the last message of the user, and all before it."""
    for at in range(len(messages) - 1, -1, -1):
        if messages[at].role == "user":
            return messages[:at], messages[at]
    raise ProblemError(INPUT, "messages: none is of the user.")


def _turn_before(messages: Sequence[Message]) -> Named | None:
    """Gives the turn that the last answer names; what stood before that it knows itself."""
    answers = (one.text for one in reversed(messages) if one.role == "assistant")
    return turn_named(next(answers, ""))


def _whole(reply: Reply, created: int) -> Completion:
    return Completion(
        id=_id(reply),
        created=created,
        choices=(CompletionChoice(message=Said(content=in_markdown(reply))),),
        usage=_usage(reply),
        wendan=_turn(reply),
    )


def _chunks(reply: Reply, created: int, *, counted: bool) -> Iterator[Chunk]:
    """Gives the answer in chunks; the text is one of them, since its figures belong together."""

    def chunk(delta: Delta, **more: Any) -> Chunk:
        choice = ChunkChoice(delta=delta, finish_reason=more.pop("finish_reason", None))
        return Chunk(id=_id(reply), created=created, choices=(choice,), **more)

    yield chunk(Delta(role="assistant", content=""))
    yield chunk(Delta(content=in_markdown(reply)))
    yield chunk(Delta(), finish_reason="stop", wendan=_turn(reply))
    if counted:
        yield Chunk(id=_id(reply), created=created, choices=(), usage=_usage(reply))


def _events(chunks: Iterator[Chunk]) -> Iterator[str]:
    for chunk in chunks:
        yield f"data: {chunk.model_dump_json(exclude_none=True)}\n\n"
    yield "data: [DONE]\n\n"


def _id(reply: Reply) -> str:
    return f"chatcmpl-{reply.turn_id}"


def _turn(reply: Reply) -> Turn:
    return Turn(conversation_id=reply.conversation_id, turn_id=reply.turn_id, status=reply.status)


def _usage(reply: Reply) -> CompletionUsage:
    read, written = reply.usage.prompt_tokens, reply.usage.completion_tokens
    return CompletionUsage(
        prompt_tokens=read, completion_tokens=written, total_tokens=read + written
    )
