"""Requests for messages, and for changes of the one just drafted, as the rules read them."""

from dataclasses import asdict

import pytest

from assistant.brains.rules.brain import understand
from assistant.brains.rules.outcome import Drafting, NotUnderstood, Outcome
from assistant.brains.rules.thread import Thread
from tests.unit.assistant.asking import Asking
from tools.drafts import DraftRequest

CUSTOMER = "青禾电子"

REQUESTS = [
    ("给青禾电子写封催款邮件", {"occasion": "reminder", "channel": "email", "language": "zh"}),
    ("帮我给青禾电子起草一条感谢短信", {"occasion": "thanks", "channel": "sms"}),
    ("写个回访给青禾电子，别太客气", {"occasion": "check_in", "style": "warm"}),
    ("给青禾电子拟一份续签提醒，正式一点", {"occasion": "renewal", "style": "formal"}),
    ("给青禾电子发个微信催一下货款，语气强硬一点", {"occasion": "reminder", "firmness": "firm"}),
    ("用英文给青禾电子写一封道歉信", {"occasion": "apology", "language": "en"}),
    ("给青禾电子写中秋祝福", {"occasion": "greeting", "festival": "中秋节|Mid-Autumn Festival"}),
    ("draft a payment reminder for 青禾电子", {"occasion": "reminder", "language": "en"}),
    ("write a short renewal email to 青禾电子", {"occasion": "renewal", "style": "brief"}),
    (
        "please write 青禾电子 a Christmas greeting",
        {"festival": "圣诞节|Christmas", "language": "en"},
    ),
    ("compose a win-back message to 青禾电子", {"occasion": "win_back"}),
    ("draft a meeting request for 青禾电子 in Chinese", {"occasion": "meeting", "language": "zh"}),
]


def as_read(asking: Asking, text: str, thread: Thread | None = None) -> Outcome:
    return understand(text, thread or Thread(), asking.around.sources).outcome


@pytest.mark.parametrize(("text", "wanted"), REQUESTS)
def test_a_request_says_to_whom_on_what_occasion_and_how(
    asking: Asking, text: str, wanted: dict[str, str]
) -> None:
    found = as_read(asking, text)
    assert isinstance(found, Drafting), found
    assert CUSTOMER in found.request.customer
    assert wanted.items() <= asdict(found.request).items()


REMINDER = DraftRequest("reminder", "C0001", "青禾电子", "zh", "email")

CHANGES = [
    ("短一点", {"style": "brief"}),
    ("更正式", {"style": "formal"}),
    ("加上发票号", {"with_invoices": True}),
    ("翻译成英文", {"language": "en"}),
    ("translate to English", {"language": "en"}),
    ("改成短信", {"channel": "sms"}),
    ("make it firmer", {"firmness": "firm"}),
    ("语气委婉一点，再短一点", {"firmness": "gentle", "style": "brief"}),
]


@pytest.mark.parametrize(("text", "wanted"), CHANGES)
def test_a_draft_is_changed_in_what_is_said_and_in_nothing_else(
    asking: Asking, text: str, wanted: dict[str, str | bool]
) -> None:
    found = as_read(asking, text, Thread(draft=REMINDER))
    assert isinstance(found, Drafting), found
    assert asdict(found.request) == asdict(REMINDER) | wanted


@pytest.mark.parametrize("text", ["短一点", "更正式", "加上发票号", "translate to English"])
def test_a_change_of_nothing_is_no_request(asking: Asking, text: str) -> None:
    assert not isinstance(as_read(asking, text), Drafting)


@pytest.mark.parametrize(
    "text",
    [
        "上季度销售额",
        "给我发上个月的订单",
        "send me the orders of last month",
        "逾期的客户",
        "催款",
    ],
)
def test_questions_about_data_are_none(asking: Asking, text: str) -> None:
    assert not isinstance(as_read(asking, text), Drafting)
    assert not isinstance(as_read(asking, text, Thread(draft=REMINDER)), Drafting)


LACKING = [
    ("给青禾电子写一条消息", "occasion"),
    ("write a message to 青禾电子", "occasion"),
    ("写封催款邮件", "addressee"),
    ("draft a payment reminder", "addressee"),
]


@pytest.mark.parametrize(("text", "lacking"), LACKING)
def test_what_a_request_does_not_say_is_asked_for(asking: Asking, text: str, lacking: str) -> None:
    found = as_read(asking, text)
    assert isinstance(found, NotUnderstood)
    assert found.lacking == lacking


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("给臻不存在写封催款邮件", ("臻不存在",)),
        ("写一封关于价格的邮件给青禾电子", ("关于价格",)),
        ("draft a payment reminder for Nobody Ltd", ("nobody", "ltd")),
    ],
)
def test_a_word_without_a_meaning_is_named_whole(
    asking: Asking, text: str, words: tuple[str, ...]
) -> None:
    found = as_read(asking, text)
    assert isinstance(found, NotUnderstood)
    assert found.words == words


def test_the_customer_may_be_the_one_that_is_being_talked_about(asking: Asking) -> None:
    after = understand("青禾电子今年销售额", Thread(), asking.around.sources).thread
    found = as_read(asking, "给他们写封感谢邮件", after)
    assert isinstance(found, Drafting)
    assert CUSTOMER in found.request.customer
