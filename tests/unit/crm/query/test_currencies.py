"""Amounts of several currencies stand beside each other and are never added."""

from decimal import Decimal

import pytest

from crm.periods import between
from crm.query.spec import Filter, MetricQuery, RecordQuery
from tests.unit.crm.query.trading_company import Books, Office, day, rows, totals


@pytest.fixture
def traders(empty_office: Office) -> Office:
    """Two customers: C1 buys for yuan and dollars, C2 for euros; Ann looks after C1, Bob after C2."""
    books = Books()
    for user, name in (("ann", "Ann"), ("bob", "Bob")):
        books.add("users", user_id=user, name=name, role="rep")
    books.customer("C1", "ann", region="East")
    books.customer("C2", "bob", region="West")
    books.customer("C3", "bob")
    books.order("O1", "C1", "2026-01-05", "100")
    books.order("O2", "C1", "2026-03-05", [("P1", 2, 30)], currency="USD")
    books.order("O3", "C1", "2026-03-06", "5", currency="USD", status="shipped")
    books.order("O4", "C2", "2026-02-05", "7", currency="EUR")
    books.payment("O2", 10, "2026-03-07")
    books.add("products", product_id="P1", name="Pump")
    books.add("targets", user_id="ann", month="2026-01", amount=Decimal(50))
    books.add(
        "returns",
        return_id="T1",
        order_id="O2",
        customer_id="C1",
        currency="USD",
        amount=Decimal(4),
        returned_at=day("2026-03-09"),
    )
    books.into(empty_office.engine)
    return empty_office


def test_a_figure_has_one_row_for_each_currency_the_own_one_first(traders: Office) -> None:
    table = traders.figures(MetricQuery(("sales", "orders")))
    assert rows(table) == [("CNY", 100, 1), ("EUR", 7, 1), ("USD", 35, 2)]
    assert [(column.name, column.role, column.unit) for column in table.columns] == [
        ("currency", "dimension", None),
        ("sales", "measure", None),
        ("orders", "measure", "orders"),
    ]
    assert table.totals is None


def test_parts_of_a_formula_meet_in_their_currency(traders: Office) -> None:
    table = traders.figures(MetricQuery(("net_sales", "outstanding", "collected")))
    assert rows(table) == [("CNY", 100, 100, 0), ("EUR", 7, 7, 0), ("USD", 31, 25, 10)]


def test_one_currency_that_is_asked_for_is_the_unit(traders: Office) -> None:
    query = MetricQuery(("sales",), filters=(Filter("currency", "in", ("USD",)),))
    table = traders.figures(query)
    assert (rows(table), table.columns[0].unit) == ([(35,)], "USD")


def test_counts_know_no_currency(traders: Office) -> None:
    table = traders.figures(MetricQuery(("orders", "buyers"), group_by=("region",)))
    assert rows(table) == [("East", 3, 1), ("West", 1, 1)]


def test_by_currency_there_is_no_second_column_of_it(traders: Office) -> None:
    table = traders.figures(MetricQuery(("sales",), group_by=("currency",)))
    assert rows(table) == [("CNY", 100), ("USD", 35), ("EUR", 7)]
    assert table.totals is None


def test_the_first_rows_and_shares_are_those_of_each_currency(traders: Office) -> None:
    query = MetricQuery(("sales",), group_by=("customer",), limit=1, share=True)
    assert rows(traders.figures(query)) == [
        ("C1", "CNY", 100, 1),
        ("C2", "EUR", 7, 1),
        ("C1", "USD", 35, 1),
    ]


def test_each_currency_has_all_buckets(traders: Office) -> None:
    quarter = between(day("2026-01-01"), day("2026-03-31"))
    table = traders.figures(MetricQuery(("sales",), group_by=("month",), period=quarter))
    assert rows(table) == [
        ("2026-01", "CNY", 100),
        ("2026-02", "CNY", 0),
        ("2026-03", "CNY", 0),
        ("2026-01", "EUR", 0),
        ("2026-02", "EUR", 7),
        ("2026-03", "EUR", 0),
        ("2026-01", "USD", 0),
        ("2026-02", "USD", 0),
        ("2026-03", "USD", 35),
    ]


def test_who_sees_one_currency_sees_what_a_company_of_one_currency_shows(traders: Office) -> None:
    quarter = between(day("2026-01-01"), day("2026-03-31"))
    query = MetricQuery(("sales",), group_by=("month",), period=quarter)
    table = traders.figures(query, caller="bob")
    assert rows(table) == [("2026-01", 0), ("2026-02", 7), ("2026-03", 0)]
    assert (totals(table), table.columns[1].unit) == ((None, 7), "EUR")


def test_nothing_sold_is_a_zero_of_the_own_currency(traders: Office) -> None:
    spring = between(day("2026-04-01"), day("2026-05-31"))
    table = traders.figures(MetricQuery(("sales",), period=spring))
    assert (rows(table), table.columns[0].unit) == ([(0,)], "CNY")
    trend = traders.figures(MetricQuery(("sales",), group_by=("month",), period=spring))
    assert rows(trend) == [("2026-04", 0), ("2026-05", 0)]


def test_targets_are_of_the_own_currency(traders: Office) -> None:
    table = traders.figures(MetricQuery(("attainment",)))
    assert (rows(table), [column.name for column in table.columns]) == ([(2,)], ["attainment"])


def test_the_change_is_that_within_a_currency(traders: Office) -> None:
    march, january = (
        between(day("2026-03-01"), day("2026-03-31")),
        between(day("2026-01-01"), day("2026-01-31")),
    )
    table = traders.figures(MetricQuery(("sales",), period=march, compare=january))
    assert rows(table) == [("CNY", 0, 100, -100, -1), ("USD", 35, 0, 35, None)]


def test_a_list_of_several_currencies_has_no_total(traders: Office) -> None:
    assert traders.records(RecordQuery("order")).totals is None
    dollars = RecordQuery("order", filters=(Filter("currency", "in", ("USD",)),))
    assert totals(traders.records(dollars)) == (None, None, None, 35, None)


def test_lines_have_the_currency_of_their_order(traders: Office) -> None:
    table = traders.figures(MetricQuery(("sales", "average_price"), group_by=("product",)))
    assert (rows(table), table.columns[1].unit) == ([("Pump", 30, 15)], "USD")


def test_sales_in_another_currency_are_not_held_against_targets(empty_office: Office) -> None:
    books = Books()
    books.add("users", user_id="ann", name="Ann", role="rep")
    books.customer("C1", "ann")
    books.order("O1", "C1", "2026-11-02", "900", currency="USD")
    books.add("targets", user_id="ann", month="2026-11", amount=Decimal(100))
    books.into(empty_office.engine)
    table = empty_office.figures(MetricQuery(("attainment",)))
    assert [row[-1] for row in table.rows] == [0]
