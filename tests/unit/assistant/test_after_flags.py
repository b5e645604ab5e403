"""What is asked and said after flags: why, how they came about, that one of them is fine."""

from datetime import date

import pytest
from sqlalchemy.engine import Engine

from assistant.conversation.question import Question
from assistant.conversation.reply import Reply
from assistant.desk import Desk
from crm.access import caller_named
from crm.database import reading
from crm.insight.listing import Wanted, listed
from tests.demo import TODAY
from tests.unit.assistant.desks import desk_over

REP = "U05"
LATELY = date(2026, 10, 23)


@pytest.fixture(scope="module")
def looked(looked_at_engine: Engine) -> Desk:
    """A desk over the demo company, whose orders were looked at."""
    return desk_over(looked_at_engine)


def asked(desk: Desk, *questions: str, user: str = REP) -> Reply:
    caller, conversation, reply = desk.caller(user), None, None
    for question in questions:
        reply = desk.ask(caller, Question(question, conversation_id=conversation))
        conversation = reply.conversation_id
    assert reply is not None
    return reply


def flagged(engine: Engine) -> list[str]:
    """Gives the orders of the rep that are flagged, the latest first."""
    with reading(engine) as connection:
        caller = caller_named(connection, REP)
        found = listed(connection, caller, Wanted(since=LATELY), today=TODAY)
    return list(dict.fromkeys(one.order_id for one in found))


LISTS = ("最近有什么异常订单", "any odd orders lately")


@pytest.mark.parametrize(
    ("first", "then"),
    [
        (LISTS[0], "第二个为什么"),
        (LISTS[0], "第二条怎么算的？"),
        (LISTS[0], "为什么第2个被标了"),
        (LISTS[1], "the second one, why?"),
        (LISTS[1], "why was the second flagged?"),
    ],
)
def test_the_order_at_a_place_is_explained(
    looked: Desk, looked_at_engine: Engine, first: str, then: str
) -> None:
    second = flagged(looked_at_engine)[1]
    reply = asked(looked, first, then)
    assert reply.status == "answered"
    assert reply.text.startswith(second)
    assert {row[0] for row in reply.results[0].rows} == {second}


@pytest.mark.parametrize(("first", "then"), [(LISTS[0], "为什么"), (LISTS[1], "why?")])
def test_of_several_it_is_asked_which_and_the_choice_is_explained(
    looked: Desk, looked_at_engine: Engine, first: str, then: str
) -> None:
    orders = flagged(looked_at_engine)
    back = asked(looked, first, then)
    assert back.status == "clarify"
    assert [choice.value for choice in back.choices] == orders[:8]
    assert asked(looked, first, then, orders[2]).text.startswith(orders[2])


@pytest.mark.parametrize(
    ("why", "then"),
    [("为什么{}被标了", "怎么算的"), ("why was {} flagged?", "how was that computed?")],
)
def test_an_explained_flag_is_explained_again(
    looked: Desk, looked_at_engine: Engine, why: str, then: str
) -> None:
    order = flagged(looked_at_engine)[0]
    assert asked(looked, why.format(order), then).text.startswith(order)


def test_after_an_explained_one_the_others_keep_their_places(
    looked: Desk, looked_at_engine: Engine
) -> None:
    third = flagged(looked_at_engine)[2]
    assert asked(looked, LISTS[0], "第二个为什么", "第三个为什么").text.startswith(third)


@pytest.mark.parametrize(
    ("said", "place", "reason"),
    [
        ("第一个没问题，年度备货", 0, "年度备货"),
        ("忽略第二个，因为是项目单", 1, "是项目单"),
        ("the first one is fine: annual stock", 0, "annual stock"),
    ],
)
def test_that_one_is_fine_becomes_a_proposal(
    looked: Desk, looked_at_engine: Engine, said: str, place: int, reason: str
) -> None:
    reply = asked(looked, LISTS[0], said)
    assert reply.status == "pending_approval"
    assert flagged(looked_at_engine)[place] in reply.actions[0].summary
    assert reason in reply.text


def test_a_place_that_is_none_is_named(looked: Desk) -> None:
    reply = asked(looked, LISTS[0], "第99个为什么")
    assert reply.status == "not_understood"
    assert "第99个" in reply.text


def test_other_questions_are_read_as_before(looked: Desk) -> None:
    assert asked(looked, LISTS[0], "利润呢").status == "not_understood"
    assert asked(looked, "本月销售额", "为什么").results[0].tool == "query_metrics"
    assert asked(looked, LISTS[0], "第一个客户").status == "not_understood"


def test_a_contract_at_a_place_is_explained_as_a_contract(looked: Desk) -> None:
    for first, then in (
        ("哪些客户该续签", "第二个为什么"),
        ("renewals due", "the second one, why?"),
    ):
        every = asked(looked, first, user="U02").results[0]
        reply = asked(looked, first, then, user="U02")
        assert reply.status == "answered"
        assert reply.results[0].columns[0].name == "customer"
        assert {row[0] for row in reply.results[0].rows} == {every.rows[1][0]}
        assert every.rows[1][1] in {row[1] for row in reply.results[0].rows}
