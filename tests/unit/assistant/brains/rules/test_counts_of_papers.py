"""How many papers there are is no number of orders or goods; who has most customers, no sales."""

import pytest

from tests.unit.assistant.asking import Asking


@pytest.mark.parametrize(
    ("question", "measure"),
    [
        ("今年签了几份合同", "contracts"),
        ("今年签了多少份合同", "contracts"),
        ("今年有几笔回款", "payment_count"),
        ("这个月有几笔付款", "payment_count"),
        ("今年有几笔订单", "orders"),
        ("今年打印机卖了几条", "units"),
    ],
)
def test_what_is_counted(asking: Asking, question: str, measure: str) -> None:
    assert asking.frame(question).measures == (measure,)


@pytest.mark.parametrize(
    "question",
    [
        "谁手上的客户最多",
        "谁的客户最多",
        "谁负责的客户最多",
        "哪个销售客户最多",
        "每个销售负责几个客户",
    ],
)
def test_customers_are_counted_by_rep(asking: Asking, question: str) -> None:
    frame = asking.frame(question)
    assert (frame.measures, frame.groups) == (("customers",), ("owner",))


def test_a_measure_of_their_customers_is_no_count(asking: Asking) -> None:
    assert asking.frame("谁的客户逾期最多").measures == ("overdue",)
    assert asking.frame("谁的客户逾期最多").groups == ("owner",)


@pytest.mark.parametrize(
    ("question", "levels"), [("B级以上的客户", ("A", "B")), ("C级及以上客户", ("A", "B", "C"))]
)
def test_a_level_and_those_above_it(asking: Asking, question: str, levels: tuple[str, ...]) -> None:
    (level,) = asking.frame(question).conditions
    assert level.labels == levels


@pytest.mark.parametrize(
    ("question", "plain"),
    [
        ("上海A级客户今年销售额前三", "上海A级今年销售额前三的客户"),
        ("没完成目标的有几个人", "哪些销售没完成目标"),
        ("完成率超过100%的有谁", "完成率超过100%的销售"),
        ("商机金额前五", "金额最大的5个商机"),
    ],
)
def test_it_is_read_as_the_plain_question(asking: Asking, question: str, plain: str) -> None:
    assert asking.frame(question) == asking.frame(plain)
