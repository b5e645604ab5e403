"""What a language model may take: time, tokens; and what is said where it gives nothing."""

import shutil
from collections.abc import Generator, Iterator
from dataclasses import replace
from datetime import datetime, time
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from assistant.brains.llm.endpoint import Endpoint, planner_at
from assistant.conversation.question import Question
from assistant.conversation.reply import Reply
from assistant.desk import Desk
from assistant.token_budget import Taken, TokenBudget, note_tokens
from crm.database import connect, sqlite_url
from crm.measures import load
from crm.models import model_usage
from knowledge.base import KnowledgeBase
from knowledge.ingest import add
from knowledge.library import Library
from tests.demo import TODAY
from tests.functional.scripted_model import (
    Answers,
    Calls,
    Fails,
    Line,
    Says,
    Script,
    figures,
    scripted_model,
    texts,
)
from tests.unit.knowledge.fakes import MemoryVectors, WordVectors
from tests.unit.knowledge.making import write

UNREAD = "宁波上季度斩获如何"
MEANT: list[dict[str, str]] = [{"word": "斩获", "means": "sales"}]
PLAN = figures("sales", where=["宁波"], period="上季度", unknown=MEANT)
NOW = datetime.combine(TODAY, time(12))


@pytest.fixture(scope="module")
def script() -> Generator[Script]:
    """The model's script."""
    with scripted_model() as found:
        yield found


@pytest.fixture
def engine(demo_database: Path, tmp_path: Path) -> Generator[Engine]:
    """The demo company."""
    path = tmp_path / "demo.db"
    shutil.copyfile(demo_database, path)
    found = connect(sqlite_url(path))
    yield found
    found.dispose()


@pytest.fixture
def documents(tmp_path: Path) -> KnowledgeBase:
    """One document that all may read, one for managers."""
    found = KnowledgeBase(Library(tmp_path / "knowledge"), WordVectors(), MemoryVectors())
    write(
        tmp_path / "documents",
        returns="# 退货政策\n\n## 退货期限\n\n自签收之日起 15 天内可以退货。\n",
        discounts="---\nroles: [manager]\n---\n# 折扣权限\n\n销售最低到 95 折。\n",
    )
    add(found, tmp_path / "documents", now=NOW)
    return found


def desk_of(
    engine: Engine,
    script: Script,
    *,
    seconds: float = 60,
    tokens: TokenBudget | None = None,
    documents: KnowledgeBase | None = None,
) -> Desk:
    return Desk(
        engine,
        catalog=load(),
        today=lambda: TODAY,
        now=lambda: NOW,
        planner=planner_at(Endpoint(script.base_url, "scripted", seconds=seconds)),
        tokens=tokens,
        documents=documents,
    )


def ask(desk: Desk, text: str, as_: str | None = None) -> Reply:
    return desk.ask(desk.caller(as_), Question(text))


def notices(reply: Reply) -> list[str]:
    return [notice.text for notice in reply.notices if notice.kind == "model"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (Fails(500), "语言模型没有回应，只按规则理解。"),
        (Fails(401), "语言模型没有回应，只按规则理解。"),
        (Says("I would rather talk."), "语言模型给的查法不合问题，没有采用。"),
        (Calls("drop_table", {}), "语言模型给的查法不合问题，没有采用。"),
        (Answers(b"<html>"), "语言模型给的查法不合问题，没有采用。"),
        (Answers(b'{"choices": null}'), "语言模型给的查法不合问题，没有采用。"),
        (Answers(b'{"choices": [{"message": {}}]}'), "语言模型给的查法不合问题，没有采用。"),
        (Answers(b"[1]"), "语言模型给的查法不合问题，没有采用。"),
        (Answers(b"x" * 1_100_000), "语言模型没有回应，只按规则理解。"),
    ],
)
def test_whatever_comes_instead_of_a_plan_the_rules_answer_and_say_so(
    engine: Engine, script: Script, line: Line, said: str
) -> None:
    script.does(line)
    reply = ask(desk_of(engine, script), UNREAD)
    assert (reply.status, reply.brain, notices(reply)) == ("not_understood", "rules", [said])
    assert "斩获" in reply.text


def test_a_model_that_is_away_for_a_moment_is_asked_again(engine: Engine, script: Script) -> None:
    script.does(Fails(429), PLAN)
    assert ask(desk_of(engine, script), UNREAD).status == "answered"


def test_a_model_in_a_loop_is_asked_three_times(engine: Engine, script: Script) -> None:
    script.does(figures("sales"))
    reply = ask(desk_of(engine, script), UNREAD)
    assert (reply.brain, len(script.requests)) == ("rules", 3)
    assert reply.usage.prompt_tokens == 300


@pytest.mark.parametrize("withheld", [1, 2])
def test_a_model_that_does_not_come_to_an_end_is_left(
    engine: Engine, script: Script, withheld: int
) -> None:
    script.does(Answers(b"{}", withheld=withheld))
    reply = ask(desk_of(engine, script, seconds=0.3), UNREAD)
    assert notices(reply) == ["语言模型太慢，只按规则理解。"]


def test_no_connection_is_held_while_a_model_thinks(engine: Engine, script: Script) -> None:
    script.does(PLAN)
    held: list[str] = []
    script.during = lambda: held.append(engine.pool.status())
    desk = desk_of(engine, script)
    assert ask(desk, UNREAD).status == "answered"
    script.during = lambda: None
    assert [status for status in held if "Checked out connections: 0" not in status] == []
    assert held


def usage(engine: Engine) -> Iterator[tuple[object, ...]]:
    with engine.connect() as connection:
        yield from (tuple(row) for row in connection.execute(sa.select(model_usage)))


def test_what_was_taken_is_kept_by_user_and_day(engine: Engine, script: Script) -> None:
    script.does(PLAN)
    desk = desk_of(engine, script)
    ask(desk, UNREAD, "U05")
    ask(desk, UNREAD, "U05")
    ask(desk, "上季度销售额", "U06")
    assert list(usage(engine)) == [(TODAY, "U05", "", 2, 200, 0, 20, 0)]


def test_tokens_that_the_server_does_not_count_are_counted_here(
    engine: Engine, script: Script
) -> None:
    script.does(PLAN)
    script.counted = False
    reply = ask(desk_of(engine, script), UNREAD)
    script.counted = True
    assert 1_000 < reply.usage.prompt_tokens < 2_500
    assert 10 < reply.usage.completion_tokens < 100


@pytest.mark.parametrize(
    "budget",
    [
        TokenBudget(user_day=100),
        TokenBudget(everybody_day=100),
    ],
)
def test_a_day_without_tokens_left_has_the_rules_alone(
    engine: Engine, script: Script, budget: TokenBudget
) -> None:
    script.does(PLAN)
    desk = desk_of(engine, script, tokens=replace(budget, question=20_000))
    with engine.begin() as connection:
        note_tokens(connection, "U05", TODAY, Taken(95, 5))
    reply = ask(desk, UNREAD, "U05")
    assert (reply.status, script.requests) == ("not_understood", [])
    assert notices(reply) == ["语言模型的额度用完了，只按规则理解。"]


def test_a_question_that_would_take_too_many_tokens_is_not_sent(
    engine: Engine, script: Script
) -> None:
    script.does(PLAN)
    reply = ask(desk_of(engine, script, tokens=TokenBudget(question=1_000)), UNREAD)
    assert notices(reply) == ["语言模型的额度用完了，只按规则理解。"]
    assert script.requests == []


def test_a_document_that_is_sure_answers_before_a_model_is_asked(
    engine: Engine, script: Script, documents: KnowledgeBase
) -> None:
    script.does(Fails(500))
    reply = ask(desk_of(engine, script, documents=documents), "退货期限是多久")
    assert (reply.status, reply.brain, script.requests) == ("answered", "rules", [])
    assert reply.quotes[0].path == "returns.md"


def test_a_model_may_say_under_which_words_a_document_holds_the_answer(
    engine: Engine, script: Script, documents: KnowledgeBase
) -> None:
    script.does(Calls("documents", {"topic": "退货期限是多久"}))
    desk = desk_of(engine, script, documents=documents)
    reply = ask(desk, "货到手反悔了咋整", "U05")
    assert (reply.status, reply.brain, reply.quotes[0].path) == ("answered", "llm", "returns.md")
    assert [one.text for one in reply.notices] == ["在文档里按「退货期限是多久」查的。"]
    assert "15 天" not in texts(script.requests)


def test_a_model_opens_no_document_that_the_asker_may_not_read(
    engine: Engine, script: Script, documents: KnowledgeBase
) -> None:
    script.does(Calls("documents", {"topic": "折扣权限"}))
    desk = desk_of(engine, script, documents=documents)
    assert ask(desk, "价钱咋能松动点", "U02").quotes[0].path == "discounts.md"
    reply = ask(desk, "价钱咋能松动点", "U05")
    assert (reply.status, reply.quotes) == ("not_understood", ())
    assert "折扣" not in reply.text


def test_a_model_looks_up_no_document_in_place_of_a_figure(
    engine: Engine, script: Script, documents: KnowledgeBase
) -> None:
    script.does(Calls("documents", {"topic": "退货期限是多久"}))
    reply = ask(desk_of(engine, script, documents=documents), "宁波上季度斩获多少单")
    assert (reply.status, reply.quotes) == ("not_understood", ())


def test_without_documents_the_model_is_not_told_of_any(engine: Engine, script: Script) -> None:
    script.does(PLAN)
    ask(desk_of(engine, script), UNREAD)
    assert '"name":"documents"' not in texts(script.requests).replace(": ", ":")


def test_a_stream_says_that_a_model_is_asked(engine: Engine, script: Script) -> None:
    script.does(PLAN)
    desk = desk_of(engine, script)
    states = [
        data["state"]
        for name, data in desk.stream(desk.caller(None), Question(UNREAD))
        if name == "status" and isinstance(data, dict)
    ]
    assert states == ["understanding", "planning", "querying"]
