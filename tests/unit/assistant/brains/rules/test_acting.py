"""Requests to do something, as the rules read them; and what is a question all the same."""

from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from assistant.brains.rules.brain import understand
from assistant.brains.rules.outcome import Acting, NotUnderstood, Outcome
from assistant.brains.rules.thread import Thread
from tests.unit.assistant.asking import Asking
from tools.drafts import DraftRequest

DRAFTED = Thread(draft=DraftRequest("reminder", "C0131", "青禾电子", "zh", "email"))


def as_read(asking: Asking, text: str, thread: Thread | None = None) -> Outcome:
    return understand(text, thread or Thread(), asking.around.sources).outcome


def day(text: str) -> datetime:
    return datetime.fromisoformat(text)


WISHES: list[tuple[str, dict[str, Any]]] = [
    (
        "提醒我周五给青禾电子打电话",
        {"title": "给青禾电子打电话", "due_at": day("2026-11-27 09:00")},
    ),
    ("明天下午3点提醒我给青禾电子打电话", {"due_at": day("2026-11-22 15:00"), "remind": True}),
    ("remind me to call 青禾电子 on Friday", {"title": "call 青禾电子", "remind": True}),
    ("remind me on Friday to call 青禾电子", {"due_at": day("2026-11-27 09:00")}),
    ("remind me at 3pm tomorrow to check the Friday report", {"title": "check the Friday report"}),
    ("提醒我月底前跟进报价", {"title": "跟进报价", "due_at": day("2026-11-30 09:00")}),
    ("提醒我十点半开会", {"title": "开会", "due_at": day("2026-11-21 10:30")}),
    ("create a task to send the quote to 青禾电子 by Friday", {"remind": False}),
    ("新建待办 整理客户名单", {"title": "整理客户名单", "due_at": None}),
    (
        "记一下今天拜访了青禾电子，谈了续约",
        {"activity": "visit", "note": "今天拜访了青禾电子，谈了续约"},
    ),
    ("记一下昨天跟青禾电子通了电话", {"activity": "call", "occurred_on": date(2026, 11, 20)}),
    ("note that I called 青禾电子 yesterday", {"occurred_on": date(2026, 11, 20)}),
    ("log a visit to 青禾电子: talked about renewal", {"activity": "visit"}),
    ("mark SO-2611-0410 as fine", {"order_id": "SO-2611-0410", "verdict": "dismissed"}),
    ("SO-2611-0410 没问题，年度备货", {"verdict": "dismissed", "reason": "年度备货"}),
    ("确认 SO-2611-0410 异常", {"verdict": "confirmed"}),
    ("snooze SO-2611-0410 until Friday", {"verdict": "snoozed", "until": date(2026, 11, 27)}),
    ("把青禾电子的等级改成A", {"field": "level", "value": "A"}),
    ("change 青禾电子's status to inactive", {"field": "status", "value": "inactive"}),
    ("青禾电子的联系电话改为 0512-6655 1234", {"field": "phone", "value": "0512-6655 1234"}),
]


@pytest.mark.parametrize(("text", "wanted"), WISHES)
def test_a_request_says_what_is_to_be_done(
    asking: Asking, text: str, wanted: dict[str, Any]
) -> None:
    found = as_read(asking, text)
    assert isinstance(found, Acting), found
    assert wanted.items() <= asdict(found.wish).items()


@pytest.mark.parametrize(
    "text",
    [
        "给青禾电子建个订单草稿：T30 5台，M40 2台",
        "create an order draft for 青禾电子: 5 T30 and 2 M40",
    ],
)
def test_an_order_draft_has_its_lines(asking: Asking, text: str) -> None:
    found = as_read(asking, text)
    assert isinstance(found, Acting), found
    lines = asdict(found.wish)["lines"]
    assert [(one["product_id"], one["quantity"]) for one in lines] == [
        ("P003", Decimal(5)),
        ("P001", Decimal(2)),
    ]


@pytest.mark.parametrize(
    ("text", "to"),
    [
        ("发给她", ""),
        ("好的，发送", ""),
        ("please send this email to the customer", ""),
        ("发给张总", "张总"),
        ("send it to Daniel Calloway", "daniel calloway"),
        ("发给 evil@else.example", "evil@else.example"),
    ],
)
def test_a_draft_is_to_be_sent_by_itself_or_to_whom_it_says(
    asking: Asking, text: str, to: str
) -> None:
    found = as_read(asking, text, DRAFTED)
    assert isinstance(found, Acting), found
    assert asdict(found.wish)["to"] == to


LACKING = [
    ("提醒我给青禾电子打电话", "day"),
    ("remind me on Friday", "task"),
    ("记一下今天青禾电子心情很好", "activity"),
    ("记一下拜访了臻不存在公司", "whose"),
    ("给青禾电子建个订单草稿", "lines"),
    ("send it to her", "draft"),
]


@pytest.mark.parametrize(("text", "lacking"), LACKING)
def test_what_a_request_does_not_say_is_asked_for(asking: Asking, text: str, lacking: str) -> None:
    found = as_read(asking, text)
    assert isinstance(found, NotUnderstood), found
    assert found.lacking == lacking


QUESTIONS = [
    "每周一早上把我组的逾期发给我",
    "remind me 30 days before any contract ends",
    "发给我上个月的订单",
    "发货了吗",
    "SO-2611-0410 正常吗",
    "why was SO-2611-0410 flagged?",
    "青禾电子的草稿订单",
    "把青禾电子的负责人改成U05",
    "青禾电子的等级是什么",
    "导出这个",
    "上季度销售额",
    "改成按月",
    "email",
]


@pytest.mark.parametrize("text", QUESTIONS)
def test_what_asks_or_is_a_schedule_is_no_request(asking: Asking, text: str) -> None:
    assert not isinstance(as_read(asking, text), Acting)
    assert not isinstance(as_read(asking, text, DRAFTED), Acting)


def test_only_an_answer_is_exported(asking: Asking) -> None:
    after = understand("今年销售额最高的5个客户", Thread(), asking.around.sources).thread
    for text, form in (("导出这个", "xlsx"), ("export that as csv", "csv")):
        found = as_read(asking, text, after)
        assert isinstance(found, Acting), found
        assert asdict(found.wish) == {"format": form}
