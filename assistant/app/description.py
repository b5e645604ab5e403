"""The interface's OpenAPI description, with the problem documents that FastAPI does not know of."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel

from assistant.app.problems import OPENAI, TYPE

EVERYWHERE = (400, 408, 413, 429, 431, 500, 503)
"""What any request may end with."""
TO_CALLERS = (401, 404)
"""What a request that needs a token may end with; what is hidden is not found."""
WITH_WAIT = {"429", "503"}
Document = dict[str, Any]
"""A part of an OpenAPI document: nested JSON whose shape its standard gives."""


class Problem(BaseModel):
    """An error (RFC 9457): `code` to look up, and `detail` in the language of Accept-Language."""

    type: str
    title: str
    status: int
    detail: str
    code: str


class CompletionFault(BaseModel):
    """What is wrong, as OpenAI's interface says it; `code` is the one of our own problems."""

    message: str
    type: str
    param: None
    code: str


class CompletionError(BaseModel):
    """An error of a route below `/v1`."""

    error: CompletionFault


def problems(*statuses: int) -> dict[int | str, Document]:
    """Gives what a route says of problems of its own (`responses=`)."""
    return {status: {} for status in statuses}


def describe(app: FastAPI) -> None:
    """Makes `app` describe every problem that its routes may answer with."""
    plain = app.openapi

    def whole() -> Document:
        if app.openapi_schema is None:
            app.openapi_schema = _with_problems(plain())
        return app.openapi_schema

    app.openapi = whole


def _with_problems(document: Document) -> Document:
    schemas: Document = document.setdefault("components", {}).setdefault("schemas", {})
    schemas["Problem"] = Problem.model_json_schema()
    schemas["CompletionFault"] = CompletionFault.model_json_schema()
    schemas["CompletionError"] = CompletionError.model_json_schema(
        ref_template="#/components/schemas/{model}"
    )
    schemas["CompletionError"].pop("$defs")
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    for path, methods in document["paths"].items():
        for operation in methods.values():
            _complete(operation, path)
    return document


def _complete(operation: Document, path: str) -> None:
    answers: Document = operation["responses"]
    form = TYPE, "Problem"
    if path.startswith(OPENAI):  # there what is wrong with a body is 400
        form = "application/json", "CompletionError"
        answers.pop("422", None)
    declared = [int(status) for status in answers if not status.startswith("2")]
    to_callers = TO_CALLERS if operation.get("security") else ()
    for status in _sorted({*EVERYWHERE, *to_callers, *declared}):
        answers[status] = _answer(status, form)


def _sorted(statuses: Iterable[int]) -> list[str]:
    return [str(status) for status in sorted(statuses)]


def _answer(status: str, form: tuple[str, str]) -> Document:
    media_type, schema = form
    found: Document = {
        "description": HTTPStatus(int(status)).phrase,
        "content": {media_type: {"schema": {"$ref": f"#/components/schemas/{schema}"}}},
    }
    if status in WITH_WAIT:
        seconds = {"schema": {"type": "integer"}, "description": "Seconds to wait."}
        found["headers"] = {"Retry-After": seconds}
    return found
