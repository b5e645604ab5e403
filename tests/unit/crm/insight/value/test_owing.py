"""Whom to call first: the days beyond the customer's own habit count, and not the days alone."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from sqlalchemy.engine import Connection, Engine

from crm.access import Caller, View, operator
from crm.insight.value.owing import Debt, debts
from crm.models import orders, payments
from crm.query.fields import Reader
from tests.unit.crm.insight.value.shop import TODAY, fill

DUE_AFTER = 10


def _late(connection: Connection, name: str, days: list[int], paid_late: list[int | None]) -> None:
    """Makes a customer's orders due so many days ago, each paid so many days late, or not."""
    rows = connection.execute(
        orders.select().where(orders.c.customer_id == name).order_by(orders.c.order_id)
    ).all()
    for row, back, late in zip(rows, days, paid_late, strict=True):
        due = TODAY - timedelta(days=back)
        paid = Decimal(0) if late is None else row.amount
        values = {"due_date": due, "paid": paid}
        connection.execute(
            orders.update().where(orders.c.order_id == row.order_id).values(**values)
        )
        if late is not None:
            at = datetime.combine(due + timedelta(days=late), time(9))
            payment = {"payment_id": f"P-{row.order_id}", "order_id": row.order_id}
            connection.execute(payments.insert(), {**payment, "amount": paid, "paid_at": at})


def _placed(
    name: str, times: int, amount: str = "100", currency: str = "CNY"
) -> list[tuple[str, date, str, str, str]]:
    day = TODAY - timedelta(days=200)
    return [(name, day, amount, currency, "completed") for _ in range(times)]


def _found(engine: Engine, owners: frozenset[str] | None = None) -> tuple[Debt, ...]:
    caller = operator() if owners is None else Caller("U1", "U1", "rep", owners=owners)
    with engine.connect() as connection:
        return debts(connection, Reader(View(caller), TODAY, engine.dialect.name))


def _company(engine: Engine) -> None:
    """Puts in Acorn, who always pays a month late, Birch, who never did, and Brook of dollars."""
    with engine.begin() as connection:
        fill(
            connection,
            [*_placed("Acorn", 4), *_placed("Birch", 4), *_placed("Brook", 1, "50", "USD")],
        )
        _late(connection, "Acorn", [150, 140, 130, 35], [30, 30, 30, None])
        _late(connection, "Birch", [150, 140, 130, 20], [0, -3, 2, None])
        _late(connection, "Brook", [5], [None])


def test_who_is_later_than_usual_comes_before_who_is_later(engine: Engine) -> None:
    _company(engine)
    found = {debt.name: debt for debt in _found(engine)}
    assert list(found) == ["Birch", "Acorn", "Brook"]
    acorn, birch, brook = found["Acorn"], found["Birch"], found["Brook"]
    assert (acorn.days, acorn.habit, acorn.beyond, acorn.is_later) == (35, 30, 5, False)
    assert (birch.days, birch.habit, birch.beyond, birch.is_later) == (20, 0, 20, True)
    assert (brook.currency, brook.amount, brook.habit) == ("USD", Decimal(50), None)
    assert birch.weight == 100 * 20


def test_a_rep_sees_the_debts_of_the_own_customers(engine: Engine) -> None:
    _company(engine)
    assert [debt.name for debt in _found(engine, frozenset({"U1"}))] == ["Acorn"]


def test_what_is_paid_or_worth_nothing_is_not_owed(engine: Engine) -> None:
    with engine.begin() as connection:
        fill(connection, [*_placed("Acorn", 1, "-100"), *_placed("Birch", 1, "0")])
        _late(connection, "Acorn", [30], [None])
        _late(connection, "Birch", [30], [None])
    assert _found(engine) == ()


def test_nobody_owes_in_an_empty_company(engine: Engine) -> None:
    assert _found(engine) == ()
