"""Health: parts against what is normal for the customer, and no score from nothing."""

from datetime import datetime, time, timedelta
from decimal import Decimal

import pytest
from sqlalchemy.engine import Connection, Engine

from crm.access import Caller, View, operator
from crm.insight.value.health import Health, Seen, Topic, health
from crm.insight.value.kept import Kept
from crm.insight.value.signs import Known, by_customer, signs
from crm.models import activities, orders, payments, usage
from crm.query.fields import Reader
from tests.unit.crm.insight.value.shop import TODAY, every, fill

ON_TIME = Seen("orders", 10, 20, "days")


def _scored(*seen: Seen) -> Health:
    return health("C1", "Acorn", seen)


@pytest.mark.parametrize(
    ("topic", "seen", "normal", "points"),
    [
        ("orders", 20, 20, 100),
        ("orders", 40, 20, 50),
        ("orders", 90, 20, 0),
        ("payments", 0, 0, 100),
        ("payments", 30, 0, 50),
        ("payments", 90, 0, 0),
        ("sales", 100, 100, 100),
        ("sales", 75, 100, 50),
        ("sales", 0, 100, 0),
        ("usage", 2, 1, 100),
        ("complaints", 2, 1, 60),
        ("tickets", 1, 2, 100),
        ("visits", 1, 2, 50),
    ],
)
def test_a_part_has_points_by_what_is_normal(
    topic: Topic, seen: float, normal: float, points: int
) -> None:
    found = _scored(Seen(topic, seen, normal, "times")).part(topic)
    assert found is not None
    assert found.points == points


def test_the_score_is_the_mean_by_weight_of_the_parts_that_have_data() -> None:
    found = _scored(ON_TIME, Seen("payments", 60, 0, "days"), Seen("sales", 5, 5, "CNY"))
    assert found.score == round((100 * 30 + 0 * 20 + 100 * 15) / 65)
    assert found.lacking == ("usage", "complaints", "visits", "tickets")
    assert found.band == "watch"


@pytest.mark.parametrize(
    "seen",
    [
        (),
        (ON_TIME,),
        (ON_TIME, Seen("payments", 0, 0, "days")),
        (
            Seen("payments", 0, 0, "days"),
            Seen("complaints", 0, 0, "times"),
            Seen("tickets", 0, 0, "times"),
        ),
    ],
)
def test_there_is_no_score_from_too_little(seen: tuple[Seen, ...]) -> None:
    found = _scored(*seen)
    assert (found.score, found.band) == (None, None)
    assert len(found.parts) == len(seen)


def _company(connection: Connection) -> None:
    """Puts in Acorn, who pays late, uses less and complains, and Birch, of whom little is known."""
    placed = [("Acorn", day, "100", "CNY", "completed") for day in every(30, 25)]
    placed += [("Birch", TODAY - timedelta(days=3), "100", "USD", "completed")]
    fill(connection, placed)
    rows = connection.execute(orders.select().where(orders.c.customer_id == "Acorn")).all()
    for number, row in enumerate(rows):
        due = row.ordered_at.date() + timedelta(days=10)
        connection.execute(
            orders.update().where(orders.c.order_id == row.order_id).values(due_date=due, paid=100)
        )
        paid_at = datetime.combine(due + timedelta(days=30), time(9))
        payment = {"payment_id": f"P{number}", "order_id": row.order_id, "amount": Decimal(100)}
        connection.execute(payments.insert(), {**payment, "paid_at": paid_at})
    for number, back in enumerate((5, 10, 300)):
        note = {"activity_id": f"A{number}", "customer_id": "Acorn", "kind": "complaint"}
        day = datetime.combine(TODAY - timedelta(days=back), time(9))
        connection.execute(activities.insert(), {**note, "occurred_at": day})
    for week in range(16):
        read = {
            "customer_id": "Acorn",
            "metric": "pages",
            "value": Decimal(25 if week < 4 else 100),
        }
        connection.execute(usage.insert(), {**read, "date": TODAY - timedelta(days=7 * week)})


def _seen(connection: Connection, reader: Reader) -> dict[str, dict[str, Seen]]:
    known = Kept().customers(connection, reader)
    found = signs(connection, reader, Known(known.by_id, by_customer(known.histories)))
    return {name: {each.topic: each for each in seen} for name, seen in found.items()}


def test_signs_are_read_of_what_was_lately_and_before(engine: Engine) -> None:
    with engine.begin() as connection:
        _company(connection)
        found = _seen(connection, Reader(View(operator()), TODAY, engine.dialect.name))
    acorn = found["Acorn"]
    assert acorn["orders"].seen == 0
    assert acorn["orders"].normal == pytest.approx(30)
    assert acorn["payments"].seen == pytest.approx(30, abs=1)
    assert acorn["complaints"].seen == 2
    assert acorn["complaints"].normal == pytest.approx(90 / 365)
    assert acorn["usage"].seen == pytest.approx(0.25)
    assert "visits" not in acorn
    assert found["Birch"] == {}


def test_signs_are_of_the_callers_customers_alone(engine: Engine) -> None:
    with engine.begin() as connection:
        _company(connection)
        rep = Caller("U2", "U2", "rep", owners=frozenset({"U2"}))
        found = _seen(connection, Reader(View(rep), TODAY, engine.dialect.name))
    assert set(found) == {"Birch"}
