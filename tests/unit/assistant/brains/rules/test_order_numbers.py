"""An order that is asked for by its number: itself, with its lines, or that there is none."""

import pytest
import sqlalchemy as sa

from assistant.brains.rules.outcome import NotUnderstood
from crm.models import orders
from tests.unit.assistant.asking import Asking

NUMBER = "SO-2606-0012"


@pytest.mark.parametrize(
    "question",
    [
        f"{NUMBER} 什么情况",
        f"{NUMBER.lower()}发货了没",
        f"查一下订单{NUMBER}",
        f"订单{NUMBER}是谁的",
        f"单号：{NUMBER} 付款了吗",
        f"what's in order {NUMBER}",
        f"has {NUMBER} been paid yet?",
        f"show me {NUMBER}",
        NUMBER,
    ],
)
def test_an_order_is_found_by_its_number_and_shown_with_its_lines(
    asking: Asking, question: str
) -> None:
    order, lines = asking.reply(question).results
    assert [row[0] for row in order.rows] == [NUMBER]
    amount = [column.name for column in lines.columns].index("amount")
    chosen = sa.select(orders.c.amount).where(orders.c.order_id == NUMBER)
    worth = asking.connection.execute(chosen).scalar_one()
    assert sum(float(str(row[amount])) for row in lines.rows) == pytest.approx(float(worth))


def test_an_order_that_does_not_exist_is_said_to_be_none(asking: Asking) -> None:
    reply = asking.reply("查一下单号SO-2601-9999")
    assert reply.status == "not_understood"
    assert "SO-2601-9999" in reply.text


def test_a_cancelled_order_is_shown_and_owes_nothing(asking: Asking) -> None:
    chosen = sa.select(orders.c.order_id).where(orders.c.status == "cancelled").limit(1)
    order, _ = asking.reply(asking.connection.execute(chosen).scalar_one()).results
    assert "outstanding" not in [column.name for column in order.columns]
    assert order.rows[0][[column.name for column in order.columns].index("status")] == "cancelled"


@pytest.mark.parametrize(
    "question",
    [
        f"{NUMBER} 上个月",
        f"{NUMBER} 的毛利",
        f"{NUMBER} 和 SO-2606-0013",
        f"{NUMBER} 跟去年比",
        "订单12345678和别的",
    ],
)
def test_what_an_order_does_not_tell_is_not_answered(asking: Asking, question: str) -> None:
    assert isinstance(asking.outcome(question), NotUnderstood)


def test_of_another_customer_there_is_no_such_order(asking: Asking) -> None:
    assert asking.reply(f"蓝海贸易的订单{NUMBER}").status == "not_understood"


def test_nothing_goes_on_from_one_order(asking: Asking) -> None:
    assert asking.follow(NUMBER, "那上个月呢").status == "not_understood"


@pytest.mark.parametrize("question", ["5万以上的订单", "2026年订单", "top 10 orders"])
def test_a_number_that_is_no_order_number_stays_what_it_is(asking: Asking, question: str) -> None:
    assert all(c.dimension != "order_id" for c in asking.frame(question).conditions)
