"""What runs out: contracts that nothing follows, and warranties by the products' months."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from sqlalchemy.engine import Engine

from crm.access import Caller, View, operator
from crm.insight.value.renewals import (
    Expiry,
    Window,
    contracts_ending,
    months_after,
    warranties_ending,
)
from crm.models import contracts, orders, products
from crm.query.fields import Reader
from tests.unit.crm.insight.value.shop import TODAY, fill

SOON = Window(TODAY - timedelta(days=30), TODAY + timedelta(days=90))
YEAR = timedelta(days=365)


def _contract(number: str, customer: str, ends: date, status: str = "active") -> dict[str, object]:
    return {
        "contract_id": number,
        "customer_id": customer,
        "start_date": ends - YEAR + timedelta(days=1),
        "end_date": ends,
        "name": "Care",
        "product_id": "P1",
        "amount": Decimal(1200),
        "status": status,
    }


def _ending(engine: Engine, *rows: dict[str, object], owner: str | None = None) -> list[Expiry]:
    names = sorted({str(row["customer_id"]) for row in rows})
    with engine.begin() as connection:
        fill(connection, [(name, TODAY, "1", "CNY", "completed") for name in names])
        connection.execute(contracts.insert(), list(rows))
    caller = operator() if owner is None else Caller(owner, owner, "rep", owners=frozenset({owner}))
    with engine.connect() as connection:
        reader = Reader(View(caller), TODAY, engine.dialect.name)
        return list(contracts_ending(connection, reader, SOON))


def test_a_contract_that_another_follows_is_not_to_be_renewed(engine: Engine) -> None:
    soon = TODAY + timedelta(days=20)
    found = _ending(
        engine,
        _contract("K1", "Acorn", soon - YEAR, "expired"),
        _contract("K2", "Acorn", soon),
        _contract("K3", "Acorn", soon + YEAR),
        _contract("K4", "Birch", soon),
        _contract("K5", "Birch", soon + YEAR, "draft"),
        _contract("K6", "Cedar", TODAY - timedelta(days=3), "expired"),
        _contract("K7", "Daisy", soon, "cancelled"),
        _contract("K8", "Elm", TODAY + timedelta(days=200)),
    )
    assert [(one.number, one.state, one.days) for one in found] == [
        ("K6", "lapsed", -3),
        ("K4", "drafted", 20),
    ]


def test_the_terms_before_are_counted(engine: Engine) -> None:
    soon = TODAY + timedelta(days=20)
    rows = [_contract(f"K{n}", "Acorn", soon - n * YEAR, "expired") for n in (2, 1)]
    (found,) = _ending(engine, *rows, _contract("K0", "Acorn", soon))
    assert (found.terms, found.amount, found.customer) == (2, Decimal(1200), "Acorn")


def test_a_rep_sees_the_contracts_of_the_own_customers(engine: Engine) -> None:
    soon = TODAY + timedelta(days=20)
    rows = (_contract("K1", "Acorn", soon), _contract("K2", "Birch", soon))
    assert [one.number for one in _ending(engine, *rows, owner="U2")] == ["K2"]


@pytest.mark.parametrize(("months", "ends"), [(12, 1), ("12.0", 1), ("no", 0), (-3, 0)])
def test_a_warranty_runs_for_the_products_months_from_delivery(
    engine: Engine, months: object, ends: int
) -> None:
    ordered = TODAY - timedelta(days=400)
    with engine.begin() as connection:
        fill(connection, [("Acorn", ordered, "100", "CNY", "completed")])
        connection.execute(products.update().values(custom={"warranty_months": months}))
        delivered = datetime.combine(TODAY - timedelta(days=345), time(9))
        connection.execute(orders.update().values(delivered_at=delivered))
        reader = Reader(View(operator()), TODAY, engine.dialect.name)
        found = warranties_ending(connection, reader, SOON)
    assert len(found or ()) == ends
    if found:
        assert found[0].ends == months_after(delivered.date(), 12) - timedelta(days=1)
        assert (found[0].number, found[0].quantity) == ("SO000", Decimal(2))


def test_without_months_on_file_warranties_are_not_known(engine: Engine) -> None:
    with engine.begin() as connection:
        fill(connection, [("Acorn", TODAY, "100", "CNY", "completed")])
        reader = Reader(View(operator()), TODAY, engine.dialect.name)
        assert warranties_ending(connection, reader, SOON) is None


def test_the_last_of_a_month_stays_in_its_month() -> None:
    assert months_after(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert months_after(date(2024, 2, 29), 12) == date(2025, 2, 28)
