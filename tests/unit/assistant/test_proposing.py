"""What is asked to be done becomes a proposal that shows all of it; nothing is done by asking."""

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from assistant.actions.approvals import Approvals
from assistant.actions.refusal import ActionRefused
from assistant.conversation.posting import checker
from assistant.conversation.question import Question
from assistant.conversation.reply import ActionPart, Reply
from assistant.desk import Desk
from crm.access import Caller
from crm.measures import load
from crm.models import (
    COUNTED,
    anomaly_flags,
    contacts,
    customers,
    metadata,
    orders,
    proposals,
    turns,
)
from tests.demo import TODAY
from tests.unit.assistant.desks import NOW, asker, said

MINE, THEIRS = "青禾电子", "云"


@pytest.fixture(scope="module")
def office(desk_engine: Engine) -> Desk:
    """A desk whose messages can leave by e-mail."""
    return Desk(desk_engine, catalog=load(), today=lambda: TODAY, now=lambda: NOW, sends={"email"})


@pytest.fixture(scope="module")
def owner(office: Desk, desk_engine: Engine) -> Caller:
    """The rep whose customer 青禾电子 is; a contact there has an address."""
    with desk_engine.begin() as connection:
        known = sa.select(customers).where(customers.c.name.startswith(MINE))
        one = connection.execute(known).one()
        theirs = contacts.c.customer_id == one.customer_id
        connection.execute(contacts.update().where(theirs).values(email="buyer@their.example"))
    return office.caller(one.owner_id)


def rows(engine: Engine) -> dict[str, int]:
    """Gives how many rows the tables have that an action could write to."""
    names = ("activities", "orders", "order_lines", "tasks", "outbox", "anomaly_reviews")
    with engine.connect() as connection:
        count = sa.func.count()
        return {
            name: connection.execute(sa.select(count).select_from(metadata.tables[name])).scalar()
            or 0
            for name in names
        }


def proposed(reply: Reply) -> ActionPart:
    assert reply.status == "pending_approval", reply.text
    (action,) = reply.actions
    assert action.state == "pending"
    assert len(action.hash) == 64
    return action


def fields(action: ActionPart) -> dict[str, str]:
    return {one.name: one.value for one in action.fields}


ASKED = [
    ("提醒我周五给青禾电子打电话", "create_task", {"due_at": "2026-11-27 09:00"}),
    ("remind me to call 青禾电子 on Friday", "create_task", {"title": "call 青禾电子"}),
    ("创建任务：周五前给青禾电子报价", "create_task", {"title": "给青禾电子报价"}),
    ("记一下今天拜访了青禾电子，谈了续约", "log_activity", {"occurred_on": "2026-11-21"}),
    ("把青禾电子的等级改成C", "update_field", {"value": "C"}),
    ("给青禾电子建个订单草稿：T30 5台，M40 2台", "order_draft", {"quantity_1": "5"}),
]


@pytest.mark.parametrize(("text", "kind", "shown"), ASKED)
def test_a_request_becomes_a_proposal_that_shows_all_of_it(
    office: Desk,
    owner: Caller,
    desk_engine: Engine,
    text: str,
    kind: str,
    shown: dict[str, str],
) -> None:
    before = rows(desk_engine)
    reply = said(office, text, caller=owner)
    action = proposed(reply)
    assert action.kind == kind
    assert shown.items() <= fields(action).items()
    assert all(value in reply.text.replace("\\", "") for value in shown.values())
    assert rows(desk_engine) == before
    with desk_engine.connect() as connection:
        kept = sa.select(proposals).where(proposals.c.action_id == action.action_id)
        assert connection.execute(kept).one().user_id == owner.user_id
        turn = sa.select(turns.c.reply).where(turns.c.turn_id == reply.turn_id)
        (again,) = connection.execute(turn).scalar_one()["actions"]
    assert again["hash"] == action.hash


def test_a_draft_is_sent_only_as_the_card_shows_it(office: Desk, owner: Caller) -> None:
    reply = said(office, "给青禾电子写封感谢信", "发给她", caller=owner)
    action = proposed(reply)
    shown = fields(action)
    assert (action.kind, shown["to"]) == ("send_message", "buyer@their.example")
    assert shown["subject"]
    assert owner.name in shown["text"]
    assert [one.editable for one in action.fields] == [False, True, True, True]
    to = next(one for one in action.fields if one.name == "to")
    assert {choice.value for choice in to.choices} == {"buyer@their.example"}


def test_what_was_drafted_for_another_channel_is_said_to_leave_as_an_email(
    office: Desk, owner: Caller
) -> None:
    told = said(office, "给青禾电子写封感谢信", "改成短信", "发给她", caller=owner)
    assert [one.kind for one in told.notices] == ["deciding"]
    assert proposed(told).kind == "send_message"
    assert not said(office, "给青禾电子写封感谢邮件", "发给她", caller=owner).notices


def test_a_message_whose_figures_are_no_longer_so_is_not_sent(
    office: Desk, owner: Caller, desk_engine: Engine
) -> None:
    action = proposed(said(office, "给青禾电子写封催款邮件", "发给她", caller=owner))
    still_so = checker(office.circumstances)
    doors = Approvals(desk_engine, lambda: NOW, lambda: TODAY, office.sends, still_so)
    if action.blanks:
        text = fields(action)["text"].replace("【付款期限】", "12月1日")
        action_id = doors.edit(owner.user_id, action.action_id, {"text": text}).action_id
    else:
        action_id = action.action_id
    with desk_engine.begin() as connection:  # the customer pays meanwhile
        due = sa.select(orders).join(customers, customers.c.customer_id == orders.c.customer_id)
        of_them = customers.c.name.startswith(MINE), orders.c.status.in_(COUNTED)
        mine = due.where(*of_them, orders.c.due_date < TODAY)
        late = [row.order_id for row in connection.execute(mine) if row.paid < row.amount]
        paid = orders.update().where(orders.c.order_id == late[0])
        connection.execute(paid.values(paid=orders.c.amount))
    with pytest.raises(ActionRefused) as error:
        doors.approve(owner.user_id, action_id)
    assert error.value.code == "stale"
    assert rows(desk_engine)["outbox"] == 0
    assert doors.one(owner.user_id, action_id).state == "refused"


@pytest.mark.parametrize("to", ["evil@else.example", "钱多多"])
def test_nobody_outside_of_the_record_is_written_to(office: Desk, owner: Caller, to: str) -> None:
    reply = said(office, "给青禾电子写封感谢信", f"发给{to}", caller=owner)
    assert (reply.status, reply.actions) == ("refused", ())
    assert "联系人" in reply.text


def test_without_a_mail_server_nothing_is_proposed_to_be_sent(desk: Desk, owner: Caller) -> None:
    reply = said(desk, "给青禾电子写封感谢信", "发给她", caller=owner)
    assert (reply.status, reply.actions) == ("refused", ())
    assert "WENDAN_SMTP_HOST" in reply.text


def test_send_it_means_nothing_without_a_draft(office: Desk, owner: Caller) -> None:
    assert said(office, "发给她", caller=owner).actions == ()


def test_a_customer_of_somebody_else_is_nobody(
    office: Desk, owner: Caller, desk_engine: Engine
) -> None:
    with desk_engine.connect() as connection:
        hidden = sa.select(customers.c.name).where(customers.c.owner_id != owner.user_id)
        name = connection.execute(hidden.order_by(customers.c.customer_id)).scalars().first()
    for text in ("记一下今天拜访了{}，谈了续约", "给{}建个订单草稿：T30 5台"):
        there, nowhere = (
            said(office, text.format(one), caller=owner) for one in (name, "臻不存在公司")
        )
        assert there.status == nowhere.status == "not_understood"
        assert there.text == nowhere.text or "臻不存在公司" in nowhere.text
    task = proposed(said(office, f"提醒我周五给{name}打电话", caller=owner))
    assert "customer" not in fields(task), "it stays the words that were typed"


def test_roles_that_only_read_are_proposed_nothing(
    office: Desk, desk_engine: Engine, owner: Caller
) -> None:
    finance = asker(office, desk_engine, "finance")
    for text in ("提醒我周五给青禾电子打电话", "记一下今天拜访了青禾电子，谈了续约"):
        assert said(office, text, caller=finance).status == "refused"
    answer = said(office, "今年销售额最高的5个客户", caller=finance)
    export = office.ask(finance, Question("导出成excel", answer.conversation_id))
    assert fields(proposed(export))["rows"] == str(answer.results[0].row_count)
    for who in (owner, asker(office, desk_engine, "manager")):
        refused = said(office, "今年销售额最高的5个客户", "导出成excel", caller=who)
        assert refused.status == "refused"


@pytest.mark.parametrize(
    "text",
    [
        "每周一早上把逾期发给我",
        "提醒我给青禾电子打电话",
        "SO-2611-0410 正常吗",
        "发给我上个月的订单",
        "本月销售额改成按月",
        "青禾电子的等级是什么",
        "导出这个",
    ],
)
def test_what_is_no_request_of_ours_proposes_nothing(
    office: Desk, owner: Caller, text: str
) -> None:
    assert said(office, text, caller=owner).actions == ()


def test_a_flag_is_decided_on_from_the_conversation(
    office: Desk, owner: Caller, desk_engine: Engine
) -> None:
    with desk_engine.begin() as connection:
        own = sa.select(orders).join(customers, customers.c.customer_id == orders.c.customer_id)
        order = connection.execute(own.where(customers.c.owner_id == owner.user_id)).first()
        assert order is not None
        row = {"order_id": order.order_id, "customer_id": order.customer_id, "kind": "odd_hour"}
        figured = {"figures": dict[str, str]()}
        values = {"severity": "high", "score": 1, "strength": 2, "state": "open"}
        moments = {"ordered_at": NOW, "found_at": NOW}
        connection.execute(anomaly_flags.insert().values(**row, **values, **moments, **figured))
    action = proposed(said(office, f"{order.order_id} 没问题，年度备货", caller=owner))
    assert fields(action)["reason"] == "年度备货"
    assert said(office, "mark SO-0000-0000 as fine", caller=owner).status == "refused"


def test_ones_own_tasks_are_listed_in_the_conversation(
    office: Desk, owner: Caller, desk_engine: Engine
) -> None:
    assert said(office, "我的待办", caller=owner).text == "没有待办。"
    action = proposed(said(office, "提醒我12月25日给青禾电子打电话", caller=owner))
    doors = Approvals(desk_engine, lambda: NOW, lambda: TODAY, office.sends)
    doors.approve(owner.user_id, action.action_id)
    shown = said(office, "what are my tasks", caller=owner)
    assert (shown.status, shown.actions) == ("answered", ())
    assert shown.text == "- 2026-12-25 09:00 · 给青禾电子打电话"
    manager = asker(office, desk_engine, "manager")
    assert said(office, "my tasks", caller=manager).text == "Nothing to do."


def test_a_question_that_proposes_leaves_two_entries_in_the_log(
    office: Desk, owner: Caller, desk_engine: Engine
) -> None:
    asked = Question("提醒我周五给青禾电子打电话")
    action = proposed(office.ask(owner, asked))
    with desk_engine.connect() as connection:
        log = metadata.tables["audit_log"]
        last = sa.select(log).order_by(log.c.number.desc()).limit(2)
        second, first = connection.execute(last).all()
    assert (first.event, first.subject) == ("action.proposed", action.action_id)
    assert second.event == "question.asked"
    assert "青禾" not in first.detail + second.detail
