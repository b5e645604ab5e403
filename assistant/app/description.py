"""The interface's OpenAPI description, with the problem documents that FastAPI does not know of."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel

from assistant.app.problems import TYPE

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
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    for methods in document["paths"].values():
        for operation in methods.values():
            _complete(operation)
    return document


def _complete(operation: Document) -> None:
    answers: Document = operation["responses"]
    declared = [int(status) for status in answers if not status.startswith("2")]
    to_callers = TO_CALLERS if operation.get("security") else ()
    for status in _sorted({*EVERYWHERE, *to_callers, *declared}):
        answers[status] = _answer(status)


def _sorted(statuses: Iterable[int]) -> list[str]:
    return [str(status) for status in sorted(statuses)]


def _answer(status: str) -> Document:
    found: Document = {
        "description": HTTPStatus(int(status)).phrase,
        "content": {TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    if status in WITH_WAIT:
        seconds = {"schema": {"type": "integer"}, "description": "Seconds to wait."}
        found["headers"] = {"Retry-After": seconds}
    return found
