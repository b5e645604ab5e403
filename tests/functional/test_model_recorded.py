"""Calls of a model are recorded once and replayed without a network: what is sent must not change.

The cassettes hold the scripted model's answers. `make record` makes them anew after a change of a
prompt or of the tools; its difference shows what a model is sent now.
"""

import json
import os
from collections.abc import Generator
from contextlib import contextmanager
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
from tests.demo import TODAY
from tests.functional.scripted_model import Calls, Line, Says, figures, scripted_model

FOLDER = Path(__file__).with_name("cassettes")
RECORDS = os.environ.get("RECORD") == "1"
KEY = "sk-this-is-in-no-cassette"
MEANT: list[dict[str, str]] = [{"word": "斩获", "means": "sales"}]
PLAN = figures("sales", where=["宁波"], period="上季度", unknown=MEANT)
RECORDED: dict[str, tuple[Line, ...]] = {
    "planned": (PLAN,),
    "planned-at-the-second-try": (figures("sales"), PLAN),
    "given-up": (Calls("unanswerable", {"words": ["斩获"]}),),
    "worded": (Says("华东最高，¥999万。"), Says("Q2 最高，¥134.8万，Q1 最低，¥64.7万。")),
}


def _bare(request: Request) -> Request:
    """Gives a request without its address, which is another port each time, and its headers."""
    request.uri = f"http://127.0.0.1/v1/{request.uri.rpartition('/v1/')[2]}"
    request.headers = {}
    return request


def _plain(response: dict[str, Any]) -> dict[str, Any]:
    return {**response, "headers": {"Content-Type": ["application/json"]}}


@contextmanager
def cassette(name: str) -> Generator[Cassette]:
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
def address(name: str) -> Generator[str]:
    """Gives where the model is: nowhere, unless its answers are recorded now."""
    if not RECORDS:
        yield "http://127.0.0.1:9/v1"
        return
    with scripted_model() as script:
        script.does(*RECORDED[name])
        yield script.base_url


def ask(
    engine: Engine, name: str, question: str = "宁波上季度斩获如何", *, words: bool = False
) -> Reply:
    now = datetime.combine(TODAY, time(12))
    with address(name) as base_url:
        endpoint = Endpoint(base_url, "scripted", SecretStr(KEY), seconds=60)
        desk = Desk(
            engine,
            catalog=load(),
            today=lambda: TODAY,
            now=lambda: now,
            planner=planner_at(endpoint),
            writer=writer_at(endpoint) if words else None,
        )
        with cassette(name):
            return desk.ask(desk.caller(None), Question(question))


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("planned", ("answered", "llm", 100)),
        ("planned-at-the-second-try", ("answered", "llm", 200)),
        ("given-up", ("not_understood", "rules", 100)),
    ],
)
def test_recorded_calls_come_to_the_same_answer(
    own_demo_engine: Engine, name: str, outcome: tuple[str, str, int]
) -> None:
    reply = ask(own_demo_engine, name)
    assert (reply.status, reply.brain, reply.usage.prompt_tokens) == outcome


def test_recorded_words_are_taken_at_the_second_try(own_demo_engine: Engine) -> None:
    reply = ask(own_demo_engine, "worded", "宁波今年每季度销售额", words=True)
    assert reply.text.startswith("Q2 最高，¥134.8万，Q1 最低，¥64.7万。")
    assert (reply.brain, reply.worded_by) == ("rules", "scripted")
    assert reply.usage.prompt_tokens == 200


def test_every_cassette_is_replayed_and_holds_no_secret() -> None:
    files = sorted(FOLDER.glob("*.yaml"))
    assert {file.stem for file in files} == RECORDED.keys()
    for file in files:
        text = file.read_text(encoding="utf-8")
        assert KEY not in text
        assert "uthorization" not in text


MOST = 7_363 // 4
"""A quarter of what LangChain's SQL agent needed for a question; `make bench` measures it anew."""


def test_a_simple_question_is_asked_with_few_tokens() -> None:
    from assistant.brains.llm.counting import count

    recorder: Any = Cassette.load(path=str(FOLDER / "planned.yaml"))
    (request,) = recorder.requests
    body = json.loads(request.body)
    said = "\n".join(message["content"] for message in body["messages"])
    tools = json.dumps(body["tools"], ensure_ascii=False, separators=(",", ":"))
    assert count(said) + count(tools) <= MOST
