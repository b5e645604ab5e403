"""The pace of targets: what is done, what is usual by now, and where it likely ends."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy.engine import Engine

from crm.access import Caller, View, operator
from crm.insight.value.attainment import Asked, Runner, paces
from crm.insight.value.forecast import Forecast
from crm.insight.value.pace import Ahead, LastYear, Pace, end_of, share_left, working_days
from crm.measures import load
from crm.models import targets
from crm.query.fields import Reader
from crm.query.metric import Database
from tests.unit.crm.insight.value.shop import TODAY, fill

NOVEMBER = Asked(date(2026, 11, 1), date(2026, 11, 30))
MONTH = Forecast(1000, 800, 1300, 1000, 1, 1000, None, 24)


def test_working_days_are_mondays_to_fridays() -> None:
    assert working_days(date(2026, 11, 1), date(2026, 11, 30)) == 21
    assert working_days(date(2026, 11, 21), date(2026, 11, 22)) == 0
    assert working_days(date(2026, 11, 23), date(2026, 11, 22)) == 0
    assert share_left(TODAY, date(2026, 11, 30)) == pytest.approx(6 / 21)


def test_the_end_is_what_is_done_and_the_rest_of_the_forecast() -> None:
    found = end_of(Decimal(500), [Ahead(MONTH, 0.25)])
    assert found is not None
    assert found.value == pytest.approx(750)
    assert (found.low, found.high) == (pytest.approx(650), pytest.approx(900))


def test_the_end_is_never_below_what_is_done() -> None:
    found = end_of(Decimal(500), [Ahead(Forecast(10, 0, 500, 10, 1, 10, None, 24), 0.1)])
    assert found is not None
    assert found.low == 500


def test_without_a_forecast_there_is_no_end() -> None:
    assert end_of(Decimal(500), ()) is None


def test_usual_and_needed_are_shares_of_the_target() -> None:
    found = Pace(Decimal(2000), Decimal(500), 15, 5, LastYear(Decimal(800), Decimal(600)), None)
    assert (found.usual, found.even, found.per_day) == (1500, 1500, 300)
    met = Pace(Decimal(2000), Decimal(2500), 20, 0, LastYear(Decimal(0), Decimal(0)), None)
    assert (met.usual, met.left, met.per_day) == (None, 0, None)


def _company(engine: Engine, currency: str = "CNY", amount: str = "100") -> None:
    """Puts in an order every third day for Acorn of U1 and Birch of U2, and their targets."""
    placed = [
        (name, TODAY - timedelta(days=back), amount, currency, "completed")
        for name in ("Acorn", "Birch")
        for back in range(0, 800, 3)
    ]
    with engine.begin() as connection:
        fill(connection, placed)
        rows = [
            {"user_id": user, "month": f"2026-{month:02}", "amount": Decimal(target)}
            for user, target in (("U1", 1000), ("U2", 2000))
            for month in (10, 11, 12)
        ]
        connection.execute(targets.insert(), rows)


def _paces(engine: Engine, asked: Asked, owner: str | None = None) -> tuple[Runner, ...]:
    caller = operator() if owner is None else Caller(owner, owner, "rep", owners=frozenset({owner}))
    with engine.connect() as connection:
        database = Database(connection, load(), "CNY", frozenset({"CNY", "USD"}))
        return paces(database, Reader(View(caller), TODAY, engine.dialect.name), asked)


def test_a_months_pace_is_of_the_whole_and_of_each(engine: Engine) -> None:
    _company(engine)
    (whole,) = _paces(engine, NOVEMBER)
    assert (whole.pace.target, whole.pace.done) == (3000, 1400)
    assert whole.pace.end is not None
    assert whole.pace.end.low <= 2000 <= whole.pace.end.high
    each = _paces(engine, Asked(NOVEMBER.first, NOVEMBER.last, "owner"))
    assert sorted((one.label, one.pace.target, one.pace.done) for one in each) == [
        ("U1", 1000, 700),
        ("U2", 2000, 700),
    ]


def test_a_quarters_pace_counts_all_its_months(engine: Engine) -> None:
    _company(engine)
    (whole,) = _paces(engine, Asked(date(2026, 10, 1), date(2026, 12, 31)))
    assert whole.pace.target == 9000
    assert whole.pace.last_year is not None
    assert whole.pace.end is not None
    assert whole.pace.end.value == pytest.approx(6000, rel=0.15)


def test_a_rep_sees_the_own_pace_alone(engine: Engine) -> None:
    _company(engine)
    (own,) = _paces(engine, NOVEMBER, "U1")
    assert (own.pace.target, own.pace.done) == (1000, 700)


def test_sales_of_another_currency_count_for_no_target(engine: Engine) -> None:
    _company(engine, "USD")
    (whole,) = _paces(engine, NOVEMBER)
    assert (whole.pace.done, whole.pace.end, whole.pace.last_year) == (0, None, None)


def test_without_a_target_there_is_no_pace(engine: Engine) -> None:
    with engine.begin() as connection:
        fill(connection, [("Acorn", TODAY, "100", "CNY", "completed")])
    assert _paces(engine, NOVEMBER) == ()
