"""What words do not do: they approve nothing; and what a proposal does not hold."""

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from assistant.desk import Desk
from crm.access import Caller
from crm.models import customers, products, proposals
from tests.unit.assistant.desks import desk_over, said

BUYER = "青禾电子(苏州)有限公司"


@pytest.fixture
def owner(desk: Desk, desk_engine: Engine) -> Caller:
    """Gives the rep whose customer is asked about, with nothing waiting."""
    with desk_engine.begin() as connection:
        name = sa.select(customers.c.owner_id).where(customers.c.name == BUYER)
        owner_id = connection.execute(name).scalar_one()
        connection.execute(sa.delete(proposals))
    return desk.caller(owner_id)


@pytest.mark.parametrize("words", ["批准", "确认", "approve", "approve it", "拒绝", "reject it"])
def test_words_decide_nothing_and_show_what_waits(
    desk: Desk, desk_engine: Engine, owner: Caller, words: str
) -> None:
    asked = said(desk, "提醒我周五给青禾电子打电话", caller=owner)
    reply = said(desk, words, caller=owner)
    assert [one.action_id for one in reply.actions] == [one.action_id for one in asked.actions]
    (note,) = reply.notices
    assert note.text.startswith(("打字不算批准", "Words approve or reject nothing"))
    with desk_engine.connect() as connection:
        assert list(connection.execute(sa.select(proposals.c.state)).scalars()) == ["pending"]


def test_words_of_approval_show_nobody_elses_proposals(desk: Desk, owner: Caller) -> None:
    said(desk, "提醒我周五给青禾电子打电话", caller=owner)
    other = "U06" if owner.user_id != "U06" else "U05"
    assert not said(desk, "批准", caller=desk.caller(other)).actions


def test_a_value_that_is_there_already_is_no_change(desk: Desk, owner: Caller) -> None:
    refused = [said(desk, f"把青禾电子的等级改成{level}", caller=owner).status for level in "ABC"]
    assert sorted(refused) == ["pending_approval", "pending_approval", "refused"]


@pytest.mark.parametrize("price", [None, 0, -50])
def test_no_order_is_drafted_without_a_price(
    desk_engine: Engine, owner: Caller, price: int | None
) -> None:
    named = products.c.name.like("T30%")
    with desk_engine.begin() as connection:
        before = connection.execute(sa.select(products.c.list_price).where(named)).scalar()
        connection.execute(sa.update(products).where(named).values(list_price=price))
    try:
        reply = said(desk_over(desk_engine), "给青禾电子建个订单草稿：T30 5台", caller=owner)
    finally:
        with desk_engine.begin() as connection:
            connection.execute(sa.update(products).where(named).values(list_price=before))
    assert reply.status == "refused"
    assert "T30" in reply.text


def test_no_half_of_what_is_sold_by_the_piece_is_ordered(desk: Desk, owner: Caller) -> None:
    reply = said(desk, "给青禾电子建个订单草稿：T30 2.5台", caller=owner)
    assert reply.status == "refused"
    assert "整数" in reply.text


def test_a_company_is_found_by_its_name_with_the_city_and_without_the_form(desk: Desk) -> None:
    reply = said(desk, "青禾电子(苏州)健康度")
    assert reply.status == "answered"
    assert reply.text.startswith(BUYER)
