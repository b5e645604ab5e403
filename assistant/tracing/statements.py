"""Statements to the database as spans of the turn that they are made in: no text, no values."""

from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine, ExceptionContext

from assistant.tracing.spans import Span, statement

_RUNNING = "wendan_span"


def watch(engine: Engine) -> None:
    """Records the statements of an engine, those of turns that are recorded."""
    event.listen(engine, "before_cursor_execute", _begin)
    event.listen(engine, "after_cursor_execute", _end)
    event.listen(engine, "handle_error", _fail)


def _begin(connection: Connection, _cursor: Any, text: str, *_more: object) -> None:
    operation = text.split(None, 1)[0].upper() if text.strip() else ""
    span = statement(connection.dialect.name, operation)
    connection.info[_RUNNING] = span


def _end(connection: Connection, *_more: object) -> None:
    span: Span | None = connection.info.pop(_RUNNING, None)
    if span is not None:
        span.end()


def _fail(context: ExceptionContext) -> None:
    if context.connection is None:
        return
    span: Span | None = context.connection.info.pop(_RUNNING, None)
    if span is not None:
        span.fail(context.original_exception)
        span.end()
