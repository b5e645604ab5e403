"""What was just proposed is changed by words, and waits anew: 改成10台, "make it 4pm"."""

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from assistant.conversation.question import Question
from assistant.conversation.reply import Reply
from assistant.desk import Desk
from crm.access import Caller
from crm.models import customers, orders, proposals
from tests.unit.assistant.desks import said

BUYER = "青禾电子(苏州)有限公司"
ORDER = "给青禾电子建个订单草稿：T30 5台"
REMINDER = "提醒我周五给青禾电子打电话"


@pytest.fixture
def owner(desk: Desk, desk_engine: Engine) -> Caller:
    """Gives the rep whose customer is asked about, with nothing waiting."""
    with desk_engine.begin() as connection:
        name = sa.select(customers.c.owner_id).where(customers.c.name == BUYER)
        owner_id = connection.execute(name).scalar_one()
        connection.execute(sa.delete(proposals))
    return desk.caller(owner_id)


def _states(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        statement = sa.select(proposals.c.state).order_by(proposals.c.state)
        return list(connection.execute(statement).scalars())


def _drafts(engine: Engine) -> int:
    with engine.connect() as connection:
        ours = orders.c.source_system == "wendan"
        found = connection.execute(sa.select(sa.func.count()).where(ours)).scalar()
    return int(found or 0)


def _fields(reply: Reply) -> list[str]:
    return [field.value for field in reply.actions[0].fields]


@pytest.mark.parametrize(
    ("texts", "told"),
    [
        ((ORDER, "改成10台"), "CNY 12,000.00"),
        ((ORDER, "make it 10"), "CNY 12,000.00"),
        ((ORDER, "不对，改成12"), "CNY 14,400.00"),
        ((ORDER, "改成8台，M40 2台", "M40改成3台"), "CNY 17,640.00"),
        ((REMINDER, "改成周四"), "2026-11-26 09:00"),
        ((REMINDER, "改成下午4点"), "2026-11-27 16:00"),
        ((REMINDER, "make it 4pm"), "2026-11-27 16:00"),
        (("记一下今天拜访了青禾电子，谈了续约", "改成昨天"), "2026-11-20"),
        (("把青禾电子的城市改成杭州", "改成无锡"), "无锡"),
    ],
)
def test_a_change_is_proposed_in_place_of_what_waited(
    desk: Desk, desk_engine: Engine, owner: Caller, texts: tuple[str, ...], told: str
) -> None:
    before = _drafts(desk_engine)
    reply = said(desk, *texts, caller=owner)
    assert reply.status == "pending_approval"
    assert told in _fields(reply) or told in reply.text
    assert _states(desk_engine) == ["pending", *["replaced"] * (len(texts) - 1)]
    assert _drafts(desk_engine) == before


@pytest.mark.parametrize(
    "texts",
    [
        (ORDER, "改成上个月"),
        (ORDER, "make it cheaper"),
        (ORDER, "改成8台，M40 2台", "改成7台"),
        (ORDER, "改成-3台"),
        (ORDER, "改成10%"),
        (REMINDER, "改成10台"),
        ("记一下今天拜访了青禾电子，谈了续约", "改成明天"),
        (ORDER, "本月销售额", "改成10台"),
    ],
)
def test_what_is_no_such_change_leaves_it_waiting(
    desk: Desk, desk_engine: Engine, owner: Caller, texts: tuple[str, ...]
) -> None:
    reply = said(desk, *texts, caller=owner)
    assert reply.status == "not_understood"
    assert "E+" not in reply.text
    assert _states(desk_engine).count("pending") == 1


@pytest.mark.parametrize("words", ["改成0台", "改成0.5台", "改成200万台"])
def test_a_refused_change_leaves_what_waited(
    desk: Desk, desk_engine: Engine, owner: Caller, words: str
) -> None:
    assert said(desk, ORDER, words, caller=owner).status == "refused"
    assert _states(desk_engine) == ["pending"]
    reply = said(desk, ORDER, words, "改成6台", caller=owner)
    assert "CNY 7,200.00" in _fields(reply)


def test_what_was_decided_is_changed_by_no_words(
    desk: Desk, desk_engine: Engine, owner: Caller
) -> None:
    with desk_engine.begin() as connection:
        connection.execute(sa.delete(proposals))
    first = said(desk, ORDER, caller=owner)
    with desk_engine.begin() as connection:
        connection.execute(sa.update(proposals).values(state="rejected"))
    reply = desk.ask(owner, Question("改成10台", conversation_id=first.conversation_id))
    assert reply.status == "refused"
    assert _states(desk_engine) == ["rejected"]
