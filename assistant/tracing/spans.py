"""What is recorded of a turn, and the names by which collectors know it.

Names are those of OpenTelemetry's semantic conventions, for generative AI and for databases
(https://opentelemetry.io/docs/specs/semconv/); those that have no convention begin with `wendan.`.
"""

from collections.abc import Generator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from typing import Literal, Protocol

Value = str | bool | int | float
Kind = Literal["internal", "client"]

OPERATION = "gen_ai.operation.name"
INPUT_TOKENS = "gen_ai.usage.input_tokens"
OUTPUT_TOKENS = "gen_ai.usage.output_tokens"
ROWS = "wendan.rows"
BRAIN = "wendan.brain"
OUTCOME = "wendan.outcome"


class Span(Protocol):
    """One stretch of work."""

    def note(self, name: str, value: Value) -> None:
        """Adds what became known of it."""
        ...

    def fail(self, error: BaseException) -> None:
        """Notes which kind of error ended it: no message, which may hold a question or a row."""
        ...

    def current(self) -> AbstractContextManager[object]:
        """Makes what begins within the block a part of it."""
        ...

    def end(self) -> None:
        """Ends it."""
        ...


class Recorder(Protocol):
    """Records spans."""

    @property
    def with_content(self) -> bool:
        """Whether questions and replies are recorded too."""
        ...

    def start(self, name: str, kind: Kind, attributes: Mapping[str, Value]) -> Span:
        """Gives a span that begins now, within the current one."""
        ...


class _NoSpan:
    """A span that nobody records."""

    def note(self, name: str, value: Value) -> None:
        """Forgets it."""

    def fail(self, error: BaseException) -> None:
        """Forgets it."""

    def current(self) -> AbstractContextManager[object]:
        """Changes nothing."""
        return nullcontext()

    def end(self) -> None:
        """Does nothing."""


class Silent:
    """Records nothing."""

    with_content = False

    def start(self, name: str, kind: Kind, attributes: Mapping[str, Value]) -> Span:
        """Gives a span that nobody records."""
        del name, kind, attributes
        return _NoSpan()


_SILENT = Silent()
_RECORDER: ContextVar[Recorder] = ContextVar("wendan_recorder", default=_SILENT)
"""Of the turn that this thread works at."""


@contextmanager
def within(recorder: Recorder, span: Span) -> Generator[None]:
    """Makes all that is done within the block a part of a turn's span."""
    token = _RECORDER.set(recorder)
    try:
        with span.current():
            yield
    finally:
        _RECORDER.reset(token)


def statement(system: str, operation: str) -> Span:
    """Gives the span of a statement to the database; its caller ends it."""
    attributes: dict[str, Value] = {"db.system.name": system, "db.operation.name": operation}
    return _RECORDER.get().start(operation, "client", attributes)


def brain(name: Literal["rules", "llm"]) -> AbstractContextManager[Span]:
    """Gives the span of a brain that makes a plan of a question."""
    return _span(f"brain {name}", "internal", {BRAIN: name})


def model_call(model: str) -> AbstractContextManager[Span]:
    """Gives the span of a call of a language model."""
    known: dict[str, Value] = {OPERATION: "chat", "gen_ai.provider.name": "openai"}
    return _span(f"chat {model}", "client", {**known, "gen_ai.request.model": model})


def tool(name: str) -> AbstractContextManager[Span]:
    """Gives the span of a tool that looks something up."""
    known: dict[str, Value] = {OPERATION: "execute_tool", "gen_ai.tool.name": name}
    return _span(f"execute_tool {name}", "internal", {**known, "gen_ai.tool.type": "function"})


@contextmanager
def _span(name: str, kind: Kind, attributes: Mapping[str, Value]) -> Generator[Span]:
    span = _RECORDER.get().start(name, kind, attributes)
    try:
        with span.current():
            yield span
    except BaseException as error:
        span.fail(error)
        raise
    finally:
        span.end()
