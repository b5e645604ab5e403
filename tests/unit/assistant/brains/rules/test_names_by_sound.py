"""Names and words that recognition or typing got wrong, in whole questions."""

import pytest

from assistant.brains.rules.brain import understand
from assistant.brains.rules.outcome import Doubtful, NotUnderstood, Understood
from assistant.brains.rules.thread import Thread
from tests.unit.assistant.asking import Asking


def _customers(outcome: object) -> list[str]:
    assert isinstance(outcome, Understood), outcome
    return [label for condition in outcome.frame.conditions for label in condition.labels]


@pytest.mark.parametrize(
    ("question", "as_if"),
    [
        ("南海贸易上个月买了多少", "蓝海贸易上个月买了多少"),
        ("红立机电今年的订单数", "恒力机电今年的订单数"),
        ("青和电子上季度退货", "青禾电子上季度退货"),
        ("上季度云领包装和岚山贸易的销售额", "上季度云岭包装和岚山贸易的销售额"),
        ("今年除南海贸易外的销售额", "今年除蓝海贸易外的销售额"),
        ("northgte foods sales last quarter", "northgate foods sales last quarter"),
        ("how many units of em forty pro this year", "how many units of M40 Pro this year"),
        ("T三十今年卖了多少台", "T30今年卖了多少台"),
        ("P幺二上个月销量", "P12上个月销量"),
    ],
)
def test_a_name_that_fits_one_is_used_and_said(asking: Asking, question: str, as_if: str) -> None:
    found, meant = asking.outcome(question), asking.outcome(as_if)
    assert isinstance(found, Understood), found
    assert isinstance(meant, Understood)
    assert found.frame == meant.frame
    assert len(found.matched) == 1
    assert not meant.matched


def test_the_answer_names_what_was_taken_for_the_name(asking: Asking) -> None:
    reply = asking.reply("南海贸易上个月买了多少")
    (notice,) = (notice for notice in reply.notices if notice.kind == "matched")
    assert "南海贸易" in notice.text
    assert "宁波蓝海贸易有限公司" in notice.text
    assert reply.confidence is None or reply.confidence < 1


def test_names_that_sound_the_same_are_asked_about_and_the_choice_is_kept(asking: Asking) -> None:
    sources = asking.around.sources
    reading = understand("锐锋今年买了多少", Thread(), sources)
    assert isinstance(reading.outcome, Doubtful)
    assert {option.value for option in reading.outcome.options} == {
        "瑞丰食品(青岛)有限公司",
        "深圳睿峰自动化有限公司",
    }
    chosen = understand("深圳睿峰自动化有限公司", reading.thread, sources)
    assert _customers(chosen.outcome) == ["深圳睿峰自动化有限公司"]
    again = understand("锐锋上个月的订单数", chosen.thread, sources)
    assert _customers(again.outcome) == ["深圳睿峰自动化有限公司"]


def test_of_names_that_sound_the_same_the_one_talked_about_is_meant(asking: Asking) -> None:
    sources = asking.around.sources
    before = understand("瑞丰食品今年买了多少", Thread(), sources)
    reading = understand("锐锋上个月的订单数", before.thread, sources)
    assert _customers(reading.outcome) == ["瑞丰食品(青岛)有限公司"]


def test_what_is_hardly_like_a_name_is_asked_with_one_choice(asking: Asking) -> None:
    reply = asking.reply("THD orders this year")
    assert reply.status == "clarify"
    assert [choice.label for choice in reply.choices] == ["Target Hill Dairy Ltd"]
    assert "1 names" not in reply.text


@pytest.mark.parametrize(
    "question",
    [
        *("今年毛利多少", "利润率", "上月打卡次数", "今年蓝天贸易的销售额", "profit this year"),
        *("margin last month", "ROI this year", "M41 units this year", "T3O units this year"),
        *("今年贸易的毛利", "海量南海贸易上个月买了多少", "price range this year"),
    ],
)
def test_an_unknown_word_is_no_name(asking: Asking, question: str) -> None:
    assert isinstance(asking.outcome(question), NotUnderstood)


@pytest.mark.parametrize(
    ("heard", "said"),
    [
        ("蓝海贸易还借我们多少钱", "蓝海贸易还欠我们多少钱"),
        ("南海贸易还借我们多少钱", "南海贸易还欠我们多少钱"),
        ("show me the overdo orders", "show me the overdue orders"),
        ("Overdo amount", "overdue amount"),
        ("上个月回宽", "上个月回款"),
    ],
)
def test_a_word_that_recognition_got_wrong_is_read_as_it_was_said(
    asking: Asking, heard: str, said: str
) -> None:
    assert asking.frame(heard) == asking.frame(said)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("toal slaes last month", "total sales last month"),
        ("average oder value this year", "average order value this year"),
        ("上个月会款多少", "上个月回款多少"),
    ],
)
def test_a_letter_left_out_is_put_in(asking: Asking, typed: str, meant: str) -> None:
    assert asking.frame(typed) == asking.frame(meant)


def test_a_plain_word_is_no_slip_of_another(asking: Asking) -> None:
    assert isinstance(asking.outcome("what did the three spend together"), NotUnderstood)


def test_a_slip_that_is_a_word_here_is_left_alone(asking: Asking) -> None:
    assert isinstance(asking.outcome("借款还借多少"), NotUnderstood)
