"""The data sets of the evaluation: which are there, and a desk over each, imported as users do."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.engine import Engine

from assistant.brains.planning import Planner
from assistant.desk import Desk
from assistant.known import Knowledge
from crm.database import connect, sqlite_url
from crm.demo import company, write_folder
from crm.importing import Mapping, Progress, import_path, suggest
from crm.measures import load
from crm.schema import prepare
from evals.case import CASES, data_set
from knowledge.base import KnowledgeBase

FILES = {
    "superstore": Path("superstore_cn", "订单.csv"),
    "northwind": Path("northwind", "northwind.sqlite"),
    "online_retail": Path("online_retail_2010_2011", "online_retail.parquet"),
}
"""The files of the real data sets, below the folder that holds all of them."""
MADE_UP = {"demo": 7, "second": 23, "third": 41, "fourth": 57, "fifth": 71}
"""The seeds of the companies that are made up.

The others than `demo` were asked about by others than those who build."""
DATABASE = "wendan.db"
TIMEZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Place:
    """Where the cases of a data set are asked."""

    desk: Desk
    knowledge: Knowledge
    engine: Engine


def lacking(name: str, data: Path | None) -> str | None:
    """Gives what keeps a data set from being asked about; None where nothing does."""
    if not (CASES / name).is_dir():
        return "its cases are not part of this installation"
    if name not in FILES:
        return None
    if data is None:
        return "its file is not shipped; --data FOLDER says where it is"
    return None if (data / FILES[name]).exists() else f"no {FILES[name]} in {data}"


@contextmanager
def place(
    name: str, home: Path, data: Path | None, *, progress: Progress | None = None
) -> Generator[Place]:
    """Gives a desk over a data set, imported into the empty folder `home`.

    Raises:
        crm.importing.ImportFailed: its file cannot be read.
    """
    engine = connect(sqlite_url(home / DATABASE))
    try:
        fill(engine, name, home, data, progress=progress)
        found = desk(engine, name)
        with engine.connect() as connection:
            known = found.knowledge(connection)
        yield Place(found, known, engine)
    finally:
        engine.dispose()


def fill(
    engine: Engine, name: str, home: Path, data: Path | None, *, progress: Progress | None = None
) -> None:
    """Imports a data set into an empty database: the demo company is made up anew in `home`."""
    about = data_set(name)
    prepare(engine)
    mapping: Mapping | None = None
    if data is not None and name in FILES:
        source = data / FILES[name]
        mapping = Mapping.from_toml(suggest(source, today=about.today).to_toml())
    else:
        source = home / "company"
        write_folder(company(MADE_UP[name], about.today), source)
    import_path(
        engine,
        source,
        now=datetime.combine(about.today, time(9)),
        today=about.today,
        timezone=TIMEZONE,
        rejects=home / "rejects.csv",
        mapping=mapping,
        currency=about.currency,
        progress=progress,
    )


def desk(
    engine: Engine,
    name: str,
    *,
    documents: KnowledgeBase | None = None,
    planner: Planner | None = None,
) -> Desk:
    """Gives a desk over a data set, at noon of its business date, with the words as shipped."""
    about = data_set(name)
    return Desk(
        engine,
        catalog=load(),
        today=lambda: about.today,
        now=lambda: datetime.combine(about.today, time(12)),
        currency=about.currency,
        documents=documents,
        planner=planner,
    )
