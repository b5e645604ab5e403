"""Answers put together from several queries: a customer's profile, and why a figure changed."""

from decimal import Decimal

import pytest

from assistant.brains.rules.outcome import Doubtful, NotUnderstood, Understood
from tests.unit.assistant.asking import Asking

CUSTOMER = "青禾电子(苏州)有限公司"


@pytest.mark.parametrize(
    "question",
    [
        "介绍一下青禾电子",
        "青禾电子怎么样",
        "青禾电子的客户画像",
        "tell me about 青禾电子",
        "青禾电子 360",
    ],
)
def test_a_profile_has_the_figures_and_rows_of_one_customer(asking: Asking, question: str) -> None:
    reply = asking.reply(question)
    assert reply.status == "answered"
    figures, card, orders, _, deals = reply.results
    assert [column.name for column in figures.columns if column.role == "measure"][:3] == [
        "sales",
        "orders",
        "average_order",
    ]
    assert card.row_count == 1
    assert card.rows[0][0] == CUSTOMER
    assert len(orders.rows) == 5
    assert orders.row_count == figures.rows[0][1]
    assert all(row[1] == CUSTOMER for row in deals.rows)


@pytest.mark.parametrize("question", ["介绍一下T30", "青禾电子和华东的概况", "介绍一下销售额"])
def test_a_profile_is_of_one_customer_alone(asking: Asking, question: str) -> None:
    assert isinstance(asking.outcome(question), NotUnderstood | Doubtful)


def test_why_names_who_and_what_makes_up_most_of_the_change(asking: Asking) -> None:
    reply = asking.reply("为什么上个月销售额降了")
    whole, *parts = reply.results
    assert [part.columns[0].name for part in parts] == ["customer", "product", "region", "owner"]
    change = [column.role for column in whole.columns].index("change")
    fell = Decimal(str(whole.rows[0][change]))
    assert fell < 0
    for part in parts:
        at = [column.role for column in part.columns].index("change")
        changes = [Decimal(str(row[at])) for row in part.rows]
        assert changes == sorted(changes)
        assert str(part.rows[0][0]) in reply.text
    regions = parts[2]
    at = [column.role for column in regions.columns].index("change")
    assert sum(Decimal(str(row[at])) for row in regions.rows[:3]) < 0


@pytest.mark.parametrize(
    ("question", "against"),
    [
        ("为什么上个月销售额降了", "previous"),
        ("why did sales drop in Q3", "previous"),
        ("为什么今年销售额增长了", "year"),
        ("今年华东销售额下降的原因", "year"),
        ("为什么上季度销售额同比增长", "year"),
    ],
)
def test_a_change_is_on_the_period_before_unless_another_is_named(
    asking: Asking, question: str, against: str
) -> None:
    outcome = asking.outcome(question)
    assert isinstance(outcome, Understood)
    assert (outcome.frame.view, outcome.frame.against) == ("why", against)


def test_a_rate_is_not_taken_apart(asking: Asking) -> None:
    reply = asking.reply("why did the return rate go up last month")
    assert len(reply.results) == 1
    assert "cannot be taken apart" in reply.text


@pytest.mark.parametrize("question", ["为什么", "为什么销售额这样", "why do customers leave"])
def test_why_without_a_figure_and_a_period_is_not_answered(asking: Asking, question: str) -> None:
    assert isinstance(asking.outcome(question), NotUnderstood | Doubtful)
