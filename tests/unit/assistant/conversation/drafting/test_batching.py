"""A message each to many: of the caller's own customers, with facts of their own, and capped."""

import csv
import io
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from assistant.conversation.question import Question
from assistant.conversation.reply import DraftPart, Reply
from assistant.desk import Desk
from assistant.exports import (
    Exports,
    NothingToExportError,
    OfDrafts,
    RoleMayNotExportError,
    Shape,
)
from assistant.exports.letters import HEADINGS
from crm.models import COUNTED, audit_log, contacts, customers, orders
from tests.unit.assistant.desks import NOW, asker, desk_over, said
from tests.unit.crm.query.trading_company import Books
from tools.batches import MOST


def silent_level_a(engine: Engine, owner: str) -> set[str]:
    """Gives the ids of an owner's A customers whose last order is more than 90 days ago."""
    last = sa.func.max(orders.c.ordered_at)
    chosen = (
        sa.select(customers.c.customer_id)
        .join(orders, orders.c.customer_id == customers.c.customer_id)
        .where(customers.c.level == "A", orders.c.status.in_(COUNTED))
        .where(customers.c.owner_id == owner)
        .group_by(customers.c.customer_id)
        .having(last < sa.literal(NOW.replace(hour=0) - timedelta(days=90)))
    )
    with engine.connect() as connection:
        return set(connection.execute(chosen).scalars())


def owner_with_most(engine: Engine) -> tuple[str, set[str]]:
    found = {owner: silent_level_a(engine, owner) for owner in (f"U{n:02}" for n in range(5, 11))}
    return max(found.items(), key=lambda one: len(one[1]))


def drafts_of(reply: Reply) -> tuple[DraftPart, ...]:
    assert reply.batch is not None, reply.text
    return reply.batch.drafts


def test_each_of_those_who_stopped_ordering_is_written_to(desk: Desk, desk_engine: Engine) -> None:
    owner, meant = owner_with_most(desk_engine)
    assert meant
    reply = said(desk, "给所有90天没下单的A级客户各写一条", caller=desk.caller(owner))
    assert {one.customer_id for one in drafts_of(reply)} == meant
    assert {one.occasion for one in drafts_of(reply)} == {"win_back"}
    assert "都还没有发出" in reply.text
    with desk_engine.connect() as connection:
        own = dict(connection.execute(sa.select(contacts.c.name, contacts.c.customer_id)).all())
    for one in drafts_of(reply):
        assert one.contact is not None
        assert own[one.contact] == one.customer_id
        assert one.contact in one.text


@pytest.mark.parametrize(
    ("text", "occasion", "channel"),
    [
        ("给所有逾期的客户各写一封催款邮件", "reminder", "email"),
        ("write a payment reminder email to each customer with overdue over 100000", "reminder",
         "email"),
        ("给逾期金额最高的5个客户各写一条催款短信", "reminder", "sms"),
        ("给A级客户分别写一条新年祝福", "greeting", "chat"),
        ("给青禾电子和恒力机电各写一条中秋祝福", "greeting", "chat"),
        ("draft a thank-you note for each of my level A customers", "thanks", "chat"),
    ],
)  # fmt: skip
def test_whoever_can_be_asked_for_can_be_written_to(
    desk: Desk, text: str, occasion: str, channel: str
) -> None:
    found = drafts_of(said(desk, text))
    assert len(found) > 1
    assert {(one.occasion, one.channel) for one in found} == {(occasion, channel)}
    assert len({one.customer_id for one in found}) == len(found)


def test_five_are_five(desk: Desk) -> None:
    text = "给逾期金额最高的5个客户各写一条催款短信"
    reply = said(desk, text, caller=desk.caller("U05"))
    assert (len(drafts_of(reply)), reply.batch and reply.batch.found) == (5, 5)


@pytest.mark.parametrize(
    "text",
    [
        "给所有臻不存在的客户各写一条祝福",
        "给A级客户各写一条",
        "给A级客户各写一条消息说打八折",
        "给各区域的销售额各写一条祝福",
    ],
)
def test_what_is_not_understood_is_not_written(desk: Desk, text: str) -> None:
    reply = said(desk, text)
    assert (reply.status, reply.batch) == ("not_understood", None)


def test_finance_writes_to_nobody(desk: Desk, desk_engine: Engine) -> None:
    reply = said(desk, "给A级客户各写一条新年祝福", caller=asker(desk, desk_engine, "finance"))
    assert (reply.status, reply.batch) == ("refused", None)


def test_who_has_nothing_to_be_written_about_is_named(desk: Desk) -> None:
    reply = said(desk, "给A级客户各写一封催款邮件")
    assert reply.batch is not None
    assert reply.batch.skipped
    assert len(reply.batch.skipped) + len(reply.batch.drafts) == reply.batch.found
    assert all("没有逾期款" in one.why for one in reply.batch.skipped)


def test_a_batch_has_a_cap_and_tells_how_far_it_is(sqlite_engine: Engine) -> None:
    books = Books()
    for number in range(MOST + 5):
        books.customer(f"C{number:03}", name=f"=Customer {number:03}", level="A")
    desk = desk_over(books.into(sqlite_engine))
    question = Question("write a Christmas greeting to all customers")
    events = list(desk.stream(desk.caller(None), question))
    steps = [data for name, data in events if name == "status" and isinstance(data, dict)]
    far = [(step["done"], step["of"]) for step in steps if step["state"] == "drafting"]
    assert far == [(number, MOST) for number in range(1, MOST + 1)]
    reply = events[-1][1]
    assert isinstance(reply, Reply)
    assert len(drafts_of(reply)) == MOST
    assert f"{MOST + 5} customers are meant; {MOST} at most" in reply.text


def exported(desk: Desk, engine: Engine, user: str, turn: str, shape: Shape) -> bytes:
    exports = Exports(desk, engine, lambda: NOW, 1000)
    export = exports.begin(desk.caller(user), OfDrafts(turn), shape)
    try:
        return b"".join(export.parts())
    finally:
        export.close()


@pytest.mark.parametrize("role", ["rep", "manager"])
def test_drafts_are_taken_out_for_a_mail_merge_without_formulas(
    own_demo_engine: Engine, role: str
) -> None:
    desk = desk_over(own_demo_engine)
    caller = asker(desk, own_demo_engine, role)
    with own_demo_engine.begin() as connection:
        connection.execute(contacts.update().values(name="=HYPERLINK(1)"))
    reply = said(desk, "给A级客户各写一封新年祝福邮件", caller=caller)
    taken = exported(desk, own_demo_engine, caller.user_id, reply.turn_id, Shape())
    lines = list(csv.reader(io.StringIO(taken.decode("utf-8-sig"))))
    assert tuple(lines[0][:-1]) == HEADINGS
    assert len(lines) - 1 == len(drafts_of(reply))
    assert {line[2] for line in lines[1:]} == {"'=HYPERLINK(1)"}
    texts = {line[8] for line in lines[1:]}
    assert all(not text.startswith(("=", "+", "-", "@")) for text in texts)
    book = exported(desk, own_demo_engine, caller.user_id, reply.turn_id, Shape("xlsx"))
    assert book.startswith(b"PK")
    with own_demo_engine.connect() as connection:
        events = set(connection.execute(sa.select(audit_log.c.event)).scalars())
    assert {"data.exported", "export.completed"} <= events


def test_nobody_takes_out_what_somebody_else_drafted(own_demo_engine: Engine) -> None:
    desk = desk_over(own_demo_engine)
    rep = asker(desk, own_demo_engine, "rep")
    reply = said(desk, "给A级客户各写一封新年祝福邮件", caller=rep)
    for user in ("U06", "U07"):
        with pytest.raises(NothingToExportError):
            exported(desk, own_demo_engine, user, reply.turn_id, Shape())
    finance = asker(desk, own_demo_engine, "finance").user_id
    with pytest.raises(RoleMayNotExportError):
        exported(desk, own_demo_engine, finance, reply.turn_id, Shape())
    figure = said(desk, "上季度销售额", caller=rep)
    with pytest.raises(NothingToExportError):
        exported(desk, own_demo_engine, rep.user_id, figure.turn_id, Shape())


def test_a_customer_who_has_become_somebody_elses_is_not_taken_out(
    own_demo_engine: Engine,
) -> None:
    desk = desk_over(own_demo_engine)
    rep = asker(desk, own_demo_engine, "rep")
    reply = said(desk, "给A级客户各写一封新年祝福邮件", caller=rep)
    gone = drafts_of(reply)[0].customer_id
    with own_demo_engine.begin() as connection:
        moved = customers.update().where(customers.c.customer_id == gone)
        connection.execute(moved.values(owner_id="U07"))
    taken = exported(desk, own_demo_engine, rep.user_id, reply.turn_id, Shape()).decode("utf-8-sig")
    assert gone not in {line[0] for line in csv.reader(io.StringIO(taken))}
