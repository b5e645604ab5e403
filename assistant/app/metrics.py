"""What is counted and logged of the turns: figures of their work, never a word of them."""

from typing import Literal

import structlog
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest

from assistant.conversation.reply import Reply
from tools.knowledge_search import NAME as SEARCH_KNOWLEDGE

Door = Literal["api", "openai", "mcp"]
"""By which door a question came in."""
_BOUNDS_S = (0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_log = structlog.get_logger("wendan")


class Meters:
    """The counters of one service, for `/metrics`."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._turns = Counter(
            "wendan_turns",
            "Questions answered, by the reply's status and brain.",
            ["status", "brain"],
            registry=self._registry,
        )
        self._seconds = Histogram(
            "wendan_turn_seconds",
            "Time from question to reply, by the reply's brain.",
            ["brain"],
            buckets=_BOUNDS_S,
            registry=self._registry,
        )
        self._tokens = Counter(
            "wendan_model_tokens",
            "Tokens that a language model read (prompt; cached: of these, read before) and wrote.",
            ["kind"],
            registry=self._registry,
        )
        self._tools = Counter(
            "wendan_tool_calls",
            "Calls of the tools that look something up.",
            ["tool"],
            registry=self._registry,
        )
        self._model_calls = Counter(
            "wendan_model_calls", "Calls of a language model.", registry=self._registry
        )
        self._model_seconds = Histogram(
            "wendan_model_seconds",
            "Time that a language model took for a question, all calls together.",
            buckets=_BOUNDS_S,
            registry=self._registry,
        )
        self._cost = Counter(
            "wendan_model_cost",
            "What a language model cost, where its price is set.",
            ["currency"],
            registry=self._registry,
        )
        self._model_failures = Counter(
            "wendan_model_failures",
            "Questions for which a language model was asked in vain.",
            registry=self._registry,
        )
        self._worded = Counter(
            "wendan_answers_worded",
            "Answers in the words of a language model.",
            registry=self._registry,
        )
        self._failures = Counter(
            "wendan_failures", "Requests that failed unexpectedly.", registry=self._registry
        )

        self._outages = Counter(
            "wendan_outages",
            "Requests refused while the database or the disk could not be used.",
            ["kind"],
            registry=self._registry,
        )

    def turn(self, reply: Reply, seconds: float, door: Door) -> None:
        """Counts one turn, and logs its one line."""
        self._turns.labels(status=reply.status, brain=reply.brain).inc()
        self._seconds.labels(brain=reply.brain).observe(seconds)
        for tool in _tools(reply):
            self._tools.labels(tool=tool).inc()
        if reply.usage.calls or reply.model is not None:
            self._model(reply)
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

    def _model(self, reply: Reply) -> None:
        self._model_calls.inc(reply.usage.calls)
        took_ms = (reply.timings_ms.get(part, 0) for part in ("model", "wording"))
        self._model_seconds.observe(sum(took_ms) / 1000)
        self._tokens.labels(kind="prompt").inc(reply.usage.prompt_tokens)
        self._tokens.labels(kind="completion").inc(reply.usage.completion_tokens)
        self._tokens.labels(kind="cached").inc(reply.usage.cached_tokens)
        if reply.usage.cost is not None:
            # A float only here: the format of /metrics has no other numbers.
            self._cost.labels(currency=reply.usage.currency).inc(float(reply.usage.cost))
        self._worded.inc(reply.worded_by is not None)
        if any(notice.kind == "model" for notice in reply.notices):
            self._model_failures.inc()

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
        return generate_latest(self._registry)


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
