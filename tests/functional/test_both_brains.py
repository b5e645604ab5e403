"""Both brains pass the same conversations: what the rules read, a model plans to the same answer.

The model comes first here (`WENDAN_BRAIN=llm`). It is scripted: its calls are what a good model
makes of each question.
"""

from datetime import datetime, time

import pytest
from sqlalchemy.engine import Engine

from assistant.brains.llm.endpoint import Endpoint, planner_at
from assistant.conversation.question import Question
from assistant.conversation.reply import Reply
from assistant.desk import Desk
from crm.measures import load
from tests.demo import TODAY
from tests.functional.scripted_model import Calls, Fails, Line, Script, figures

Turn = tuple[str, Line]
ROWS: dict[str, object] = {
    "where": [], "period": "", "bound": "", "sort": "", "rows": 0, "unknown": [],
}  # fmt: skip


def rows(of: str, **arguments: object) -> Calls:
    return Calls("rows", {"of": of, **ROWS, **arguments})


CONVERSATIONS: list[list[Turn]] = [
    [
        ("上季度宁波的销售额", figures("sales", where=["宁波"], period="上季度")),
        ("那杭州的呢", figures("sales", where=["杭州"], period="«period»")),
        ("按月看", figures("sales", by=["month"], where=["«1»"], period="«period»")),
    ],
    [
        (
            "top 5 customers by sales this year",
            figures("sales", by=["customer"], period="this year", sort="largest", rows=5),
        ),
    ],
    [
        ("今年各区域的订单数", figures("orders", by=["region"], period="今年")),
        ("换成销售额", figures("sales", by=["region"], period="«period»")),
    ],
    [
        (
            "sales last quarter compared with the year before",
            figures("sales", period="last quarter", compare="year"),
        ),
    ],
    [
        (
            "上个月华东十万以上的订单",
            rows("order", where=["华东"], period="上个月", bound="十万以上"),
        ),
    ],
    [
        ("how much is overdue in 华南", figures("overdue", where=["华南"])),
        ("and in 华北", figures("overdue", where=["华北"])),
    ],
    [
        (
            "why did sales in 西南 drop last month",
            Calls(
                "reasons",
                {"measure": "sales", "where": ["西南"], "period": "last month", "unknown": []},
            ),
        ),
    ],
]


def desk_of(engine: Engine, script: Script | None) -> Desk:
    now = datetime.combine(TODAY, time(12))
    planner = planner_at(Endpoint(script.base_url, "scripted", seconds=5)) if script else None
    return Desk(
        engine,
        catalog=load(),
        today=lambda: TODAY,
        now=lambda: now,
        planner=planner,
        model_first=script is not None,
    )


@pytest.fixture(scope="module")
def planned(company_db: Engine, script: Script) -> Desk:
    """A desk whose model plans all that asks for data."""
    return desk_of(company_db, script)


@pytest.fixture(scope="module")
def read(company_db: Engine) -> Desk:
    """A desk without a model."""
    return desk_of(company_db, None)


@pytest.mark.parametrize("turns", CONVERSATIONS, ids=lambda turns: turns[0][0])
def test_a_model_that_comes_first_gives_the_answers_of_the_rules(
    turns: list[Turn], planned: Desk, read: Desk, script: Script
) -> None:
    conversations: list[str | None] = [None, None]
    for text, line in turns:
        script.does(line)
        by_model, by_rules = (
            desk.ask(desk.caller(None), Question(text, conversation))
            for desk, conversation in zip((planned, read), conversations, strict=True)
        )
        conversations = [by_model.conversation_id, by_rules.conversation_id]
        assert (by_model.status, by_model.brain) == ("answered", "llm"), (text, by_model.text)
        assert (by_rules.status, by_rules.brain) == ("answered", "rules")
        assert _said(by_model) == _said(by_rules)


def _said(reply: Reply) -> object:
    return reply.text, reply.results, reply.headline


@pytest.mark.parametrize("line", [Fails(500), figures("sales", period="去年")])
def test_without_a_plan_that_fits_the_rules_answer(
    line: Line, planned: Desk, read: Desk, script: Script
) -> None:
    script.does(line)
    text = "上季度宁波的销售额"
    found = planned.ask(planned.caller(None), Question(text))
    own = read.ask(read.caller(None), Question(text))
    assert (found.status, found.brain) == ("answered", "rules")
    assert found.results == own.results
    assert any(notice.kind == "model" for notice in found.notices)


def test_what_asks_for_no_data_reaches_no_model(planned: Desk, script: Script) -> None:
    script.does(Fails(500))
    for text in ("你好", "销售额怎么算的", "thanks"):
        assert planned.ask(planned.caller(None), Question(text)).status == "answered"
    assert script.requests == []
