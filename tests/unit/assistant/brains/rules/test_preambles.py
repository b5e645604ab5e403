"""What people remark before they ask, and two questions in one breath."""

import pytest

from assistant.brains.rules.outcome import NotUnderstood, Understood
from tests.unit.assistant.asking import Asking


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("我记得去年做得不错，你查查今年一共做了多少", "今年一共做了多少"),
        ("最近投诉好像比较多，是不是我的错觉，你把今年每个月的投诉数列一下", "今年每个月的投诉数"),
        ("恒力老说我们贵，他们家M40均价多少啊", "恒力M40均价多少"),
        ("恒力又投诉了😓 他们家今年投诉几次", "恒力今年投诉几次"),
        (
            "I think Northgate is complaining again, how much do they owe",
            "how much does Northgate owe",
        ),
        ("全公司上周每天卖了多少，我看看有没有哪天特别高", "全公司上周每天卖了多少"),
    ],
)
def test_a_remark_says_at_most_whom_it_is_about(asking: Asking, said: str, meant: str) -> None:
    assert asking.frame(said) == asking.frame(meant)


def test_a_remark_with_a_number_may_be_a_condition(asking: Asking) -> None:
    assert isinstance(asking.outcome("我记得超过5万的才算，今年订单数多少"), NotUnderstood)


@pytest.mark.parametrize(
    ("said", "measures"),
    [
        ("我们还有多少钱没收回来，其中逾期的又有多少", ("outstanding", "overdue")),
        ("上个月的目标是多少？完成了多少？", ("target", "sales")),
    ],
)
def test_two_figures_of_the_same_are_one_answer(
    asking: Asking, said: str, measures: tuple[str, ...]
) -> None:
    assert asking.frame(said).measures == measures


def test_of_two_other_questions_the_second_is_left_to_be_asked(asking: Asking) -> None:
    reply = asking.reply("这个月卖了多少？上个月呢？")
    assert reply.text == asking.reply("这个月卖了多少").text
    assert next(notice.kind for notice in reply.notices) == "then"
    assert reply.suggestions[0].value == "上个月呢？"


def test_one_question_with_a_mark_in_it_stays_one(asking: Asking) -> None:
    outcome = asking.outcome("上个月卖了多少？M40")
    assert isinstance(outcome, Understood)
    assert (outcome.then, [c.dimension for c in outcome.frame.conditions]) == ("", ["product"])
