"""Figures beside those of another period."""

from decimal import Decimal

import pytest

from crm.periods import Kind, Period, between
from crm.query.spec import Having, MetricQuery, Order, QueryError
from tests.unit.crm.query.trading_company import Books, Office, day, rows, totals

AUGUST = Period(day("2026-08-01"), day("2026-08-31"), Kind.MONTH)
JULY = Period(day("2026-07-01"), day("2026-07-31"), Kind.MONTH)
THIRD = Period(day("2026-07-01"), day("2026-09-30"), Kind.QUARTER)
SECOND = Period(day("2026-04-01"), day("2026-06-30"), Kind.QUARTER)


def test_a_figure_has_its_change_and_rate_of_change(office: Office) -> None:
    table = office.figures(MetricQuery(("sales", "orders"), period=AUGUST, compare=JULY))
    assert [(column.name, column.role, column.unit) for column in table.columns] == [
        ("sales", "measure", "CNY"),
        ("sales", "previous", "CNY"),
        ("sales", "change", "CNY"),
        ("sales", "change_rate", "ratio"),
        ("orders", "measure", "orders"),
        ("orders", "previous", "orders"),
        ("orders", "change", "orders"),
        ("orders", "change_rate", "ratio"),
    ]
    (found,) = table.rows
    assert found == (2350, 300, 2050, Decimal(2050) / 300, 3, 1, 2, 2)


def test_a_rate_changes_by_points(office: Office) -> None:
    table = office.figures(MetricQuery(("repeat_rate",), period=AUGUST, compare=JULY))
    assert [(column.role, column.unit) for column in table.columns] == [
        ("measure", "ratio"),
        ("previous", "ratio"),
        ("change", "pp"),
    ]
    assert rows(table) == [(Decimal("0.5"), 0, Decimal("0.5"))]


def test_nothing_before_gives_a_change_and_no_rate(office: Office) -> None:
    table = office.figures(MetricQuery(("sales", "average_order"), period=THIRD, compare=SECOND))
    assert rows(table) == [(3150, 0, 3150, None, 630, None, None, None)]


def test_nothing_now_is_a_fall_to_zero(office: Office) -> None:
    table = office.figures(MetricQuery(("sales",), period=SECOND, compare=THIRD))
    assert rows(table) == [(0, 3150, -3150, -1)]


def test_nothing_at_both_times_is_no_change(office: Office) -> None:
    earlier = between(day("2026-01-01"), day("2026-03-31"))
    table = office.figures(MetricQuery(("sales",), period=SECOND, compare=earlier))
    assert rows(table) == [(0, 0, 0, None)]


def test_a_fall_from_below_zero_has_a_negative_rate(empty_office: Office) -> None:
    books = Books()
    books.customer("C1")
    books.order("O1", "C1", "2026-07-01", "-100")
    books.order("O2", "C1", "2026-08-01", "-150")
    books.into(empty_office.engine)
    table = empty_office.figures(MetricQuery(("sales",), period=AUGUST, compare=JULY))
    assert rows(table) == [(-150, -100, -50, Decimal("-0.5"))]


def test_groups_of_either_period_are_there(office: Office) -> None:
    table = office.figures(
        MetricQuery(("sales",), group_by=("customer",), period=AUGUST, compare=JULY)
    )
    assert rows(table) == [
        ("Cedar", 2100, 0, 2100, None),
        ("Birch", 250, 0, 250, None),
        ("Acorn", 0, 300, -300, -1),
    ]
    assert totals(table) == (None, 2350, 300, 2050, Decimal(2050) / 300)


def test_the_order_may_be_that_of_the_change(office: Office) -> None:
    def first(order: Order) -> object:
        query = MetricQuery(
            ("sales",), group_by=("customer",), period=AUGUST, compare=JULY, order=(order,), limit=1
        )
        return office.figures(query).rows[0][0]

    assert first(Order("change")) == "Cedar"
    assert first(Order("change", descending=False)) == "Acorn"
    assert first(Order("change_rate")) == "Acorn"  # the only one whose rate is known


def test_a_change_without_a_comparison_is_refused(office: Office) -> None:
    query = MetricQuery(("sales",), group_by=("customer",), order=(Order("change"),))
    with pytest.raises(QueryError, match="change"):
        office.figures(query)


def test_buckets_stand_beside_those_of_the_same_place(office: Office) -> None:
    year = between(day("2026-09-01"), day("2026-11-21"))
    before = between(day("2025-09-01"), day("2025-11-21"))
    table = office.figures(
        MetricQuery(("sales",), group_by=("month",), period=year, compare=before)
    )
    assert rows(table) == [
        ("2026-09", 500, 0, 500, None),
        ("2026-10", 0, 0, 0, None),
        ("2026-11", Decimal("1500.5"), 1000, Decimal("500.5"), Decimal("0.5005")),
    ]
    assert totals(table) == (None, Decimal("2000.5"), 1000, Decimal("1000.5"), Decimal("1.0005"))


def test_a_longer_period_before_shows_as_many_buckets_as_there_are_now(office: Office) -> None:
    october = Period(day("2026-10-01"), day("2026-10-31"), Kind.MONTH)
    table = office.figures(
        MetricQuery(("sales",), group_by=("month",), period=october, compare=THIRD)
    )
    assert rows(table) == [("2026-10", 0, 300, -300, -1)]
    assert totals(table) == (None, 0, 3150, -3150, -1)


def test_buckets_and_another_dimension_are_paired_by_time(office: Office) -> None:
    query = MetricQuery(
        ("sales",),
        group_by=("customer", "month"),
        period=between(day("2026-11-01"), day("2026-11-21")),
        compare=between(day("2025-11-01"), day("2025-11-21")),
    )
    assert rows(office.figures(query)) == [
        ("Acorn", "2026-11", 0, 1000, -1000, -1),
        ("Delta", "2026-11", Decimal("1500.5"), 0, Decimal("1500.5"), None),
    ]


def test_a_comparison_without_a_beginning_has_figures_and_no_pairs_of_buckets(
    office: Office,
) -> None:
    until = Period(day("0001-01-01"), day("2026-06-30"), Kind.UNTIL)
    plain = office.figures(MetricQuery(("sales",), period=THIRD, compare=until))
    assert rows(plain) == [(3150, 1000, 2150, Decimal("2.15"))]
    trend = MetricQuery(("sales",), group_by=("quarter",), period=THIRD, compare=until)
    assert rows(office.figures(trend)) == [
        ("2025-Q4", 0, 1000, -1000, -1),
        ("2026-Q1", 0, 0, 0, None),
        ("2026-Q2", 0, 0, 0, None),
        ("2026-Q3", 3150, 0, 3150, None),
    ]


def test_conditions_on_groups_look_at_the_period_not_at_the_one_before(office: Office) -> None:
    query = MetricQuery(
        ("sales",),
        group_by=("customer",),
        period=AUGUST,
        compare=JULY,
        having=(Having("sales", "gt", (Decimal(0),)),),
    )
    assert [row[0] for row in office.figures(query).rows] == ["Cedar", "Birch"]


def test_shares_are_of_the_period_itself(office: Office) -> None:
    query = MetricQuery(
        ("sales",), group_by=("customer",), period=AUGUST, compare=JULY, share=True, limit=1
    )
    assert office.figures(query).rows == (("Cedar", 2100, Decimal(2100) / 2350, 0, 2100, None),)
