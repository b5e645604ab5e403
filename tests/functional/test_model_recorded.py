"""Calls of a real model are recorded once and replayed without a network.

The cassettes hold what a small local model (`evals/local_model`) answered. What is sent must not
change: `make record` makes them anew after a change of a prompt or of the tools, and its difference
shows what a model is sent now. Faults are the scripted model's part: no real one has them at will.
"""

import json
import os
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from typing import Any

import pytest
import vcr  # pyright: ignore[reportMissingTypeStubs]
from pydantic import SecretStr
from sqlalchemy.engine import Engine
from vcr.cassette import Cassette  # pyright: ignore[reportMissingTypeStubs]
from vcr.request import Request  # pyright: ignore[reportMissingTypeStubs]

from assistant.brains.llm.endpoint import Endpoint, planner_at, writer_at
from assistant.conversation.question import Question
from assistant.conversation.reply import Reply
from assistant.desk import Desk
from crm.measures import load
from evals.local_model.serving import NAME
from knowledge.base import KnowledgeBase
from knowledge.ingest import add
from knowledge.library import Library
from tests.demo import TODAY
from tests.functional.scripted_model import Line, Says, scripted_model
from tests.unit.knowledge.fakes import MemoryVectors, WordVectors
from tests.unit.knowledge.making import write

FOLDER = Path(__file__).with_name("cassettes")
RECORDS = os.environ.get("RECORD") == "1"
SERVER = os.environ.get("RECORD_FROM", "http://127.0.0.1:9/v1")
"""Where the model is: nowhere, unless its answers are recorded now."""
SECONDS = 1800 if RECORDS else 60
KEY = "sk-this-is-in-no-cassette"
NOW = datetime.combine(TODAY, time(12))


@dataclass(frozen=True)
class Recorded:
    """A question, and what comes of it with the model."""

    text: str
    status: str
    brain: str
    calls: int
    with_documents: bool = False


RECORDED = {
    "tried-again": Recorded("三季度均价最离谱的传感器是哪个", "not_understood", "rules", 2),
    "given-up": Recorded("今年毛利率", "not_understood", "rules", 2),
    "given-up-in-english": Recorded(
        "what is our market share this year", "not_understood", "rules", 2
    ),
    "looked-up-in-documents": Recorded(
        "look up in the documents how we handle goods that went sour",
        "answered",
        "llm",
        1,
        with_documents=True,
    ),
}


def _bare(request: Request) -> Request:
    """Gives a request without its address, which is another port each time, and its headers."""
    request.uri = f"http://127.0.0.1/v1/{request.uri.rpartition('/v1/')[2]}"
    request.headers = {}
    return request


def _plain(response: dict[str, Any]) -> dict[str, Any]:
    """Gives a response without what differs from one recording to the next."""
    body = json.loads(response["body"]["string"])
    kept = {name: body[name] for name in ("object", "model", "choices", "usage")}
    text = json.dumps({"id": "recorded", "created": 0, **kept}, ensure_ascii=False)
    headers = {"Content-Type": ["application/json"]}
    return {**response, "headers": headers, "body": {"string": text.encode()}}


@contextmanager
def cassette(name: str) -> Generator[Any]:
    """Replays a cassette, whose requests must all be made; or records it, where that is asked."""
    recorder = vcr.VCR(
        record_mode=vcr.mode.ALL if RECORDS else vcr.mode.NONE,
        match_on=["method", "uri", "body"],
        before_record_request=_bare,
        before_record_response=_plain,
    )
    file = FOLDER / f"{name}.yaml"
    if RECORDS:
        file.unlink(missing_ok=True)
    with recorder.use_cassette(str(file)) as found:  # pyright: ignore[reportUnknownVariableType]
        yield found
        assert RECORDS or found.all_played, "a recorded call was not made"


@contextmanager
def address(*lines: Line) -> Generator[str]:
    """Gives where the scripted model is: nowhere, unless its answers are recorded now."""
    if not RECORDS:
        yield "http://127.0.0.1:9/v1"
        return
    with scripted_model() as script:
        script.does(*lines)
        yield script.base_url


@pytest.fixture
def documents(tmp_path: Path) -> KnowledgeBase:
    """One document."""
    found = KnowledgeBase(Library(tmp_path / "knowledge"), WordVectors(), MemoryVectors())
    write(tmp_path / "documents", returns="# Goods that went sour\n\nThey are replaced.\n")
    add(found, tmp_path / "documents", now=NOW)
    return found


@pytest.fixture
def ask(own_demo_engine: Engine, documents: KnowledgeBase) -> Any:
    def asked(name: str) -> Reply:
        wanted = RECORDED[name]
        desk = Desk(
            own_demo_engine,
            catalog=load(),
            today=lambda: TODAY,
            now=lambda: NOW,
            planner=planner_at(Endpoint(SERVER, NAME, SecretStr(KEY), seconds=SECONDS)),
            documents=documents if wanted.with_documents else None,
        )
        with cassette(name) as found:
            reply = desk.ask(desk.caller(None), Question(wanted.text))
            assert len(found.requests) == wanted.calls or RECORDS
        return reply

    return asked


@pytest.mark.parametrize("name", RECORDED)
def test_a_real_model_plans_tries_again_or_gives_up(ask: Any, name: str) -> None:
    reply, wanted = ask(name), RECORDED[name]
    assert (reply.status, reply.brain, reply.model) == (wanted.status, wanted.brain, NAME)
    assert reply.checked.matched == reply.checked.figures
    assert reply.usage.prompt_tokens > 0


WORDED = "worded"
"""Its answers are scripted: a small model words an answer that holds too rarely."""
WORDS = Says("华东最高，¥999万。"), Says("Q2 最高，¥134.8万，Q1 最低，¥64.7万。")


def test_recorded_words_are_taken_at_the_second_try(own_demo_engine: Engine) -> None:
    with address(*WORDS) as base_url:
        endpoint = Endpoint(base_url, "scripted", SecretStr(KEY), seconds=60)
        desk = Desk(
            own_demo_engine,
            catalog=load(),
            today=lambda: TODAY,
            now=lambda: NOW,
            planner=planner_at(endpoint),
            writer=writer_at(endpoint),
        )
        with cassette(WORDED):
            reply = desk.ask(desk.caller(None), Question("宁波今年每季度销售额"))
    assert reply.text.startswith("Q2 最高，¥134.8万，Q1 最低，¥64.7万。")
    assert (reply.brain, reply.worded_by) == ("rules", "scripted")
    assert reply.usage.prompt_tokens == 200


def test_every_cassette_is_replayed_and_holds_no_secret() -> None:
    files = sorted(FOLDER.glob("*.yaml"))
    assert {file.stem for file in files} == {*RECORDED, WORDED}
    for file in files:
        text = file.read_text(encoding="utf-8")
        assert KEY not in text
        assert "uthorization" not in text


MOST = 7_363 // 4
"""A quarter of what LangChain's SQL agent needed for a question; `make bench` measures it anew."""


def test_a_simple_question_is_asked_with_few_tokens() -> None:
    from assistant.brains.llm.counting import count

    recorder: Any = Cassette.load(path=str(FOLDER / "tried-again.yaml"))
    (request, *_) = recorder.requests
    body = json.loads(request.body)
    said = "\n".join(message["content"] for message in body["messages"])
    tools = json.dumps(body["tools"], ensure_ascii=False, separators=(",", ":"))
    assert count(said) + count(tools) <= MOST
