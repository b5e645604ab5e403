"""What was not understood, and the words that are taught from it: for admins only."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, ConfigDict, StringConstraints

from assistant.app.problems import Kind, ProblemError
from assistant.app.service import TheBearer, TheService
from assistant.conversation.reply import Language
from assistant.misses import Group
from assistant.teaching import Lesson, Refused, Taught
from crm.access import Caller

router = APIRouter(prefix="/api/v1", tags=["teaching"])
NOT_ALLOWED = Kind(
    HTTPStatus.FORBIDDEN,
    "E-ROLE",
    "你的角色看不到这里，管理员可以。",
    "This is not for your role; an admin may.",
)
MOST = 200
Short = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


def _admin(bearer: TheBearer) -> Caller:
    if bearer.caller.role != "admin":
        raise ProblemError(NOT_ALLOWED)
    return bearer.acting("admin")


TheAdmin = Annotated[Caller, Depends(_admin)]


class ExamplePart(BaseModel):
    """A question in which the words stood; `askable` as it is, where nothing was taken out."""

    text: str
    role: str
    times: int
    reading: Mapping[str, object]
    askable: bool


class MissPart(BaseModel):
    """One group of misses."""

    kind: str
    words: str
    times: int
    roles: tuple[str, ...]
    first_at: str
    last_at: str
    teachable: bool
    examples: tuple[ExamplePart, ...]


class MeaningPart(BaseModel):
    """A measure or dimension that a word may be taught to mean."""

    value: str
    label: str


class Misses(BaseModel):
    """The groups, the most frequent first, and what there is to choose from."""

    items: tuple[MissPart, ...]
    measures: tuple[MeaningPart, ...]
    dimensions: tuple[MeaningPart, ...]
    components: tuple[str, ...]


class WordRequest(BaseModel):
    """A word and what it shall mean; `ignore` takes it off the list instead."""

    model_config = ConfigDict(extra="forbid")

    words: Short
    kind: Literal[
        "measure", "dimension", "customer", "product", "person", "value", "formula", "ignore"
    ]
    meaning: Annotated[str, StringConstraints(max_length=400)] = ""
    unit: Annotated[str, StringConstraints(max_length=20)] | None = None
    of: Annotated[str, StringConstraints(max_length=20)] = "words"
    """For `ignore`, the kind of the group."""


class WordPart(BaseModel):
    """What a word means now, and the line of which file says so."""

    words: str
    kind: str
    meaning: str
    label: str
    file: str
    line: str
    new: bool


@router.get("/misses")
def misses(
    _admin: TheAdmin,
    service: TheService,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
    language: Annotated[Language, Query()] = "zh",
) -> Misses:
    """Lists what was not understood or was disputed, by its words, without personal data."""
    catalog = service.desk.catalog()
    measures = {name: one.words.label(language) for name, one in catalog.measures.items()}
    dimensions = {name: one.words.label(language) for name, one in catalog.dimensions.items()}
    return Misses(
        items=tuple(map(_part, service.desk.misses(limit))),
        measures=_meanings(measures),
        dimensions=_meanings(dimensions),
        components=tuple(catalog.components),
    )


def _meanings(labels: Mapping[str, str]) -> tuple[MeaningPart, ...]:
    return tuple(MeaningPart(value=name, label=label) for name, label in labels.items())


def _part(group: Group) -> MissPart:
    examples = tuple(
        ExamplePart(
            text=one.question,
            role=one.role,
            times=one.times,
            reading=one.reading,
            askable=one.askable,
        )
        for one in group.examples
    )
    return MissPart(
        kind=group.kind,
        words=group.words,
        times=group.times,
        roles=group.roles,
        first_at=group.first_at.isoformat(sep=" ", timespec="minutes"),
        last_at=group.last_at.isoformat(sep=" ", timespec="minutes"),
        teachable=group.teachable,
        examples=examples,
    )


@router.post("/words", response_model=WordPart)
def teach(body: WordRequest, admin: TheAdmin, service: TheService) -> WordPart | Response:
    """Gives a word its meaning; it holds from the next question on."""
    if body.kind == "ignore":
        service.desk.ignore(body.of, body.words, actor=admin.user_id)
        return Response(status_code=HTTPStatus.NO_CONTENT)
    try:
        lesson = Lesson(body.words, body.meaning, body.kind, body.unit)
        return _word(service.desk.teach(lesson, actor=admin.user_id))
    except Refused as refused:
        raise _problem(refused) from refused


def _word(taught: Taught) -> WordPart:
    return WordPart(
        words=taught.words,
        kind=taught.kind,
        meaning=taught.meaning,
        label=taught.label,
        file=taught.file,
        line=taught.line,
        new=taught.new,
    )


@router.delete("/words", status_code=204)
def forget(words: Annotated[Short, Query()], admin: TheAdmin, service: TheService) -> Response:
    """Takes back what a word was taught to mean."""
    try:
        service.desk.forget(words, actor=admin.user_id)
    except Refused as refused:
        raise _problem(refused) from refused
    return Response(status_code=HTTPStatus.NO_CONTENT)


def _problem(refused: Refused) -> ProblemError:
    return ProblemError(Kind(HTTPStatus.CONFLICT, "E-WORDS", refused.zh, refused.en))
