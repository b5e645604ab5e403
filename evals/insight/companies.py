"""Demo companies in which it is known which orders are unusual."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from crm.database import connect, reading, sqlite_url
from crm.demo import company, write_folder
from crm.importing import import_path
from crm.insight.order import Order
from crm.insight.reading import all_orders, list_prices
from crm.schema import prepare

TODAY = date(2026, 11, 21)
LABELS = Path("labels", "anomalies.csv")


@dataclass(frozen=True)
class Labelled:
    """A company's orders, the oldest first, and the kind of each that is unusual, by its id."""

    seed: int
    orders: Sequence[Order]
    list_prices: Mapping[str, float]
    kinds: Mapping[str, str]


def labelled(seed: int, workplace: Path) -> Labelled:
    """Gives the demo company of a seed, imported as a user would, and read from the database."""
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
        with reading(engine) as connection:
            return Labelled(seed, all_orders(connection), list_prices(connection), _kinds(folder))
    finally:
        engine.dispose()


def _kinds(folder: Path) -> Mapping[str, str]:
    with (folder / LABELS).open(encoding="utf-8", newline="") as file:
        return {row["order_id"]: row["kind"] for row in csv.DictReader(file)}
