"""Customers of whom two things are said, one as a figure and one as what they did not do."""

import pytest

from assistant.brains.rules.outcome import NotUnderstood
from tests.demo import TODAY
from tests.unit.assistant.asking import Asking


@pytest.mark.parametrize(
    "question",
    [
        "欠款超过10万且三个月没下单的客户",
        "三个月没下单但还欠款超过10万的客户",
        "哪些客户三个月没下单而且欠款超过10万",
        "customers who owe more than 100k and haven't ordered in 3 months",
        "customers with no orders in 3 months and who owe more than 100k",
    ],
)
def test_an_amount_and_a_gap_hold_together(asking: Asking, question: str) -> None:
    frame = asking.frame(question)
    assert (frame.measures, frame.groups) == (("outstanding",), ("customer",))
    (having,) = frame.having
    assert (having.operator, int(having.values[0])) == ("gt", 100_000)
    assert [one.fact.holds for one in frame.happenings] == [True, False]


def test_two_amounts_of_one_time_hold_together(asking: Asking) -> None:
    frame = asking.frame("今年下单5次以上且销售额超过10万的客户")
    assert [one.measure for one in frame.having] == ["orders", "sales"]
    assert frame.period is not None
    assert frame.period.start.isoformat() == "2026-01-01"


def test_the_time_of_an_amount_is_not_that_of_the_gap(asking: Asking) -> None:
    frame = asking.frame("去年买了20万以上今年没下单的客户")
    assert frame.period is not None
    assert frame.period.start.year == 2025
    (gap,) = frame.happenings
    assert gap.fact.period is not None
    assert gap.fact.period.start.year == 2026


@pytest.mark.parametrize(
    "question",
    [
        "欠款超过10万且今年销售额低于5万的客户",  # what is owed stands, and has no year
        "去年销售额超过10万且今年销售额低于5万的客户",  # two times of one figure
        "今年买过打印机且今年没买打印机的客户",
    ],
)
def test_what_no_question_holds_is_not_put_together(asking: Asking, question: str) -> None:
    assert isinstance(asking.outcome(question), NotUnderstood)


def test_none_of_several_years_is_lost(asking: Asking) -> None:
    frame = asking.frame("前年买过但去年和今年都没买的客户")
    told = [(f.fact.period and f.fact.period.start.year, f.fact.holds) for f in frame.happenings]
    assert told == [(2024, True), (2025, False), (2026, False)]


@pytest.mark.parametrize("question", ["买过打印机而且级别是A的客户", "买过打印机并且级别为A的客户"])
def test_a_level_behind_is_kept(asking: Asking, question: str) -> None:
    assert "level" in {condition.dimension for condition in asking.frame(question).conditions}


@pytest.mark.parametrize(
    ("question", "groups"),
    [
        ("上海和北京比去年多多少", ("city",)),
        ("上海、北京比上个月怎么样", ("city",)),
        ("how do Shanghai and Beijing compare with last month", ("city",)),
        ("上海比去年多多少", ()),
    ],
)
def test_two_names_are_set_against_an_earlier_time(
    asking: Asking, question: str, groups: tuple[str, ...]
) -> None:
    frame = asking.frame(question)
    assert (frame.measures, frame.groups, frame.against) == (("sales",), groups, "named")
    assert frame.period is not None
    assert frame.period.end == TODAY


@pytest.mark.parametrize(
    "question",
    [
        "上海今年的订单数比北京多多少",
        "上海今年的订单数比北京多几单",
        "上海今年的订单数是北京的几倍",
    ],
)
def test_a_name_behind_than_is_the_other_one(asking: Asking, question: str) -> None:
    frame = asking.frame(question)
    assert frame.apart
    assert frame.compare is None
    assert (frame.measures, frame.groups) == (("orders",), ("city",))


@pytest.mark.parametrize(
    ("question", "measure"),
    [
        ("今年平均每个客户买了多少钱", "sales_per_customer"),
        ("每个客户今年平均下几单", "orders_per_customer"),
        ("今年平均每个销售卖了多少", "sales_per_rep"),
        ("每个业务员今年平均签了几单", "orders_per_rep"),
        ("average sales per rep this year", "sales_per_rep"),
        ("average orders per customer this year", "orders_per_customer"),
    ],
)
def test_what_it_comes_to_for_each(asking: Asking, question: str, measure: str) -> None:
    assert asking.frame(question).measures == (measure,)
