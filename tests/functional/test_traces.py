"""Spans of a turn: which there are, what they hang on, and that they hold no word of a question."""

import shutil
import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import datetime, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode
from sqlalchemy.engine import Engine

from assistant.app.tool_shapes import call_of
from assistant.brains.llm.endpoint import Endpoint, planner_at
from assistant.conversation.calls import question_of
from assistant.conversation.question import Question
from assistant.conversation.reply import Reply
from assistant.desk import Desk
from assistant.tracing.otel import OtelRecorder, endpoint
from assistant.tracing.statements import watch
from crm.database import connect, sqlite_url
from crm.measures import load
from tests.demo import TODAY
from tests.functional.running import Wendan
from tests.functional.scripted_model import Fails, Script, figures, scripted_model

UNREAD = "宁波上季度斩获如何"
"""A question with a word that the rules do not know."""
MEANT: list[dict[str, str]] = [{"word": "斩获", "means": "sales"}]
PLAN = figures("sales", where=["宁波"], period="上季度", unknown=MEANT)
WORDS = ("宁波", "斩获", "上季度", "Q3", "¥")
"""Of questions and replies."""


@pytest.fixture(scope="module")
def script() -> Generator[Script]:
    """The model's script."""
    with scripted_model() as found:
        yield found


@pytest.fixture(scope="module")
def engine(demo_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Generator[Engine]:
    """The demo company, whose statements are recorded."""
    path = tmp_path_factory.mktemp("traces") / "demo.db"
    shutil.copyfile(demo_database, path)
    found = connect(sqlite_url(path))
    watch(found)
    yield found
    found.dispose()


class Traced:
    """A desk whose spans are kept in memory."""

    def __init__(self, engine: Engine, script: Script, *, with_content: bool = False) -> None:
        self._kept = InMemorySpanExporter()
        provider = TracerProvider(shutdown_on_exit=False)
        provider.add_span_processor(SimpleSpanProcessor(self._kept))
        now = datetime.combine(TODAY, time(12))
        self.desk = Desk(
            engine,
            catalog=load(),
            today=lambda: TODAY,
            now=lambda: now,
            planner=planner_at(Endpoint(script.base_url, "scripted", seconds=5)),
            recorder=OtelRecorder(provider, with_content=with_content),
        )

    def ask(self, text: str) -> Reply:
        return self.desk.ask(self.desk.caller(None), Question(text))

    def spans(self) -> list[ReadableSpan]:
        """Gives the spans since the last time, in the order in which they began."""
        found = list(self._kept.get_finished_spans())
        self._kept.clear()
        return sorted(found, key=lambda span: span.start_time or 0)


@pytest.fixture
def traced(engine: Engine, script: Script) -> Traced:
    return Traced(engine, script)


def tree(spans: list[ReadableSpan], *, statements: bool = False) -> list[str]:
    """Gives the names of spans, each indented below what it hangs on."""
    parents = {span.context.span_id: span.parent for span in spans if span.context is not None}

    def depth(span: ReadableSpan) -> int:
        number, parent = 0, span.parent
        while parent is not None:
            number, parent = number + 1, parents[parent.span_id]
        return number

    kept = [one for one in spans if statements or "db.system.name" not in (one.attributes or {})]
    return ["  " * depth(span) + span.name for span in kept]


def attributes(spans: list[ReadableSpan]) -> str:
    """Gives all that spans say, names and values."""
    return "\n".join(
        f"{span.name} {dict(span.attributes or {})} {span.events} {span.status.description}"
        for span in spans
    )


def of(spans: list[ReadableSpan], name: str) -> dict[str, object]:
    """Gives the attributes of the one span of a name."""
    (found,) = [span for span in spans if span.name == name]
    return dict(found.attributes or {})


def test_a_turn_of_the_rules_is_a_brain_and_its_tools(traced: Traced, script: Script) -> None:
    script.does(Fails(500))
    reply = traced.ask("宁波上季度销售额")
    spans = traced.spans()
    assert tree(spans) == [
        "invoke_agent wendan",
        "  brain rules",
        "  execute_tool query_metrics",
    ]
    turn = of(spans, "invoke_agent wendan")
    assert turn["gen_ai.operation.name"] == "invoke_agent"
    assert turn["gen_ai.conversation.id"] == reply.conversation_id
    assert turn["wendan.turn.id"] == reply.turn_id
    assert (turn["wendan.status"], turn["wendan.brain"], turn["wendan.rows"]) == (
        "answered",
        "rules",
        1,
    )
    assert of(spans, "brain rules")["wendan.outcome"] == "Understood"
    assert of(spans, "execute_tool query_metrics")["gen_ai.tool.name"] == "query_metrics"


def test_a_turn_of_a_model_shows_its_calls_and_what_they_took(
    traced: Traced, script: Script
) -> None:
    script.does(figures("sales"), PLAN)
    traced.ask(UNREAD)
    spans = traced.spans()
    assert tree(spans) == [
        "invoke_agent wendan",
        "  brain rules",
        "  brain llm",
        "    chat scripted",
        "    chat scripted",
        "  execute_tool query_metrics",
    ]
    turn = of(spans, "invoke_agent wendan")
    assert (turn["gen_ai.usage.input_tokens"], turn["gen_ai.usage.output_tokens"]) == (200, 20)
    calls = [dict(span.attributes or {}) for span in spans if span.name == "chat scripted"]
    for call in calls:
        assert call["gen_ai.operation.name"] == "chat"
        assert call["gen_ai.request.model"] == "scripted"
        assert call["gen_ai.usage.input_tokens"] == 100


def test_statements_hang_on_the_work_that_made_them_and_have_no_text(traced: Traced) -> None:
    traced.ask("宁波上季度销售额")
    spans = traced.spans()
    assert "    SELECT" in tree(spans, statements=True)
    statements = [dict(span.attributes or {}) for span in spans if span.name == "SELECT"]
    assert statements
    assert all(
        one == {"db.system.name": "sqlite", "db.operation.name": "SELECT"} for one in statements
    )


def test_no_span_holds_a_word_of_what_was_asked_or_said(traced: Traced, script: Script) -> None:
    script.does(PLAN)
    for text in (UNREAD, "宁波上季度销售额", "宁波今年毛利多少", "销" * 600):
        traced.ask(text)
    told = attributes(traced.spans())
    assert [word for word in (*WORDS, "毛利", "销") if word in told] == []


def test_a_failed_call_says_its_kind_and_nothing_else(traced: Traced, script: Script) -> None:
    script.does(Fails(500))
    traced.ask(UNREAD)
    failed = [span for span in traced.spans() if span.status.status_code is StatusCode.ERROR]
    assert {span.name for span in failed} == {"chat scripted"}
    for span in failed:
        assert dict(span.attributes or {})["error.type"] == "OpenAIAPIError"
        assert (span.events, span.status.description) == ((), None)


def test_a_stream_and_a_call_of_a_tool_are_turns_too(traced: Traced) -> None:
    caller = traced.desk.caller(None)
    events = _each_in_a_thread_of_its_own(traced.desk.stream(caller, Question("本季度销售额")))
    assert events[-1] == "done"
    call, language = call_of("figures", {"measures": ["sales"]})
    traced.desk.call(caller, call, question_of("figures", call, language))
    assert tree(traced.spans()) == [
        "invoke_agent wendan",
        "  brain rules",
        "  execute_tool query_metrics",
        "invoke_agent wendan",
        "  execute_tool query_metrics",
    ]


def _each_in_a_thread_of_its_own(events: Iterator[tuple[str, object]]) -> list[str]:
    """Takes a stream's events as the service does: with no thread that lasts."""
    names: list[str] = []

    def take() -> None:
        found = next(events, None)
        if found is not None:
            names.append(found[0])

    before = -1
    while before < len(names):
        before = len(names)
        thread = threading.Thread(target=take)
        thread.start()
        thread.join()
    return names


def test_content_is_recorded_where_that_is_switched_on(engine: Engine, script: Script) -> None:
    traced = Traced(engine, script, with_content=True)
    reply = traced.ask("宁波上季度销售额")
    turn = of(traced.spans(), "invoke_agent wendan")
    assert "宁波上季度销售额" in str(turn["gen_ai.input.messages"])
    assert reply.text in str(turn["gen_ai.output.messages"])


@pytest.mark.parametrize(
    ("said", "used"),
    [
        ("http://127.0.0.1:4318", "http://127.0.0.1:4318/v1/traces"),
        ("http://127.0.0.1:4318/", "http://127.0.0.1:4318/v1/traces"),
        ("https://collector.example/otlp", "https://collector.example/otlp"),
    ],
)
def test_an_address_without_a_path_has_the_usual_one(said: str, used: str) -> None:
    assert endpoint(said) == used


@contextmanager
def collector(status: int = 200) -> Generator[tuple[str, list[tuple[str, bytes]]]]:
    """Gives a collector's address, and what is sent there."""
    received: list[tuple[str, bytes]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append((self.path, self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (its name there)
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}", received
        server.shutdown()
        thread.join()


def test_with_an_address_set_spans_reach_the_collector_without_content(
    demo_wendan: Wendan,
) -> None:
    token = demo_wendan.run("token", "U02").stdout.split()[-1]
    headers = {"Authorization": f"Bearer {token}"}
    with collector() as (address, received), demo_wendan.serving(TRACES_URL=address) as served:
        body = {"text": "宁波上季度销售额"}
        asked = httpx.post(f"{served}/api/v1/chat", headers=headers, json=body, timeout=60)
    assert asked.json()["status"] == "answered"
    assert {path for path, _ in received} == {"/v1/traces"}
    sent = b"".join(body for _, body in received)
    assert b"execute_tool query_metrics" in sent
    assert b"wendan" in sent
    assert [word for word in WORDS if word.encode() in sent] == []


def test_without_the_setting_nothing_is_sent_whatever_other_variables_say(
    demo_wendan: Wendan, monkeypatch: pytest.MonkeyPatch
) -> None:
    with collector() as (address, received):
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", address)
        monkeypatch.setenv("FASTAPI_OTEL_AUTO_CONFIGURE", "true")
        with demo_wendan.serving() as served:
            assert httpx.post(f"{served}/api/v1/chat", content=b"{").status_code in {401, 422}
    assert received == []


@pytest.mark.parametrize(
    ("status", "words"), [(200, "takes spans, without any content"), (401, "takes no spans")]
)
def test_doctor_says_whether_the_collector_takes_spans(
    demo_wendan: Wendan, status: int, words: str
) -> None:
    with collector(status) as (address, received):
        found = demo_wendan.run("doctor", TRACES_URL=address)
    assert (words in found.stdout, found.returncode == 0) == (True, status == 200), found.stdout
    assert {(path, body) for path, body in received} == {("/v1/traces", b"")}


def test_doctor_says_that_there_is_no_collector(demo_wendan: Wendan) -> None:
    found = demo_wendan.run("doctor", TRACES_URL="http://127.0.0.1:9")
    assert (found.returncode, "takes no spans" in found.stdout) == (1, True), found.stdout
    assert "traces" not in demo_wendan.run("doctor").stdout
