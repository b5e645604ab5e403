"""What people say next after a list or a split, in the fewest words."""

import pytest

from tests.unit.assistant.asking import Asking


@pytest.mark.parametrize(
    "turns",
    [
        ("上海的订单", "还没付的"),
        ("上海的订单", "只看没收款的"),
        ("上海的订单", "未付款的有几单"),
    ],
)
def test_the_unpaid_ones_are_of_the_orders_listed(asking: Asking, turns: tuple[str, ...]) -> None:
    values = [part.value for part in asking.talk(*turns)[-1].reading]
    assert "城市 上海" in values
    assert "未付 > 0" in values


@pytest.mark.parametrize(
    "turns",
    [
        ("今年的订单", "金额大于5万的"),
        ("今年的订单", "金额超过5万的"),
        ("今年的订单", "只看金额高于5万的"),
    ],
)
def test_an_amount_of_the_orders_listed(asking: Asking, turns: tuple[str, ...]) -> None:
    values = [part.value for part in asking.talk(*turns)[-1].reading]
    assert "金额 > 50,000" in values
    assert any(value.startswith("今年至今") for value in values)


def test_what_they_owe_is_not_of_the_listed_orders_alone(asking: Asking) -> None:
    values = [part.value for part in asking.talk("青禾电子今年的订单", "他们欠多少")[-1].reading]
    assert "全部数据" in values
    assert any("青禾电子" in value for value in values)


def test_what_is_owed_together_is_of_those_just_named(asking: Asking) -> None:
    listed, together = asking.talk("上海逾期客户有哪些", "一共欠多少")
    (customers,) = (p.value for p in together.reading if p.value.startswith("客户 "))
    rows = listed.results[0].rows
    assert len(rows) > 1
    assert all(str(row[0]) in customers for row in rows)


@pytest.mark.parametrize(
    "turns", [("今年各区域销售额", "总共"), ("sales by region this year", "total")]
)
def test_a_total_is_of_the_rows_just_shown(asking: Asking, turns: tuple[str, ...]) -> None:
    replies = asking.talk(*turns)
    assert [reply.status for reply in replies] == ["answered", "answered"]


def test_each_of_the_reps(asking: Asking) -> None:
    frame = asking.frame("今年各销售业绩")
    assert (frame.measures, frame.groups) == (("sales",), ("owner",))
