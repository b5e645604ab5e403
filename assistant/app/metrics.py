"""What is counted and logged of the turns: figures of their work, never a word of them."""

from typing import Literal

import structlog
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest

from assistant.conversation.reply import Reply
from tools.knowledge_search import NAME as SEARCH_KNOWLEDGE

Door = Literal["api", "openai", "mcp", "voice"]
"""By which door a question came in."""
_BOUNDS_S = (0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_log = structlog.get_logger("wendan")


class _Registry:
    """The counters of one service."""

    def __init__(self) -> None:
        self.all = CollectorRegistry()

    def counter(self, name: str, of: str, *by: str) -> Counter:
        return Counter(f"wendan_{name}", of, by, registry=self.all)

    def seconds(self, name: str, of: str, *by: str) -> Histogram:
        return Histogram(f"wendan_{name}", of, by, buckets=_BOUNDS_S, registry=self.all)


class _ModelMeters:
    """What a language model did and took."""

    def __init__(self, registry: _Registry) -> None:
        self._calls = registry.counter("model_calls", "Calls of a language model.")
        self._seconds = registry.seconds(
            "model_seconds", "Time that a language model took for a question, all calls together."
        )
        self._tokens = registry.counter(
            "model_tokens",
            "Tokens that a language model read (prompt; cached: of these, read before) and wrote.",
            "kind",
        )
        self._cost = registry.counter(
            "model_cost", "What a language model cost, where its price is set.", "currency"
        )
        self._failures = registry.counter(
            "model_failures", "Questions for which a language model was asked in vain."
        )
        self._worded = registry.counter(
            "answers_worded", "Answers in the words of a language model."
        )

    def turn(self, reply: Reply) -> None:
        usage = reply.usage
        self._calls.inc(usage.calls)
        took_ms = (reply.timings_ms.get(part, 0) for part in ("model", "wording"))
        self._seconds.observe(sum(took_ms) / 1000)
        self._tokens.labels(kind="prompt").inc(usage.prompt_tokens)
        self._tokens.labels(kind="completion").inc(usage.completion_tokens)
        self._tokens.labels(kind="cached").inc(usage.cached_tokens)
        if usage.cost is not None:
            # A float only here: the format of /metrics has no other numbers.
            self._cost.labels(currency=usage.currency).inc(float(usage.cost))
        self._worded.inc(reply.worded_by is not None)
        if any(notice.kind == "model" for notice in reply.notices):
            self._failures.inc()


class Meters:
    """The counters of one service, for `/metrics`."""

    def __init__(self) -> None:
        self._registry = registry = _Registry()
        self._turns = registry.counter(
            "turns", "Questions answered, by the reply's status and brain.", "status", "brain"
        )
        self._seconds = registry.seconds(
            "turn_seconds", "Time from question to reply, by the reply's brain.", "brain"
        )
        self._tools = registry.counter(
            "tool_calls", "Calls of the tools that look something up.", "tool"
        )
        self._model = _ModelMeters(registry)
        self._failures = registry.counter("failures", "Requests that failed unexpectedly.")
        self._outages = registry.counter(
            "outages", "Requests refused while the database or the disk could not be used.", "kind"
        )

    def turn(self, reply: Reply, seconds: float, door: Door) -> None:
        """Counts one turn, and logs its one line."""
        self._turns.labels(status=reply.status, brain=reply.brain).inc()
        self._seconds.labels(brain=reply.brain).observe(seconds)
        for tool in _tools(reply):
            self._tools.labels(tool=tool).inc()
        if reply.usage.calls or reply.model is not None:
            self._model.turn(reply)
        _log.info(
            "turn.done",
            turn=reply.turn_id,
            conversation=reply.conversation_id,
            door=door,
            status=reply.status,
            brain=reply.brain,
            model=reply.model,
            worded_by=reply.worded_by,
            tools=_tools(reply),
            rows=sum(result.row_count for result in reply.results),
            ms=round(seconds * 1000, 1),
            tokens=reply.usage.prompt_tokens + reply.usage.completion_tokens,
            grounded=reply.checked.figures == reply.checked.matched,
        )

    def failure(self, code: str, error: BaseException) -> None:
        """Counts and logs what nobody expected: where it happened, not what it was about.

        An exception's message may hold a question or a row, so it is left out.
        """
        self._failures.inc()
        _log.error("request.failed", code=code, error=type(error).__name__, at=_frames(error))

    def outage(self, kind: str, error: BaseException) -> None:
        """Counts and logs that a request was refused: which error, and nothing of the request."""
        self._outages.labels(kind=kind).inc()
        cause = getattr(error, "orig", None) or error
        _log.warning("request.refused", outage=str(kind), error=type(cause).__name__)

    def text(self) -> bytes:
        """Gives all counters in Prometheus' text format."""
        return generate_latest(self._registry.all)


def _tools(reply: Reply) -> list[str]:
    """Gives the tools that an answer is made of, each as often as it gave something."""
    return [result.tool for result in reply.results] + [SEARCH_KNOWLEDGE] * bool(reply.quotes)


def _frames(error: BaseException) -> list[str]:
    """Gives the innermost places of the traceback, the last one last."""
    found: list[str] = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        found.append(f"{code.co_filename}:{trace.tb_lineno} {code.co_qualname}")
        trace = trace.tb_next
    return found[-8:]
