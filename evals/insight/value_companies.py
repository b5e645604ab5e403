"""Companies that are made up, of which what customers will do is known: it has happened."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.engine import Connection

from crm.access import View, operator
from crm.database import connect, sqlite_url
from crm.demo import company, write_folder
from crm.importing import import_path
from crm.insight.value.outlook import past_sales
from crm.insight.value.purchases import History, histories
from crm.measures import load
from crm.query.fields import Reader
from crm.query.metric import Database, figures
from crm.query.spec import Filter, MetricQuery
from crm.schema import prepare

TODAY = date(2026, 11, 21)
HELD_BACK = (182, 120, 60)
"""Days before `TODAY` from which on is foretold."""
PARTS = {"company": None, "team": "team", "rep": "owner", "product": "product"}


@dataclass(frozen=True)
class MadeUp:
    """A company: its customers as they were on some days, and its months of sales by part."""

    seed: int
    before: Mapping[date, tuple[History, ...]]
    whole: Mapping[str, History]
    months: Mapping[str, Mapping[str, Sequence[float]]]
    days: Mapping[str, Mapping[str, Mapping[date, float]]]
    """The same by day, from the first month of `months` on."""


def made_up(seed: int, workplace: Path) -> MadeUp:
    """Gives the company of a seed, imported as a user would into a database of its own."""
    folder = workplace / str(seed)
    write_folder(company(seed, TODAY), folder)
    engine = connect(sqlite_url(workplace / f"{seed}.db"))
    try:
        prepare(engine)
        import_path(
            engine,
            folder,
            now=datetime.combine(TODAY, time(9)),
            today=TODAY,
            timezone=ZoneInfo("Asia/Shanghai"),
            rejects=workplace / "rejects.csv",
        )
        with engine.connect() as connection:
            return _read(seed, connection)
    finally:
        engine.dispose()


def _read(seed: int, connection: Connection) -> MadeUp:
    database = Database(connection, load(), "CNY", frozenset({"CNY", "USD"}))
    days = [TODAY - timedelta(days=back) for back in HELD_BACK]
    return MadeUp(
        seed,
        {day: histories(connection, _reader(day)) for day in days},
        {each.customer_id: each for each in histories(connection, _reader(TODAY))},
        {name: past_sales(database, _reader(TODAY), by=by).of("CNY") for name, by in PARTS.items()},
        {name: _by_day(database, by) for name, by in PARTS.items() if by != "product"},
    )


def _by_day(database: Database, by: str | None) -> Mapping[str, Mapping[date, float]]:
    """Gives the sales of each day of each part."""
    groups = ("day",) if by is None else ("day", by)
    query = MetricQuery(("sales",), groups, (Filter("currency", "in", ("CNY",)),))
    table = figures(database, _reader(TODAY), query)
    at = [column.name for column in table.columns].index("sales")
    found: defaultdict[str, dict[date, float]] = defaultdict(dict)
    for row, key in zip(table.rows, table.keys, strict=True):
        part = "" if by is None else str(key[1])
        found[part][date.fromisoformat(str(row[0]))] = float(str(row[at]))
    return found


def _reader(day: date) -> Reader:
    return Reader(View(operator()), day, "sqlite")
