"""A desk answers everybody about their own customers, and says so."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from assistant.desk import Desk
from crm.access import Caller
from crm.database import connect, sqlite_url
from crm.models import customers, orders, users
from tests.unit.assistant.desks import asker, chips, desk_over, lasting, said


@pytest.mark.parametrize("role", ["rep", "manager", "finance", "admin"])
def test_the_answer_says_whose_customers_it_is_about(
    desk: Desk, desk_engine: Engine, role: str
) -> None:
    caller = asker(desk, desk_engine, role)
    for text, words in (("订单数", SCOPES[role][0]), ("number of orders", SCOPES[role][1])):
        reply = said(desk, text, caller=caller)
        assert reply.scope is not None
        assert reply.scope.customers > 0
        number = reply.scope.customers
        people = len(caller.owners or ())
        assert reply.scope.text == words.format(number=number, people=people)
        assert chips(reply)["scope"] == reply.scope.text


WHOLE = ("全公司 {number} 家客户", "the whole company, {number} customers")
SCOPES = {
    "rep": ("我负责的 {number} 家客户", "my {number} customers"),
    "manager": (
        "本组 {people} 人负责的 {number} 家客户",
        "{number} customers of the {people} people in my team",
    ),
    "finance": WHOLE,
    "admin": WHOLE,
}


def test_only_those_who_may_see_queries_get_them(desk: Desk, desk_engine: Engine) -> None:
    for role in ("rep", "manager", "finance", "admin"):
        caller = asker(desk, desk_engine, role)
        sql = said(desk, "订单数", caller=caller).results[0].sql
        assert (sql is not None) == caller.may_see_query


def test_reps_together_see_what_the_company_has(desk: Desk, desk_engine: Engine) -> None:
    def orders(caller: Caller) -> object:
        rows = said(desk, "上季度订单数", caller=caller).results[0].rows
        return rows[0][0] if rows else 0

    with desk_engine.connect() as connection:
        everybody = connection.execute(sa.select(users.c.user_id, users.c.role)).all()
    reps = [desk.caller(row.user_id) for row in everybody if row.role in {"rep", "manager"}]
    owners = {owner for caller in reps for owner in caller.owners or ()}
    parts = [
        orders(replace(caller, owners=frozenset({owner})))
        for owner in sorted(owners)
        for caller in reps[:1]
    ]
    assert sum(part for part in parts if isinstance(part, int)) == orders(desk.caller(None))


@pytest.mark.parametrize("question", ["{}今年销售额", "sales of {} this year", "{}的订单", "{}呢"])
def test_a_hidden_name_is_answered_like_one_that_does_not_exist(
    demo_database: Path, desk_engine: Engine, tmp_path: Path, question: str
) -> None:
    desk = desk_over(desk_engine)
    rep = asker(desk, desk_engine, "rep")
    with desk_engine.connect() as connection:
        hidden = connection.execute(
            sa.select(customers.c.customer_id, customers.c.name, customers.c.short_name)
            .where(customers.c.owner_id != rep.user_id)
            .order_by(customers.c.customer_id)
            .limit(4)
        ).all()
    shutil.copyfile(demo_database, tmp_path / "without.db")
    without = connect(sqlite_url(tmp_path / "without.db"))
    with without.begin() as connection:
        for row in hidden:
            connection.execute(
                customers.update()
                .where(customers.c.customer_id == row.customer_id)
                .values(name="Rxq", short_name="Rxq", aliases=None)
            )
    bare = desk_over(without)
    for row in hidden:
        for name in (row.name, row.short_name):
            first, second = (said(one, question.format(name), caller=rep) for one in (desk, bare))
            assert first.status == "not_understood"
            assert lasting(first) == lasting(second)
    without.dispose()


def test_an_order_of_somebody_else_is_like_one_that_does_not_exist(
    desk: Desk, desk_engine: Engine
) -> None:
    rep = asker(desk, desk_engine, "rep")
    of_others = customers.c.owner_id.not_in(rep.owners or ())
    joined = orders.join(customers, orders.c.customer_id == customers.c.customer_id)
    chosen = sa.select(orders.c.order_id).select_from(joined).where(of_others).limit(1)
    with desk_engine.connect() as connection:
        hidden = connection.execute(chosen).scalar_one()
    missing = "ZZ-9999-9999"
    replies = [said(desk, f"{number} 什么情况", caller=rep) for number in (hidden, missing)]
    assert [reply.status for reply in replies] == ["not_understood"] * 2
    assert replies[0].text.replace(hidden, missing) == replies[1].text
    assert not replies[0].results
    assert said(desk, f"{hidden} 什么情况").status == "answered"
