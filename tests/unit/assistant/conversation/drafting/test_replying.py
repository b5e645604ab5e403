"""Drafts as people ask for them: of the record, of their own customers, and sent by nobody."""

from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from assistant.conversation.question import Question
from assistant.conversation.reply import Reply
from assistant.conversation.shown import receipt
from assistant.desk import Desk
from crm.models import COUNTED, customers, orders
from tests.demo import TODAY
from tests.unit.assistant.desks import asker, said


def in_arrears(engine: Engine, *, owner: str | None = None) -> tuple[str, str, Decimal, int]:
    """Gives a customer with overdue orders: name, owner, how much, and how many orders."""
    owed = sa.func.sum(orders.c.amount - orders.c.paid)
    chosen = (
        sa.select(customers.c.name, customers.c.owner_id, owed, sa.func.count())
        .join(orders, orders.c.customer_id == customers.c.customer_id)
        .where(
            orders.c.status.in_(COUNTED),
            orders.c.amount != orders.c.paid,
            orders.c.due_date < TODAY,
            orders.c.currency == "CNY",
            customers.c.owner_id.is_not(None) if owner is None else customers.c.owner_id == owner,
        )
        .group_by(customers.c.customer_id)
        .order_by(customers.c.customer_id)
    )
    with engine.connect() as connection:
        name, whose, amount, number = connection.execute(chosen).first() or ("", "", 0, 0)
    return name, whose, Decimal(amount), number


def ask(desk: Desk, user: str, text: str, before: Reply | None = None) -> Reply:
    conversation = before.conversation_id if before is not None else None
    return desk.ask(desk.caller(user), Question(text, conversation))


def test_a_reminder_says_what_is_overdue_and_that_nothing_was_sent(
    desk: Desk, desk_engine: Engine
) -> None:
    name, owner, amount, number = in_arrears(desk_engine)
    reply = ask(desk, owner, f"给{name}写封催款邮件")
    assert reply.status == "answered"
    assert reply.draft is not None
    assert reply.text.startswith("草稿写好了，还没有发出。")
    assert f"¥{amount:,.2f}" in reply.draft.text
    assert f"有 {number} 笔订单" in reply.draft.text
    said_so = {fact.text for fact in reply.draft.facts}
    assert {f"¥{amount:,.2f}", f"{number} 笔"} <= said_so
    assert reply.checked.figures == reply.checked.matched > 0
    assert reply.draft.subject == "货款到期提醒"
    assert any(result.rows for result in reply.results)
    assert all(text for _, text in receipt(reply))


def test_a_draft_is_changed_step_by_step(desk: Desk, desk_engine: Engine) -> None:
    name, owner, *_ = in_arrears(desk_engine)
    first = ask(desk, owner, f"给{name}写封催款邮件")
    shorter = ask(desk, owner, "短一点", first)
    english = ask(desk, owner, "translate to English", shorter)
    numbered = ask(desk, owner, "add the invoice numbers", english)
    texts = [reply.draft.text for reply in (first, shorter, english, numbered) if reply.draft]
    assert len(texts[1]) < len(texts[0])
    assert texts[2].startswith("Hi ")
    assert "Invoices: " in texts[3]
    assert "Invoices: " not in texts[2]


def test_whose_customer_it_is_not_finds_no_such_name(desk: Desk, desk_engine: Engine) -> None:
    name, owner, *_ = in_arrears(desk_engine)
    other = next(user for user in ("U05", "U06", "U07") if user != owner)
    reply = ask(desk, other, f"给{name}写封催款邮件")
    missing = ask(desk, other, "给无此名字有限公司写封催款邮件")
    assert reply.draft is None
    assert (reply.status, missing.status) == ("not_understood", "not_understood")
    assert reply.results == ()


def test_nothing_overdue_needs_no_reminder(desk: Desk, desk_engine: Engine) -> None:
    late = sa.select(orders.c.customer_id).where(
        orders.c.amount != orders.c.paid, orders.c.due_date < TODAY
    )
    chosen = sa.select(customers.c.name, customers.c.owner_id).where(
        customers.c.customer_id.not_in(late), customers.c.owner_id.is_not(None)
    )
    with desk_engine.connect() as connection:
        name, owner = connection.execute(chosen.order_by("name")).all()[0]
    reply = ask(desk, owner, f"draft a payment reminder for {name}")
    assert reply.draft is None
    assert "owes nothing that is overdue" in reply.text


def test_finance_writes_to_nobody(desk: Desk, desk_engine: Engine) -> None:
    name, *_ = in_arrears(desk_engine)
    reply = said(desk, f"给{name}写封催款邮件", caller=asker(desk, desk_engine, "finance"))
    assert (reply.status, reply.draft) == ("refused", None)


def test_a_question_after_a_draft_is_a_question(desk: Desk, desk_engine: Engine) -> None:
    name, owner, *_ = in_arrears(desk_engine)
    first = ask(desk, owner, f"给{name}写封催款邮件")
    figure = ask(desk, owner, "上季度销售额", first)
    assert (figure.draft, figure.status) == (None, "answered")
    assert ask(desk, owner, "短一点", figure).draft is None
