"""What happens at the desk has its entry, and no entry says more than it must."""

import json
from collections.abc import Sequence
from datetime import datetime, time
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError

from assistant.audit import Link, Sound, Wanted, listed, verify
from assistant.conversation.question import Question
from assistant.conversation.reply import Reply
from assistant.desk import ConversationNotFound, Desk
from assistant.teaching import House, Lesson, Refused
from crm.database import writing
from crm.models import contacts, customers, disputes, metadata, misses, turns, users
from tests.demo import TODAY
from tests.unit.assistant.audit.chains import stored
from tests.unit.crm import small_company

NOW = datetime.combine(TODAY, time(12))
REP, MANAGER, FINANCE, ADMIN = "U05", "U02", "U11", "U12"


def desk_of(engine: Engine, home: Path) -> Desk:
    return Desk(engine, catalog=House(home), today=lambda: TODAY, now=lambda: NOW)


@pytest.fixture
def desk(own_demo_engine: Engine, tmp_path: Path) -> Desk:
    return desk_of(own_demo_engine, tmp_path)


def ask(desk: Desk, user: str | None, text: str) -> Reply:
    return desk.ask(desk.caller(user), Question(text))


def log(engine: Engine) -> list[Link]:
    """Gives all entries, after a look at the chain."""
    with engine.connect() as connection:
        assert isinstance(verify(connection), Sound)
        return stored(connection)


def last(engine: Engine) -> Link:
    return log(engine)[-1]


# ---------------------------------------------------------------------------------- questions


def test_an_answer_is_kept_as_it_was_looked_up(desk: Desk, own_demo_engine: Engine) -> None:
    reply = ask(desk, MANAGER, "华东上季度各客户销售额前五，跟去年同期比")
    found = last(own_demo_engine)
    assert (found.event, found.actor, found.subject, found.at) == (
        "question.asked",
        MANAGER,
        reply.turn_id,
        "2026-11-21 12:00:00",
    )
    assert found.told == {
        "status": "answered",
        "role": "manager",
        "lookups": [
            {
                "tool": "query_metrics",
                "measures": ["sales"],
                "group_by": ["customer"],
                "region in": ["华东"],
                "start": "2026-07-01",
                "end": "2026-09-30",
                "compare_start": "2025-07-01",
                "compare_end": "2025-09-30",
                "rows": 5,
            }
        ],
    }


def test_a_customer_is_kept_by_id_and_each_query_of_an_answer(
    desk: Desk, own_demo_engine: Engine
) -> None:
    ask(desk, None, "介绍一下青禾电子")
    lookups = json.loads(last(own_demo_engine).detail)["lookups"]
    assert len(lookups) > 1
    assert {tuple(one["customer in"]) for one in lookups} == {("C0131",)}


def test_amounts_that_somebody_typed_are_not_kept(desk: Desk, own_demo_engine: Engine) -> None:
    assert ask(desk, ADMIN, "今年销售额超过13812345678的客户有哪些").status == "answered"
    ask(desk, ADMIN, "上个月13812345678以上的订单")
    assert "138" not in "".join(link.detail for link in log(own_demo_engine))


def test_a_question_back_and_one_that_is_not_understood_keep_their_status_alone(
    desk: Desk, own_demo_engine: Engine
) -> None:
    for text, status in (("今年卖得最多的产品", "clarify"), ("上季度咕噜值", "not_understood")):
        assert ask(desk, REP, text).status == status
        assert last(own_demo_engine).told == {"status": status, "role": "rep"}


def test_the_operator_has_no_id(desk: Desk, own_demo_engine: Engine) -> None:
    ask(desk, None, "上季度销售额")
    assert (last(own_demo_engine).actor, last(own_demo_engine).told["role"]) == ("", "admin")


QUESTIONS = """
上季度销售额|本季度各区域销售额|{customer}上季度销售额|介绍一下{customer}|{person}今年销售额
{customer}的提成|{person}的提成|{contact}的电话是多少|{phone}是谁的电话|{customer}和{person}的流水
list the contacts of {customer}|top 5 customers by sales this year|why did sales drop last month
去年买过传感器今年没买的A级客户|90天没下单的客户|上周的投诉有哪些|wang.li@example.com 的订单
今年销售额超过13812345678的客户有哪些|<img src=x onerror=alert(1)>{contact}今年流水
"""


def private(engine: Engine) -> Sequence[dict[str, str]]:
    """Gives some customers, people and contacts by their names."""
    columns = (customers.c.name, users.c.name, contacts.c.name, contacts.c.phone)
    with engine.connect() as connection:
        found = [
            connection.execute(
                sa.select(one).where(one.is_not(None)).order_by(one).limit(3)
            ).scalars()
            for one in columns
        ]
        rows = list(zip(*found, strict=True))
    return [dict(zip(("customer", "person", "contact", "phone"), row, strict=True)) for row in rows]


def test_no_name_no_phone_and_no_words_of_a_question_are_in_the_log(
    desk: Desk, own_demo_engine: Engine
) -> None:
    questions = [
        text.format(**names)
        for names in private(own_demo_engine)
        for text in QUESTIONS.replace("\n", "|").strip("|").split("|")
    ]
    for number, text in enumerate(questions):
        reply = ask(desk, (REP, MANAGER, FINANCE, ADMIN)[number % 4], text)
        desk.dispute(
            desk.caller((REP, MANAGER, FINANCE, ADMIN)[number % 4]), reply.turn_id, "figure", text
        )
    kept = "\n".join(f"{one.event} {one.actor} {one.detail}" for one in log(own_demo_engine))
    assert kept.count("question.") == kept.count("answer.disputed") == len(questions)
    with own_demo_engine.connect() as connection:
        for column in (
            customers.c.name,
            customers.c.short_name,
            customers.c.phone,
            users.c.name,
            contacts.c.name,
            contacts.c.phone,
            contacts.c.email,
        ):
            for value in connection.execute(sa.select(column).distinct()).scalars():
                assert not value or value not in kept
    for text in questions:
        assert text not in kept
    for words in ("提成", "流水", "img", "example.com", "138", "drop"):
        assert words not in kept


# ------------------------------------------------------------------------------ other events


def test_a_dispute_has_its_entry_without_the_note(desk: Desk, own_demo_engine: Engine) -> None:
    reply = ask(desk, REP, "上季度销售额")
    desk.dispute(desk.caller(REP), reply.turn_id, "period", "问张三 13812345678")
    found = last(own_demo_engine)
    assert (found.event, found.actor, found.subject) == ("answer.disputed", REP, reply.turn_id)
    assert found.told == {"kind": "period"}


def test_a_dispute_that_is_not_taken_leaves_nothing(desk: Desk, own_demo_engine: Engine) -> None:
    reply = ask(desk, REP, "上季度销售额")
    with pytest.raises(ConversationNotFound):
        desk.dispute(desk.caller(MANAGER), reply.turn_id, "period", "")
    assert len(log(own_demo_engine)) == 1


TAUGHT = [
    (
        Lesson("咕噜值", "sales"),
        {"section": "measures", "word": "咕噜值", "meaning": "sales"},
    ),
    (
        Lesson("咕噜量", "units / orders", "formula", "units"),
        {"section": "measures", "word": "咕噜量", "meaning": "units / orders"},
    ),
    (
        Lesson("姑苏", "city=苏州"),
        {"section": "values", "word": "姑苏", "meaning": "city = 苏州"},
    ),
    (
        Lesson("顶呱呱", "customers:等级=金牌"),
        {"section": "values", "word": "顶呱呱", "meaning": "customers:等级"},
    ),
    (Lesson("老王家", "C001", "customer"), {"section": "customers", "meaning": "C001"}),
    (Lesson("老陈头", "U2", "person"), {"section": "people", "meaning": "U2"}),
]


@pytest.fixture
def small(sqlite_engine: Engine, tmp_path: Path) -> Desk:
    """A desk over a company with few names, which are read anew after each lesson."""
    with writing(sqlite_engine) as connection:
        small_company.fill(connection)
    return desk_of(sqlite_engine, tmp_path)


def test_a_lesson_has_its_entry_and_so_has_taking_it_back(
    small: Desk, sqlite_engine: Engine
) -> None:
    for lesson, detail in TAUGHT:
        small.teach(lesson, actor=ADMIN)
        found = last(sqlite_engine)
        assert (found.event, found.actor, found.subject) == ("word.taught", ADMIN, None)
        assert found.told == detail
        small.forget(lesson.words)
        found = last(sqlite_engine)
        assert (found.event, found.actor) == ("word.forgotten", "")
        formula = {"meaning": "units / orders"}.items()
        assert found.told == dict(detail.items() - formula)


def test_a_lesson_that_changes_nothing_leaves_nothing(small: Desk, sqlite_engine: Engine) -> None:
    for _ in range(2):
        small.teach(Lesson("咕噜值", "sales"), actor=ADMIN)
    assert len(log(sqlite_engine)) == 1


def test_a_lesson_that_is_refused_leaves_nothing(small: Desk, sqlite_engine: Engine) -> None:
    for words in ("销售额", "咕噜值"):
        with pytest.raises(Refused):
            small.teach(Lesson(words, "nothing"), actor=ADMIN)
    with pytest.raises(Refused):
        small.forget("咕噜值")
    assert log(sqlite_engine) == []


def test_a_word_with_a_name_in_it_is_kept_without_it(small: Desk, sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as connection:
        contact = {"contact_id": "K1", "customer_id": "C001", "name": "尉迟松涛"}
        connection.execute(contacts.insert(), contact)
    small.teach(Lesson("尉迟松涛口径", "sales"), actor=ADMIN)
    assert last(sqlite_engine).told["word"] == "口径"


def test_ignoring_a_group_has_its_entry_without_its_words(
    desk: Desk, own_demo_engine: Engine
) -> None:
    ask(desk, REP, "上季度咕噜值")
    assert desk.ignore("words", "咕噜值", actor=ADMIN) == 1
    found = last(own_demo_engine)
    assert (found.event, found.actor) == ("misses.ignored", ADMIN)
    assert found.told == {"kind": "words", "rows": 1}
    assert desk.ignore("words", "nothing", actor=ADMIN) == 0
    assert len(log(own_demo_engine)) == 2


# -------------------------------------------------------------------------- all of it or none


def test_without_its_entry_nothing_is_kept_and_nothing_is_acknowledged(
    own_demo_engine: Engine, tmp_path: Path
) -> None:
    desk = desk_of(own_demo_engine, tmp_path)
    reply = ask(desk, REP, "上季度咕噜值")
    with own_demo_engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE audit_log RENAME TO audit_log_away")
    before = counts(own_demo_engine)
    rep = desk.caller(REP)
    for question in ("上季度销售额", "本月咕噜值"):
        with pytest.raises(DBAPIError):
            desk.ask(rep, Question(question))
    with pytest.raises(DBAPIError):
        desk.dispute(rep, reply.turn_id, "period", "")
    with pytest.raises(DBAPIError):
        desk.ignore("words", "咕噜值")
    assert counts(own_demo_engine) == before


def counts(engine: Engine) -> dict[str, list[str]]:
    with engine.connect() as connection:
        return {
            table.name: sorted(map(str, connection.execute(sa.select(table))))
            for table in (turns, misses, disputes, metadata.tables["conversations"])
        }


# ----------------------------------------------------------------------------------- looking up


def test_entries_are_looked_up_by_all_that_is_given(desk: Desk, own_demo_engine: Engine) -> None:
    first = ask(desk, REP, "上季度销售额")
    ask(desk, MANAGER, "上季度销售额")
    desk.dispute(desk.caller(REP), first.turn_id, "period", "")
    ask(desk, None, "上季度销售额")

    def numbers(wanted: Wanted) -> list[int]:
        with own_demo_engine.connect() as connection:
            return [link.number for link in listed(connection, wanted)]

    assert numbers(Wanted()) == [4, 3, 2, 1]
    assert numbers(Wanted(limit=2)) == [4, 3]
    assert numbers(Wanted(limit=2, before=3)) == [2, 1]
    assert numbers(Wanted(user=REP)) == [3, 1]
    assert numbers(Wanted(user="")) == [4]
    assert numbers(Wanted(event="question.asked", user=REP)) == [1]
    assert numbers(Wanted(subject=first.turn_id)) == [3, 1]
    assert numbers(Wanted(since=NOW)) == [4, 3, 2, 1]
    assert numbers(Wanted(since=NOW.replace(second=1))) == []
