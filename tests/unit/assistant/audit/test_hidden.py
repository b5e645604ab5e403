"""What is hidden is answered like what does not exist; only the log tells the two apart."""

import shutil
from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime, time
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from assistant.audit import Link, Wanted, listed
from assistant.conversation.question import Question
from assistant.conversation.reply import Reply
from assistant.desk import Desk
from crm.access import Caller
from crm.database import connect, sqlite_url, writing
from crm.measures import standard
from crm.models import contacts, customers, orders, table_state
from tests.demo import TODAY

NOW = datetime.combine(TODAY, time(12))
REP, HIDDEN = "U05", "C0004"
"""A rep, and a customer of another one: 大连臻信仪器有限公司."""


@contextmanager
def a_desk(database: Path, file: Path, *, hidden: bool) -> Generator[tuple[Desk, Engine]]:
    """Gives a desk over the demo company, with or without the customer that is hidden."""
    shutil.copyfile(database, file)
    engine = connect(sqlite_url(file))
    if not hidden:
        with writing(engine) as connection:
            for table in (customers, orders, contacts):
                gone = table.delete().where(table.c.customer_id == HIDDEN)
                connection.execute(gone)
            connection.execute(table_state.update().values(version=table_state.c.version + 1))
    yield Desk(engine, catalog=standard(), today=lambda: TODAY, now=lambda: NOW), engine
    engine.dispose()


def as_sent(reply: Reply) -> str:
    """Gives a reply as it goes over the wire, without what differs each time."""
    ids = {"conversation_id": "", "turn_id": "", "timings_ms": dict[str, float]()}
    return reply.model_copy(update=ids).model_dump_json()


def entry_of(engine: Engine, reply: Reply) -> Link:
    with engine.connect() as connection:
        (found,) = listed(connection, Wanted(subject=reply.turn_id))
    return found


QUESTIONS = (
    "臻信仪器上季度销售额",
    "大连臻信仪器有限公司的提成",
    "介绍一下臻信仪器",
    "C0004上季度销售额",
    "臻信上季度销售额",
    "珍信仪器上季度销售额",
    "sales of 臻信仪器 last quarter",
)
"""Its short name, its name, its id, a piece of it, and what sounds like it."""


def test_hidden_and_missing_differ_in_the_log_and_in_no_byte_of_the_reply(
    demo_database: Path, tmp_path: Path
) -> None:
    with (
        a_desk(demo_database, tmp_path / "hidden.db", hidden=True) as (there, engine),
        a_desk(demo_database, tmp_path / "missing.db", hidden=False) as (gone, without),
    ):
        for text in QUESTIONS:
            hidden = there.ask(there.caller(REP), Question(text))
            missing = gone.ask(gone.caller(REP), Question(text))
            assert hidden.status == "not_understood"
            assert as_sent(hidden) == as_sent(missing)
            told = entry_of(engine, hidden)
            assert (told.event, told.told["hidden"]) == ("question.hidden", {"customer": [HIDDEN]})
            assert entry_of(without, missing).event == "question.asked"
            assert "hidden" not in entry_of(without, missing).told


@pytest.fixture
def desk(own_demo_engine: Engine) -> Desk:
    return Desk(own_demo_engine, catalog=standard(), today=lambda: TODAY, now=lambda: NOW)


OTHERS = [
    ("U08上季度销售额", {"owner": ["U08"]}),
    ("昆明上季度销售额", {"city": ["昆明"]}),
    ("USD上季度销售额", {"currency": ["USD"]}),
    ("臻信仪器和沐衡汽配上季度销售额", {"customer": ["C0001", "C0004"]}),
    ("commission of May Instruments", {"customer": ["C0010"]}),
]


@pytest.mark.parametrize(("text", "ids"), OTHERS)
def test_people_places_and_currencies_are_told_too(
    desk: Desk, own_demo_engine: Engine, text: str, ids: dict[str, list[str]]
) -> None:
    reply = desk.ask(desk.caller(REP), Question(text))
    assert reply.status == "not_understood"
    found = entry_of(own_demo_engine, reply)
    assert (found.event, found.told["hidden"]) == ("question.hidden", ids)


def test_the_number_of_somebody_elses_order_is_told_and_one_that_is_none_is_not(
    desk: Desk, own_demo_engine: Engine
) -> None:
    of = sa.select(orders.c.order_id).join(
        customers, orders.c.customer_id == customers.c.customer_id
    )
    with own_demo_engine.connect() as connection:
        others = connection.scalars(of.where(customers.c.owner_id != REP)).first()
        own = connection.scalars(of.where(customers.c.owner_id == REP)).first()
    for number, told in ((others, {"order": [others]}), (own, None), ("SO-2511-999999", None)):
        found = entry_of(own_demo_engine, desk.ask(desk.caller(REP), Question(f"{number}的金额")))
        assert found.told.get("hidden") == told, number
        assert (found.event == "question.hidden") is (told is not None)


def add_customers(engine: Engine, *rows: tuple[str, str, str]) -> None:
    """Adds customers: id, name, owner."""
    with writing(engine) as connection:
        for customer_id, name, owner in rows:
            values = {"customer_id": customer_id, "name": name, "owner_id": owner}
            connection.execute(customers.insert(), values)
        connection.execute(table_state.update().values(version=table_state.c.version + 1))


def test_a_name_that_is_hidden_is_told_where_another_one_is_used_for_it(
    desk: Desk, own_demo_engine: Engine
) -> None:
    add_customers(own_demo_engine, ("C0777", "珍信仪器", REP))
    reply = desk.ask(desk.caller(REP), Question("臻信仪器上季度订单数"))
    assert reply.status == "answered"
    assert reply.results[0].arguments["customer in"] == ["C0777"]
    found = entry_of(own_demo_engine, reply)
    assert (found.event, found.told["hidden"]) == ("question.hidden", {"customer": [HIDDEN]})


def test_words_for_own_customers_name_a_hidden_one_only_where_they_are_its_whole_name(
    desk: Desk, own_demo_engine: Engine
) -> None:
    own = (("C0771", "云岭包装", REP), ("C0772", "云岭医疗", REP))
    add_customers(own_demo_engine, *own, ("C0773", "云岭水泥", "U08"))
    for name, event in ((None, "question.asked"), ("云岭", "question.hidden")):
        if name is not None:
            add_customers(own_demo_engine, ("C0774", name, "U08"))
        reply = desk.ask(desk.caller(REP), Question("云岭上季度销售额"))
        assert reply.status == "clarify"
        assert entry_of(own_demo_engine, reply).event == event


INNOCENT = (
    "上季度流水",
    "C9999上季度销售额",
    "今年2月30日销售额",
    "各产品目标",
    "今年卖得最多的产品",
)


def test_what_names_nothing_hidden_is_an_ordinary_question(
    desk: Desk, own_demo_engine: Engine
) -> None:
    for text in INNOCENT:
        assert entry_of(own_demo_engine, desk.ask(desk.caller(REP), Question(text))).event == (
            "question.asked"
        )


def test_nobody_who_sees_the_customer_asks_about_something_hidden(
    desk: Desk, own_demo_engine: Engine
) -> None:
    with own_demo_engine.connect() as connection:
        statement = sa.select(customers.c.owner_id).where(customers.c.customer_id == HIDDEN)
        owner = str(connection.execute(statement).scalar_one())
    for user in (owner, "U11", "U12", None):
        caller: Caller = desk.caller(user)
        for text in ("臻信仪器上季度销售额", "臻信仪器的提成", "臻信的提成", "C0004的提成"):
            found = entry_of(own_demo_engine, desk.ask(caller, Question(text)))
            assert found.event == "question.asked", (user, text)
