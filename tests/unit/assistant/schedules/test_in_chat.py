"""Schedules in a chat: shown back, kept once a person confirms, and nobody else's to see."""

from collections.abc import Sequence

import pytest
from sqlalchemy.engine import Engine

from assistant import audit, schedules
from assistant.conversation.question import Question
from assistant.conversation.reply import Reply
from crm.access import Caller, operator
from crm.database import writing
from crm.models import customers
from tests.unit.assistant.jobs.digesting import MANAGER, REP, Office

PROPOSED = "每周一9点把逾期发给我"


@pytest.fixture
def office(engine: Engine) -> Office:
    found = Office(engine)
    found.staff()
    return found


def said(office: Office, *texts: str, user_id: str = MANAGER, whose: Caller | None = None) -> Reply:
    """Gives the reply to the last text of one conversation."""
    caller, conversation, reply = whose or office.desk.caller(user_id), None, None
    for text in texts:
        reply = office.desk.ask(caller, Question(text, conversation))
        conversation = reply.conversation_id
    assert reply is not None
    return reply


def names(office: Office, user_id: str = MANAGER) -> list[str]:
    return [one.schedule.text for one in office.agenda(user_id).listed()]


def values(reply: Reply) -> Sequence[str]:
    return [choice.value for choice in reply.choices]


def test_what_is_proposed_shows_its_next_three_times_and_is_not_kept(office: Office) -> None:
    reply = said(office, PROPOSED)
    assert (reply.status, values(reply)) == ("pending_approval", ["确认", "取消"])
    assert "每周一 09:00：逾期" in reply.text
    for day in (
        "2026年11月23日 周一 09:00",
        "2026年11月30日 周一 09:00",
        "2026年12月7日 周一 09:00",
    ):
        assert day in reply.text
    assert "Asia/Shanghai" in reply.text
    assert names(office) == []


def test_it_is_kept_once_confirmed_and_only_once(office: Office) -> None:
    reply = said(office, PROPOSED, "确认", "确认")
    assert reply.status != "pending_approval"
    assert names(office) == ["每周一 09:00：逾期"]
    assert office.events("schedule.kept") == 1


def test_another_answer_keeps_nothing(office: Office) -> None:
    said(office, PROPOSED, "取消", "确认")
    said(office, PROPOSED, "上季度销售额", "确认")
    assert names(office) == []


def test_another_time_is_proposed_anew(office: Office) -> None:
    reply = said(office, PROPOSED, "改成每周五10点", "没有就不发")
    assert "每周五 10:00：逾期" in reply.text
    assert "没有内容的那一次不发" in reply.text
    said(office, PROPOSED, "改成每周五10点", "ok")
    assert names(office) == ["每周五 10:00：逾期"]


def test_in_english_alike(office: Office) -> None:
    reply = said(office, "remind me 30 days before any contract ends")
    assert "Every day at 09:00: contracts ending, 30 days ahead" in reply.text
    assert "Sat 21 Nov 2026, 09:00" in reply.text
    assert values(reply) == ["Confirm", "Cancel"]


def test_schedules_are_listed_paused_resumed_removed_and_wanted(office: Office) -> None:
    said(office, PROPOSED, "确认")
    said(office, "every day at 8 send me orders yesterday", "yes")
    assert "2026年11月21日 周六 08:00" in said(office, "我的定时").text
    assert values(said(office, "暂停")) == ["暂停第1个", "暂停第2个"]
    assert "已暂停：每周一 09:00：逾期" in said(office, "暂停周一的提醒").text
    assert "已恢复：每周一" in said(office, "恢复逾期的提醒").text
    said(office, "run the orders digest now")
    assert office.sender().run() == 1
    said(office, "删除逾期的提醒")
    assert names(office) == ["Every day at 08:00: orders yesterday"]
    happened = ("kept", "paused", "resumed", "wanted", "removed")
    assert [office.events(f"schedule.{one}") for one in happened] == [2, 1, 1, 1, 1]


def test_in_the_conversation_of_a_digest_that_one_is_meant(office: Office) -> None:
    said(office, PROPOSED, "确认")
    said(office, "every day at 8 send me orders yesterday", "yes")
    office.clock.move(hours=20)
    office.sender().run()
    caller = office.desk.caller(MANAGER)
    where = next(one for one in office.desk.conversations(caller) if one["unread"])
    reply = office.desk.ask(caller, Question("别再发了", str(where["conversation_id"])))
    assert reply.status == "answered"
    assert names(office) == ["每周一 09:00：逾期"]


def test_nobody_sees_or_changes_another_persons(office: Office) -> None:
    said(office, PROPOSED, "确认")
    assert "还没有" in said(office, "我的定时", user_id=REP).text
    assert "还没有" in said(office, "删除第1个", user_id=REP).text
    assert names(office) == ["每周一 09:00：逾期"]
    schedule_id = office.agenda().listed()[0].schedule.schedule_id
    with pytest.raises(schedules.ScheduleNotFound):
        office.agenda(REP).change(schedule_id, "remove")


def test_who_can_be_sent_nothing_is_told_so(office: Office) -> None:
    assert said(office, PROPOSED, whose=operator()).status == "refused"
    manager, rep = office.desk.caller(MANAGER), office.desk.caller(REP)
    assert said(office, PROPOSED, whose=manager.among([rep])).status == "refused"


def test_there_is_a_most_of_schedules(office: Office) -> None:
    for hour in range(schedules.MOST):
        office.keep(f"every day at {hour % 24} send me sales this month")
    assert said(office, PROPOSED, "确认").status == "refused"
    assert len(names(office)) == schedules.MOST


def test_a_name_that_fits_several_is_asked_about_before_anything_is_kept(office: Office) -> None:
    with writing(office.engine) as connection:
        for number, name in enumerate(("云岭包装", "云岭仪器")):
            row = {"customer_id": f"C{number}", "name": name, "owner_id": REP}
            connection.execute(customers.insert().values(row))
    other = Office(office.engine)
    reply = said(other, "每周一9点把云岭的订单发给我")
    assert reply.status == "clarify"
    assert set(values(reply)) == {
        "每周一9点把云岭包装的订单发给我",
        "每周一9点把云岭仪器的订单发给我",
    }
    assert said(other, values(reply)[0]).status == "pending_approval"


def test_a_customer_that_one_may_not_see_is_none(office: Office) -> None:
    with writing(office.engine) as connection:
        row = {"customer_id": "C9", "name": "云岭包装", "owner_id": "U9"}
        connection.execute(customers.insert().values(row))
    other = Office(office.engine)
    reply = said(other, "每周一9点把云岭包装的订单发给我", user_id=REP)
    assert reply.status == "not_understood"
    assert other.events("question.hidden") == 1


def test_the_log_names_nothing_that_is_asked(office: Office) -> None:
    said(office, PROPOSED, "确认")
    with office.engine.connect() as connection:
        (entry,) = audit.listed(connection, audit.Wanted(event="schedule.kept"))
    assert entry.detail == '{"every":"week","questions":1}'
