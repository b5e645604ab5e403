"""Every dimension: what the small company's figures are by it."""

from decimal import Decimal

import pytest

from crm.measures import standard
from crm.periods import Kind, Period, between
from crm.query.result import Cell
from crm.query.spec import MetricQuery
from tests.unit.crm.query.trading_company import Books, Office, day, rows, totals

HALF = Decimal("1500.5")
BY_DIMENSION: dict[str, tuple[str, list[tuple[Cell, Cell]]]] = {
    "customer": (
        "sales",
        [("Cedar", 2100), ("Acorn", 1800), ("Delta", Decimal("1580.5")), ("Birch", 250)],
    ),
    "product": ("sales", [("Pump", 2900), ("Filter", HALF), ("Valve", 1080)]),
    "model": ("sales", [("PX-1", 2900), (None, HALF), ("VX-2", 1080)]),
    "category": ("sales", [("Machines", 2900), (None, HALF), ("Parts", 1080)]),
    "owner": ("sales", [("Bob", 2350), ("Ann", 1800), ("Cat", Decimal("1580.5"))]),
    "team": ("sales", [("Blue", 4150), ("Red", Decimal("1580.5"))]),
    "country": ("sales", [("China", 4150), (None, Decimal("1580.5"))]),
    "region": ("sales", [("South", 2100), ("East", 2050), (None, HALF), ("North", 80)]),
    "province": (
        "sales",
        [("Guangdong", 2100), ("Zhejiang", 2050), (None, Decimal("1580.5"))],
    ),
    "city": (
        "sales",
        [("Shenzhen", 2100), ("Ningbo", 1800), (None, HALF), ("Hangzhou", 250), ("Harbin", 80)],
    ),
    "industry": ("sales", [("Food", 3900), (None, Decimal("1580.5")), ("Toys", 250)]),
    "level": ("sales", [("A", 3900), (None, Decimal("1580.5")), ("B", 250)]),
    "customer_status": ("customers", [("active", 4), ("prospect", 1)]),
    "order_amount": (
        "orders",
        [(amount, 1) for amount in (80, 100, 250, 300, 500, 1000, HALF, 2000)],
    ),
    "channel": ("sales", [("web", Decimal("2800.5")), (None, 2330), ("shop", 600)]),
    "status": (
        "orders",
        [
            ("confirmed", 4),
            ("completed", 3),
            ("cancelled", 1),
            ("draft", 1),
            ("pending", 1),
            ("shipped", 1),
        ],
    ),
    "due_date": (
        "orders",
        [
            (None, 2),
            *(
                (day(due), 1)
                for due in (
                    "2025-12-10",
                    "2026-09-22",
                    "2026-10-21",
                    "2026-10-22",
                    "2026-11-20",
                    "2026-11-21",
                )
            ),
        ],
    ),
    "currency": ("sales", [("CNY", Decimal("5730.5"))]),
    "source_system": ("orders", [(None, 8)]),
    "method": ("collected", [("wire", 2300), (None, 500), ("cash", 60)]),
    "reason": ("returned", [("late", 500), ("broken", 150), (None, Decimal("25.25"))]),
    "stage": ("pipeline", [("报价", 1000), (None, 70)]),
    "lead_source": ("pipeline", [("fair", 1000), (None, 70)]),
    "kind": (
        "activities",
        [
            ("visit", 2),
            ("call", 1),
            ("complaint", 1),
            ("email", 1),
            ("message", 1),
            ("ticket", 1),
            ("training", 1),
        ],
    ),
    "age": ("outstanding", [("not_due", Decimal("2000.5")), ("1-30", 400), ("31-60", 900)]),
    "weekday": (
        "orders",
        [
            ("monday", 1),
            ("wednesday", 2),
            ("thursday", 2),
            ("friday", 1),
            ("saturday", 1),
            ("sunday", 1),
        ],
    ),
    "day": ("new_customers", [("2025-11-10", 1), ("2026-08-15", 1)]),
    "week": ("new_customers", [("2025-11-10", 1), ("2026-08-10", 1)]),
    "month": ("new_customers", [("2025-11", 1), ("2026-08", 2)]),
    "quarter": ("new_customers", [("2025-Q4", 1), ("2026-Q1", 0)]),
    "year": ("new_customers", [("2025", 1), ("2026", 3)]),
}
AUGUST = Period(day("2026-08-01"), day("2026-08-31"), Kind.MONTH)


def test_every_dimension_of_the_catalog_has_its_figures_here() -> None:
    assert set(BY_DIMENSION) == set(standard().dimensions)


@pytest.mark.parametrize("dimension", BY_DIMENSION)
def test_figures_by_each_dimension(office: Office, dimension: str) -> None:
    measure, expected = BY_DIMENSION[dimension]
    found = rows(office.figures(MetricQuery((measure,), group_by=(dimension,))))
    if standard().dimensions[dimension].grain is not None:
        found = [row for row in found if row in expected]
    assert found == expected


@pytest.mark.parametrize("dimension", BY_DIMENSION)
def test_a_limit_gives_the_first_rows_the_newest_days_and_counts_all(
    office: Office, dimension: str
) -> None:
    measure, _ = BY_DIMENSION[dimension]
    whole = office.figures(MetricQuery((measure,), group_by=(dimension,), share=True))
    last = whole.row_count
    for limit in sorted({1, 2, 3, last // 2 or 1, last - 1 or 1, last, last + 1}):
        for offset in (0, 1):
            part = office.figures(
                MetricQuery(
                    (measure,), group_by=(dimension,), share=True, limit=limit, offset=offset
                )
            )
            chosen = slice(offset, offset + limit)
            if standard().dimensions[dimension].grain is not None:
                chosen = slice(max(last - offset - limit, 0), last - offset)
            assert part.rows == whole.rows[chosen]
            assert part.keys == whole.keys[chosen]
            assert (part.row_count, part.totals) == (whole.row_count, whole.totals)


def test_keys_are_the_ids_behind_the_names(office: Office) -> None:
    table = office.figures(MetricQuery(("sales",), group_by=("customer", "product")))
    assert rows(table)[0] == ("Cedar", "Pump", 2000)
    assert table.keys[0] == ("C3", "P1")


@pytest.mark.parametrize(
    ("grain", "start", "end", "expected"),
    [
        ("day", "2026-08-19", "2026-08-21", [("2026-08-19", 0), ("2026-08-20", 2100), ("2026-08-21", 0)]),
        ("week", "2026-08-12", "2026-08-30", [("2026-08-10", 250), ("2026-08-17", 2100), ("2026-08-24", 0)]),
        ("week", "2025-12-29", "2026-01-04", [("2025-12-29", 0)]),
        ("month", "2026-07-15", "2026-10-01", [("2026-07", 0), ("2026-08", 2350), ("2026-09", 500), ("2026-10", 0)]),
        ("quarter", "2026-01-01", "2026-11-21", [("2026-Q1", 0), ("2026-Q2", 0), ("2026-Q3", 3150), ("2026-Q4", HALF)]),
        ("year", "2024-01-01", "2026-12-31", [("2024", 0), ("2025", 1000), ("2026", Decimal("4730.5"))]),
    ],
)  # fmt: skip
def test_empty_buckets_of_a_period_are_filled_with_zero(
    office: Office, grain: str, start: str, end: str, expected: list[tuple[Cell, ...]]
) -> None:
    period = between(day(start), day(end))
    table = office.figures(MetricQuery(("sales",), group_by=(grain,), period=period))
    assert rows(table) == expected
    assert table.row_count == len(expected)


def test_without_a_period_buckets_run_from_the_first_row_to_the_last(office: Office) -> None:
    table = office.figures(MetricQuery(("orders", "average_order"), group_by=("quarter",)))
    assert rows(table) == [
        ("2025-Q4", 1, 1000),
        ("2026-Q1", 0, None),
        ("2026-Q2", 0, None),
        ("2026-Q3", 5, 630),
        ("2026-Q4", 2, Decimal("790.25")),
    ]


def test_a_period_without_a_beginning_is_filled_from_the_first_row_to_its_end(
    office: Office,
) -> None:
    until = Period(day("0001-01-01"), day("2026-06-30"), Kind.UNTIL)
    table = office.figures(MetricQuery(("sales",), group_by=("quarter",), period=until))
    assert rows(table) == [("2025-Q4", 1000), ("2026-Q1", 0), ("2026-Q2", 0)]


def test_no_rows_at_all_give_no_buckets_without_a_period(empty_office: Office) -> None:
    table = empty_office.figures(MetricQuery(("sales",), group_by=("month",)))
    assert (table.rows, table.row_count, table.totals) == ((), 0, (None, 0))


def test_time_comes_first_in_the_order_of_two_dimensions(office: Office) -> None:
    table = office.figures(
        MetricQuery(("sales",), group_by=("region", "month"), period=between(day("2026-07-01"), day("2026-08-31")))
    )  # fmt: skip
    assert rows(table) == [
        ("East", "2026-07", 300),
        ("East", "2026-08", 250),
        ("South", "2026-08", 2100),
    ]
    assert totals(table) == (None, None, 2650)


def test_targets_stand_beside_sales_by_owner_and_by_month(office: Office) -> None:
    query = MetricQuery(("sales", "target", "attainment"), group_by=("owner",), period=AUGUST)
    assert rows(office.figures(query)) == [("Bob", 2350, 1000, Decimal("2.35"))]
    monthly = MetricQuery(
        ("target", "attainment"),
        group_by=("month",),
        period=between(day("2026-08-01"), day("2026-10-31")),
    )
    assert rows(office.figures(monthly)) == [
        ("2026-08", 1000, Decimal("2.35")),
        ("2026-09", 400, Decimal("1.25")),
        ("2026-10", 100, 0),
    ]


def test_by_team_a_target_is_its_users(office: Office) -> None:
    query = MetricQuery(("target", "sales"), group_by=("team",))
    assert rows(office.figures(query)) == [("Red", 8001, Decimal("1580.5")), ("Blue", 1500, 4150)]


def test_the_activities_of_somebody_else_count_for_that_person(office: Office) -> None:
    query = MetricQuery(("activities",), group_by=("owner",))
    assert rows(office.figures(query)) == [("Ann", 5), ("Bob", 3)]


def test_two_customers_of_one_name_are_told_apart_by_their_ids(empty_office: Office) -> None:
    books = Books()
    for number in (1, 2):
        books.customer(f"C{number}", name="Twin")
        books.order(f"O{number}", f"C{number}", "2026-01-01", str(number))
    books.into(empty_office.engine)
    table = empty_office.figures(MetricQuery(("sales",), group_by=("customer",)))
    assert rows(table) == [("Twin (C2)", 2), ("Twin (C1)", 1)]


@pytest.mark.parametrize("number", [499, 500, 501, 33_000])
def test_names_are_found_for_any_number_of_customers(empty_office: Office, number: int) -> None:
    books = Books()
    for index in range(number):
        books.customer(f"C{index:05}", name=f"Customer {index}")
        books.order(f"O{index:05}", f"C{index:05}", "2026-01-01", "1")
    books.into(empty_office.engine)
    table = empty_office.figures(MetricQuery(("sales",), group_by=("customer",)))
    assert table.rows == tuple((f"Customer {index}", 1) for index in range(number))
    assert table.totals == (None, number)
