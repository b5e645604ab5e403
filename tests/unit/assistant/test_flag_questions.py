"""Questions for some of the flags: of a kind, of a place, how many, what was said to them."""

from datetime import datetime, time, timedelta

import pytest
from sqlalchemy.engine import Engine

from assistant.conversation.question import Question
from assistant.conversation.reply import Reply
from assistant.desk import Desk
from crm.access import caller_named
from crm.database import reading, writing
from crm.insight.listing import Flagged, Wanted, listed
from crm.insight.reviews import Review, review
from tests.demo import TODAY
from tests.unit.assistant.desks import desk_over

NOW = datetime.combine(TODAY, time(9))
REP, MANAGER, ADMIN = "U05", "U02", "U12"


@pytest.fixture(scope="module")
def looked(looked_at_engine: Engine) -> Desk:
    """A desk over the demo company, whose orders were looked at."""
    return desk_over(looked_at_engine)


def asked(desk: Desk, question: str, user: str | None = None) -> Reply:
    return desk.ask(desk.caller(user), Question(question))


def flags(engine: Engine, user: str = ADMIN, **wanted: object) -> list[Flagged]:
    with reading(engine) as connection:
        asked_for = Wanted(limit=10_000, **wanted)  # pyright: ignore[reportArgumentType]
        return list(listed(connection, caller_named(connection, user), asked_for, today=TODAY))


def kinds(reply: Reply) -> set[object]:
    return {row[3] for row in reply.results[0].rows}


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("折扣异常的订单", "unusual_discount"),
        ("单价异常的订单", "price_off_list"),
        ("price anomalies this year", "price_off_list"),
        ("有没有单子的数量可能打错了", "quantity_typo"),
        ("quantity typos this year", "quantity_typo"),
        ("哪些单子的金额对不上", "total_mismatch"),
        ("orders whose totals don't match the lines", "total_mismatch"),
        ("overdue flags", "overdue_customer"),
        ("有逾期还下单的异常提示", "overdue_customer"),
        ("退货异常", "unusual_return"),
        ("unusual returns this year", "unusual_return"),
        ("半夜下的大单", "odd_hour"),
        ("状态卡住的订单", "stuck_state"),
        ("orders placed twice", "duplicate_order"),
        ("有没有重复下单", "duplicate_order"),
        ("any duplicate orders this year?", "duplicate_order"),
        ("哪些订单卡住了", "stuck_state"),
        ("which orders are stuck", "stuck_state"),
        ("有没有金额异常的订单", "amount_spike"),
        ("orders with unusual discounts", "unusual_discount"),
    ],
)
def test_flags_of_one_kind_are_listed(
    looked: Desk, looked_at_engine: Engine, question: str, kind: str
) -> None:
    reply = asked(looked, question)
    assert reply.status == "answered", reply.text
    since = TODAY.replace(month=1, day=1) if "year" in question else None
    assert reply.results[0].row_count == len(flags(looked_at_engine, kind=kind, since=since))
    assert len(kinds(reply)) <= 1


def test_orders_are_counted_and_told_once(looked: Desk, looked_at_engine: Engine) -> None:
    every = flags(looked_at_engine)
    orders = list(dict.fromkeys(one.order_id for one in every))
    assert len(orders) < len(every), "an order with two flags"
    text = asked(looked, "有没有异常订单").text
    assert f"**{len(orders):,} 单**" in text
    assert f"提示 {len(every):,} 条" in text
    assert all(text.count(f"**{one}**") == 1 for one in orders[:3])


@pytest.mark.parametrize(
    "question", ["青岛的异常订单有几个", "how many anomalies this month", "本月有多少异常订单"]
)
def test_how_many_is_answered_with_the_count(looked: Desk, question: str) -> None:
    reply = asked(looked, question)
    assert reply.status == "answered", reply.text
    assert reply.results[0].tool == "list_anomalies"


def test_what_was_dismissed_says_by_whom_when_and_why(
    looked: Desk, looked_at_engine: Engine
) -> None:
    one, other = flags(looked_at_engine, REP)[:2]
    with writing(looked_at_engine) as connection:
        caller = caller_named(connection, REP)
        review(connection, caller, Review(one.order_id, one.kind, "dismissed", "年度备货"), NOW)
        until = TODAY + timedelta(days=9)
        later = Review(other.order_id, other.kind, "snoozed", until=until)
        review(connection, caller, later, NOW)
    explained = asked(looked, f"为什么{one.order_id}被标了", REP).text
    assert "处理：已忽略（" in explained
    assert f"{TODAY}）：年度备货" in explained
    assert f"snoozed until {until}" in asked(looked, f"why was {other.order_id} flagged?", REP).text
    for question in ("已忽略的异常", "dismissed anomalies", "有哪些忽略过的异常订单"):
        found = asked(looked, question, REP)
        assert found.status == "answered", found.text
        assert {row[0] for row in found.results[0].rows} == {one.order_id}
        assert "年度备货" in found.text
    (row,) = asked(looked, "snoozed anomalies", REP).results[0].rows
    assert row[0] == other.order_id


PART = ("只含你能看到的客户", "Only customers that you may see")


@pytest.mark.parametrize(
    "question",
    [
        "按团队预测下个月销售额",
        "公司下个月销售预测",
        "全公司的逾期先催谁",
        "sales forecast by team for next month",
    ],
)
def test_of_a_team_or_the_company_who_sees_a_part_is_told_so(looked: Desk, question: str) -> None:
    assert any(words in asked(looked, question, REP).text for words in PART)
    assert not any(words in asked(looked, question, ADMIN).text for words in PART)


def test_of_the_own_customers_nothing_is_added(looked: Desk) -> None:
    assert not any(words in asked(looked, "先催谁", REP).text for words in PART)


def test_figures_are_rounded_once(looked: Desk) -> None:
    rows = asked(looked, "what goes with T30").results[0]
    at = [column.name for column in rows.columns].index("lift")
    assert any(round(float(str(row[at])), 1) != float(str(row[at])) for row in rows.rows)


@pytest.mark.parametrize("question", ["严重的异常", "high severity flags"])
def test_the_gravest_alone_are_listed(
    looked: Desk, looked_at_engine: Engine, question: str
) -> None:
    reply = asked(looked, question)
    grave = [one for one in flags(looked_at_engine) if one.severity == "high"]
    assert 0 < len(grave) < len(flags(looked_at_engine))
    assert reply.results[0].row_count == len(grave)


@pytest.mark.parametrize(
    "question",
    ["单价偏低的订单", "重复的和单价异常的订单", "异常订单最多的客户", "凌晨3点下的订单"],
)
def test_what_flags_do_not_tell_is_not_answered(looked: Desk, question: str) -> None:
    assert asked(looked, question).status == "not_understood"
