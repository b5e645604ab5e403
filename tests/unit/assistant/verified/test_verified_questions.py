"""A verified question is answered by its plan, with the asker's own eyes, and says so."""

import json
import os
import shutil
from collections.abc import Generator
from datetime import datetime, time
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from assistant.conversation.history import ConversationNotFound
from assistant.conversation.question import Question
from assistant.conversation.reply import Reply
from assistant.desk import Desk
from assistant.teaching import House, Lesson
from assistant.verified import NotVerifiable
from assistant.verifying import UnknownQuestion
from crm.database import connect, sqlite_url
from crm.models import audit_log, contacts, customers, table_state, verified_questions
from tests.demo import TODAY
from tests.unit.assistant.desks import lasting, shared_word
from tests.unit.assistant.verified.planning import Knowing

NOW = datetime.combine(TODAY, time(12))
UNREAD, READ = "宁波上季度斩获如何", "宁波上季度销售额"
REP, ADMIN = "U05", "U12"


@pytest.fixture(scope="module")
def engine(demo_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Generator[Engine]:
    path = tmp_path_factory.mktemp("verified") / "demo.db"
    shutil.copyfile(demo_database, path)
    found = connect(sqlite_url(path))
    yield found
    found.dispose()


@pytest.fixture(autouse=True)
def fresh(engine: Engine) -> None:
    """No question is verified before a test."""
    with engine.begin() as connection:
        connection.execute(verified_questions.delete())


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def planner() -> Knowing:
    return Knowing()


@pytest.fixture
def planning(engine: Engine, home: Path, planner: Knowing) -> Desk:
    """A desk with a planner that knows one word more than the rules."""
    return Desk(engine, catalog=House(home), today=lambda: TODAY, now=lambda: NOW, planner=planner)


@pytest.fixture
def desk(engine: Engine, home: Path) -> Desk:
    """A desk without one."""
    return Desk(engine, catalog=House(home), today=lambda: TODAY, now=lambda: NOW)


def ask(desk: Desk, *turns: str, as_: str | None = None) -> Reply:
    conversation, reply = None, None
    for text in turns:
        reply = desk.ask(desk.caller(as_), Question(text, conversation))
        conversation = reply.conversation_id
    assert reply is not None
    return reply


def verify(desk: Desk, *turns: str) -> str:
    """Asks and verifies; gives the id of the verified question."""
    return desk.verifying().verify(ask(desk, *turns).turn_id).verified_id


def measures(home: Path, text: str) -> None:
    """Writes the deployment's measures, as an editor would."""
    path = home / "measures.toml"
    path.write_text(text, encoding="utf-8")
    os.utime(path, ns=(1_000_000, 1_000_000))


REDEFINED = '[measures.sales]\nformula = "sales - returned"\n'


# -------------------------------------------------------------------------------- what it does


def test_what_only_a_model_understood_is_answered_without_it(planning: Desk, desk: Desk) -> None:
    assert ask(desk, UNREAD).status == "not_understood"
    planned = ask(planning, UNREAD)
    planning.verifying().verify(planned.turn_id)
    again = ask(desk, UNREAD)
    assert (again.status, again.brain, again.model, again.verified) == (
        "answered",
        "rules",
        None,
        True,
    )
    assert again.results == planned.results
    assert [part.value for part in again.reading if part.slot == "verified"] == ["管理员核实过"]
    assert not planned.verified


def test_a_question_with_other_names_and_periods_is_too(planning: Desk, desk: Desk) -> None:
    verify(planning, UNREAD)
    for city, period in (("苏州", "今年"), ("宁波", "2026年3月"), ("Milan", "上周")):
        unread, read = ask(desk, f"{city}{period}斩获如何"), ask(desk, f"{city}{period}销售额")
        assert (unread.verified, unread.results) == (True, read.results)
        assert unread.text == read.text


@pytest.mark.parametrize(
    "question",
    [
        "宁波上季度斩获如何按月看",
        "不含宁波上季度斩获如何",
        "上季度斩获如何",
        "宁波斩获如何",
        "华东上季度斩获如何",
        "宁波上季度前5斩获如何",
        "宁波 2个季度斩获如何",
    ],
)
def test_a_question_that_differs_in_anything_else_is_not(
    planning: Desk, desk: Desk, question: str
) -> None:
    verify(planning, UNREAD)
    reply = ask(desk, question)
    assert (reply.status, reply.verified) == ("not_understood", False)


def test_what_the_rules_read_the_same_says_that_it_is_verified(desk: Desk) -> None:
    plain = ask(desk, READ)
    desk.verifying().verify(plain.turn_id)
    again = ask(desk, "苏州今年销售额")
    assert (plain.verified, again.verified) == (False, True)
    assert not ask(desk, "苏州今年订单数").verified


def test_the_plan_counts_where_the_rules_read_it_otherwise(planning: Desk, home: Path) -> None:
    """An admin has looked at the plan's answer; a word taught since means something else."""
    verified_id = verify(planning, UNREAD)
    planned = ask(planning, UNREAD)
    planning.teach(Lesson("斩获", "orders"))
    assert ask(planning, UNREAD).results != planned.results  # set aside
    planning.verifying().confirm(verified_id)
    confirmed = ask(planning, UNREAD)
    assert (confirmed.verified, confirmed.results) == (True, planned.results)
    assert home.joinpath("words.toml").exists()


def test_no_model_is_asked_for_it(planning: Desk, planner: Knowing) -> None:
    verify(planning, UNREAD)
    planner.asked.clear()
    assert ask(planning, "苏州本月斩获如何").verified
    assert not planner.asked


def test_a_question_that_may_go_on_from_the_one_before_is_not_taken_for_it(
    planning: Desk, desk: Desk
) -> None:
    verify(planning, "斩获如何")
    assert ask(desk, "斩获如何").verified
    assert not ask(desk, "宁波上季度销售额", "斩获如何").verified
    assert ask(desk, "斩获如何", "斩获如何").verified


def test_a_name_of_several_is_asked_back_and_then_answered_by_the_plan(
    planning: Desk, desk: Desk, engine: Engine
) -> None:
    verify(planning, "青禾电子上季度斩获如何")
    word = shared_word(engine)
    back = ask(desk, f"{word}上季度斩获如何")
    assert (back.status, back.verified, len(back.choices)) == ("clarify", False, 2)
    value = back.choices[0].value
    chosen = desk.ask(desk.caller(None), Question(value, back.conversation_id))
    assert (chosen.status, chosen.verified) == ("answered", True)
    assert chosen.results[0].rows == ask(desk, f"{value}上季度销售额").results[0].rows


# ----------------------------------------------------------------------------- who may see what


def test_each_asker_gets_the_own_figure(planning: Desk, desk: Desk) -> None:
    verify(planning, "上季度斩获如何")
    rep, everybody = ask(desk, "上季度斩获如何", as_=REP), ask(desk, "上季度斩获如何")
    assert rep.verified
    assert rep.results[0].rows == ask(desk, "上季度销售额", as_=REP).results[0].rows
    assert rep.results[0].rows != everybody.results[0].rows


def test_a_hidden_name_is_answered_like_one_that_does_not_exist(
    planning: Desk, desk: Desk, engine: Engine
) -> None:
    with engine.connect() as connection:
        of = sa.select(customers.c.name).order_by(customers.c.customer_id).limit(1)
        hidden = connection.execute(of.where(customers.c.owner_id != REP)).scalar_one()
        own = connection.execute(of.where(customers.c.owner_id == REP)).scalar_one()
    verify(planning, f"{hidden}上季度斩获如何")
    assert ask(desk, f"{own}上季度斩获如何", as_=REP).verified
    unseen = ask(desk, f"{hidden}上季度斩获如何", as_=REP)
    with engine.begin() as connection:  # now there is no such customer
        connection.execute(_renamed(hidden, "弥尔顿精工"))
        connection.execute(_grown())
    missing = ask(desk, f"{hidden}上季度斩获如何", as_=REP)
    with engine.begin() as connection:
        connection.execute(_renamed("弥尔顿精工", hidden))
        connection.execute(_grown())
    assert (unseen.status, unseen.verified, unseen.results) == ("not_understood", False, ())
    assert lasting(unseen) == lasting(missing)


def _renamed(name: str, other: str) -> sa.Update:
    return customers.update().where(customers.c.name == name).values(name=other)


def _grown() -> sa.Update:
    return table_state.update().values(version=table_state.c.version + 1)


def test_nothing_that_is_kept_holds_a_name(planning: Desk, engine: Engine) -> None:
    with engine.connect() as connection:
        row = connection.execute(sa.select(customers).order_by(customers.c.customer_id)).first()
    assert row is not None
    verify(planning, f"{row.name}上季度斩获如何")
    with engine.connect() as connection:
        kept = connection.execute(sa.select(verified_questions)).one()
        entries = connection.execute(
            sa.select(audit_log.c.detail).where(audit_log.c.event == "question.verified")
        ).scalars()
        told = json.dumps([*kept, *entries], default=str, ensure_ascii=False)
    assert row.name not in told
    assert f'"{row.customer_id}"' not in told
    assert kept.pattern == "〈customer〉〈period〉斩获如何"


# ------------------------------------------------------------------------------ what is refused


def test_a_question_that_goes_on_from_the_one_before_is_refused(desk: Desk) -> None:
    with pytest.raises(NotVerifiable, match="Ask it whole"):
        verify(desk, READ, "那苏州呢")


def test_a_whole_question_in_a_conversation_is_taken(desk: Desk) -> None:
    assert verify(desk, READ, "苏州今年订单数")


def test_a_question_with_the_name_of_a_contact_is_refused(planning: Desk, engine: Engine) -> None:
    with engine.connect() as connection:
        name = connection.execute(sa.select(contacts.c.name).limit(1)).scalar_one()
    reply = ask(planning, f"宁波上季度斩获如何 {name}问的")
    if reply.status != "answered":
        reply = ask(planning, UNREAD)
        with engine.begin() as connection:
            connection.exec_driver_sql(
                "UPDATE turns SET question = ? WHERE turn_id = ?",
                (f"宁波上季度斩获如何 {name}问的", reply.turn_id),
            )
    with pytest.raises(NotVerifiable, match="must not be kept"):
        planning.verifying().verify(reply.turn_id)


def test_a_large_amount_is_no_telephone_number(desk: Desk) -> None:
    assert verify(desk, "今年销售额超过1000000的客户有哪些")
    assert ask(desk, "去年销售额超过1000000的客户有哪些").verified
    assert not ask(desk, "去年销售额超过2000000的客户有哪些").verified


def test_an_admin_verifies_own_turns_only(desk: Desk) -> None:
    turn = ask(desk, READ, as_=REP).turn_id
    with pytest.raises(ConversationNotFound):
        desk.verifying(ADMIN).verify(turn)
    assert desk.verifying().verify(turn)  # the operator may read the database anyway


def test_what_looked_nothing_up_is_not_there_to_verify(desk: Desk) -> None:
    with pytest.raises(ConversationNotFound):
        desk.verifying().verify(ask(desk, "你好").turn_id)


# --------------------------------------------------------------------- when definitions change


def test_a_measure_defined_anew_sets_aside_what_rests_on_it(
    planning: Desk, desk: Desk, home: Path
) -> None:
    verify(planning, UNREAD)
    verify(desk, "宁波上季度订单数")
    measures(home, REDEFINED)
    listed = {one.kept.pattern: one for one in desk.verifying().listed()}
    sales, orders = listed["〈city〉〈period〉斩获如何"], listed["〈city〉〈period〉订单数"]
    assert [(one.kind, one.name) for one in sales.changed] == [("redefined", "sales")]
    assert orders.holds
    assert ask(desk, UNREAD).status == "not_understood"
    assert ask(desk, "苏州今年订单数").verified


def test_what_an_admin_confirms_holds_again(planning: Desk, desk: Desk, home: Path) -> None:
    verified_id = verify(planning, UNREAD)
    measures(home, REDEFINED)
    assert not ask(desk, UNREAD).verified
    desk.verifying().confirm(verified_id)
    again = ask(desk, UNREAD)
    assert (again.verified, again.results) == (True, ask(desk, READ).results)


def test_a_measure_that_is_gone_cannot_be_confirmed(desk: Desk, home: Path) -> None:
    measures(home, '[measures."毛差"]\nformula = "sales - returned"\nunit = "money"\n')
    verified_id = verify(desk, "宁波上季度毛差")
    (home / "measures.toml").unlink()
    (one,) = desk.verifying().listed()
    assert ("gone", "毛差") in {(change.kind, change.name) for change in one.changed}
    with pytest.raises(NotVerifiable, match="remove it"):
        desk.verifying().confirm(verified_id)
    assert not ask(desk, "宁波上季度毛差").verified


def test_a_word_that_is_taught_what_was_verified_changes_nothing(
    planning: Desk, desk: Desk
) -> None:
    verify(planning, UNREAD)
    desk.teach(Lesson("斩获", "sales"))
    (one,) = desk.verifying().listed()
    assert one.holds
    assert ask(desk, UNREAD).verified


def test_what_is_removed_is_no_longer_recognised(planning: Desk, desk: Desk) -> None:
    verified_id = verify(planning, UNREAD)
    desk.verifying().remove(verified_id)
    assert ask(desk, UNREAD).status == "not_understood"
    for act in (desk.verifying().remove, desk.verifying().confirm):
        with pytest.raises(UnknownQuestion):
            act(verified_id)


def test_a_plan_of_an_unknown_form_is_set_aside(planning: Desk, desk: Desk, engine: Engine) -> None:
    verify(planning, UNREAD)
    with engine.begin() as connection:
        connection.execute(verified_questions.update().values(plan={"frame": {"measures": 7}}))
    (one,) = desk.verifying().listed()
    assert [change.kind for change in one.changed] == ["unreadable"]
    assert ask(desk, UNREAD).status == "not_understood"


# ---------------------------------------------------------------------------------- examples


def test_a_model_is_shown_the_verified_questions_most_like_what_is_asked(
    planning: Desk, planner: Knowing
) -> None:
    for question in (UNREAD, "今年按月看销售额", "top 5 customers by sales this year"):
        verify(planning, question)
    planner.asked.clear()
    ask(planning, "苏州今年斩获几何")
    (asked,) = planner.asked
    assert [one.question for one in asked.examples] == ["〈city〉〈period〉斩获如何"]
    ask(planning, "完全不相干的一句话")
    assert planner.asked[-1].examples == ()


def test_a_question_that_is_set_aside_is_no_example(
    planning: Desk, planner: Knowing, home: Path
) -> None:
    verify(planning, UNREAD)
    measures(home, REDEFINED)
    ask(planning, "苏州今年斩获几何")
    assert planner.asked[-1].examples == ()
