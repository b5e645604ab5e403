"""The demo's home: filled with the demo company as of the business date, and with nothing else."""

import json
import shutil
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from crm.database import connect, sqlite_url
from crm.demo import company, write_folder
from crm.importing import Progress, import_path
from crm.insight.scanning import scan
from crm.models import import_runs
from crm.schema import prepare

SEED = 1
DATABASE = "wendan.db"
MARKER = "demo.json"
WORKPLACE = "filling"


class DemoError(Exception):
    """The home cannot become the demo's; the message says why and what to do."""


@dataclass(frozen=True)
class Filling:
    """What a demo home is filled with; all dates of the company are relative to `day`."""

    day: date
    version: str
    """The product's: a newer one may found another company."""
    seed: int = SEED


@dataclass(frozen=True)
class Books:
    """How amounts and times are kept."""

    currency: str
    timezone: ZoneInfo
    now: datetime


def is_filled(home: Path, filling: Filling) -> bool:
    """Tells whether the home holds just that already."""
    return (home / DATABASE).exists() and _marker(home) == _marked(filling)


def fill(home: Path, filling: Filling, books: Books, *, progress: Progress | None = None) -> None:
    """Fills the home anew, beside what is there, and then puts the new database in its place.

    Raises:
        DemoError: the home belongs to other data.
        crm.database.DatabaseError: the database in the home cannot be used.
        OSError: the home cannot be written.
    """
    home.mkdir(parents=True, exist_ok=True)
    _refuse_other_data(home)
    workplace = home / WORKPLACE
    shutil.rmtree(workplace, ignore_errors=True)  # of a filling that was killed
    try:
        write_folder(company(seed=filling.seed, today=filling.day), workplace / "data")
        _import(workplace, filling.day, books, progress)
        _put_in_place(workplace, home, filling)
    finally:
        shutil.rmtree(workplace, ignore_errors=True)


def _refuse_other_data(home: Path) -> None:
    """Keeps a home with imports that are not the demo's, for what was imported is not ours."""
    ours = 0 if _marker(home) is None else 1
    if _imports(home / DATABASE) > ours:
        raise DemoError(
            f"{home} holds imported data of its own. Set WENDAN_HOME to an empty folder for the "
            "demo, or use `wendan serve` for that data."
        )


def _imports(database: Path) -> int:
    """Gives how many imports a database has seen.

    Raises:
        crm.database.DatabaseError: it cannot be read, or a newer version made it.
    """
    if not database.exists():
        return 0
    engine = connect(sqlite_url(database))
    try:
        prepare(engine)
        with engine.connect() as connection:
            return connection.execute(
                sa.select(sa.func.count()).select_from(import_runs)
            ).scalar_one()
    finally:
        engine.dispose()


def _marker(home: Path) -> object:
    """Gives what the marker says; None if there is none."""
    try:
        return json.loads((home / MARKER).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except ValueError:
        return {}


def _marked(filling: Filling) -> dict[str, object]:
    return {**asdict(filling), "day": filling.day.isoformat()}


def _import(workplace: Path, day: date, books: Books, progress: Progress | None) -> None:
    engine = connect(sqlite_url(workplace / DATABASE))
    try:
        prepare(engine)
        import_path(
            engine,
            workplace / "data",
            now=books.now,
            today=day,
            timezone=books.timezone,
            rejects=workplace / "rejects.csv",
            currency=books.currency,
            progress=progress,
        )
        scan(engine, now=books.now, today=day, currency=books.currency)
    finally:
        engine.dispose()


def _put_in_place(workplace: Path, home: Path, filling: Filling) -> None:
    """Swaps the databases. Killed at any point, the next start fills again: the marker says so."""
    marker = home / MARKER
    marker.write_text("{}", encoding="utf-8")
    for rest in ("-wal", "-shm"):
        # SQLite would apply the old database's log to the new one.
        (home / f"{DATABASE}{rest}").unlink(missing_ok=True)
    (workplace / DATABASE).replace(home / DATABASE)
    marker.write_text(json.dumps(_marked(filling)), encoding="utf-8")
