from datetime import date, timedelta

from sqlalchemy.engine import Engine

from crm.access import View, operator
from crm.insight.value.outlook import months_ahead, outlook, past_sales
from crm.measures import load
from crm.query.fields import Reader
from crm.query.metric import Database
from tests.unit.crm.insight.value.shop import TODAY, fill

DECEMBER = date(2026, 12, 1)
PLACED = [
    *(
        (name, TODAY - timedelta(days=days), str(900 + days % 97), currency, "completed")
        for name, currency, step in (("Acorn", "CNY", 9), ("Brook", "USD", 13))
        for days in range(0, 1000, step)
    ),
    ("Acorn", TODAY - timedelta(days=40), "999999", "CNY", "cancelled"),
]


def _database(engine: Engine, currencies: frozenset[str]) -> Database:
    return Database(engine.connect(), load(), "CNY", currencies)


def test_each_currency_is_foretold_by_itself(engine: Engine) -> None:
    with engine.begin() as connection:
        fill(connection, PLACED)
    database = _database(engine, frozenset({"CNY", "USD"}))
    with database.connection:
        reader = Reader(View(operator()), TODAY, engine.dialect.name)
        found = outlook(database, reader, [DECEMBER]).expected
    assert [(each.currency, each.month) for each in found] == [("CNY", DECEMBER), ("USD", DECEMBER)]
    assert all(each.forecast.low < each.forecast.value < each.forecast.high for each in found)
    assert found[0].forecast.value < 10_000


def test_the_running_month_and_the_first_one_are_no_whole_months(engine: Engine) -> None:
    with engine.begin() as connection:
        fill(connection, PLACED)
    database = _database(engine, frozenset({"CNY"}))
    with database.connection:
        reader = Reader(View(operator()), TODAY, engine.dialect.name)
        (series,) = past_sales(database, reader).series.values()
    first = TODAY - timedelta(days=999)
    assert len(series[""]) == (2026 - first.year) * 12 + 10 - first.month


def test_an_empty_company_has_no_outlook(engine: Engine) -> None:
    database = _database(engine, frozenset())
    with database.connection:
        reader = Reader(View(operator()), TODAY, engine.dialect.name)
        assert outlook(database, reader, [DECEMBER]).expected == ()


def test_months_count_from_the_last_whole_one() -> None:
    assert months_ahead(TODAY, date(2026, 11, 1)) == 1
    assert months_ahead(TODAY, date(2027, 1, 1)) == 3
