"""The desk: conversations go on, stay private, and see what was imported since."""

import json
import shutil
from collections.abc import Generator
from dataclasses import replace
from datetime import datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from assistant.conversation.reply import Reply
from assistant.conversation.turn import Question
from assistant.desk import ConversationNotFound, Desk
from crm.access import Caller, UnknownCallerError
from crm.database import connect, sqlite_url
from crm.importing import import_path
from crm.measures import load
from crm.models import customers, users
from tests.demo import TODAY

NOW = datetime.combine(TODAY, time(12))


def desk_over(engine: Engine) -> Desk:
    return Desk(engine, catalog=load(), today=lambda: TODAY, now=lambda: NOW)


@pytest.fixture(scope="module")
def engine(demo_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Generator[Engine]:
    """The demo company in a database of this module's own: turns are kept in it."""
    path = tmp_path_factory.mktemp("desk") / "demo.db"
    shutil.copyfile(demo_database, path)
    found = connect(sqlite_url(path))
    yield found
    found.dispose()


@pytest.fixture(scope="module")
def desk(engine: Engine) -> Desk:
    return desk_over(engine)


def asker(desk: Desk, engine: Engine, role: str) -> Caller:
    """Gives the first user of a role."""
    with engine.connect() as connection:
        statement = sa.select(users.c.user_id).where(users.c.role == role)
        return desk.caller(
            connection.execute(statement.order_by(users.c.user_id)).scalars().first()
        )


def said(desk: Desk, *texts: str, caller: Caller | None = None) -> Reply:
    """Gives the reply to the last of several questions in one conversation."""
    who, conversation = caller or desk.caller(None), None
    reply = None
    for text in texts:
        reply = desk.ask(who, Question(text, conversation))
        conversation = reply.conversation_id
    assert reply is not None
    return reply


def chips(reply: Reply) -> dict[str, str]:
    return {part.slot: part.value for part in reply.reading}


def lasting(reply: Reply) -> str:
    """Gives a reply without what differs each time."""
    ids = {"conversation_id": "", "turn_id": "", "timings_ms": dict[str, float]()}
    return reply.model_copy(update=ids).model_dump_json()


# ------------------------------------------------------------------------------ conversations


def test_a_conversation_goes_on_where_it_stopped(desk: Desk) -> None:
    first = said(desk, "华东上季度订单数")
    assert said(desk, "华东上季度订单数", "那华北呢").text != first.text
    again = desk.ask(desk.caller(None), Question("按月看", first.conversation_id))
    assert again.conversation_id == first.conversation_id
    assert again.turn_id != first.turn_id
    assert chips(again)["group"] == "按月"
    assert chips(again)["filter"] == "区域 华东"


def test_without_a_conversation_a_question_stands_alone(desk: Desk) -> None:
    said(desk, "华东上季度订单数")
    assert said(desk, "那华北呢").status == "not_understood"


def test_a_conversation_of_somebody_else_is_not_found(desk: Desk, engine: Engine) -> None:
    mine = said(desk, "上季度订单数", caller=asker(desk, engine, "rep"))
    other = asker(desk, engine, "manager")
    question = Question("按月看", mine.conversation_id)
    with pytest.raises(ConversationNotFound):
        desk.ask(other, question)
    with pytest.raises(ConversationNotFound):
        next(desk.stream(other, question))
    with pytest.raises(ConversationNotFound):
        desk.conversation(other, mine.conversation_id)
    with pytest.raises(ConversationNotFound):
        desk.dispute(other, mine.turn_id, "figure", "not mine")
    with pytest.raises(ConversationNotFound):
        desk.ask(desk.caller(None), Question("x", "nothing-of-this-name"))
    assert mine.conversation_id not in json.dumps(desk.conversations(other))


def test_nobody_asks_as_a_user_who_does_not_exist(desk: Desk) -> None:
    with pytest.raises(UnknownCallerError):
        desk.caller("U999")


def test_the_thread_lives_in_the_database_not_in_the_process(desk: Desk, engine: Engine) -> None:
    first = said(desk, "华东上季度订单数")
    restarted = desk_over(engine)
    reply = restarted.ask(restarted.caller(None), Question("同比", first.conversation_id))
    assert chips(reply)["compare"].startswith("去年同期")
    kept = restarted.conversation(restarted.caller(None), first.conversation_id)
    questions = [turn["question"] for turn in kept["turns"]]  # type: ignore[index]
    assert questions == ["华东上季度订单数", "同比"]
    newest = restarted.conversations(restarted.caller(None))
    assert first.conversation_id in [one["conversation_id"] for one in newest]


def test_a_question_that_is_not_understood_keeps_the_thread(desk: Desk) -> None:
    reply = said(desk, "华东上季度订单数", "qwertz zxcvb", "按月看")
    assert chips(reply)["filter"] == "区域 华东"


def test_the_same_question_gives_the_same_reply_every_time(desk: Desk) -> None:
    for text in ("上季度各区域销售额", "top 5 customers this year", "提成多少", "本月订单数同比"):
        assert len({lasting(said(desk, text)) for _ in range(8)}) == 1


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("上季度订单数", "zh"),
        ("orders last quarter", "en"),
        ("orders in 华东 last quarter", "en"),
        ("M40 Pro 今年卖了多少", "zh"),
        ("Cloud Pro 云管理订阅 今年销量", "zh"),
        ("list the orders of 华东", "en"),
        ("TOP 5客户", "zh"),
    ],
)
def test_the_answer_is_in_the_language_of_the_question(
    desk: Desk, text: str, language: str
) -> None:
    assert said(desk, text).language == language
    assert desk.ask(desk.caller(None), Question(text, language="en")).language == "en"


# ---------------------------------------------------------------------------------- choices


def test_a_choice_may_be_said_in_any_way(desk: Desk, engine: Engine) -> None:
    word = shared_word(engine)
    question = f"{word}今年订单数"
    asked = said(desk, question)
    assert asked.status == "clarify"
    assert word in asked.text
    first, second = asked.choices[:2]
    answers = {
        lasting(said(desk, question, words))
        for words in (first.label, first.value, "第一个", "1", rest(first.value, second.value))
    }
    assert {json.loads(answer)["status"] for answer in answers} == {"answered"}
    assert len({json.loads(answer)["headline"]["value"] for answer in answers}) == 1
    assert "第二" not in asked.text
    other = said(desk, question, "第二个")
    assert chips(other)["filter"].endswith(second.label)


def test_what_was_chosen_holds_for_the_rest_of_the_conversation(desk: Desk, engine: Engine) -> None:
    word = shared_word(engine)
    question = f"{word}今年订单数"
    first = said(desk, question).choices[0]
    reply = said(desk, question, first.value, f"{word}去年订单数")
    assert reply.status == "answered"
    assert chips(reply)["filter"].endswith(first.label)


def test_another_question_may_come_in_place_of_a_choice(desk: Desk, engine: Engine) -> None:
    reply = said(desk, f"{shared_word(engine)}今年订单数", "上季度订单数")
    assert reply.status == "answered"
    assert "filter" not in chips(reply)


def shared_word(engine: Engine) -> str:
    """Gives two characters with which exactly two customers begin, and nobody else has them."""
    with engine.connect() as connection:
        names = list(connection.execute(sa.select(customers.c.short_name)).scalars())
        people = "".join(connection.execute(sa.select(users.c.name)).scalars())
    chinese = [name for name in names if name and name[0] >= "\u4e00"]
    for name in sorted(chinese):
        word = name[:2]
        sharing = [other for other in chinese if word in other]
        if (
            len(sharing) == 2
            and all(one.startswith(word) for one in sharing)
            and word not in people
        ):
            return word
    pytest.fail("no two customers share a beginning")


def rest(value: str, other: str) -> str:
    """Gives a piece of a name that the other one lacks."""
    pieces = (value[at : at + 2] for at in range(len(value) - 1))
    return next(piece for piece in pieces if piece not in other)


# -------------------------------------------------------------------------------- follow-ups

FOLLOW_UPS = [
    # A place, by its name alone and with a cue.
    ("华东上季度订单数", "那宁波的呢", {"filter": "城市 宁波", "measure": "订单数"}),
    ("orders in 华东 last quarter", "what about Ningbo?", {"filter": "city 宁波"}),
    # A split.
    ("上季度订单数", "按区域看", {"group": "按区域", "measure": "订单数"}),
    ("orders last quarter", "and by month?", {"group": "by month"}),
    # A period.
    (
        "上季度各区域订单数",
        "换成上个月",
        {"period": "2026年10月（10月1日–10月31日）", "group": "按区域"},
    ),
    ("orders by region last quarter", "and last month?", {"period": "Oct 2026 (1 Oct – 31 Oct)"}),
    # A measure.
    ("华东上季度订单数", "销量呢", {"measure": "销量", "filter": "区域 华东"}),
    (
        "orders in 华东 last quarter",
        "and units sold?",
        {"measure": "units", "filter": "region 华东"},
    ),
    # A comparison.
    ("上季度订单数", "同比", {"compare": "去年同期 2025年7月1日–9月30日"}),
    ("orders last quarter", "vs a year earlier", {"compare": "a year earlier 1 Jul – 30 Sep 2025"}),
    ("上季度订单数", "环比呢", {"compare": "上一期 4月1日–6月30日"}),
    # How many of a ranking, and from which end.
    ("上季度订单数最多的客户", "前5个", {"order": "从高到低，前 5"}),
    ("top customers by orders last quarter", "top 3", {"order": "highest first, 3"}),
    # A filter more, and the split that takes its place.
    ("上季度各区域订单数", "只看华东", {"filter": "区域 华东"}),
    ("上季度各区域订单数", "华东的各城市", {"filter": "区域 华东", "group": "按城市"}),
    # The rows behind a figure.
    ("华东上个月订单数", "列出来", {"entity": "订单", "filter": "区域 华东"}),
    ("orders in 华东 last month", "list them", {"entity": "orders", "filter": "region 华东"}),
]


@pytest.mark.parametrize(("first", "then", "wanted"), FOLLOW_UPS)
def test_a_follow_up_changes_what_it_names_and_keeps_the_rest(
    desk: Desk, first: str, then: str, wanted: dict[str, str]
) -> None:
    before, reply = said(desk, first), said(desk, first, then)
    assert reply.status == "answered", reply.text
    found = chips(reply)
    assert {slot: found.get(slot) for slot in wanted} == wanted
    for slot in (
        {"measure", "period"} - set(wanted) - ({"measure"} if "entity" in wanted else set())
    ):
        assert found[slot] == chips(before)[slot]


def test_follow_ups_follow_each_other(desk: Desk) -> None:
    reply = said(desk, "华东上季度订单数", "按月看", "同比", "换成销量", "那华北的呢")
    found = chips(reply)
    assert found["measure"] == "销量"
    assert found["period"] == "2026年Q3（7月1日–9月30日）"
    assert found["group"] == "按月"
    assert found["filter"] == "区域 华北"
    assert found["compare"].startswith("去年同期")


def test_a_whole_question_begins_anew(desk: Desk) -> None:
    found = chips(said(desk, "华东上季度各城市订单数同比", "今年退货额"))
    assert found["measure"] == "退货额"
    assert not {"compare", "group", "filter"} & set(found)


# ------------------------------------------------------------------------------------- scope


@pytest.mark.parametrize("role", ["rep", "manager", "finance", "admin"])
def test_the_answer_says_whose_customers_it_is_about(desk: Desk, engine: Engine, role: str) -> None:
    caller = asker(desk, engine, role)
    for text, words in (("订单数", SCOPES[role][0]), ("number of orders", SCOPES[role][1])):
        reply = said(desk, text, caller=caller)
        assert reply.scope is not None
        assert reply.scope.customers > 0
        number = reply.scope.customers
        people = len(caller.owners or ())
        assert reply.scope.text == words.format(number=number, people=people)
        assert chips(reply)["scope"] == reply.scope.text


WHOLE = ("全公司 {number} 家客户", "the whole company, {number} customers")
SCOPES = {
    "rep": ("我负责的 {number} 家客户", "my {number} customers"),
    "manager": (
        "本组 {people} 人负责的 {number} 家客户",
        "{number} customers of the {people} people in my team",
    ),
    "finance": WHOLE,
    "admin": WHOLE,
}


def test_only_those_who_may_see_queries_get_them(desk: Desk, engine: Engine) -> None:
    for role in ("rep", "manager", "finance", "admin"):
        caller = asker(desk, engine, role)
        sql = said(desk, "订单数", caller=caller).results[0].sql
        assert (sql is not None) == caller.may_see_query


def test_reps_together_see_what_the_company_has(desk: Desk, engine: Engine) -> None:
    def orders(caller: Caller) -> object:
        rows = said(desk, "上季度订单数", caller=caller).results[0].rows
        return rows[0][0] if rows else 0

    with engine.connect() as connection:
        everybody = connection.execute(sa.select(users.c.user_id, users.c.role)).all()
    reps = [desk.caller(row.user_id) for row in everybody if row.role in {"rep", "manager"}]
    owners = {owner for caller in reps for owner in caller.owners or ()}
    parts = [
        orders(replace(caller, owners=frozenset({owner})))
        for owner in sorted(owners)
        for caller in reps[:1]
    ]
    assert sum(part for part in parts if isinstance(part, int)) == orders(desk.caller(None))


@pytest.mark.parametrize("question", ["{}今年销售额", "sales of {} this year", "{}的订单", "{}呢"])
def test_a_hidden_name_is_answered_like_one_that_does_not_exist(
    demo_database: Path, engine: Engine, tmp_path: Path, question: str
) -> None:
    desk = desk_over(engine)
    rep = asker(desk, engine, "rep")
    with engine.connect() as connection:
        hidden = connection.execute(
            sa.select(customers.c.customer_id, customers.c.name, customers.c.short_name)
            .where(customers.c.owner_id != rep.user_id)
            .order_by(customers.c.customer_id)
            .limit(4)
        ).all()
    shutil.copyfile(demo_database, tmp_path / "without.db")
    without = connect(sqlite_url(tmp_path / "without.db"))
    with without.begin() as connection:
        for row in hidden:
            connection.execute(
                customers.update()
                .where(customers.c.customer_id == row.customer_id)
                .values(name="Rxq", short_name="Rxq", aliases=None)
            )
    bare = desk_over(without)
    for row in hidden:
        for name in (row.name, row.short_name):
            first, second = (said(one, question.format(name), caller=rep) for one in (desk, bare))
            assert first.status == "not_understood"
            assert lasting(first) == lasting(second)
    without.dispose()


# ------------------------------------------------------------------------------------ import


def test_what_is_imported_is_known_without_a_restart(
    own_demo_engine: Engine, tmp_path: Path
) -> None:
    desk = desk_over(own_demo_engine)
    assert said(desk, "兰溪茶具今年订单数").status == "not_understood"
    folder = tmp_path / "more"
    folder.mkdir()
    (folder / "customers.csv").write_text(
        "customer_id,name,short_name,potential\nN1,兰溪茶具有限公司,兰溪茶具,很大\n",
        encoding="utf-8",
    )
    (folder / "orders.csv").write_text(
        f"order_id,customer_id,ordered_at,status,currency\nNO1,N1,{TODAY},confirmed,CNY\n",
        encoding="utf-8",
    )
    (folder / "order_lines.csv").write_text(
        "order_id,line_no,product_id,quantity,unit_price,amount\nNO1,1,NP1,2,3,6\n",
        encoding="utf-8",
    )
    (folder / "products.csv").write_text("product_id,name\nNP1,青瓷壶\n", encoding="utf-8")
    import_path(
        own_demo_engine,
        folder,
        now=NOW,
        today=TODAY,
        timezone=ZoneInfo("Asia/Shanghai"),
        rejects=tmp_path / "rejects.csv",
    )
    reply = said(desk, "兰溪茶具今年订单数")
    assert reply.status == "answered"
    assert reply.results[0].rows == ((1,),)
    assert reply.sources[0].as_of == "2026-11-21 12:00"
    by_custom_field = said(desk, "今年按potential看订单数")
    assert ("很大", 1) in by_custom_field.results[0].rows


# ------------------------------------------------------------------------------------ stream


def test_a_stream_tells_what_is_done_in_its_order(desk: Desk) -> None:
    events = list(desk.stream(desk.caller(None), Question("上季度各区域订单数")))
    assert [name for name, _ in events] == ["status", "status", "result", "token", "done"]
    done = events[-1][1]
    assert isinstance(done, Reply)
    assert events[2][1] == done.results[0]
    assert events[3][1] == {"text": done.text}
    states = [event["state"] for _, event in events[:2] if isinstance(event, dict)]
    assert states == ["understanding", "querying"]


def test_a_stream_of_what_is_not_understood_has_no_result(desk: Desk) -> None:
    names = [name for name, _ in desk.stream(desk.caller(None), Question("qwertz zxcvb"))]
    assert "result" not in names
    assert names[-1] == "done"
