"""What customers will do, asked in words: each answer has its reasons and its interval."""

from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from assistant.brains.rules.outcome import Doubtful, NotUnderstood, Understood
from assistant.conversation.reply import Reply
from assistant.desk import Desk
from crm.models import customers
from tests.demo import TODAY
from tests.unit.assistant.asking import Asking, opened
from tests.unit.assistant.desks import asker, said

CUSTOMER = "青禾电子(苏州)有限公司"


def _column(reply: Reply, name: str, result: int = 0) -> list[object]:
    part = reply.results[result]
    at = [column.name for column in part.columns].index(name)
    return [row[at] for row in part.rows]


@pytest.mark.parametrize(
    ("question", "insight"),
    [
        ("哪些客户可能流失", "leaving"),
        ("who is about to churn?", "leaving"),
        ("which customers are at risk of churning", "leaving"),
        ("A级客户里谁可能流失", "leaving"),
        ("哪些客户该回访", "to_call"),
        ("which customers should I call", "to_call"),
        ("who should I call", "to_call"),
        ("该回访哪些客户", "to_call"),
        ("青禾电子下次什么时候买", "next_purchase"),
        ("when will 青禾电子 buy next", "next_purchase"),
        ("青禾电子会流失吗", "next_purchase"),
        ("下个月销售预测", "forecast"),
        ("forecast for next month", "forecast"),
        ("本月能卖多少", "forecast"),
        ("按团队预测下个月销售额", "forecast"),
        ("sales forecast by product for next month", "forecast"),
        ("给青禾电子推荐什么产品", "cross_sell"),
        ("what should I offer 青禾电子", "cross_sell"),
        ("T30一般还配什么", "cross_sell"),
        ("what goes with T30", "cross_sell"),
    ],
)
def test_what_customers_will_do_is_understood(asking: Asking, question: str, insight: str) -> None:
    outcome = asking.outcome(question)
    assert isinstance(outcome, Understood)
    assert (outcome.frame.view, outcome.frame.insight) == ("insight", insight)


@pytest.mark.parametrize(
    "question",
    [
        "预测下个月的回款",
        "forecast of collections next month",
        "预测去年的销售额",
        "后年销售预测",
        "sales forecast for last month",
        "最可能流失的5个客户",
        "哪些大客户可能流失",
        "上个月流失风险高的客户",
        "可能流失的打印机客户",
        "哪些产品该回访",
        "下次什么时候买",
        "宁波下次什么时候下单",
        "青禾电子和T30下次什么时候买",
        "今年哪些客户可能流失",
        "给华东推荐什么产品",
        "what should I call this",
        "不会流失的客户不要",
    ],
)
def test_what_such_an_answer_would_leave_out_is_not_understood(
    asking: Asking, question: str
) -> None:
    assert isinstance(asking.outcome(question), NotUnderstood | Doubtful)


def test_a_name_of_two_customers_is_asked_back(asking: Asking) -> None:
    assert isinstance(asking.outcome("云岭下次什么时候买"), Doubtful)


def test_those_leaving_are_listed_with_the_figures_that_say_so(asking: Asking) -> None:
    reply = asking.reply("哪些客户可能流失")
    assert reply.status == "answered"
    silent, gaps = _column(reply, "silent"), _column(reply, "mean_gap")
    assert all(float(str(s)) > float(str(g)) for s, g in zip(silent, gaps, strict=True))
    assert all(0.5 <= float(str(risk)) < 1 for risk in _column(reply, "leaving_risk"))
    assert str(reply.results[0].rows[0][0]) in reply.text
    assert sum(float(str(cell)) for cell in reply.results[1].rows[0]) <= 300


def test_the_next_purchase_is_an_interval_with_products(asking: Asking) -> None:
    reply = asking.reply("青禾电子下次什么时候买")
    first, middle, last = (
        date.fromisoformat(str(_column(reply, name)[0]))
        for name in ("earliest_date", "expected_date", "latest_date")
    )
    assert TODAY <= first <= middle <= last
    assert first < last
    assert reply.results[1].rows
    assert all(float(str(n)) > 0 for n in _column(reply, "quantity", 1))


def test_a_forecast_has_its_interval_and_what_it_is_made_of(asking: Asking) -> None:
    reply = asking.reply("下个月销售预测")
    assert set(_column(reply, "month")) == {"2026-12"}
    for low, value, high in zip(
        *(_column(reply, name) for name in ("from_amount", "expected", "to_amount")), strict=True
    ):
        assert 0 <= float(str(low)) < float(str(value)) < float(str(high))
    assert _column(reply, "currency") == ["CNY", "USD"]


def test_no_more_than_six_months_are_foretold(asking: Asking) -> None:
    assert isinstance(asking.outcome("明年3月销售预测"), Understood)
    assert isinstance(asking.outcome("明年8月销售预测"), NotUnderstood)


def test_an_offer_is_no_product_that_the_customer_has(asking: Asking) -> None:
    reply = asking.reply("给青禾电子推荐什么产品")
    bought = {str(row[0]) for row in asking.reply("青禾电子近一年各产品销量").results[0].rows}
    assert not bought & {str(name) for name in _column(reply, "product")}


def test_why_after_it_gives_what_the_risk_is_made_of(asking: Asking) -> None:
    listed, why = asking.talk("哪些客户可能流失", "为什么")
    assert why.status == "answered"
    names = {column.name for column in why.results[0].columns}
    assert {"still_silent", "leaves", "leaving_risk", "usual_date"} <= names
    second = asking.follow("哪些客户可能流失", "第二个为什么")
    assert str(listed.results[0].rows[1][0]) in second.text


def test_figures_do_not_go_on_from_it(asking: Asking) -> None:
    assert asking.follow("下个月销售预测", "按月看").status == "not_understood"


def test_the_rows_of_the_list_can_be_asked_about(asking: Asking) -> None:
    listed, orders = asking.talk("哪些客户可能流失", "第二个客户的订单")
    assert orders.status == "answered"
    assert _column(orders, "customer")[0] == listed.results[0].rows[1][0]


def test_they_are_the_customer_of_the_profile_before(asking: Asking) -> None:
    after = asking.follow("介绍一下青禾电子", "他们下次什么时候买")
    assert after.results[0].rows[0][0] == CUSTOMER


def test_a_rep_is_told_of_the_own_customers_alone(desk: Desk, desk_engine: Engine) -> None:
    rep = asker(desk, desk_engine, "rep")
    own = sa.select(customers.c.name).where(customers.c.owner_id == rep.user_id)
    with desk_engine.connect() as connection:
        theirs = set(connection.execute(own).scalars())
    for question in ("哪些客户可能流失", "哪些客户该回访", "为什么"):
        reply = said(desk, "哪些客户该回访", question, caller=rep)
        assert reply.status == "answered"
        assert {str(name) for name in _column(reply, "customer")} <= theirs


def test_somebody_elses_customer_is_answered_like_none(desk: Desk, desk_engine: Engine) -> None:
    rep = asker(desk, desk_engine, "rep")
    others = sa.select(customers.c.name).where(customers.c.owner_id != rep.user_id).limit(1)
    with desk_engine.connect() as connection:
        name = connection.execute(others).scalar_one()
    reply = said(desk, f"{name}下次什么时候买", caller=rep)
    assert reply.status == "not_understood"
    assert reply.results == ()


@pytest.mark.parametrize("question", ["哪些客户可能流失", "哪些客户该回访", "下个月销售预测"])
def test_an_empty_company_has_not_enough_data(sqlite_engine: Engine, question: str) -> None:
    asking = opened(sqlite_engine)
    with asking.connection:
        reply = asking.reply(question)
    assert reply.status == "answered"
    assert "数据不够" in reply.text
    assert not reply.results[0].rows
