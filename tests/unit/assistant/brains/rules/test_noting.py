"""Notes as they are typed and pasted: what was said is found, and nothing is made up."""

from datetime import date
from decimal import Decimal

import pytest

from assistant.brains.rules.brain import understand
from assistant.brains.rules.outcome import NotedDown
from assistant.brains.rules.thread import Thread
from tests.demo import TODAY
from tests.unit.assistant.asking import Asking
from tools.notes import Note


def read(asking: Asking, text: str) -> Note:
    outcome = asking.outcome(text)
    assert isinstance(outcome, NotedDown), outcome
    return outcome.note


def promised(note: Note) -> list[tuple[str, str, date | None]]:
    return [(one.whose, one.text, one.due) for one in note.commitments]


def test_what_was_asked_for_until_when_and_for_how_much(asking: Asking) -> None:
    note = read(asking, "刚拜访了恒力机电,张总说下周三前要报价,大概30万")
    assert (note.kind, note.occurred_on, note.people) == ("visit", TODAY, ("张总",))
    assert promised(note) == [("theirs", "张总说下周三前要报价", date(2026, 11, 24))]
    amounts = [(one.text, one.value, one.about) for one in note.amounts]
    assert amounts == [("30万", Decimal(300_000), True)]
    assert note.summary == "张总说下周三前要报价，大概30万"


def test_a_note_in_english(asking: Asking) -> None:
    note = read(
        asking,
        "just visited 青禾电子, Ms Lee wants a quote by Wednesday, about 300k USD, we'll send"
        " samples next week. They do not want the service contract.",
    )
    assert promised(note) == [
        ("theirs", "Ms Lee wants a quote by Wednesday", date(2026, 11, 25)),
        ("ours", "we'll send samples next week", date(2026, 11, 29)),
    ]
    assert [one.text for one in note.amounts] == ["300k USD"]
    assert "They do not want the service contract" in note.summary


@pytest.mark.parametrize(
    ("text", "commitments"),
    [
        ("刚拜访了青禾电子，对方不要报价", []),
        ("刚拜访了青禾电子，他们没答应付款", []),
        ("刚打电话给青禾电子，没人接", []),
        ("刚拜访了青禾电子，看了车间，设备用得不错", []),
        (
            "刚拜访了青禾电子，如果价格合适，下个月会再订20台",
            [("theirs", "如果价格合适，下个月会再订20台", date(2026, 12, 31))],
        ),
        (
            "刚拜访了青禾电子，王经理说我们年底前付清",
            [("theirs", "王经理说我们年底前付清", date(2026, 12, 31))],
        ),
    ],
)
def test_what_was_not_promised_is_no_promise_and_a_condition_stays_with_it(
    asking: Asking, text: str, commitments: list[tuple[str, str, date | None]]
) -> None:
    assert promised(read(asking, text)) == commitments


@pytest.mark.parametrize(
    ("text", "kind", "day"),
    [
        ("昨天见了青禾电子，聊得不错", "visit", date(2026, 11, 20)),
        ("上周五打电话给青禾电子，要样品", "call", date(2026, 11, 13)),
        ("刚和青禾电子微信聊了，要资料", "message", TODAY),
        ("called 青禾电子 yesterday, they want samples", "call", date(2026, 11, 20)),
    ],
)
def test_what_was_done_and_when(asking: Asking, text: str, kind: str, day: date) -> None:
    note = read(asking, text)
    assert (note.kind, note.occurred_on) == (kind, day)


def test_a_pasted_chat_keeps_who_said_what(asking: Asking) -> None:
    chat = (
        "把这段聊天整理成记录：青禾电子\n张总 10:32\n下周三前给我报价，预算5000元左右\n"
        "我 10:33\n好的，周二给您"
    )
    note = read(asking, chat)
    assert promised(note) == [
        ("theirs", "张总：下周三前给我报价", date(2026, 11, 24)),
        ("ours", "我：周二给您", date(2026, 11, 24)),
    ]
    assert [(one.text, one.about) for one in note.amounts] == [("5000元", True)]


def test_a_long_note_is_read_and_a_long_question_is_not(asking: Asking) -> None:
    long = "刚拜访了青禾电子，" + "看了车间，设备用得不错。" * 60 + "我们答应下周发样品"
    assert len(long) > 500
    assert promised(read(asking, long))[-1][1] == "我们答应下周发样品"
    assert not isinstance(asking.outcome("上季度销售额" * 100), NotedDown)


def test_numbers_of_things_are_no_amounts(asking: Asking) -> None:
    note = read(asking, "刚拜访了青禾电子，二期要20台T30，3个人培训2天，型号M40，电话13800000000")
    assert note.amounts == ()


@pytest.mark.parametrize(
    "text",
    [
        "昨天拜访了哪些客户，列出来",
        "青禾电子拜访了几次，什么时候",
        "拜访了青禾电子",
        "上季度拜访次数，按销售",
        "visits to 青禾电子 last month",
        "who visited 青禾电子, and when",
        "刚拜访了一家客户，聊得不错",
    ],
)
def test_questions_about_visits_are_no_notes(asking: Asking, text: str) -> None:
    assert not isinstance(asking.outcome(text), NotedDown)


def test_the_customer_of_a_note_may_be_chosen(asking: Asking) -> None:
    first = understand("刚拜访了青禾电子，要报价", Thread(), asking.around.sources)
    assert isinstance(first.outcome, NotedDown)
    after = understand("整理成拜访记录：他们要样品", first.thread, asking.around.sources)
    assert isinstance(after.outcome, NotedDown)
    assert after.outcome.note.customer_id == first.outcome.note.customer_id


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("just visited 青禾电子, they want a quote, about 300k USD", "300k USD"),
        ("just visited 青禾电子, they want a quote for $5,000", "$5,000"),
        ("刚拜访了青禾电子，要一份报价，大概30万美金", "30万美金"),
    ],
)
def test_an_amount_has_the_currency_that_was_written(
    asking: Asking, text: str, amount: str
) -> None:
    assert [one.text for one in read(asking, text).amounts] == [amount]


@pytest.mark.parametrize("said", ["化工那边也要货", "明年春节后开工", "施工要等图纸", "员工培训"])
def test_a_word_that_ends_like_a_title_is_nobody(asking: Asking, said: str) -> None:
    text = f"刚拜访了青禾电子，{said}，张工说要资料"
    assert read(asking, text).people == ("张工",)
