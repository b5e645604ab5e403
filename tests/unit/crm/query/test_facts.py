"""Lists of customers and products by what they did, or did not do."""

from datetime import datetime
from decimal import Decimal

import pytest

from crm.periods import Period, between
from crm.query.spec import Fact, Filter, MetricQuery, QueryError, RecordQuery
from tests.unit.crm.query.trading_company import BASE, TODAY, Books, Office, day, moment, rows

BOUGHT = "orders"
SO_FAR = Fact(BOUGHT, period=between(day("2000-01-01"), TODAY))


def _of(product: str) -> tuple[Filter, ...]:
    return (Filter("product", "in", (product,)),)


def _since(text: str) -> Period:
    return between(day(text), TODAY)


def _who(office: Office, *facts: Fact, caller: str | None = None) -> list[str]:
    query = RecordQuery("customer", facts=facts)
    return sorted(str(key[0]) for key in office.records(query, caller=caller).keys)


def test_customers_who_ordered_once_but_not_lately(office: Office) -> None:
    lately = Fact(BOUGHT, period=_since("2026-09-22"), holds=False)
    assert _who(office, SO_FAR, lately) == ["C2", "C3"]


def test_a_fact_that_does_not_hold_includes_those_who_never_did_anything(office: Office) -> None:
    assert _who(office, Fact(BOUGHT, period=_since("2026-09-22"), holds=False)) == [
        "C2",
        "C3",
        "C5",
    ]


def test_customers_who_bought_one_thing_and_not_another(office: Office) -> None:
    assert _who(office, Fact(BOUGHT, _of("P1")), Fact(BOUGHT, _of("P3"), holds=False)) == [
        "C1",
        "C3",
    ]
    assert _who(office, Fact(BOUGHT, _of("P1")), Fact(BOUGHT, _of("P2"), holds=False)) == []


def test_only_orders_that_count_are_facts(office: Office) -> None:
    # P3 stands on a cancelled and a pending order too.
    assert _who(office, Fact(BOUGHT, _of("P3"))) == ["C4"]


def test_facts_join_with_other_conditions(office: Office) -> None:
    query = RecordQuery(
        "customer", filters=(Filter("level", "in", ("A",)),), facts=(Fact(BOUGHT, _of("P1")),)
    )
    assert sorted(str(key[0]) for key in office.records(query).keys) == ["C1", "C3"]


def test_products_that_were_not_sold_in_a_quarter(office: Office) -> None:
    third = between(day("2026-07-01"), day("2026-09-30"))
    query = RecordQuery("product", facts=(Fact(BOUGHT, period=third, holds=False),))
    assert [key[0] for key in office.records(query).keys] == ["P3", "P4"]


def test_facts_are_read_with_the_callers_eyes(office: Office) -> None:
    assert _who(office, Fact(BOUGHT, _of("P1")), caller="bob") == ["C3"]
    # Ann's customers bought P2; those of Bob bought it on O7 only.
    query = RecordQuery("product", facts=(Fact(BOUGHT, holds=False),))
    assert [key[0] for key in office.records(query, caller="cat").keys] == ["P1", "P4"]


def test_the_last_order_of_a_customer_is_shown_up_to_the_business_date(office: Office) -> None:
    query = RecordQuery("customer", columns=("customer", "last_order"), facts=(SO_FAR,))
    assert rows(office.records(query)) == [
        ("Cedar", datetime.fromisoformat("2026-08-20")),
        ("Birch", datetime.fromisoformat("2026-08-15")),
        ("Acorn", datetime.fromisoformat("2026-09-30 23:59:59")),
        ("Delta", datetime.fromisoformat("2026-11-20 10:00:00")),
    ]


def test_figures_and_rows_are_those_of_the_customers_who_meet_the_facts(office: Office) -> None:
    # Bought P3: Delta alone; not lately: Birch and Cedar.
    of_filter = MetricQuery(("sales", "orders"), facts=(Fact(BOUGHT, _of("P3")),))
    assert office.figures(of_filter).rows[0][:2] == (Decimal("1580.5"), 2)
    lapsed = Fact(BOUGHT, period=_since("2026-09-22"), holds=False)
    assert office.figures(MetricQuery(("sales",), facts=(lapsed,))).rows[0][0] == 2350
    assert office.figures(MetricQuery(("collected",), facts=(lapsed,))).rows[0][0] == 1210
    orders = office.records(RecordQuery("order", facts=(lapsed,)))
    assert sorted(str(key[0]) for key in orders.keys) == ["O4", "O6", "O7"]


def test_an_event_that_rows_cannot_have_is_an_error(office: Office) -> None:
    with pytest.raises(QueryError):
        office.figures(MetricQuery(("target",), facts=(SO_FAR,)))
    with pytest.raises(QueryError):
        office.records(RecordQuery("customer", facts=(Fact("visits", _of("P1")),)))


def test_a_customer_without_a_place_is_where_its_orders_went(office: Office) -> None:
    # Delta has no region on file; one of its orders was shipped north.
    north = (Filter("region", "in", ("North",)),)
    assert _ids(office, north) == ["C4"]
    assert office.figures(MetricQuery(("customers",), filters=north)).rows[0][0] == 1
    elsewhere = (Filter("region", "not_in", ("North", "East")),)
    assert _ids(office, elsewhere) == ["C3", "C5"]


def test_a_place_on_file_comes_before_that_of_an_order(office: Office) -> None:
    # Birch is in the East on file, whatever was shipped elsewhere.
    assert _ids(office, (Filter("region", "in", ("East",)),)) == ["C1", "C2"]


def _with_a_return(empty: Office, *shipped: str) -> Office:
    """A customer without a place whose orders went elsewhere, and a return without an order."""
    books = Books()
    books.customer("C9", name="Nomad")
    for number, region in enumerate(shipped):
        books.order(f"R{number}", "C9", "2026-08-01", [("P1", 1, 100)], ship_region=region)
    amount, at = Decimal(30), moment("2026-09-01")
    books.add(
        "returns",
        return_id="T9",
        order_id=None,
        customer_id="C9",
        currency=BASE,
        amount=amount,
        returned_at=at,
        product_id=None,
        quantity=None,
        reason=None,
    )
    return Office(books.into(empty.engine))


def test_a_return_without_an_order_is_where_the_customers_orders_went(empty_office: Office) -> None:
    office = _with_a_return(empty_office, "North", "North")
    north = MetricQuery(("returned",), filters=(Filter("region", "in", ("North",)),))
    assert office.figures(north).rows[0][0] == 30
    by_region = office.figures(MetricQuery(("returned",), group_by=("region",)))
    assert rows(by_region) == [("North", 30)]


def test_a_return_of_a_customer_at_two_places_is_of_neither(empty_office: Office) -> None:
    office = _with_a_return(empty_office, "North", "South")
    by_region = office.figures(MetricQuery(("returned",), group_by=("region",)))
    assert rows(by_region) == [(None, 30)]


def _ids(office: Office, filters: tuple[Filter, ...]) -> list[str]:
    found = office.records(RecordQuery("customer", filters=filters))
    return sorted(str(key[0]) for key in found.keys)
