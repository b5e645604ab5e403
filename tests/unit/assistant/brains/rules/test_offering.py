"""What a question may have been is proposed, and answered only when agreed to."""

import pytest

from assistant.brains.rules.brain import understand
from assistant.brains.rules.outcome import Doubtful, NotUnderstood, Offer, Understood
from assistant.brains.rules.thread import Thread
from tests.unit.assistant.asking import Asking


def _offers(asking: Asking, question: str) -> tuple[Offer, ...]:
    outcome = asking.outcome(question)
    assert isinstance(outcome, NotUnderstood), outcome
    return outcome.offers


@pytest.mark.parametrize(
    ("question", "offered"),
    [
        ("上季度嘎嘎的销售额", "上季度的销售额"),
        ("sales groovily by region", "sales by region"),
        ("今年各区域呱呱销售额", "今年各区域销售额"),
        ("overdue snorkingly by customer", "overdue by customer"),
    ],
)
def test_without_a_strange_word_the_rest_is_offered(
    asking: Asking, question: str, offered: str
) -> None:
    (one,) = _offers(asking, question)
    assert (one.text, one.put_in) == (offered, "")
    assert one.frame == asking.frame(offered)


def test_a_name_that_is_like_the_word_is_offered_instead_of_everybody(asking: Asking) -> None:
    offers = _offers(asking, "上个月华东玲珑销售额最高的客户")
    assert [one.put_in for one in offers] == ["华东"]


def test_an_english_word_that_is_like_one_of_the_business_is_offered(asking: Asking) -> None:
    assert _offers(asking, "collectables this month")[0].text == "collected this month"


@pytest.mark.parametrize(
    "question",
    [
        "蓝天大公司上季度买了多少",  # nobody's figure is everybody's
        "今天天气怎么样",
        "毛利多少",
        "book me a flight to Berlin",
        "销售额最高的不是谁",  # its words are known, and hang together in no known way
    ],
)
def test_nothing_is_offered_where_little_would_be_left(asking: Asking, question: str) -> None:
    outcome = asking.outcome(question)
    assert not (isinstance(outcome, NotUnderstood) and outcome.offers)


@pytest.mark.parametrize("agreed", ["对", "是的。", "yes", "ok", "第一个", "1"])
def test_what_was_offered_is_asked_when_agreed_to(asking: Asking, agreed: str) -> None:
    missed = understand("上季度嘎嘎的销售额", Thread(), asking.around.sources)
    then = understand(agreed, missed.thread, asking.around.sources)
    assert isinstance(then.outcome, Understood)
    assert then.outcome.frame == asking.frame("上季度的销售额")
    assert not then.thread.proposed


def test_of_several_one_must_be_chosen(asking: Asking) -> None:
    missed = understand("collectables this month", Thread(), asking.around.sources)
    assert len(missed.thread.proposed) == 2
    assert not isinstance(
        understand("yes", missed.thread, asking.around.sources).outcome, Understood
    )
    second = understand("the second one", missed.thread, asking.around.sources)
    assert second.text == missed.thread.proposed[1]


def test_an_offer_is_for_the_next_turn_alone(asking: Asking) -> None:
    thread = understand("上季度嘎嘎的销售额", Thread(), asking.around.sources).thread
    thread = understand("谢谢", thread, asking.around.sources).thread
    assert not thread.proposed


def test_the_reply_says_how_it_would_be_read_and_can_be_tapped(asking: Asking) -> None:
    reply = asking.reply("上季度嘎嘎的销售额")
    assert reply.status == "not_understood"
    assert "不看「嘎嘎」，就是查：销售额 · " in reply.text
    assert [one.value for one in reply.suggestions] == ["上季度的销售额"]


@pytest.mark.parametrize(
    ("question", "said", "meant"),
    [
        ("过去三个季度销售额", "第一个", "2026-01-01到2026-09-30销售额"),
        (
            "sales by region in the last 3 quarters",
            "the second",
            "sales by region 2026-02-22到2026-11-21",
        ),
        ("7月以后没下单的客户", "1", "2026-07-01到2026-11-21没下单的客户"),
        ("三个月前的订单", "2026-08-21", "2026-08-21的订单"),
    ],
)
def test_a_time_with_two_readings_is_asked_back_about(
    asking: Asking, question: str, said: str, meant: str
) -> None:
    first = understand(question, Thread(), asking.around.sources)
    assert isinstance(first.outcome, Doubtful)
    assert len(first.outcome.options) == 2
    then = understand(said, first.thread, asking.around.sources)
    assert isinstance(then.outcome, Understood)
    assert then.outcome.frame == asking.frame(meant)


@pytest.mark.parametrize("question", ["2月30日的销售额", "年中的天气", "过去三个季度嘎嘎的呱呱"])
def test_a_time_is_not_asked_back_about_where_nothing_can_be_answered(
    asking: Asking, question: str
) -> None:
    assert isinstance(asking.outcome(question), NotUnderstood)
