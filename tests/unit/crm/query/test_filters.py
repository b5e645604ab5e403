"""Filters, conditions on groups, and which statuses count."""

from decimal import Decimal

import pytest

from crm.query.result import Cell
from crm.query.spec import Filter, Having, MetricQuery, Operator, Order, Value
from tests.unit.crm.query.trading_company import TODAY, Books, Office, rows, totals

HALF = Decimal("1500.5")


@pytest.mark.parametrize(
    ("dimension", "operator", "values", "sales"),
    [
        ("customer", "in", ("C1", "C2"), 2050),
        ("customer", "in", ("nobody",), 0),
        ("customer", "not_in", ("C1", "C2"), Decimal("3680.5")),
        ("region", "in", ("East",), 2050),
        ("region", "not_in", ("East",), Decimal("3680.5")),  # Delta has none, and is kept
        ("region", "unset", (), HALF),
        ("channel", "not_in", ("web",), 2930),
        ("channel", "unset", (), 2330),
        ("product", "in", ("P1", "P2"), 3980),
        ("product", "not_in", ("P1",), Decimal("2580.5")),
        ("category", "not_in", ("Parts",), Decimal("4400.5")),
        ("model", "unset", (), HALF),
        ("owner", "in", ("bob",), 2350),
        ("owner", "not_in", ("bob",), Decimal("3380.5")),
        ("team", "in", ("Red",), Decimal("1580.5")),
        ("level", "in", ("A", "B"), 4150),
        ("order_amount", "gt", (Decimal(500),), Decimal("4500.5")),
        ("order_amount", "ge", (Decimal(500),), Decimal("5000.5")),
        ("order_amount", "lt", (Decimal(100),), 80),
        ("order_amount", "le", (Decimal(100),), 180),
        ("order_amount", "between", (Decimal(100), Decimal(300)), 650),
        ("month", "in", ("2026-08",), 2350),
        ("age", "in", ("1-30",), 550),
        ("customers:grade", "in", ("gold",), 3900),
        ("customers:grade", "not_in", ("gold",), Decimal("1830.5")),
        ("customers:grade", "unset", (), Decimal("1580.5")),
        ("customers:seats", "gt", (Decimal("5.5"),), 3900),
        ("customers:seats", "in", (Decimal("5.5"),), 250),
        ("customers:seats", "between", (Decimal(5), Decimal(10)), 2350),
        ("customers:since", "ge", ("2025-01-01",), 250),
    ],
)
def test_filters(
    office: Office, dimension: str, operator: Operator, values: tuple[Value, ...], sales: Cell
) -> None:
    query = MetricQuery(("sales",), filters=(Filter(dimension, operator, values),))
    assert rows(office.figures(query)) == [(sales,)]


def test_all_filters_hold_together(office: Office) -> None:
    both = (Filter("region", "in", ("East",)), Filter("channel", "in", ("web",)))
    assert rows(office.figures(MetricQuery(("sales", "orders"), filters=both))) == [(1300, 2)]


@pytest.mark.parametrize(
    ("operator", "values", "expected"),
    [
        ("in", ("cancelled",), (900, 1)),
        ("in", ("confirmed", "pending"), (Decimal("2680.5"), 5)),
        ("not_in", ("cancelled", "draft"), (Decimal("6430.5"), 9)),
        ("not_in", (), (Decimal("7390.5"), 11)),
    ],
)
def test_a_status_that_is_asked_for_replaces_the_counted_ones(
    office: Office, operator: Operator, values: tuple[Value, ...], expected: tuple[Cell, ...]
) -> None:
    query = MetricQuery(("sales", "orders"), filters=(Filter("status", operator, values),))
    assert rows(office.figures(query)) == [expected]


def test_cancelled_orders_stay_cancelled_ones_by_status(office: Office) -> None:
    by_status = MetricQuery(("cancelled_orders",), group_by=("status",))
    assert rows(office.figures(by_status)) == [("cancelled", 1)]
    pending = MetricQuery(("cancelled_orders",), filters=(Filter("status", "in", ("pending",)),))
    assert rows(office.figures(pending)) == [(0,)]


def test_a_product_of_a_customer_is_counted_by_the_line(office: Office) -> None:
    query = MetricQuery(
        ("units", "sales", "orders"),
        filters=(Filter("product", "in", ("P1",)), Filter("customer", "in", ("C1",))),
    )
    assert rows(office.figures(query)) == [(3, 900, 2)]


def test_a_filter_may_name_thousands(office: Office) -> None:
    many = ("C1", *(f"X{index}" for index in range(20_000)))
    query = MetricQuery(("sales",), filters=(Filter("customer", "in", many),))
    assert rows(office.figures(query)) == [(1800,)]
    others = MetricQuery(("sales",), filters=(Filter("customer", "not_in", many),))
    assert rows(office.figures(others)) == [(Decimal("3930.5"),)]


@pytest.mark.parametrize(
    ("having", "expected"),
    [
        (Having("sales", "gt", (Decimal(1800),)), ["Cedar"]),
        (Having("sales", "ge", (Decimal(1800),)), ["Cedar", "Acorn"]),
        (Having("sales", "lt", (Decimal(1800),)), ["Delta", "Birch"]),
        (Having("sales", "le", (Decimal(1800),)), ["Acorn", "Delta", "Birch"]),
        (Having("sales", "between", (Decimal(250), Decimal(1800))), ["Acorn", "Delta", "Birch"]),
        (Having("orders", "ge", (Decimal(3),)), ["Acorn"]),
    ],
)
def test_conditions_on_groups(office: Office, having: Having, expected: list[str]) -> None:
    query = MetricQuery(("sales", "orders"), group_by=("customer",), having=(having,), limit=3)
    table = office.figures(query)
    assert [row[0] for row in table.rows] == expected
    assert table.row_count == len(expected)
    assert table.totals is None


def test_a_group_may_be_chosen_by_a_measure_that_is_not_shown(office: Office) -> None:
    few = (Having("orders", "le", (Decimal(2),)),)
    query = MetricQuery(("sales",), group_by=("customer",), having=few)
    assert rows(office.figures(query)) == [
        ("Cedar", 2100),
        ("Delta", Decimal("1580.5")),
        ("Birch", 250),
    ]


def test_an_unknown_value_meets_no_condition(office: Office) -> None:
    having = (Having("attainment", "lt", (Decimal(100),)),)
    query = MetricQuery(("attainment",), group_by=("month",), having=having)
    assert {row[0] for row in office.figures(query).rows} == {"2026-08", "2026-09", "2026-10", "2026-11"}  # fmt: skip


def test_shares_are_of_all_groups_also_of_those_that_are_not_shown(office: Office) -> None:
    query = MetricQuery(("sales",), group_by=("region",), share=True, limit=1)
    table = office.figures(query)
    assert table.rows == (("South", 2100, Decimal(2100) / Decimal("5730.5")),)
    assert totals(table) == (None, Decimal("5730.5"), 1)
    assert (table.row_count, table.truncated) == (4, True)
    having = MetricQuery(
        ("sales",), group_by=("region",), share=True, having=(Having("sales", "lt", (Decimal(100),)),)
    )  # fmt: skip
    assert office.figures(having).rows == (("North", 80, Decimal(80) / Decimal("5730.5")),)


def test_only_the_named_groups_are_shown_and_the_others_still_count(office: Office) -> None:
    query = MetricQuery(("sales",), group_by=("region",), share=True, only=("East", "North"))
    table = office.figures(query)
    total = Decimal("5730.5")
    assert table.rows == (("East", 2050, 2050 / total), ("North", 80, 80 / total))
    assert totals(table) == (None, total, 1)
    assert table.row_count == 2


def test_a_share_of_nothing_is_unknown(empty_office: Office) -> None:
    books = Books()
    for number, (region, amount) in enumerate((("East", "5"), ("West", "-5"))):
        books.customer(f"C{number}", region=region)
        books.order(f"O{number}", f"C{number}", "2026-01-01", amount)
    books.into(empty_office.engine)
    query = MetricQuery(("sales",), group_by=("region",), share=True)
    assert empty_office.figures(query).rows == (("East", 5, None), ("West", -5, None))


def test_a_group_in_which_all_is_zero_has_no_row(empty_office: Office) -> None:
    books = Books()
    for number, amounts in enumerate((("3", "-3"), ("2",))):
        books.customer(f"C{number}")
        for place, amount in enumerate(amounts):
            books.order(f"O{number}{place}", f"C{number}", "2026-01-01", amount)
    books.into(empty_office.engine)
    for query in (
        MetricQuery(("sales",), group_by=("customer",)),
        MetricQuery(("sales",), group_by=("customer",), limit=5),
    ):
        table = empty_office.figures(query)
        assert (rows(table), table.row_count, totals(table)) == ([("C1", 2)], 1, (None, 2))
    both = MetricQuery(("sales", "orders"), group_by=("customer",))
    assert rows(empty_office.figures(both)) == [("C1", 2, 1), ("C0", 0, 2)]


def test_equal_values_are_ordered_by_their_keys(empty_office: Office) -> None:
    books = Books()
    for number in (3, 1, 2, 0):
        books.customer(
            f"C{number}", name=f"Name {9 - number}", region=str(number) if number else None
        )
        books.order(f"O{number}", f"C{number}", "2026-01-01", "5")
    books.into(empty_office.engine)
    query = MetricQuery(("sales",), group_by=("customer",), limit=3)
    assert rows(empty_office.figures(query)) == [("Name 9", 5), ("Name 8", 5), ("Name 7", 5)]
    lowest = MetricQuery(
        ("sales",), group_by=("region",), limit=2, order=(Order("sales", descending=False),)
    )
    assert rows(empty_office.figures(lowest)) == [("1", 5), ("2", 5)]
    last = MetricQuery(("sales",), group_by=("region",), limit=2, offset=3)
    assert rows(empty_office.figures(last)) == [(None, 5)]


def test_an_offset_behind_the_last_row_gives_no_rows_and_the_right_totals(office: Office) -> None:
    query = MetricQuery(("sales",), group_by=("region",), limit=10, offset=10)
    table = office.figures(query)
    assert (table.rows, table.row_count) == ((), 4)
    assert totals(table) == (None, Decimal("5730.5"))


def test_rows_may_be_ordered_by_a_second_measure_or_a_dimension(office: Office) -> None:
    by_orders = MetricQuery(("sales", "orders"), group_by=("customer",), order=(Order("orders"),))
    assert [row[0] for row in office.figures(by_orders).rows] == [
        "Acorn",
        "Cedar",
        "Delta",
        "Birch",
    ]
    for descending in (False, True):
        by_month = MetricQuery(
            ("sales",), group_by=("quarter",), order=(Order("quarter", descending=descending),)
        )
        found = [row[0] for row in office.figures(by_month).rows]
        assert found == sorted(map(str, found), reverse=descending)
    hidden = MetricQuery(("sales",), group_by=("customer",), order=(Order("orders"),), limit=2)
    assert rows(office.figures(hidden)) == [("Acorn", 1800), ("Cedar", 2100)]


def test_a_business_date_of_its_own_moves_what_is_owed_not_what_was_sold(office: Office) -> None:
    early = Office(office.engine, TODAY.replace(year=2025))
    assert rows(early.figures(MetricQuery(("sales", "outstanding")))) == [(Decimal("5730.5"), 1000)]
