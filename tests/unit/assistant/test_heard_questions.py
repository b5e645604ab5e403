"""Spoken questions: two names that sound alike are asked about, and never guessed between."""

import pytest
from sqlalchemy.engine import Engine

from assistant.conversation.question import Question
from assistant.conversation.reply import Reply
from assistant.desk import Desk
from crm.access import Caller
from tests.unit.assistant.desks import asker

BOTH = ["瑞丰食品(青岛)有限公司", "深圳睿峰自动化有限公司"]


def _heard(desk: Desk, text: str, before: Reply | None = None, who: Caller | None = None) -> Reply:
    conversation = before.conversation_id if before is not None else None
    return desk.ask(who or desk.caller(None), Question(text, conversation, heard=True))


@pytest.mark.parametrize(
    "text",
    [
        "瑞丰今年的销售额",
        "瑞丰还欠多少",
        "瑞丰最近十笔订单",
        "瑞丰今年买了打印机没有",
        "瑞丰有没有异常订单",
        "瑞丰的联系人",
        "除了瑞丰的今年销售额",
        "瑞丰和蓝海今年销售额对比",
        "给瑞丰写一条催款消息",
        "拜访瑞丰前要知道什么",
        "拜访了瑞丰，聊得不错，下周报价",
        "提醒我明天给瑞丰打电话",
    ],
)
def test_a_name_that_another_one_sounds_like_is_asked_about(desk: Desk, text: str) -> None:
    reply = _heard(desk, text)
    assert reply.status == "clarify"
    assert [choice.label for choice in reply.choices] == BOTH


def test_what_was_chosen_holds_for_the_conversation(desk: Desk) -> None:
    asked = _heard(desk, "瑞丰今年的销售额")
    chosen = _heard(desk, asked.choices[1].value, asked)
    assert "深圳睿峰自动化有限公司" in chosen.text
    assert _heard(desk, "瑞丰去年呢", chosen).status == "answered"


def test_a_typed_question_means_what_it_says(desk: Desk) -> None:
    reply = desk.ask(desk.caller(None), Question("瑞丰今年的销售额"))
    assert reply.status == "answered"
    assert BOTH[0] in reply.text


def test_a_name_that_the_asker_may_not_see_is_no_choice(desk: Desk, desk_engine: Engine) -> None:
    replies = [
        _heard(desk, "瑞丰今年的销售额", who=asker(desk, desk_engine, role))
        for role in ("rep", "manager", "finance")
    ]
    for reply, role in zip(replies, ("rep", "manager", "finance"), strict=True):
        typed = desk.ask(asker(desk, desk_engine, role), Question("睿峰今年的销售额"))
        sees = typed.status == "answered" and BOTH[1] in typed.text
        assert (BOTH[1] in reply.model_dump_json()) == sees
    assert replies[-1].status == "clarify"


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("超过60天每下单的客户", "超过60天没下单的客户"),
        ("上季度销售额最高的5颗客户是谁", "上季度销售额最高的5个客户是谁"),
        ("Repeat, purchase rate this year?", "Repeat purchase rate this year"),
        ("The 10-largest orders last month.", "The 10 largest orders last month"),
        ("Top free customers in East China this year.", "Top 3 customers in East China this year"),
    ],
)
def test_usual_slips_of_recognition_are_set_right(desk: Desk, heard: str, meant: str) -> None:
    typed = desk.ask(desk.caller(None), Question(meant))
    assert typed.status == "answered"
    assert _heard(desk, heard).results == typed.results


@pytest.mark.parametrize(
    ("text", "label"), [("华东去今年的销售额是多少", "华东"), ("您播今年的销售额", "宁波")]
)
def test_a_place_that_was_heard_as_other_words_is_asked_about(
    desk: Desk, text: str, label: str
) -> None:
    reply = _heard(desk, text)
    assert (reply.status, [choice.label for choice in reply.choices]) == ("clarify", [label])
    assert label in _heard(desk, label, reply).text


@pytest.mark.parametrize(
    "text",
    [
        "给红立机电写一条催款的消息",
        "拜访了红立机电，聊得不错，下周报价",
        "拜访红立机电前要知道什么",
    ],
)
def test_a_misheard_customer_is_known_where_something_is_to_be_written(
    desk: Desk, text: str
) -> None:
    reply = _heard(desk, text)
    assert "广州恒力机电设备有限公司" in reply.model_dump_json()
    assert reply.draft or reply.note or reply.brief
