"""What is left out, said behind it; and what is not left out with it."""

import pytest

from tests.unit.assistant.asking import Asking


@pytest.mark.parametrize(
    ("question", "plain"),
    [
        ("C级的剔了 今年复购率", "不含C级 今年复购率"),
        ("电话跟直销的都去掉 10月多少单", "10月多少单 不含电话跟直销"),
        ("应收多少 把青禾电子那家拿掉", "应收多少 不含青禾电子"),
        ("今年销售额 刨掉代理商渠道的", "今年不含代理商渠道的销售额"),
    ],
)
def test_it_is_read_as_if_it_stood_before(asking: Asking, question: str, plain: str) -> None:
    frame, other = asking.frame(question), asking.frame(plain)
    assert frame.measures == other.measures
    assert set(frame.conditions) == set(other.conditions)
    assert all(condition.negated for condition in frame.conditions)


@pytest.mark.parametrize(
    "question", ["上季度不算青禾电子 华东卖了多少", "上季度不含青禾电子的华东销售额"]
)
def test_a_place_behind_is_not_left_out_with_a_customer(asking: Asking, question: str) -> None:
    left_out = {c.dimension: c.negated for c in asking.frame(question).conditions}
    assert left_out == {"customer": True, "region": False}


def test_customers_who_sent_goods_back_are_no_figure(asking: Asking) -> None:
    assert not hasattr(asking.outcome("今年退过货 现在还有逾期的客户 是哪些"), "frame")


@pytest.mark.parametrize(
    ("question", "amount"),
    [("哪些产品今年销量过万", 10_000), ("今年销售额过百万的客户", 1_000_000)],
)
def test_a_round_number_that_is_passed(asking: Asking, question: str, amount: int) -> None:
    (having,) = asking.frame(question).having
    assert (having.operator, int(having.values[0])) == ("gt", amount)
