"""From which place to which of a ranking, exactly so many orders, and down by a half."""

from decimal import Decimal

import pytest

from assistant.brains.rules.outcome import NotUnderstood
from crm.query.spec import Having
from tests.unit.assistant.asking import Asking


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [
        ("客户排名第5到第10", 5, 10),
        ("销售额第二到第四的产品", 2, 4),
        ("今年销售额第3到6名的客户", 3, 6),
        ("第3名到第6名客户", 3, 6),
        ("customers ranked 11 to 20", 11, 20),
        ("5th to 10th customers by sales", 5, 10),
        ("the 3rd to 5th biggest customers this year", 3, 5),
    ],
)
def test_places_of_a_ranking(asking: Asking, question: str, first: int, last: int) -> None:
    frame = asking.frame(question)
    assert (frame.offset + 1, frame.offset + (frame.limit or 0)) == (first, last)


def test_the_reading_says_which_places(asking: Asking) -> None:
    shown = [chip.value for chip in asking.reply("今年销售额第3到6名的客户").reading]
    assert "从高到低，第 3–6 名" in shown
    third, several = map(asking.reply, ("今年销售额第三的客户", "今年销售额第3到6名的客户"))
    assert several.results[0].rows[0] == third.results[0].rows[0]


@pytest.mark.parametrize("question", ["前5到10名客户", "top 5 to 10 customers", "第五到第三的客户"])
def test_what_may_be_a_number_of_rows_or_places_is_not_answered(
    asking: Asking, question: str
) -> None:
    assert isinstance(asking.outcome(question), NotUnderstood)


@pytest.mark.parametrize(
    ("question", "operator", "number"),
    [
        ("今年只下过一单的客户", "between", 1),
        ("有哪些客户只买过一次", "between", 1),
        ("今年只下过一单的客户有几个", "between", 1),
        ("今年订单数正好2单的客户", "between", 2),
        ("今年订单数超过5单的客户有几个", "gt", 5),  # and not orders of more than five yuan
        ("今年订单数不到3单的客户有几个", "lt", 3),
        ("有几个客户今年订单数超过5单", "gt", 5),
        ("今年订单数超过5单的A级客户", "gt", 5),
        ("how many customers have more than 5 orders this year", "gt", 5),
        ("how many customers ordered more than 5 times this year", "gt", 5),
        ("how many of our A customers have over 3 orders this quarter", "gt", 3),
        ("number of customers with exactly 1 order this year", "between", 1),
    ],
)
def test_a_number_of_orders_is_a_condition_on_customers(
    asking: Asking, question: str, operator: str, number: int
) -> None:
    frame = asking.frame(question)
    assert frame.groups == ("customer",)
    (found,) = frame.having
    assert (found.measure, found.operator) == ("orders", operator)
    assert set(found.values) == {Decimal(number)}


@pytest.mark.parametrize("question", ["今年超过5万的订单有几个", "今年有多少订单超过5万"])
def test_an_amount_is_still_that_of_an_order(asking: Asking, question: str) -> None:
    frame = asking.frame(question)
    assert not frame.having
    assert [c.dimension for c in frame.conditions] == ["order_amount"]


@pytest.mark.parametrize(
    "question",
    ["今年买得比去年少一半以上的客户", "今年掉了一半以上的客户", "今年比去年少50%以上的客户"],
)
def test_down_by_a_half_or_more(asking: Asking, question: str) -> None:
    assert Having("change_rate", "le", (Decimal("-0.5"),)) in asking.frame(question).having


@pytest.mark.parametrize("question", ["今年跌得最厉害的客户", "今年降得最狠的客户"])
def test_which_fell_most(asking: Asking, question: str) -> None:
    assert asking.frame(question) == asking.frame("今年下降最多的客户")


@pytest.mark.parametrize(
    "question",
    [
        "how many reps have more than 20 orders this month",  # not orders of more than twenty yuan
        "去年一单都没超过1万的客户",  # each of their orders, and not all of them together
    ],
)
def test_a_bound_of_something_else_is_not_answered(asking: Asking, question: str) -> None:
    assert isinstance(asking.outcome(question), NotUnderstood)


@pytest.mark.parametrize(
    ("question", "operator"),
    [
        ("上月有没有超过20万的单", "gt"),
        ("有没超过20万的单", "gt"),
        ("没有超过20万的单有哪些", "le"),
        ("今年没超过5万的订单", "le"),
        ("今年不到5万的订单", "lt"),
    ],
)
def test_whether_there_are_any_above_is_not_those_below(
    asking: Asking, question: str, operator: str
) -> None:
    (found,) = asking.frame(question).conditions
    assert (found.dimension, found.filter.operator) == ("amount", operator)
