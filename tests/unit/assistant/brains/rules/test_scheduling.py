"""Requests for what is to come by itself: read whole, or not taken for one at all."""

from dataclasses import replace
from datetime import time

import pytest

from assistant.brains.rules.brain import understand
from assistant.brains.rules.outcome import NotUnderstood, Outcome, Scheduling
from assistant.brains.rules.thread import Thread
from crm.periods.rhythm import Rhythm
from tests.unit.assistant.asking import Asking
from tools.schedules import Wish

MONDAY = Rhythm("week", time(9), (0,))
WAITING = Wish(MONDAY, ("逾期",), "zh")


def as_read(asking: Asking, text: str, waiting: Wish | None = None) -> Outcome:
    return understand(text, Thread(wish=waiting), asking.around.sources).outcome


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        ("每周一早上把我组的逾期和异常发给我", ("我组的逾期", "我组的最近7天异常订单")),
        ("每天早上8点给我昨天的订单", ("昨天的订单",)),
        ("every Monday at 9 send me overdue receivables", ("overdue receivables",)),
        ("月底前一天提醒我目标完成情况", ("本月达成率",)),
        ("每天9点把各区域的销售额和订单数发给我", ("各区域的销售额和订单数",)),
        ("把逾期每周一发给我", ("逾期",)),
        ("send me overdue and anomalies every weekday", ("overdue", "anomalies past 3 days")),
        ("每周一9点把应收超过10万的客户推送给我，没有就不发", ("应收超过10万的客户",)),
    ],
)
def test_what_is_to_come_is_questions_that_are_understood(
    asking: Asking, text: str, questions: tuple[str, ...]
) -> None:
    found = as_read(asking, text)
    assert isinstance(found, Scheduling), found
    assert found.act == "propose"
    assert found.wish is not None
    assert found.wish.questions == questions
    assert found.wish.quiet == ("没有就不发" in text)


@pytest.mark.parametrize(
    ("text", "ahead", "asks"),
    [
        ("remind me 30 days before any contract ends", 30, "contracts ending from {start}"),
        ("合同到期前30天提醒我", 30, "{start}到{end}到期的合同"),
        ("提前两周提醒我合同到期", 14, "{start}到{end}到期的合同"),
        ("7 days before a payment is due remind me", 7, "receivable due from {start}"),
        ("每天早上8点提醒我商机预计成交前10天", 10, "{start}到{end}预计成交的商机"),
    ],
)
def test_a_reminder_asks_for_what_comes_within_reach(
    asking: Asking, text: str, ahead: int, asks: str
) -> None:
    found = as_read(asking, text)
    assert isinstance(found, Scheduling), found
    assert found.wish is not None
    assert (found.wish.ahead, found.wish.quiet) == (ahead, True)
    assert found.wish.questions[0].startswith(asks)


@pytest.mark.parametrize(
    "text",
    [
        "每月销售额", "给我每个月的销售额", "show me sales every month", "取消订单", "取消订单数",
        "本月取消了多少订单", "monthly sales", "周一的销售额", "每天的订单数", "stopped products",
        "给青禾电子写封催款邮件", "昨天发货的订单",
    ],
)  # fmt: skip
def test_a_question_for_data_is_not_taken_for_one(asking: Asking, text: str) -> None:
    found = as_read(asking, text)
    assert not isinstance(found, Scheduling)
    assert not (isinstance(found, NotUnderstood) and found.lacking == "sent")


@pytest.mark.parametrize(
    ("text", "words"),
    [("每周一把咕噜值发给我", "咕噜值"), ("每天25点把逾期发给我", "25点"), ("每周一发给我", "")],
)
def test_what_is_not_understood_of_it_is_named(asking: Asking, text: str, words: str) -> None:
    found = as_read(asking, text)
    assert isinstance(found, NotUnderstood)
    assert "".join(found.words) == words
    assert found.lacking == "sent"


@pytest.mark.parametrize(
    ("text", "act", "which"),
    [
        ("别再发了", "remove", ""),
        ("暂停周报", "pause", "周报"),
        ("list my schedules", "list", ""),
        ("暂停第2个", "pause", "2"),
        ("resume 1", "resume", "1"),
        ("delete the Monday digest", "remove", "monday digest"),
        ("stop sending me anomalies", "remove", "anomalies"),
        ("现在就发周报", "run", "周报"),
    ],
)
def test_what_becomes_of_a_kept_one_is_read(
    asking: Asking, text: str, act: str, which: str
) -> None:
    found = as_read(asking, text)
    assert isinstance(found, Scheduling), found
    assert (found.act, found.which) == (act, which)


def test_a_proposal_is_confirmed_dropped_or_changed(asking: Asking) -> None:
    for text, act in (("确认", "keep"), ("yes", "keep"), ("取消", "drop"), ("no", "drop")):
        found = as_read(asking, text, WAITING)
        assert isinstance(found, Scheduling)
        assert found.act == act
    for text, rhythm in (
        ("改成10点半", Rhythm("week", time(10, 30), (0,))),
        ("every Friday at 8 instead", Rhythm("week", time(8), (4,))),
    ):
        found = as_read(asking, text, WAITING)
        assert isinstance(found, Scheduling)
        assert found.wish is not None
        assert found.wish.rhythm == rhythm
    assert not isinstance(as_read(asking, "确认"), Scheduling)
    assert not isinstance(as_read(asking, "上季度销售额", WAITING), Scheduling)


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        ("每周一早上把逾期发到我邮箱", ("逾期",)),
        ("每周一早上用邮件发给我我组的逾期", ("我组的逾期",)),
        ("每天早上8点把昨天的订单推送到我的邮箱，没有就不发", ("昨天的订单",)),
        ("every Monday at 9 email me overdue receivables", ("overdue receivables",)),
        ("send me overdue every weekday at 8 by e-mail", ("overdue",)),
        ("remind me by email 30 days before any contract ends", None),
        ("合同到期前30天发邮件提醒我", None),
    ],
)
def test_what_is_to_come_by_mail_too(
    asking: Asking, text: str, questions: tuple[str, ...] | None
) -> None:
    found = as_read(asking, text)
    assert isinstance(found, Scheduling), found
    assert found.wish is not None
    assert found.wish.by_mail
    assert questions in {None, found.wish.questions}
    assert found.wish.ahead == (30 if questions is None else None)


@pytest.mark.parametrize("text", ["发到我邮箱", "by email please", "也发邮件吧"])
def test_a_proposal_may_go_by_mail_after_all(asking: Asking, text: str) -> None:
    found = as_read(asking, text, WAITING)
    assert isinstance(found, Scheduling), found
    assert found.wish == replace(WAITING, by_mail=True)


@pytest.mark.parametrize(
    "text",
    [
        "直到年底每周一把逾期发给我",
        "每周一把逾期发给我直到年底",
        "每月最后一个工作日把回款发给我",
        "每月第二个周五把逾期发给我",
        "每隔一周把逾期发给我，每周一9点",
        "on the last Friday of each month send me sales by rep",
        "send me sales by rep on the first working day of every month",
        "every Monday send me overdue until the end of the year",
        "every other week, every Tuesday send me overdue",
        "on the 0th of every month send me sales",
        "每月35号把逾期发给我",
    ],
)
def test_a_time_that_no_rhythm_has_is_not_made_another(asking: Asking, text: str) -> None:
    found = as_read(asking, text)
    assert isinstance(found, NotUnderstood), found
    assert found.lacking == "sent"


@pytest.mark.parametrize(
    "text",
    [
        "send U08 my overdue every Monday",
        "every Monday at 9 send Ida Smith the overdue list",
        "every Monday send overdue to my team",
        "每周一9点把逾期发给他",
        "每周一把逾期推送给李明",
    ],
)
def test_nothing_is_scheduled_for_somebody_else(asking: Asking, text: str) -> None:
    found = as_read(asking, text)
    assert isinstance(found, Scheduling), found
    assert (found.act, found.wish) == ("others", None)


@pytest.mark.parametrize(
    "text",
    [
        "every Monday send overdue of the team",
        "send sales by the team every Monday",
        "every Monday send me the sales of the last Friday",
        "send me the overdue list every Monday",
    ],
)
def test_whom_it_is_to_go_to_is_not_what_is_asked(asking: Asking, text: str) -> None:
    found = as_read(asking, text)
    assert not isinstance(found, Scheduling) or found.act == "propose", found


def test_two_insights_are_two_questions(asking: Asking) -> None:
    found = as_read(asking, "每周一早上把谁可能流失和先催谁发给我")
    assert isinstance(found, Scheduling), found
    assert found.wish is not None
    assert found.wish.questions == ("谁可能流失", "先催谁")
    assert isinstance(as_read(asking, "谁可能流失和先催谁"), NotUnderstood)
