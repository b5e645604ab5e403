"""Amounts of several currencies are added where a rate is on file for each of them, and only then."""

import shutil
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.engine import Engine

from crm.access import View
from crm.database import connect, sqlite_url
from crm.periods import Period, between
from crm.query.fields import Reader
from crm.query.metric import figures
from crm.query.result import RateMissing, Table
from crm.query.spec import Filter, Having, MetricQuery, Order, RecordQuery
from tests.unit.crm.query.plain_facts import COUNTED, PlainCompany
from tests.unit.crm.query.random_companies import CALLERS, companies, periods
from tests.unit.crm.query.rated_company import RATES, trading
from tests.unit.crm.query.trading_company import (
    BASE,
    TODAY,
    Books,
    Office,
    day,
    rows,
    seen_by,
    totals,
)

MARCH = between(day("2026-03-01"), day("2026-03-31"))
FEBRUARY = between(day("2026-02-01"), day("2026-02-28"))


@pytest.fixture
def rated(empty_office: Office) -> Office:
    """The traders with all rates that they need."""
    trading(*RATES).into(empty_office.engine)
    return empty_office


@dataclass(frozen=True)
class At:
    """A rate that was used, without the days of the newest ones."""

    currency: str
    lowest: Decimal
    highest: Decimal


def used(lowest: str, highest: str, currency: str = "USD") -> At:
    return At(currency, Decimal(lowest), Decimal(highest))


def at_rates(table: Table) -> list[At]:
    assert {rate.base for rate in table.rates} <= {BASE}
    return [At(rate.currency, rate.lowest, rate.highest) for rate in table.rates]


# ------------------------------------------------------------------------------ converted


def test_sales_of_all_currencies_are_one_figure_in_the_base_currency(rated: Office) -> None:
    table = rated.figures(MetricQuery(("sales", "orders", "average_order")))
    assert rows(table) == [(Decimal("477.6"), 5, Decimal("95.52"))]
    assert [column.unit for column in table.columns] == ["CNY", "orders", "CNY"]


def test_the_answer_carries_the_rates_that_it_used(rated: Office) -> None:
    table = rated.figures(MetricQuery(("sales",)))
    assert at_rates(table) == [used("7.8", "7.8", "EUR"), used("7.1", "7.2")]
    assert table.unrated == ()
    euro, dollar = table.rates
    assert (euro.newest, euro.newest_amount) == (day("2026-02-01"), day("2026-02-05"))
    assert (dollar.newest, dollar.newest_amount) == (day("2026-03-01"), day("2026-03-06"))
    assert dollar.dated == ("orders.ordered_at",)


def test_each_amount_has_the_rate_of_the_day_by_which_it_is_asked_for(rated: Office) -> None:
    table = rated.figures(MetricQuery(("collected", "returned", "invoiced", "net_sales")))
    assert rows(table) == [(73, Decimal("29.2"), Decimal("43.2"), Decimal("448.4"))]
    assert {rate.currency: set(rate.dated) for rate in table.rates}["USD"] == {
        "payments.paid_at",
        "returns.returned_at",
        "invoices.issued_at",
        "orders.ordered_at",
    }


def test_what_is_owed_on_an_order_and_paid_on_it_have_the_orders_rate(rated: Office) -> None:
    table = rated.figures(MetricQuery(("outstanding", "uninvoiced")))
    assert rows(table) == [(Decimal("405.6"), Decimal("434.4"))]


def test_a_payment_after_today_has_the_rate_of_its_order_where_it_is_taken_off(
    empty_office: Office,
) -> None:
    books = trading(*RATES)
    books.payment("O3", 5, "2026-12-01")
    books.into(empty_office.engine)
    assert rows(empty_office.figures(MetricQuery(("outstanding",)))) == [(Decimal("405.6"),)]


def test_rankings_shares_and_conditions_go_by_the_converted_sums(rated: Office) -> None:
    ranked = rated.figures(MetricQuery(("sales",), group_by=("customer",), limit=1, share=True))
    assert rows(ranked) == [("C1", 352, Decimal(352) / Decimal("477.6"))]
    assert (totals(ranked), ranked.row_count) == ((None, Decimal("477.6"), 1), 2)
    plain = rated.figures(MetricQuery(("sales",), group_by=("customer",), limit=1))
    assert (rows(plain), totals(plain)) == ([("C1", 352)], (None, Decimal("477.6")))
    above = Having("sales", "gt", (Decimal(300),))
    kept = rated.figures(MetricQuery(("sales",), group_by=("region",), having=(above,)))
    assert rows(kept) == [("East", 352)]
    lowest = MetricQuery(
        ("sales",), group_by=("region",), order=(Order("sales", descending=False),)
    )
    assert rows(rated.figures(lowest)) == [("West", Decimal("125.6")), ("East", 352)]


def test_lines_have_the_currency_and_the_day_of_their_order(rated: Office) -> None:
    table = rated.figures(MetricQuery(("sales", "average_price"), group_by=("product",)))
    assert rows(table) == [("Pump", 216, 108)]


def test_a_comparison_converts_each_period_at_its_own_rates(rated: Office) -> None:
    table = rated.figures(MetricQuery(("sales",), period=MARCH, compare=FEBRUARY))
    change = Decimal(252) - Decimal("125.6")
    assert rows(table) == [(252, Decimal("125.6"), change, change / Decimal("125.6"))]
    assert at_rates(table) == [used("7.8", "7.8", "EUR"), used("7.1", "7.2")]


def test_attainment_counts_converted_sales_against_targets(rated: Office) -> None:
    table = rated.figures(MetricQuery(("attainment", "gap"), period=MARCH))
    assert rows(table) == [(Decimal("0.5"), 252)]


def test_a_customer_who_buys_in_two_currencies_is_counted_once(rated: Office) -> None:
    table = rated.figures(MetricQuery(("sales", "buyers", "repeat_rate")))
    assert rows(table) == [(Decimal("477.6"), 2, 1)]


def test_a_month_without_orders_is_a_zero(rated: Office) -> None:
    spring = between(day("2026-02-01"), day("2026-04-30"))
    table = rated.figures(MetricQuery(("sales",), group_by=("month",), period=spring))
    assert rows(table) == [("2026-02", Decimal("125.6")), ("2026-03", 252), ("2026-04", 0)]


def test_who_sees_one_foreign_currency_alone_gets_the_share_of_the_whole(rated: Office) -> None:
    ann = rated.figures(MetricQuery(("sales",)), caller="ann")
    bob = rated.figures(MetricQuery(("sales",)), caller="bob")
    assert (rows(ann), rows(bob)) == ([(352,)], [(Decimal("125.6"),)])
    assert at_rates(ann) == [used("7.2", "7.2")]


def test_a_company_of_one_foreign_currency_is_answered_in_the_base_currency(
    empty_office: Office,
) -> None:
    books = Books()
    books.customer("C1")
    books.order("O1", "C1", "2026-03-05", "30", currency="USD")
    books.add("rates", currency="USD", date=day("2026-03-05"), rate=Decimal("7.2"))
    books.into(empty_office.engine)
    table = empty_office.figures(MetricQuery(("sales",)))
    assert (rows(table), table.columns[0].unit) == ([(216,)], "CNY")


# -------------------------------------------------------------------------- not converted


def test_a_question_that_names_a_currency_is_answered_in_it(rated: Office) -> None:
    named = MetricQuery(("sales",), filters=(Filter("currency", "in", ("USD",)),))
    table = rated.figures(named)
    assert (rows(table), table.columns[0].unit, table.rates) == ([(45,)], "USD", ())
    split = rated.figures(MetricQuery(("sales",), group_by=("currency",)))
    assert (rows(split), split.rates) == ([("CNY", 100), ("USD", 45), ("EUR", 7)], ())


def test_one_missing_rate_keeps_all_apart_and_is_named(empty_office: Office) -> None:
    trading(*(rate for rate in RATES if rate[0] == "USD")).into(empty_office.engine)
    table = empty_office.figures(MetricQuery(("sales",)))
    assert rows(table) == [("CNY", 100), ("EUR", 7), ("USD", 45)]
    assert (table.rates, table.unrated) == ((), (RateMissing("EUR", BASE, day("2026-02-05")),))


def test_a_rate_of_a_later_day_is_none(empty_office: Office) -> None:
    late = (("EUR", "2026-02-01", "7.8"), ("USD", "2026-03-01", "7.2"))
    trading(*late).into(empty_office.engine)
    table = empty_office.figures(MetricQuery(("sales",)))
    assert rows(table) == [("CNY", 100), ("EUR", 7), ("USD", 45)]
    assert table.unrated == (RateMissing("USD", BASE, day("2026-02-28")),)
    assert rows(empty_office.figures(MetricQuery(("sales",), period=MARCH))) == [(252,)]


def test_a_rate_that_only_the_comparison_lacks_keeps_both_periods_apart(
    empty_office: Office,
) -> None:
    trading(("EUR", "2026-02-01", "7.8"), ("USD", "2026-03-01", "7.2")).into(empty_office.engine)
    query = MetricQuery(("sales",), period=MARCH, compare=FEBRUARY)
    table = empty_office.figures(query)
    assert [row[0] for row in table.rows] == ["EUR", "USD"]
    assert table.unrated == (RateMissing("USD", BASE, day("2026-02-28")),)


def test_a_rate_missing_for_rows_that_the_asker_does_not_see_changes_nothing(
    empty_office: Office,
) -> None:
    trading(*(rate for rate in RATES if rate[0] == "USD")).into(empty_office.engine)
    table = empty_office.figures(MetricQuery(("sales",)), caller="ann")
    assert (rows(table), table.unrated) == ([(352,)], ())


def test_rates_of_another_base_are_not_used(empty_office: Office) -> None:
    trading(*RATES, (BASE, "2026-01-01", "0.14")).into(empty_office.engine)
    table = empty_office.figures(MetricQuery(("sales",)))
    assert rows(table) == [("CNY", 100), ("EUR", 7), ("USD", 45)]
    assert table.unrated == (RateMissing(BASE, BASE),)


def test_counts_and_lists_know_no_rates(rated: Office) -> None:
    assert rated.figures(MetricQuery(("orders",))).rates == ()
    listed = rated.records(RecordQuery("order", columns=("order_id", "amount")))
    assert ("O2", 30, "USD") in rows(listed)
    assert (listed.totals, listed.rates) == (None, ())


def test_without_rates_nothing_is_converted_and_none_is_missed(empty_office: Office) -> None:
    trading().into(empty_office.engine)
    table = empty_office.figures(MetricQuery(("sales",)))
    assert rows(table) == [("CNY", 100), ("EUR", 7), ("USD", 45)]
    assert (table.rates, table.unrated) == ((), ())
    assert not any("rates" in statement for statement in table.sql)


# ------------------------------------------------------------------------------- exactness

MICRO = Decimal("0.000001")
AMOUNTS = st.integers(-(10**17), 10**17).map(lambda n: n * MICRO)
WORTHS = st.integers(1, 20 * 10**6).map(lambda n: n * MICRO)


def in_yuan(amount: Decimal, rate: Decimal) -> Decimal:
    return (amount * rate).quantize(MICRO, ROUND_HALF_UP)


@pytest.mark.parametrize(
    ("amount", "rate"),
    [
        ("12345678.123456", "7.123457"),
        ("-12345678.123456", "7.123457"),
        ("99999999999.999999", "7.000001"),
        ("0.5", "0.000001"),
        ("-0.5", "0.000001"),
        ("0.499999", "0.000001"),
        ("-0.499999", "0.000001"),
        ("-3.000001", "0.5"),
    ],
)
def test_a_product_is_exact_and_its_half_goes_up(
    empty_office: Office, amount: str, rate: str
) -> None:
    books = Books()
    books.customer("C1")
    books.order("O1", "C1", "2026-03-05", amount, currency="USD")
    books.add("rates", currency="USD", date=day("2026-03-05"), rate=Decimal(rate))
    books.into(empty_office.engine)
    table = empty_office.figures(MetricQuery(("sales",)))
    assert table.rows == ((in_yuan(Decimal(amount), Decimal(rate)),),)


@pytest.fixture(scope="module")
def office(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Generator[Office]:
    """An empty database; what an example writes is rolled back."""
    path = tmp_path_factory.mktemp("rates") / "wendan.db"
    shutil.copyfile(sqlite_template, path)
    engine: Engine = connect(sqlite_url(path))
    yield Office(engine)
    engine.dispose()


@settings(max_examples=30)
@given(st.lists(st.tuples(AMOUNTS, WORTHS), min_size=1, max_size=4))
def test_a_sum_is_that_of_the_rows_each_rounded_half_up(
    office: Office, sold: list[tuple[Decimal, Decimal]]
) -> None:
    books = Books()
    books.customer("C1")
    for number, (amount, rate) in enumerate(sold, start=1):
        at = f"2026-03-{number:02}"
        books.order(f"O{number}", "C1", at, str(amount), currency="USD")
        books.add("rates", currency="USD", date=day(at), rate=rate)
    expected = sum((in_yuan(*pair) for pair in sold), Decimal(0))
    assert _asked(office, books, MetricQuery(("sales",)), None).rows == ((expected,),)


@settings(max_examples=80)
@given(
    companies(),
    st.none() | periods(),
    st.sampled_from(CALLERS),
    st.sampled_from([(), ("customer",), ("month",), ("region",)]),
    st.sampled_from(["2025-11-19", "2026-01-01", "2026-09-01", "2026-11-21", "2026-12-01"]),
)
def test_nothing_is_added_where_a_rate_is_missing(
    office: Office,
    books: Books,
    period: Period | None,
    caller: str,
    groups: tuple[str, ...],
    rated_from: str,
) -> None:
    query = MetricQuery(("net_sales",), group_by=groups, period=period)
    apart = _asked(office, books, query, caller)
    books.add("rates", currency="USD", date=day(rated_from), rate=Decimal(2))
    table = _asked(office, books, query, caller)
    amounts = list(_amounts(books, caller, period))
    if any(of != BASE and at < day(rated_from) for _, of, at in amounts):
        assert table.unrated
        assert (table.columns, table.rows, table.totals) == (
            apart.columns,
            apart.rows,
            apart.totals,
        )
        return
    assert bool(table.rates) == any(of != BASE for _, of, _ in amounts)
    assert "currency" not in {column.name for column in table.columns}
    expected = sum((amount if of == BASE else amount * 2 for amount, of, _ in amounts), Decimal(0))
    assert sum((Decimal(str(row[-1])) for row in table.rows), Decimal(0)) == expected


def _amounts(
    books: Books, caller: str, period: Period | None
) -> Iterator[tuple[Decimal, str, date]]:
    """Gives what net sales are made of, as one caller sees it: the amount, its currency, its day."""
    plain = PlainCompany(books.rows, caller, TODAY)
    for table, sign in (("orders", 1), ("returns", -1)):
        for fact in plain.facts(table):
            at = fact.dates["at"]
            counts = table == "returns" or fact.dimensions["status"] in COUNTED
            if counts and at and (period is None or period.start <= at <= period.end):
                yield sign * fact.amount, fact.currency, at


def _asked(office: Office, books: Books, query: MetricQuery, caller: str | None) -> Table:
    with office.engine.connect() as connection, connection.begin() as transaction:
        books.fill(connection)
        reader = Reader(View(seen_by(connection, caller)), TODAY, connection.dialect.name)
        table = figures(office.database(connection), reader, query)
        transaction.rollback()
    return table
