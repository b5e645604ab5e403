"""So long without an order: how long is asked for, and offered; the longest come first."""

import pytest

from assistant.brains.rules.outcome import Doubtful
from tests.unit.assistant.asking import Asking


@pytest.mark.parametrize(
    "question",
    ["好久没下单的客户", "很久没联系的A级客户", "customers who haven't ordered for a long time"],
)
def test_how_long_is_asked(asking: Asking, question: str) -> None:
    outcome = asking.outcome(question)
    assert isinstance(outcome, Doubtful)
    assert [option.value for option in outcome.options] in (
        ["30天", "60天", "90天"],
        ["30 days", "60 days", "90 days"],
    )


def test_the_length_that_is_chosen_is_read(asking: Asking) -> None:
    chosen = asking.talk("好久没下单的客户", "90天")[-1]
    plain = asking.reply("90天没下单的客户")
    assert chosen.status == "answered"
    assert chosen.results[0].rows == plain.results[0].rows


def test_who_has_not_ordered_for_longest_comes_first(asking: Asking) -> None:
    frame = asking.frame("最久没下单的客户")
    assert frame.entity == "customer"
    (order,) = frame.order
    assert (order.by, order.descending) == ("last_order", False)


@pytest.mark.parametrize(
    ("question", "plain"),
    [
        ("T30在哪个城市卖得最好", "T30哪个城市销售额最高"),
        ("T30平均卖多少钱一台", "T30均价多少"),
        ("上个月业绩最差的三个人", "上个月业绩最差的3个销售员"),
        ("哪些产品在上海卖得好", "上海卖得最好的产品"),
    ],
)
def test_it_is_read_as_the_plain_question(asking: Asking, question: str, plain: str) -> None:
    assert asking.frame(question) == asking.frame(plain)
