"""What colleagues say around a question, or say at length: read as the plain question."""

import pytest

from assistant.brains.rules.outcome import NotUnderstood
from tests.unit.assistant.asking import Asking


@pytest.mark.parametrize(
    ("question", "plain"),
    [
        ("今年前十大客户列一下", "今年前十大客户"),
        ("列出今年前十大客户", "今年前十大客户"),
        ("今年前五大产品列一下", "今年前五大产品"),
        ("未来30天到期的合同列一下，金额也带上", "未来30天到期的合同"),
        ("逾期没收回来的款总共有多少", "逾期总共有多少"),
        ("A级客户各个区域怎么分布的", "A级客户各个区域分布"),
        ("恒力机电最近三单，明天要去拜访", "恒力机电最近三单"),
        ("十月比九月掉了不少吧，为啥啊", "十月比九月下降，为什么"),
        ("contracts up for renewal in the next 60 days", "contracts expiring in the next 60 days"),
        ("what's falling due next week", "orders due next week"),
        ("deals that slipped past their close date", "deals past their close date"),
        ("aging of receivables, 0-30, 31-60, 61-90 and 90+ days", "aging of receivables"),
    ],
)
def test_it_is_read_as_the_plain_question(asking: Asking, question: str, plain: str) -> None:
    assert asking.frame(question) == asking.frame(plain)


@pytest.mark.parametrize("question", ["M40 laser sales this year", "T30 label printers sales"])
def test_a_word_of_its_name_may_follow_a_product(asking: Asking, question: str) -> None:
    (only,) = (c for c in asking.frame(question).conditions if c.dimension == "product")
    assert len(only.labels) == 1


@pytest.mark.parametrize("question", ["M40 gateways sold this year", "M40 shoes this year"])
def test_a_word_of_another_product_is_not_left_out(asking: Asking, question: str) -> None:
    outcome = asking.outcome(question)
    assert not hasattr(outcome, "frame"), outcome


def test_other_steps_of_ageing_are_not_taken_for_ours(asking: Asking) -> None:
    assert isinstance(
        asking.outcome("aging of receivables, 0-45, 46-90 and 90+ days"), NotUnderstood
    )
