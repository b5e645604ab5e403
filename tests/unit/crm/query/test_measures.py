"""Every measure, with the figure that a pencil gives for the small company."""

from decimal import Decimal

import pytest

from crm.measures import standard
from crm.periods import between
from crm.query.result import Cell
from crm.query.spec import Filter, MetricQuery
from tests.unit.crm.query.trading_company import Books, Office, day, moment, rows

AUTUMN = between(day("2026-08-01"), day("2026-10-31"))

# Counted orders: O1 1000, O2 300, O3 500, O4 250, O6 2000, O7 100, O9 1500.50 and O10 80, which is
# dated after the business date.
OVER_ALL_TIME: dict[str, object] = {
    "sales": "5730.50",
    "net_sales": "5055.25",  # less 150, 500 and 25.25
    "orders": 8,
    "units": 19,  # 6 + 1 + 5 + none + 4 + 1 + 1 + 1
    "buyers": 4,
    "new_customers": 4,
    "average_order": Decimal("5730.50") / 8,
    "sales_per_customer": Decimal("5730.50") / 4,
    "orders_per_customer": 2,
    "sales_per_rep": Decimal("5730.50") / 3,  # Ann, Bob and Cat
    "orders_per_rep": Decimal(8) / 3,
    "average_price": Decimal("5730.50") / 19,
    "returned": "675.25",
    "return_rate": Decimal("675.25") / Decimal("5730.50"),
    "return_count": 3,
    "returned_units": 2,
    "collected": 2860,  # 1000 + 100 + 50 + 500 + 1200 + 10, each payment whatever it was for
    "payment_count": 6,
    "outstanding": "3300.50",  # O2 150, O3 500, O4 250, O6 800, O7 100, O9 1500.50
    "overdue": 1300,  # O2 150, O4 250, O6 800, O7 100
    "overdue_share": 1300 / Decimal("3300.50"),
    "target": 9501,
    "attainment": Decimal("5730.50") / 4501,  # without December's
    "gap": Decimal(4501) - Decimal("5730.50"),
    "pipeline": 1070,
    "open_deals": 2,
    "new_deals": 5,
    "won": 600,
    "won_count": 2,
    "lost": 900,
    "lost_count": 1,
    "win_rate": Decimal(2) / 3,
    "cancelled_orders": 1,
    "cancellation_rate": Decimal(1) / 9,
    "pending_orders": 1,
    "draft_orders": 1,
    "repeat_rate": Decimal(3) / 4,  # all but Birch
    "repeat_buyers": 3,
    "collection_rate": Decimal(2350) / Decimal("5650.50"),
    "invoiced": 4020,
    "uninvoiced": "4530.50",  # 5650.50 less 1000 and 120
    "customers": 5,
    "products": 4,
    "products_sold": 3,
    "contracts": 2,
    "contract_amount": 600,
    "activities": 8,
    "visits": 2,
    "calls": 1,
    "complaints": 1,
    "tickets": 1,
    "messages": 1,
    "emails": 1,
    "trainings": 1,
}

# Counted orders from August to October: O3 500, O4 250, O6 2000, O7 100.
IN_AUTUMN: dict[str, object] = {
    "sales": 2850,
    "net_sales": "2324.75",  # less 500 and 25.25
    "orders": 4,
    "units": 10,
    "buyers": 3,
    "new_customers": 2,  # Birch and Cedar
    "average_order": "712.5",
    "sales_per_customer": 950,
    "orders_per_customer": Decimal(4) / 3,
    "sales_per_rep": 1425,  # O3 is Ann's, the others are Bob's
    "orders_per_rep": 2,
    "average_price": 285,
    "returned": "525.25",
    "return_rate": Decimal("525.25") / 2850,
    "return_count": 2,
    "returned_units": 1,
    "collected": 1210,
    "payment_count": 2,
    "outstanding": 1650,  # O3 500, O4 250, O6 800, O7 100
    "overdue": 1150,
    "overdue_share": Decimal(1150) / 1650,
    "target": 1500,
    "attainment": Decimal("1.9"),
    "gap": -1350,
    "pipeline": 0,
    "open_deals": 0,
    "new_deals": 0,
    "won": 400,  # D2 closed in September; D3 has no closing, and was expected in July
    "won_count": 1,
    "lost": 900,
    "lost_count": 1,
    "win_rate": "0.5",
    "cancelled_orders": 1,
    "cancellation_rate": Decimal(1) / 5,
    "pending_orders": 1,
    "draft_orders": 0,
    "repeat_rate": Decimal(1) / 3,
    "repeat_buyers": 1,
    "collection_rate": Decimal(1200) / 2850,
    "invoiced": 900,
    "uninvoiced": 2850,  # the invoice on O6 is dated after the business date
    "customers": 1,
    "products_sold": 2,
    "contracts": 0,
    "contract_amount": 0,
    "activities": 8,
}


def _figure(office: Office, query: MetricQuery) -> Cell:
    ((figure,),) = rows(office.figures(query))
    return figure


def test_every_measure_of_the_catalog_has_its_figure_here() -> None:
    assert set(OVER_ALL_TIME) == set(standard().measures)


@pytest.mark.parametrize("measure", OVER_ALL_TIME)
def test_measures_over_all_time(office: Office, measure: str) -> None:
    expected = Decimal(str(OVER_ALL_TIME[measure]))
    assert _figure(office, MetricQuery((measure,))) == expected


@pytest.mark.parametrize("measure", IN_AUTUMN)
def test_measures_in_a_period(office: Office, measure: str) -> None:
    expected = Decimal(str(IN_AUTUMN[measure]))
    assert _figure(office, MetricQuery((measure,), period=AUTUMN)) == expected


def test_all_measures_in_one_query_are_what_each_is_alone(office: Office) -> None:
    names = tuple(OVER_ALL_TIME)
    (together,) = office.figures(MetricQuery(names)).rows
    assert dict(zip(names, together, strict=True)) == {
        name: Decimal(str(value)) for name, value in OVER_ALL_TIME.items()
    }


def test_an_order_counts_on_the_first_and_the_last_moment_of_a_period(office: Office) -> None:
    first, last = day("2026-07-01"), day("2026-09-30")
    assert _figure(office, MetricQuery(("sales",), period=between(first, first))) == 300
    assert _figure(office, MetricQuery(("sales",), period=between(last, last))) == 500
    assert _figure(office, MetricQuery(("sales",), period=between(first, last))) == 3150


def test_a_period_without_a_beginning_takes_all_up_to_its_end(office: Office) -> None:
    period = between(day("0001-01-01"), day("2026-07-01"))
    assert _figure(office, MetricQuery(("sales",), period=period)) == 1300
    assert _figure(office, MetricQuery(("target",), period=period)) == 0
    to_date = between(day("0001-01-01"), day("2026-09-15"))
    assert _figure(office, MetricQuery(("target",), period=to_date)) == 1400


def test_attainment_without_a_target_is_unknown(office: Office) -> None:
    spring = between(day("2026-03-01"), day("2026-05-31"))
    assert _figure(office, MetricQuery(("attainment",), period=spring)) is None


def test_the_gap_to_a_target_takes_the_months_that_have_begun(office: Office) -> None:
    year = between(day("2026-01-01"), day("2026-12-31"))
    query = MetricQuery(("target", "attainment", "gap"), period=year)
    sales = Decimal("4730.50")
    assert office.figures(query).rows == ((9501, sales / 4501, 4501 - sales),)


def test_a_month_cut_short_is_held_against_its_whole_target(office: Office) -> None:
    begun = between(day("2026-09-01"), day("2026-09-10"))
    assert _figure(office, MetricQuery(("target",), period=begun)) == 400


def test_payments_after_the_business_date_are_ignored_until_it_comes(office: Office) -> None:
    def owed(today: str) -> Cell:
        query = MetricQuery(("outstanding",), filters=(Filter("customer", "in", ("C1",)),))
        return _figure(Office(office.engine, day(today)), query)

    assert owed("2026-11-20") == 700  # O2 200, O3 500
    assert owed("2026-11-21") == 650
    assert owed("2026-11-22") == 150


def test_orders_after_the_business_date_are_not_owed(office: Office) -> None:
    query = MetricQuery(("outstanding",), filters=(Filter("customer", "in", ("C4",)),))
    assert _figure(office, query) == Decimal("1500.5")
    assert _figure(Office(office.engine, day("2026-11-22")), query) == Decimal("1580.5")


def test_a_payment_above_the_amount_is_owed_back(empty_office: Office) -> None:
    with empty_office.engine.begin() as connection:
        books = Books()
        books.customer("C1")
        books.order("O1", "C1", "2026-11-01", "100", due_date=day("2026-11-02"))
        books.payment("O1", "130.01", "2026-11-03")
        books.fill(connection)
    query = MetricQuery(("outstanding", "overdue", "collection_rate"))
    assert empty_office.figures(query).rows == (
        (Decimal("-30.01"), Decimal("-30.01"), Decimal("1.3001")),
    )


def test_orders_due_today_are_not_overdue_and_those_due_yesterday_are(office: Office) -> None:
    query = MetricQuery(("overdue",), filters=(Filter("customer", "in", ("C1",)),))
    assert _figure(office, query) == 150
    assert _figure(Office(office.engine, day("2026-11-20")), query) == 0
    assert _figure(Office(office.engine, day("2026-11-22")), query) == 150  # O3 is paid that day


def test_ageing_cuts_at_30_60_and_90_days(empty_office: Office) -> None:
    books = Books()
    books.customer("C1")
    due = {
        "tomorrow": ("2026-11-22", "1"),
        "today": ("2026-11-21", "2"),
        "1 day": ("2026-11-20", "4"),
        "30 days": ("2026-10-22", "8"),
        "31 days": ("2026-10-21", "16"),
        "60 days": ("2026-09-22", "32"),
        "61 days": ("2026-09-21", "64"),
        "90 days": ("2026-08-23", "128"),
        "91 days": ("2026-08-22", "256"),
    }
    for name, (due_date, amount) in due.items():
        books.order(name, "C1", "2026-08-01", amount, due_date=day(due_date))
    books.order("no due date", "C1", "2026-08-01", "512")
    books.into(empty_office.engine)
    table = empty_office.figures(MetricQuery(("outstanding",), group_by=("age",)))
    assert rows(table) == [
        ("not_due", 515),
        ("1-30", 12),
        ("31-60", 48),
        ("61-90", 192),
        ("over_90", 256),
    ]
    overdue = empty_office.figures(MetricQuery(("overdue",), group_by=("age",)))
    assert rows(overdue) == rows(table)[1:]


def test_a_customer_is_new_in_the_period_of_the_first_counted_order(empty_office: Office) -> None:
    books = Books()
    for customer in ("C1", "C2", "C3", "C4"):
        books.customer(customer)
    books.order("cancelled before", "C1", "2026-01-31", "1", status="cancelled")
    books.order("first", "C1", "2026-02-01", "1")
    books.order("second", "C1", "2026-03-01", "1")
    books.order("tie a", "C2", "2026-02-01", "1")
    books.order("tie b", "C2", "2026-02-01", "1", channel="web")
    books.order("never", "C3", "2026-02-01", "1", status="draft")
    books.order("elsewhere", "C4", "2026-03-31 23:59:59", "1")
    books.into(empty_office.engine)
    new = MetricQuery(("new_customers",), group_by=("month",))
    assert rows(empty_office.figures(new)) == [("2026-02", 2), ("2026-03", 1)]
    assert _figure(empty_office, MetricQuery(("new_customers",))) == 3


def test_repeat_buyers_need_two_orders_in_the_same_bucket(empty_office: Office) -> None:
    books = Books()
    for customer in ("C1", "C2"):
        books.customer(customer)
    for number, (customer, at) in enumerate(
        (
            ("C1", "2026-01-01"),
            ("C1", "2026-01-31 23:59:59"),
            ("C1", "2026-02-01"),
            ("C2", "2026-01-15"),
            ("C2", "2026-02-15"),
        )
    ):
        books.order(f"O{number}", customer, at, "10")
    books.into(empty_office.engine)
    table = empty_office.figures(MetricQuery(("repeat_rate",), group_by=("month",)))
    assert rows(table) == [("2026-01", Decimal("0.5")), ("2026-02", 0)]
    assert table.totals == (None, 1)


def test_a_return_without_an_order_counts_for_its_customer(office: Office) -> None:
    query = MetricQuery(("returned", "net_sales"), group_by=("customer",))
    table = office.figures(query)
    assert rows(table) == [
        ("Cedar", 500, 1600),
        ("Acorn", 150, 1650),
        ("Birch", Decimal("25.25"), Decimal("224.75")),
        ("Delta", 0, Decimal("1580.5")),
    ]


def test_orders_without_lines_have_no_product(office: Office) -> None:
    table = office.figures(MetricQuery(("sales", "units", "orders"), group_by=("product",)))
    assert rows(table) == [
        ("Pump", 2900, 7, 3),
        ("Filter", Decimal("1500.5"), 1, 1),
        ("Valve", 1080, 11, 4),
    ]
    assert table.totals == (None, Decimal("5480.5"), 19, 7)


def test_a_deal_is_won_whatever_the_case_of_its_stage(empty_office: Office) -> None:
    books = Books()
    books.customer("C1")
    for number, stage in enumerate(("WON", "won", "Closed Won", "赢单", "Lost", "输单", "wonder")):
        books.add(
            "opportunities",
            opportunity_id=f"D{number}",
            customer_id="C1",
            stage=stage,
            amount=Decimal(1),
            expected_close=moment("2026-11-01"),
        )
    books.into(empty_office.engine)
    query = MetricQuery(("won_count", "lost_count", "open_deals"))
    assert rows(empty_office.figures(query)) == [(4, 2, 1)]


def test_an_empty_company_has_zeros_and_no_rates(empty_office: Office) -> None:
    (found,) = empty_office.figures(MetricQuery(tuple(OVER_ALL_TIME))).rows
    rates = {name for name, measure in standard().measures.items() if "/" in measure.formula.text}
    expected = tuple(None if name in rates else 0 for name in OVER_ALL_TIME)
    assert found == expected


def test_amounts_add_up_to_the_sixth_place(empty_office: Office) -> None:
    books = Books()
    books.customer("C1")
    for number in range(30):
        books.order(f"O{number}", "C1", "2026-01-01", "0.100001")
    books.into(empty_office.engine)
    assert _figure(empty_office, MetricQuery(("sales",))) == Decimal("3.000030")
