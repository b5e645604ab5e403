"""A second language model is asked where the first one fails, with the same care."""

from collections.abc import Generator
from datetime import datetime, time

import pytest
from pydantic import SecretStr
from sqlalchemy.engine import Engine

from assistant.brains.llm.endpoint import Endpoint, planner_at, writer_at
from assistant.conversation.question import Question
from assistant.conversation.reply import Reply
from assistant.desk import Desk
from crm.measures import load
from tests.demo import TODAY
from tests.functional.running import Wendan
from tests.functional.scripted_model import (
    Fails,
    Line,
    Says,
    Script,
    figures,
    scripted_model,
    texts,
)

UNREAD = "宁波上季度斩获如何"
PLAN = figures(
    "sales", where=["宁波"], period="上季度", unknown=[{"word": "斩获", "means": "sales"}]
)
KEY, OTHER_KEY = "sk-of-the-first", "sk-of-the-second"


@pytest.fixture(scope="module")
def other() -> Generator[Script]:
    """The second model."""
    with scripted_model() as script:
        yield script


@pytest.fixture(scope="module")
def desk(company_db: Engine, script: Script, other: Script) -> Desk:
    return desk_of(company_db, script, other)


def desk_of(engine: Engine, script: Script, other: Script, *, hides: bool = False) -> Desk:
    second = Endpoint(other.base_url, "second", SecretStr(OTHER_KEY), seconds=5)
    first = Endpoint(script.base_url, "first", SecretStr(KEY), seconds=5, fallback=second)
    return Desk(
        engine,
        catalog=load(),
        today=lambda: TODAY,
        now=lambda: datetime.combine(TODAY, time(12)),
        planner=planner_at(first),
        writer=writer_at(first),
        hides=hides,
    )


def ask(desk: Desk, text: str) -> Reply:
    return desk.ask(desk.caller(None), Question(text))


@pytest.mark.parametrize(("line", "tries"), [(Fails(500), 2), (Fails(401), 1), (Fails(404), 1)])
def test_where_the_first_model_fails_the_second_plans_and_the_reply_names_it(
    desk: Desk, script: Script, other: Script, line: Line, tries: int
) -> None:
    script.does(line)
    other.does(PLAN)
    reply = ask(desk, UNREAD)
    assert (reply.status, reply.brain, reply.model) == ("answered", "llm", "second")
    assert (len(script.requests), len(other.requests)) == (tries, 1)
    assert reply.usage.prompt_tokens == 100
    assert reply.usage.calls == tries + 1


def test_the_second_model_words_an_answer_too(desk: Desk, script: Script, other: Script) -> None:
    script.does(Fails(503))
    other.does(Says("Q2 最高，¥134.8万。"))
    reply = ask(desk, "宁波今年每季度销售额")
    assert reply.text.startswith("Q2 最高，¥134.8万。")
    assert (reply.brain, reply.worded_by) == ("rules", "second")


def test_while_the_first_model_answers_the_second_is_not_asked(
    desk: Desk, script: Script, other: Script
) -> None:
    script.does(PLAN)
    other.does(PLAN)
    reply = ask(desk, UNREAD)
    assert (reply.model, other.requests) == ("first", [])


def test_where_both_fail_the_reply_is_that_of_the_rules_and_says_so(
    desk: Desk, script: Script, other: Script
) -> None:
    script.does(Fails(500))
    other.does(Fails(500))
    reply = ask(desk, UNREAD)
    assert (reply.status, reply.brain) == ("not_understood", "rules")
    assert [notice.kind for notice in reply.notices] == ["model"]


def test_each_model_gets_its_own_key_and_what_is_hidden_from_one_is_from_both(
    company_db: Engine, script: Script, other: Script
) -> None:
    script.does(Fails(500))
    other.does(
        figures("sales", where=["«C1»"], unknown=[{"word": "斩获", "means": "sales"}]),
        Says("¥1"),
    )
    customer = "宁波淳序精密股份有限公司"
    reply = ask(desk_of(company_db, script, other, hides=True), f"{customer}斩获")
    assert (reply.status, reply.model) == ("answered", "second")
    assert customer not in texts([*script.requests, *other.requests])
    assert KEY.encode() not in b"".join(other.heads)
    assert OTHER_KEY.encode() not in b"".join(script.heads)


def test_the_doctor_asks_both_and_the_first_key_goes_to_no_other_address(
    demo_wendan: Wendan, script: Script, other: Script
) -> None:
    script.does(Fails(500))
    other.does(figures("sales", period="上季度", by=["month"]))
    settings = {
        "LLM_BASE_URL": script.base_url,
        "LLM_MODEL": "first",
        "LLM_API_KEY": KEY,
        "LLM_FALLBACK_BASE_URL": other.base_url,
        "LLM_FALLBACK_MODEL": "second",
    }
    found = Wendan(demo_wendan.home, {**demo_wendan.settings, **settings}).run("doctor")
    assert found.returncode == 1
    assert f"BROKEN  model: first at {script.base_url} does not answer" in found.stdout
    assert f"ok      model: second at {other.base_url} plans" in found.stdout
    assert KEY.encode() not in b"".join(other.heads)
