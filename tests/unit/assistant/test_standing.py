"""How customers stand and what is due, asked in words: each answer has its reasons."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from assistant.brains.rules.outcome import NotUnderstood, Understood
from assistant.conversation.reply import Reply
from assistant.desk import Desk
from crm.models import contracts, customers, orders, products, targets
from tests.demo import TODAY
from tests.unit.assistant.asking import Asking, opened
from tests.unit.assistant.desks import asker, said
from tests.unit.crm.insight.value.shop import fill

CUSTOMER = "青禾电子(苏州)有限公司"


def _column(reply: Reply, name: str, result: int = 0) -> list[object]:
    part = reply.results[result]
    at = [column.name for column in part.columns].index(name)
    return [row[at] for row in part.rows]


@pytest.mark.parametrize(
    ("question", "last"),
    [
        ("will we make the month", date(2026, 11, 30)),
        ("will we make the quarter", date(2026, 12, 31)),
        ("will we make the year", date(2026, 12, 31)),
        ("本季度能完成吗", date(2026, 12, 31)),
        ("能完成目标吗", date(2026, 11, 30)),
    ],
)
def test_the_pace_is_of_the_period_that_is_named(asking: Asking, question: str, last: date) -> None:
    period = asking.frame(question).period
    assert period is not None
    assert period.calendar_end == last


@pytest.mark.parametrize(
    ("question", "insight"),
    [
        ("哪些客户健康度低", "health"),
        ("customer health", "health"),
        ("青禾电子健康度怎么样", "health"),
        ("how healthy is 青禾电子", "health"),
        ("客户RFM分层", "segments"),
        ("rfm segments", "segments"),
        ("which customers are champions", "segments"),
        ("哪些是沉睡客户", "segments"),
        ("which customers can't we afford to lose", "segments"),
        ("先催谁", "collect"),
        ("华东先催谁的款", "collect"),
        ("who should I chase first", "collect"),
        ("which customers should we chase for payment", "collect"),
        ("哪些合同该续签", "renewals"),
        ("下个月要续签的客户", "renewals"),
        ("renewals due next month", "renewals"),
        ("warranties expiring", "renewals"),
        ("本月能完成目标吗", "pace"),
        ("谁本月完不成", "pace"),
        ("每天要做多少才能完成本月目标", "pace"),
        ("will we hit the target this quarter", "pace"),
        ("which reps are on track", "pace"),
        ("今天有什么要我处理的", "today"),
        ("anything for me today", "today"),
    ],
)
def test_what_is_due_and_how_customers_stand_is_understood(
    asking: Asking, question: str, insight: str
) -> None:
    outcome = asking.outcome(question)
    assert isinstance(outcome, Understood)
    assert (outcome.frame.view, outcome.frame.insight) == ("insight", insight)


@pytest.mark.parametrize(
    "question",
    [
        "健康度50的客户",
        "健康度低于50%的客户",
        "健康度低于200的客户",
        "至少5个健康度低的客户",
        "最大的5个客户健康度",
        "流失风险低于20%的客户",
        "2025年12月销售预测",
        "去年12月销售预测",
        "哪些大客户健康度低",
        "上个月客户健康度",
        "打印机的健康度",
        "先催谁的打印机款",
        "上个月先催谁",
        "先催谁，超过10万的",
        "去年能完成目标吗",
        "下个月能完成目标吗",
        "按产品看本月能完成目标吗",
        "本月回款能完成吗",
        "上个月该续签的合同",
        "last month's champions",
    ],
)
def test_what_such_an_answer_would_leave_out_is_not_understood(
    asking: Asking, question: str
) -> None:
    assert isinstance(asking.outcome(question), NotUnderstood)


def test_the_health_of_one_is_its_parts_with_what_is_normal(asking: Asking) -> None:
    reply = asking.reply("青禾电子健康度")
    (score,), points = _column(reply, "health"), _column(reply, "points", 1)
    weights = _column(reply, "weight", 1)
    mean = sum(float(str(p)) * float(str(w)) for p, w in zip(points, weights, strict=True))
    assert float(str(score)) == pytest.approx(mean, abs=0.6)
    assert {"seen", "normal_for_them"} <= {column.name for column in reply.results[1].columns}
    assert "没有数据" in reply.text or len(points) == 7


def test_why_the_second_is_unhealthy_is_told_by_its_parts(asking: Asking) -> None:
    listed, why = asking.talk("哪些客户健康度低", "第二个为什么")
    assert why.results[0].rows[0][0] == listed.results[0].rows[1][0]
    assert len(why.results[1].rows) >= 3


def test_segments_hold_each_customer_once(asking: Asking) -> None:
    whole = asking.reply("客户RFM分层")
    champions = asking.reply("which customers are champions")
    counted = sum(int(str(n)) for n in _column(whole, "customers_in"))
    assert 0 < int(str(champions.results[2].rows[0][0])) < counted <= 300
    assert all(int(str(score)) >= 4 for score in _column(champions, "recency_score"))


def test_whom_to_chase_is_ranked_by_amount_and_days_beyond_the_habit(asking: Asking) -> None:
    reply = asking.reply("先催谁")
    ranked = [
        int(str(weight))
        for weight, currency in zip(
            _column(reply, "amount_days"), _column(reply, "currency"), strict=True
        )
        if currency == "CNY"
    ]
    assert ranked == sorted(ranked, reverse=True)
    why = asking.follow("先催谁", "第一个为什么")
    assert str(reply.results[0].rows[0][0]) in why.text
    assert "习惯取自" in why.text


def test_contracts_to_renew_end_in_the_time_asked_for(asking: Asking) -> None:
    reply = asking.reply("下个月要续签的合同")
    assert all(str(day).startswith("2026-12") for day in _column(reply, "end_date"))
    why = asking.follow("下个月要续签的合同", "为什么")
    assert "以前签过" in why.text


def test_nothing_is_offered_to_change_as_nothing_goes_on_from_it(asking: Asking) -> None:
    for question in ("本月能完成目标吗", "下个月销售预测", "哪些合同该续签"):
        assert all(not chip.choices for chip in asking.reply(question).reading)


def test_the_pace_is_held_against_last_year_and_the_forecast(asking: Asking) -> None:
    reply = asking.reply("will we hit the target this month")
    low, value, high = (
        float(str(_column(reply, name)[0])) for name in ("from_amount", "likely_end", "to_amount")
    )
    assert low < value < high
    (target,), (done,) = _column(reply, "target_period"), _column(reply, "done_so_far")
    (days,), (needed,) = _column(reply, "working_days_left"), _column(reply, "needed_per_day")
    assert float(str(needed)) * int(str(days)) == pytest.approx(
        float(str(target)) - float(str(done)), rel=0.001
    )


def test_today_tells_what_the_other_answers_tell(asking: Asking) -> None:
    today = asking.reply("今天有什么要我处理的")
    waiting = dict(zip(_column(today, "matter"), _column(today, "waiting"), strict=True))
    assert waiting["可能流失的客户"] == asking.reply("哪些客户可能流失").results[0].row_count
    assert waiting["该催的款"] == asking.reply("先催谁").results[1].rows[0][0]
    english = asking.reply("anything for me today")
    assert english.status == "answered"
    for choice in (*today.suggestions, *english.suggestions):
        assert asking.reply(choice.value).status == "answered"


def test_a_rep_is_told_of_the_own_customers_alone(desk: Desk, desk_engine: Engine) -> None:
    rep = asker(desk, desk_engine, "rep")
    own = sa.select(customers.c.name).where(customers.c.owner_id == rep.user_id)
    with desk_engine.connect() as connection:
        theirs = set(connection.execute(own).scalars())
    for question in ("哪些客户健康度低", "哪些是沉睡客户", "先催谁", "哪些合同该续签"):
        reply = said(desk, question, caller=rep)
        assert {str(name) for name in _column(reply, "customer")} <= theirs


def test_somebody_elses_customer_is_answered_like_none(desk: Desk, desk_engine: Engine) -> None:
    rep = asker(desk, desk_engine, "rep")
    others = sa.select(customers.c.name).where(customers.c.owner_id != rep.user_id).limit(1)
    with desk_engine.connect() as connection:
        name = connection.execute(others).scalar_one()
    reply = said(desk, f"{name}健康度", caller=rep)
    assert (reply.status, reply.results) == ("not_understood", ())


EVERYTHING = (
    "哪些客户健康度低",
    "客户RFM分层",
    "which customers are champions",
    "先催谁",
    "哪些合同该续签",
    "本月能完成目标吗",
    "谁本月完不成",
    "今天有什么要我处理的",
)


def test_an_empty_company_has_honest_answers(sqlite_engine: Engine) -> None:
    asking = opened(sqlite_engine)
    with asking.connection:
        replies = [asking.reply(question) for question in EVERYTHING]
    for reply in replies:
        assert reply.status == "answered"
        assert any(word in reply.text for word in ("数据不够", "没有", "enough data"))
        assert not reply.results[0].rows


@pytest.mark.parametrize("amount", ["100", "0", "-100"])
def test_one_order_is_no_ground_for_a_judgement(sqlite_engine: Engine, amount: str) -> None:
    with sqlite_engine.begin() as connection:
        fill(connection, [("Acorn", TODAY, amount, "EUR", "completed")])
    asking = opened(sqlite_engine)
    with asking.connection:
        replies = [asking.reply(question) for question in EVERYTHING]
        health = asking.reply("Acorn健康度")
    assert {reply.status for reply in replies} == {"answered"}
    assert all(not reply.results[0].rows for reply in replies)
    assert "数据不够" in health.text
    assert all(row[1] is None for row in health.results[0].rows)


def test_amounts_of_several_currencies_stand_apart(sqlite_engine: Engine) -> None:
    day = TODAY - timedelta(days=60)
    placed = [
        (f"A{number}", day, "100", code, "completed")
        for code in ("CNY", "USD")
        for number in range(3)
    ]
    with sqlite_engine.begin() as connection:
        fill(connection, placed)
        connection.execute(orders.update().values(due_date=TODAY - timedelta(days=30)))
        month = {"user_id": "U1", "month": "2026-11", "amount": Decimal(1000)}
        connection.execute(targets.insert(), month)
    asking = opened(sqlite_engine)
    with asking.connection:
        owed = asking.reply("先催谁")
        pace = asking.reply("本月能完成目标吗")
    assert sorted(str(code) for code in _column(owed, "currency")) == ["CNY"] * 3 + ["USD"] * 3
    assert _column(pace, "done_so_far") == [0]
    assert "没法预计" in pace.text


def test_warranties_end_where_products_have_months(sqlite_engine: Engine) -> None:
    with sqlite_engine.begin() as connection:
        fill(connection, [("Acorn", TODAY - timedelta(days=340), "100", "CNY", "completed")])
        connection.execute(products.update().values(custom={"保修月数": 12}))
        assert connection.execute(sa.select(contracts)).all() == []
    asking = opened(sqlite_engine)
    with asking.connection:
        reply = asking.reply("快过保的有哪些")
    assert _column(reply, "order_id", 2) == ["SO000"]
    assert "保修到期" in reply.text
