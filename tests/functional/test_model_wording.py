"""Where the house lets a model see rows, it words answers; what does not hold is never sent."""

import json
from datetime import datetime, time

import pytest
from sqlalchemy.engine import Engine

from assistant.brains.llm.endpoint import Endpoint, planner_at, writer_at
from assistant.conversation.question import Question
from assistant.conversation.reply import Reply
from assistant.desk import Desk
from assistant.token_budget import TokenBudget
from crm.measures import load
from tests.demo import TODAY
from tests.functional.running import Wendan
from tests.functional.scripted_model import (
    Calls,
    Fails,
    Line,
    Says,
    Script,
    figures,
    texts,
)

ASKED = "宁波上季度销售额前3的客户"
FIRST, SECOND = "宁波淳序精密股份有限公司", "朗信家居(宁波)有限公司"
GOOD = f"{FIRST}以 ¥44.9万居首，其次是{SECOND}，¥27.1万。"
WRONG = f"{FIRST}以 ¥45.9万居首。"
OURS = f"{FIRST} **¥44.9万** 最高"


def desk_of(engine: Engine, script: Script, **more: TokenBudget | bool) -> Desk:
    endpoint = Endpoint(script.base_url, "scripted", seconds=5)
    tokens, hides = more.get("tokens"), bool(more.get("hides"))
    return Desk(
        engine,
        catalog=load(),
        today=lambda: TODAY,
        now=lambda: datetime.combine(TODAY, time(12)),
        planner=planner_at(endpoint),
        writer=writer_at(endpoint),
        tokens=tokens if isinstance(tokens, TokenBudget) else None,
        hides=hides,
    )


@pytest.fixture(scope="module")
def desk(company_db: Engine, script: Script) -> Desk:
    """A desk whose model may see rows."""
    return desk_of(company_db, script)


def ask(desk: Desk, text: str, as_: str | None = None) -> Reply:
    return desk.ask(desk.caller(as_), Question(text))


def test_a_model_words_an_answer_and_the_reply_says_so(desk: Desk, script: Script) -> None:
    script.does(Says(GOOD))
    reply = ask(desk, ASKED)
    assert reply.text == f"{GOOD}销售额合计 ¥128.9万，宁波，2026年Q3（7月1日–9月30日）。"
    assert (reply.status, reply.brain, reply.worded_by) == ("answered", "rules", "scripted")
    assert (reply.checked.figures, reply.checked.matched) == (6, 6)
    assert (reply.model, reply.usage.prompt_tokens) == ("scripted", 100)
    (request,) = map(json.loads, script.requests)
    assert "tools" not in request
    assert [message["role"] for message in request["messages"]] == ["system", "user"]
    assert ASKED in request["messages"][1]["content"]


def test_what_a_model_planned_it_may_word_too(desk: Desk, script: Script) -> None:
    meant = [{"word": "斩获", "means": "sales"}]
    plan = figures("sales", where=["宁波"], by=["quarter"], period="今年", unknown=meant)
    script.does(plan, Says("Q2 最高，¥134.8万。"))
    reply = ask(desk, "宁波今年每季度斩获")
    assert (reply.brain, reply.worded_by) == ("llm", "scripted")
    assert reply.text.startswith("Q2 最高，¥134.8万。")
    assert reply.usage.prompt_tokens == 200


def test_a_fault_is_named_once_and_may_be_mended(desk: Desk, script: Script) -> None:
    script.does(Says(WRONG), Says(GOOD))
    reply = ask(desk, ASKED)
    assert reply.text.startswith(GOOD)
    assert len(script.requests) == 2
    assert "'¥45.9万' is not a figure" in texts(script.requests[1:])


REFUSED = (
    WRONG,
    f"{FIRST} 最高，¥44.9万，因为促销。",
    f"{FIRST} 最高，¥44.9万，详见 https://evil.example。",
    f"{FIRST} 最高，¥44.9万，见[这里](https://evil.example)。",
    f"<b>{FIRST}</b> 最高，¥44.9万。",
    f"`{FIRST}` 最高，¥44.9万。",
    f"前3名合计 ¥97.8万，{FIRST} 最高。",
    f"前3名合计 ¥128.9万，{FIRST} 最高，¥44.9万。",
    f"{FIRST} 最高，¥44.9万，同比增长 12.0%。",
    f"{FIRST} 最高，¥44.9万，由张三负责。",
    f"建议重点跟进{FIRST}，¥44.9万。",
    "好的！",
    "",
    "甲" * 2_000,
)


@pytest.mark.parametrize("text", REFUSED)
def test_what_does_not_hold_is_not_sent(desk: Desk, script: Script, text: str) -> None:
    script.does(Says(text))
    reply = ask(desk, ASKED)
    assert reply.text.startswith(OURS)
    assert (reply.status, reply.worded_by, len(script.requests)) == ("answered", None, 2)
    assert reply.usage.prompt_tokens == 200


@pytest.mark.parametrize(
    ("line", "requests"),
    [(Fails(500), 2), (Fails(401), 1), (Calls("rows", {"of": "customer"}), 1)],
)
def test_where_the_model_fails_our_words_stand(
    desk: Desk, script: Script, line: Line, requests: int
) -> None:
    script.does(line)
    reply = ask(desk, ASKED)
    assert reply.text.startswith(OURS)
    assert (reply.status, reply.worded_by, reply.notices) == ("answered", None, ())
    assert len(script.requests) == requests


@pytest.mark.parametrize(
    "question",
    [
        "你好",
        "宁波上季度销售额",
        "foo bar",
        "宁波上季度的订单",
        "宁波上季度销售额除L30 标签纸外按产品",
    ],
)
def test_only_answers_with_more_to_say_than_a_figure_are_worded(
    company_db: Engine, script: Script, question: str
) -> None:
    script.does(Calls("unanswerable", {"words": ["foo"]}))
    reply = ask(desk_of(company_db, script), question)
    assert reply.worded_by is None
    assert "<data>" not in texts(script.requests)


def test_without_tokens_our_words_stand(company_db: Engine, script: Script) -> None:
    script.does(Says(GOOD))
    reply = ask(desk_of(company_db, script, tokens=TokenBudget(question=350)), ASKED)
    assert reply.text.startswith(OURS)
    assert script.requests == []


def test_a_stream_holds_only_what_was_checked(desk: Desk, script: Script) -> None:
    script.does(Says(WRONG))
    parts = list(desk.stream(desk.caller(None), Question(ASKED)))
    assert "45.9" not in repr(parts)


def test_names_are_hidden_on_the_way_out_and_back(company_db: Engine, script: Script) -> None:
    question = f"{FIRST}今年每季度销售额"
    script.does(Says("«C1»的销售额在 Q2 最高，¥68.4万。"))
    reply = ask(desk_of(company_db, script, hides=True), question)
    assert FIRST not in texts(script.requests)
    assert "«C1»今年每季度销售额" in texts(script.requests)
    assert reply.worded_by == "scripted"
    assert reply.text.startswith(f"{FIRST}的销售额在 Q2 最高")


def test_a_plan_with_signs_is_of_what_they_stand_for(company_db: Engine, script: Script) -> None:
    meant = [{"word": "斩获", "means": "sales"}]
    script.does(figures("sales", where=["«C1»"], period="上季度", unknown=meant))
    reply = ask(desk_of(company_db, script, hides=True), f"{FIRST}上季度斩获")
    assert (reply.status, reply.brain) == ("answered", "llm")
    assert "449,491" in reply.model_dump_json()
    assert FIRST not in texts(script.requests)


@pytest.mark.parametrize("hides", [False, True])
def test_telephone_numbers_and_addresses_do_not_leave(
    company_db: Engine, script: Script, hides: bool
) -> None:
    script.does(Calls("unanswerable", {"words": ["斩获"]}))
    ask(desk_of(company_db, script, hides=hides), "帮我瞧瞧 13800138000 和a.b@example.com的斩获")
    assert len(script.requests) == 1
    assert "13800138000" not in texts(script.requests)
    assert "example.com" not in texts(script.requests)


def test_in_a_terminal_rows_are_seen_only_where_that_is_set(
    demo_wendan: Wendan, script: Script
) -> None:
    script.does(Says(GOOD))
    model = {"LLM_BASE_URL": script.base_url, "LLM_MODEL": "scripted"}
    plain = Wendan(demo_wendan.home, {**demo_wendan.settings, **model})
    assert Reply.model_validate_json(plain.run("ask", ASKED, "--json").stdout).worded_by is None
    assert script.requests == []
    rows = Wendan(demo_wendan.home, {**plain.settings, "LLM_SEES": "rows"})
    said = rows.run("ask", ASKED).stdout
    assert "其次是" in said
    assert "措辞: scripted" in said
