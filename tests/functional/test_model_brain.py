"""A language model plans what the rules do not understand; every figure stays ours."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, time
from functools import partial

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from assistant.brains.llm.endpoint import Endpoint, planner_at
from assistant.conversation.question import Question
from assistant.conversation.reply import Reply
from assistant.desk import Desk
from crm.measures import load
from crm.models import customers
from tests.demo import TODAY
from tests.functional.running import Wendan
from tests.functional.scripted_model import (
    Calls,
    Chooses,
    Fails,
    Line,
    Says,
    Script,
    figures,
    texts,
)

UNREAD = "宁波上季度斩获如何"
"""A question with a word that the rules do not know."""
ELSEWHERE = "苏州上季度斩获如何"
MEANT: list[dict[str, str]] = [{"word": "斩获", "means": "sales"}]
MEANT_NOTHING = [{"word": "斩获", "means": "achievements"}]
IGNORED = [{"word": "斩获", "means": "filler"}]
A_LIST: dict[str, object] = {
    "of": "order", "where": ["宁波"], "period": "上季度", "bound": "", "sort": "", "rows": 0,
    "unknown": IGNORED,
}  # fmt: skip
FILLER = [{"word": "摊开", "means": "filler"}]
PLAN = figures("sales", where=["宁波"], period="上季度", unknown=MEANT)


@pytest.fixture(scope="module")
def desk(company_db: Engine, script: Script) -> Desk:
    """A desk with the scripted model."""
    planner = planner_at(Endpoint(script.base_url, "scripted", seconds=5))
    now = datetime.combine(TODAY, time(12))
    return Desk(company_db, catalog=load(), today=lambda: TODAY, now=lambda: now, planner=planner)


def ask(desk: Desk, *turns: str, as_: str | None = None) -> Reply:
    """Gives the reply to the last of several questions in one conversation."""
    conversation, reply = None, None
    for text in turns:
        reply = desk.ask(desk.caller(as_), Question(text, conversation))
        conversation = reply.conversation_id
    assert reply is not None
    return reply


def test_what_the_rules_read_reaches_no_model(desk: Desk, script: Script) -> None:
    script.does(Fails(500))
    reply = ask(desk, "宁波上季度销售额")
    assert (reply.status, reply.brain, reply.model, script.requests) == (
        "answered",
        "rules",
        None,
        [],
    )


def test_a_model_plans_what_the_rules_do_not_read(desk: Desk, script: Script) -> None:
    script.does(PLAN)
    planned, read = ask(desk, UNREAD), ask(desk, "宁波上季度销售额")
    assert (planned.status, planned.brain, planned.model) == ("answered", "llm", "scripted")
    assert planned.text == read.text
    assert planned.results == read.results
    assert planned.usage.prompt_tokens == 100
    assert [notice.text for notice in planned.notices] == ["「斩获」按 销售额 理解。"]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (figures("units", where=["宁波"], period="上季度", unknown=MEANT), "lacks what these mean"),
        (
            figures("units", where=["宁波"], period="上季度", unknown=MEANT_NOTHING),
            "lacks what these mean",
        ),
        (figures("units", where=["宁波"], period="上季度", unknown=IGNORED), "does not say: units"),
        (figures("sales", by=["city"], unknown=MEANT), "does not say: city"),
        (Calls("rows", A_LIST), "does not say: a list of order"),
        (figures("sales", where=["宁波"], period="本月", unknown=MEANT), "does not say"),
        (figures("sales", where=["宁波", "A级"], period="上季度", unknown=MEANT), "does not say"),
        (figures("profit", where=["宁波"], period="上季度"), "no measure 'profit'"),
        (figures("sales", by=["planet"], where=["宁波"], period="上季度"), "no dimension 'planet'"),
        (figures("sales", where=["宁波"], period="last quarter or so"), "is no period"),
        (Calls("figures", {"measures": ["sales"]}), "period"),
        (Calls("figures", "{broken"), ""),
        (Calls("drop_table", {"name": "orders"}), "drop_table"),
        (figures("sales", where=["宁波"], period="上季度"), "lacks what these mean"),
        (Says("Sales were 1,234,567 yuan."), ""),
    ],
)
def test_a_plan_that_does_not_fit_gives_no_answer(
    desk: Desk, script: Script, line: Line, fault: str
) -> None:
    script.does(line)
    reply = ask(desk, UNREAD)
    assert (reply.status, reply.brain, reply.results) == ("not_understood", "rules", ())
    assert "斩获" in reply.text
    assert "1,234,567" not in reply.text
    assert len(script.requests) <= 3
    assert fault in texts(script.requests) or len(script.requests) == 1


@pytest.mark.parametrize("forgotten", [{"period": "上季度"}, {"where": ["宁波"]}, {}])
def test_a_period_and_a_name_that_a_model_forgets_are_taken_from_the_question(
    desk: Desk, script: Script, forgotten: dict[str, object]
) -> None:
    script.does(figures("sales", unknown=MEANT, **forgotten))
    assert ask(desk, UNREAD).results == ask(desk, "宁波上季度销售额").results
    assert len(script.requests) == 1


@pytest.mark.parametrize(
    ("question", "plan", "left_out"),
    [
        ("除宁波外上季度斩获如何", figures("sales", period="上季度", unknown=MEANT), "除, 宁波"),
        (
            "宁波上季度斩获比上海如何",
            figures("sales", period="上季度", unknown=MEANT),
            "宁波",
        ),
        (
            "宁波上季度退货斩获如何",
            figures("sales", where=["宁波"], period="上季度", unknown=MEANT),
            "退货",
        ),
        (
            "宁波各产品上季度斩获如何",
            figures("sales", where=["宁波"], period="上季度", unknown=MEANT),
            "产品",
        ),
    ],
)
def test_what_a_plan_leaves_out_is_refused(
    desk: Desk, script: Script, question: str, plan: Line, left_out: str
) -> None:
    script.does(plan)
    reply = ask(desk, question)
    assert (reply.status, reply.results) == ("not_understood", ())
    assert f"leaves out: {left_out}" in texts(script.requests)


def test_a_condition_of_no_word_of_the_question_is_passed_over(desk: Desk, script: Script) -> None:
    script.does(figures("sales", where=["宁波", "not null"], period="上季度", unknown=MEANT))
    assert ask(desk, UNREAD).results == ask(desk, "宁波上季度销售额").results


def test_an_order_that_a_model_forgets_is_taken_from_the_question(
    desk: Desk, script: Script
) -> None:
    script.does(figures("sales", by=["city"], unknown=MEANT))
    (found,) = ask(desk, "上季度斩获最多的城市").results
    (wanted,) = ask(desk, "上季度销售额最多的城市").results
    assert found.rows[:10] == wanted.rows[:10]
    assert found.arguments["descending"] is True


def test_only_words_that_were_unknown_are_told_a_meaning(desk: Desk, script: Script) -> None:
    more = [*MEANT, {"word": "上季度", "means": "period"}]
    script.does(figures("sales", where=["宁波"], period="上季度", unknown=more))
    assert [notice.text for notice in ask(desk, UNREAD).notices] == ["「斩获」按 销售额 理解。"]


def test_what_is_always_the_same_is_sent_first(desk: Desk, script: Script) -> None:
    script.does(PLAN)
    ask(desk, UNREAD)
    script_before = list(script.requests)
    ask(desk, "华东上季度销售额前5的客户", UNREAD)
    first, second = (json.loads(one) for one in (script_before[0], script.requests[-1]))
    assert first["messages"][0] == second["messages"][0]
    assert first["tools"] == second["tools"]
    assert first["messages"][1]["content"].startswith(UNREAD)
    assert "known: where 宁波; period 上季度. unknown: 斩获" in first["messages"][1]["content"]


def test_a_second_try_may_fit(desk: Desk, script: Script) -> None:
    script.does(figures("sales"), PLAN)
    reply = ask(desk, UNREAD)
    assert (reply.status, reply.brain, reply.usage.prompt_tokens) == ("answered", "llm", 200)


@pytest.mark.parametrize("line", [Fails(500), Fails(429), Fails(401)])
def test_without_an_answer_of_the_model_the_rules_say_what_they_missed(
    desk: Desk, script: Script, line: Line
) -> None:
    script.does(line)
    reply = ask(desk, UNREAD)
    assert (reply.status, reply.brain) == ("not_understood", "rules")
    assert [notice.kind for notice in reply.notices] == ["model"]


def test_a_follow_up_edits_the_question_before(desk: Desk, script: Script) -> None:
    script.does(figures("sales", where=["«1»"], period="«period»", by=["month"], unknown=FILLER))
    reply = ask(desk, "宁波上季度销售额", "一个月一个月摊开我瞅瞅")
    assert (reply.status, reply.brain) == ("answered", "llm")
    assert len(reply.results[0].rows) == 3
    assert "宁波" not in texts(script.requests)


def test_only_the_question_and_the_catalog_leave_the_house(
    desk: Desk, company_db: Engine, script: Script
) -> None:
    script.does(figures("sales"), PLAN)
    ask(desk, UNREAD)
    ask(desk, "华东上季度销售额前5的客户", UNREAD)
    sent = texts(script.requests)
    with company_db.connect() as connection:
        columns = customers.c.name, customers.c.short_name, customers.c.phone, customers.c.tax_id
        cells = {cell for row in connection.execute(sa.select(*columns)) for cell in row if cell}
    assert not [cell for cell in cells if cell in sent]
    assert UNREAD in sent


def test_verified_questions_are_examples_without_names(
    desk: Desk, company_db: Engine, script: Script
) -> None:
    with company_db.connect() as connection:
        statement = sa.select(customers.c.name).order_by(customers.c.customer_id).limit(1)
        name = connection.execute(statement).scalar_one()
    script.does(figures("sales", where=[name], period="上季度", unknown=MEANT))
    verified = desk.verifying().verify(ask(desk, f"{name}上季度斩获如何").turn_id)
    script.does(figures("sales", where=["宁波"], period="上季度", unknown=MEANT))
    reply = ask(desk, UNREAD)
    desk.verifying().remove(verified.verified_id)
    assert (reply.status, reply.brain) == ("answered", "llm")
    (sent,) = [json.loads(body)["messages"] for body in script.requests]
    (shown,) = [line for line in sent[1]["content"].splitlines() if " → " in line]
    question, _, call = shown.partition(" → figures ")
    assert question == "〈customer〉〈period〉斩获如何"
    said = {"measures": ["sales"], "where": ["〈customer〉"], "period": "〈period〉"}
    assert said | {"unknown": MEANT} == {key: json.loads(call)[key] for key in (*said, "unknown")}
    assert name not in texts(script.requests)


def test_a_model_finds_nobody_whom_the_asker_may_not_see(
    desk: Desk, company_db: Engine, script: Script
) -> None:
    with company_db.connect() as connection:
        hidden = connection.execute(
            sa.select(customers.c.name).where(customers.c.owner_id == "U06").limit(1)
        ).scalar_one()
    question = f"{hidden}上季度斩获如何"
    ignored = [{"word": hidden, "means": "filler"}, *MEANT]
    for plan in (
        figures("sales", where=[hidden], period="上季度", unknown=MEANT),
        figures("sales", period="上季度", unknown=MEANT),
        figures("sales", period="上季度", unknown=ignored),
    ):
        script.does(plan)
        reply = ask(desk, question, as_="U05")
        assert (reply.status, reply.results) == ("not_understood", ())


def test_in_a_terminal_the_model_is_asked_where_it_is_set(
    demo_wendan: Wendan, script: Script
) -> None:
    script.does(PLAN)
    model = {"LLM_BASE_URL": script.base_url, "LLM_MODEL": "scripted"}
    with_model = Wendan(demo_wendan.home, {**demo_wendan.settings, **model})
    reply = Reply.model_validate_json(with_model.run("ask", UNREAD, "--json").stdout)
    assert (reply.status, reply.brain) == ("answered", "llm")
    rules = Wendan(demo_wendan.home, {**with_model.settings, "BRAIN": "rules"})
    assert Reply.model_validate_json(rules.run("ask", UNREAD, "--json").stdout).brain == "rules"
    lacking = Wendan(demo_wendan.home, {**demo_wendan.settings, "BRAIN": "llm"})
    assert "WENDAN_LLM_BASE_URL" in lacking.run("ask", UNREAD).stderr


@pytest.mark.parametrize(
    ("line", "status", "words"),
    [
        (figures("sales", period="上季度", by=["month"]), 0, "rightly (100 + 10 tokens)"),
        (Says("上季度销售额很好"), 1, "use one that can call tools"),
        (Fails(401), 1, "AuthenticationError"),
    ],
)
def test_doctor_tells_whether_the_model_can_plan(
    demo_wendan: Wendan, script: Script, line: Line, status: int, words: str
) -> None:
    script.does(line)
    model = {"LLM_BASE_URL": script.base_url, "LLM_MODEL": "scripted", "LLM_API_KEY": "secret-key"}
    found = Wendan(demo_wendan.home, {**demo_wendan.settings, **model}).run("doctor")
    said = found.stdout + found.stderr
    assert (found.returncode, words in said, "secret-key" in said) == (status, True, False), said


def test_without_a_model_no_library_of_models_is_loaded(demo_wendan: Wendan) -> None:
    code = (
        "import sys; from assistant.cli import main\n"
        "try: main()\n"
        "finally: print([m for m in sys.modules if m.split('.')[0] in"
        " {'langchain', 'langchain_core', 'langgraph', 'openai', 'tiktoken', 'mcp',"
        " 'opentelemetry'}], file=sys.stderr)"
    )
    found = demo_wendan.python(code, "ask", UNREAD)
    assert found.stderr.strip().endswith("[]"), found.stderr


def test_questions_that_are_planned_at_once_do_not_meet(desk: Desk, script: Script) -> None:
    """The agent is made once, and each question brings its own names, tokens and plan to it."""
    both = threading.Barrier(2)

    def planned_for(body: bytes) -> Line:
        city = "苏州" if ELSEWHERE in body.decode() else "宁波"
        both.wait(30)
        return figures("sales", where=[city], period="上季度", unknown=MEANT)

    script.does(Chooses(planned_for))
    with ThreadPoolExecutor(2) as pool:
        planned = list(pool.map(partial(ask, desk), (ELSEWHERE, UNREAD)))
    read = [ask(desk, "苏州上季度销售额"), ask(desk, "宁波上季度销售额")]
    assert [reply.text for reply in planned] == [reply.text for reply in read]
    assert [reply.usage.calls for reply in planned] == [1, 1]
    assert [reply.usage.prompt_tokens for reply in planned] == [100, 100]
