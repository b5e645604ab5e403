"""What is counted and logged of a turn: its work, and no word of it."""

from structlog.testing import capture_logs

from assistant.app.metrics import Meters
from assistant.conversation.reply import (
    CheckedPart,
    NoticePart,
    QuotePart,
    Reply,
    ResultPart,
    Usage,
)

RESULT = ResultPart(
    tool="query_metrics",
    arguments={"customer in": ["C1"]},
    definition="sum of lines",
    period=None,
    columns=(),
    rows=(),
    row_count=7,
    truncated=False,
)
PLAIN = Reply(
    conversation_id="c1",
    turn_id="t1",
    status="answered",
    text="¥1,234",
    language="en",
    results=(RESULT, RESULT),
    checked=CheckedPart(figures=1, matched=1),
)
PLANNED = PLAIN.model_copy(
    update={
        "brain": "llm",
        "model": "some-model",
        "usage": Usage(prompt_tokens=100, completion_tokens=10, calls=2),
        "timings_ms": {"model": 1500.0},
    }
)


def lines(*replies: Reply) -> list[str]:
    meters = Meters()
    for reply in replies:
        meters.turn(reply, 0.2, "openai")
    return meters.text().decode().splitlines()


def test_a_turn_is_one_line_of_ids_and_figures_of_its_work() -> None:
    with capture_logs() as logged:
        Meters().turn(PLANNED, 0.2, "openai")
    assert logged == [
        {
            "event": "turn.done",
            "log_level": "info",
            "turn": "t1",
            "conversation": "c1",
            "door": "openai",
            "status": "answered",
            "brain": "llm",
            "model": "some-model",
            "worded_by": None,
            "tools": ["query_metrics", "query_metrics"],
            "rows": 14,
            "ms": 200.0,
            "tokens": 110,
            "grounded": True,
        }
    ]


def test_turns_their_time_and_their_tools_are_counted() -> None:
    told = lines(PLAIN, PLAIN, PLANNED)
    assert 'wendan_turns_total{brain="rules",status="answered"} 2.0' in told
    assert 'wendan_turns_total{brain="llm",status="answered"} 1.0' in told
    assert 'wendan_turn_seconds_count{brain="rules"} 2.0' in told
    assert 'wendan_tool_calls_total{tool="query_metrics"} 6.0' in told


def test_a_models_calls_time_tokens_and_failures_are_counted() -> None:
    failed = PLANNED.model_copy(update={"notices": (NoticePart(kind="model", text="away"),)})
    told = lines(PLAIN, PLANNED, failed)
    assert "wendan_model_calls_total 4.0" in told
    assert "wendan_model_seconds_sum 3.0" in told
    assert 'wendan_model_tokens_total{kind="prompt"} 200.0' in told
    assert "wendan_model_failures_total 1.0" in told


def test_a_quoted_document_is_a_call_of_the_search() -> None:
    quote = QuotePart(document_id="d", title="t", path="p", headings=(), place=1, text="x")
    told = lines(PLAIN.model_copy(update={"results": (), "quotes": (quote,)}))
    assert 'wendan_tool_calls_total{tool="search_knowledge"} 1.0' in told
