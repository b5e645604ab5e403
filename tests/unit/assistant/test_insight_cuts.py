"""Limits of insights' lists: so many, above or below so much; and what goes on from an insight."""

from collections.abc import Mapping
from datetime import date, datetime, time

import pytest
from sqlalchemy.engine import Engine

from assistant.brains.rules.outcome import Understood
from assistant.conversation.reply import Reply
from assistant.desk import Desk
from crm.measures import load
from tests.unit.assistant.asking import Asking
from tests.unit.assistant.desks import said


def _rows(reply: Reply, name: str) -> list[object]:
    part = reply.results[0]
    at = [column.name for column in part.columns].index(name)
    return [row[at] for row in part.rows]


@pytest.fixture(scope="module")
def scores(desk: Desk) -> Mapping[str, int]:
    """Gives every score of the company, by customer."""
    reply = said(desk, "健康度最低的1000个客户")
    found = zip(_rows(reply, "customer"), _rows(reply, "health"), strict=True)
    scores = {str(name): int(str(score)) for name, score in found}
    assert len(scores) > 60
    return scores


@pytest.mark.parametrize(
    ("question", "low", "high"),
    [
        ("健康度低于50的客户", 0, 49),
        ("health below 50", 0, 49),
        ("健康度不超过50的客户", 0, 50),
        ("哪些客户健康分不低于80", 80, 100),
        ("customers with a health score of at least 80", 80, 100),
        ("哪些客户健康度超过90", 91, 100),
        ("健康度在40到60之间的客户", 40, 60),
        ("health between 40 and 60", 40, 60),
        ("健康度低于60分的客户", 0, 59),
        ("健康度60分以下的", 0, 59),
        ("60分以下的客户", 0, 59),
        ("不到60分的客户有哪些", 0, 59),
        ("健康分在50分到60分之间的客户", 50, 60),
        ("健康度80分以上的有几家", 80, 100),
        ("customers scoring under 60 on health", 0, 59),
    ],
)
def test_a_limit_on_a_score_is_kept_exactly(
    desk: Desk, scores: Mapping[str, int], question: str, low: int, high: int
) -> None:
    reply = said(desk, question)
    expected = sum(low <= score <= high for score in scores.values())
    assert reply.status == "answered"
    assert reply.results[0].row_count == expected
    assert all(low <= int(str(score)) <= high for score in _rows(reply, "health"))
    assert str(expected) in reply.text


@pytest.mark.parametrize(
    ("question", "many", "highest"),
    [
        ("健康度最低的5个客户", 5, False),
        ("5 least healthy customers", 5, False),
        ("最不健康的3家客户", 3, False),
        ("健康度最高的3家客户", 3, True),
        ("健康度前5名", 5, True),
        ("healthiest 3 customers", 3, True),
    ],
)
def test_so_many_are_those_of_the_end_that_is_named(
    desk: Desk, scores: Mapping[str, int], question: str, many: int, *, highest: bool
) -> None:
    reply = said(desk, question)
    expected = sorted(scores.values(), reverse=highest)[:many]
    assert [int(str(score)) for score in _rows(reply, "health")] == expected
    assert ("最高" in reply.text or "highest" in reply.text) == highest


@pytest.mark.parametrize(
    ("question", "insight", "many"),
    [
        ("前3个可能流失的客户", "leaving", 3),
        ("top 3 customers about to churn", "leaving", 3),
        ("top 5 at risk", "leaving", 5),
        ("which customers are at risk", "leaving", None),
        ("前2个沉睡客户", "segments", 2),
        ("top 3 to chase", "collect", 3),
    ],
)
def test_so_many_of_other_lists_are_understood(
    asking: Asking, question: str, insight: str, many: int | None
) -> None:
    frame = asking.frame(question)
    assert (frame.insight, frame.limit) == (insight, many)


def test_the_riskiest_come_first_where_the_highest_risk_is_asked_for(desk: Desk) -> None:
    reply = said(desk, "流失风险最高的3个客户")
    risks = [float(str(risk)) for risk in _rows(reply, "leaving_risk")]
    assert risks == sorted(risks, reverse=True)
    assert len(risks) == 3
    above = said(desk, "流失风险高于80%的客户")
    assert all(float(str(risk)) > 0.8 for risk in _rows(above, "leaving_risk"))


@pytest.mark.parametrize("question", ["12月销售预测", "forecast for December"])
def test_a_month_to_come_is_the_next_one(asking: Asking, question: str) -> None:
    period = asking.frame(question).period
    assert period is not None
    assert (period.start, period.calendar_end) == (date(2026, 12, 1), date(2026, 12, 31))


def test_a_forecast_is_split_and_narrowed_by_what_follows(desk: Desk) -> None:
    by = said(desk, "12月销售预测", "按产品")
    assert by.results[0].columns[1].name == "product"
    narrowed = said(desk, "12月销售预测", "按产品", "只看青岛")
    assert "青岛" in narrowed.text
    assert narrowed.results[0].columns[1].name == "product"
    assert "预计" not in said(desk, "12月销售预测", "今年销售额").text


def test_whether_a_past_target_was_met_is_its_attainment(asking: Asking) -> None:
    assert asking.frame("上个月完成目标了吗").measures == ("attainment",)
    outcome = asking.outcome("who will miss the target this month")
    assert isinstance(outcome, Understood)
    assert (outcome.frame.insight, outcome.frame.groups) == ("pace", ("owner",))


@pytest.mark.parametrize("question", ["new orders", "新订单有哪些", "how many new orders"])
def test_new_orders_are_new_since_some_day(desk: Desk, question: str) -> None:
    assert said(desk, question).status == "not_understood"
    timed = said(desk, "new orders this month")
    assert timed.status == "answered"


def test_new_customers_are_named_and_not_ranked(desk: Desk) -> None:
    reply = said(desk, "今年的新客户有哪些")
    assert reply.text.startswith("新客户 **")
    assert str(reply.results[0].rows[0][0]) in reply.text
    assert "最高" not in reply.text


@pytest.mark.parametrize(
    ("question", "many"),
    [
        ("先催哪3家", 3),
        ("先催哪三家", 3),
        ("最该催的5家", 5),
        ("哪3家最该催", 3),
        ("which 5 customers should i chase", 5),
        ("which three should I chase first", 3),
    ],
)
def test_so_many_are_chased_first(desk: Desk, question: str, many: int) -> None:
    whole, reply = said(desk, "先催谁"), said(desk, question)
    assert whole.results[0].row_count > 5
    assert reply.results[0].rows == whole.results[0].rows[:many]


@pytest.mark.parametrize(
    ("question", "start", "end"),
    [
        ("三个月内要续签的合同", date(2026, 11, 21), date(2027, 2, 21)),
        ("30天内要续签的合同", date(2026, 11, 21), date(2026, 12, 21)),
        ("contracts to renew within 60 days", date(2026, 11, 21), date(2027, 1, 20)),
        ("过去三个月该续签的合同", date(2026, 8, 22), date(2026, 11, 21)),
    ],
)
def test_renewals_within_some_time_lie_ahead(
    desk: Desk, question: str, start: date, end: date
) -> None:
    period = said(desk, question).results[0].period
    assert period is not None
    assert (str(period.start), str(period.end)) == (str(start), str(end))


@pytest.mark.parametrize(
    ("question", "why"),
    [
        ("12月销售预测", "为什么"),
        ("forecast for next month", "why?"),
        ("T30一般还配什么", "为什么"),
        ("健康度最低的5个客户", "为什么"),
        ("青禾电子健康度", "为什么"),
        ("今天有什么要我处理的", "为什么"),
        ("谁本月完不成", "为什么"),
        ("本月能完成目标吗", "怎么算的"),
        ("先催谁", "为什么"),
        ("哪些客户可能流失", "为什么"),
        ("客户RFM分层", "为什么"),
        ("该续签的合同", "为什么"),
    ],
)
def test_why_says_more_than_the_answer(desk: Desk, question: str, why: str) -> None:
    before, after = said(desk, question), said(desk, question, why)
    assert after.status == "answered"
    assert after.text != before.text


@pytest.mark.parametrize("why", ["第一个为什么", "the first one, why?"])
def test_one_row_of_a_split_pace_has_its_reasons(desk: Desk, why: str) -> None:
    before = said(desk, "谁本月完不成")
    reply = said(desk, "谁本月完不成", why)
    names = [column.name for column in reply.results[0].columns]
    assert reply.results[0].row_count == 1
    assert reply.results[0].rows[0][:8] == before.results[0].rows[0][:8]
    assert str(reply.results[0].rows[0][names.index("owner")]) in reply.text


def test_one_debtor_is_not_counted(desk: Desk) -> None:
    text = said(desk, "先催谁", "第二个为什么").text
    assert "加起来" in text
    assert "比平时晚的共" not in text


def test_the_running_day_is_left_and_not_over(desk_engine: Engine) -> None:
    monday = date(2026, 11, 23)
    early = datetime.combine(monday, time(6, 30))
    desk = Desk(desk_engine, catalog=load(), today=lambda: monday, now=lambda: early)
    reply = said(desk, "本月能完成目标吗")
    assert _rows(reply, "working_days_left") == [6]
    assert "含今天" in reply.text


@pytest.mark.parametrize("question", ["未来三个月销售预测", "next 3 months sales forecast"])
def test_the_next_months_are_whole_ones(desk: Desk, question: str) -> None:
    reply = said(desk, question)
    assert sorted(set(map(str, _rows(reply, "month")))) == ["2026-12", "2027-01", "2027-02"]
    assert reply.results[0].rows[0][1] == said(desk, "下个月销售预测").results[0].rows[0][1]
