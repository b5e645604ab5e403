"""An import from start to end: read, load, total, record; all of it is kept or nothing."""

import gc
import json
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError

from crm.database import wait_for_bulk_work, writing
from crm.importing.failures import ImportFailed
from crm.importing.fields import TABLES
from crm.importing.intake import Files
from crm.importing.loader import Loader
from crm.importing.mapping import Mapping
from crm.importing.matching import SHEETS_OF_LINES, Plan, planned
from crm.importing.opening import opened
from crm.importing.plain import load_plain
from crm.importing.registry import Registry
from crm.importing.rejects import RejectFile
from crm.importing.run import Progress, Run
from crm.importing.sheets import load_sheets_of_lines
from crm.importing.summary import Summary
from crm.importing.values import Dating, currency
from crm.models import import_runs, table_state

_BEFORE_SHEETS = ("users", "targets", "customers", "products")
"""Tables whose own files are loaded before sheets of lines, which may refer to their rows."""


Record: TypeAlias = Callable[[Connection, Summary], None]


@dataclass(frozen=True)
class Setting:
    """What an import is done with; `currency` is that of amounts that name none.

    `record` is called at the end of the transaction: kept with the rows, or not at all. `waits` is
    called where another import has to end first.
    """

    now: datetime
    today: date
    timezone: ZoneInfo
    currency: str
    rejects: Path
    progress: Progress | None = None
    record: Record | None = None
    waits: Callable[[], None] | None = None


def conduct(engine: Engine, path: Path, mapping: Mapping | None, setting: Setting) -> Summary:
    """Imports what is at `path` and gives the summary.

    Raises:
        ImportFailed: nothing was imported.
    """
    rejects = RejectFile(setting.rejects)
    try:
        setting, zone = _with(mapping, setting)
        with _explained(engine), _without_collecting(), opened(path) as found:
            plan = planned(found.sources, mapping)
            with writing(engine) as connection:
                wait_for_bulk_work(connection, setting.waits)
                _spare_memory(connection)
                run = _started(connection, Files(found.sources, zone), rejects, setting)
                run.notes.extend((*found.notes, *plan.notes))
                _load(plan, run)
                summary = _summed_up(path, run, setting)
                rejects.complete()  # while a full disk can still undo the rows
                _record(connection, run, summary, setting)
            rejects.put_in_place()
            return summary
    finally:
        rejects.discard()


def _with(mapping: Mapping | None, setting: Setting) -> tuple[Setting, Dating]:
    """Gives the settings with the mapping's currency, and how the files' dates are read."""
    if mapping is None:
        return setting, Dating(setting.timezone)
    try:
        written_in = None if mapping.timezone is None else ZoneInfo(mapping.timezone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ImportFailed(
            f"The mapping's timezone is {mapping.timezone!r}; "
            "accepted: a name such as Asia/Shanghai."
        ) from error
    code = currency(mapping.currency or setting.currency)
    if not isinstance(code, str):
        raise ImportFailed(
            f"The mapping's currency is {mapping.currency!r}; accepted: a code such as CNY."
        )
    return replace(setting, currency=code), Dating(setting.timezone, written_in=written_in)


def _started(connection: Connection, files: Files, rejects: RejectFile, setting: Setting) -> Run:
    loader = Loader(connection, setting.currency)
    return Run(loader, Registry(connection), rejects, files, setting.progress)


def _load(plan: Plan, run: Run) -> None:
    """Loads everything, tables before those that refer to them."""
    before = [table for table in TABLES if table in _BEFORE_SHEETS]
    after = [table for table in TABLES if table not in _BEFORE_SHEETS]
    for table in (*before, SHEETS_OF_LINES, *after):
        for step in plan.of(table):
            if table == SHEETS_OF_LINES:
                load_sheets_of_lines(step.sources, step.mapping, run)
            else:
                load_plain(step.sources[0], step.mapping, table, run)
        if table != SHEETS_OF_LINES:
            run.loader.resolve(table)
    for table in TABLES:
        run.loader.resolve(table)
    run.loader.finish()


def _summed_up(path: Path, run: Run, setting: Setting) -> Summary:
    tallies = run.loader.tallies
    for source in tallies.sources:
        source.reconcile()
    return Summary(
        path=str(path),
        finished_at=setting.now,
        business_date=setting.today,
        sources=tuple(source.summary() for source in tallies.sources),
        tables=tuple(tally.summary() for tally in tallies.used().values()),
        rejected_rows=run.rejects.count,
        rejects=tuple(run.rejects.first),
        reject_file=run.rejects.path if run.rejects.count else None,
        split_numbers=run.split_numbers,
        splits=tuple(run.splits),
        conflicts_found=run.conflicts_found,
        conflicts=tuple(run.conflicts),
        rounded_values=run.rounded,
        waiting_rows=len(run.loader.room),
        notes=(*run.notes, *run.loader.erased.notes()),
    )


def _record(connection: Connection, run: Run, summary: Summary, setting: Setting) -> None:
    """Writes the run down, and that the changed tables are of now."""
    for name, tally in run.loader.tallies.tables.items():
        if tally.touched:
            _raise_version(connection, name, setting.now)
    connection.execute(
        import_runs.insert().values(
            source=summary.path,
            finished_at=setting.now,
            summary=json.loads(run.loader.erased.without(summary).to_json()),
        )
    )
    if setting.record is not None:
        setting.record(connection, summary)


def _raise_version(connection: Connection, table_name: str, now: datetime) -> None:
    own = table_state.c.table_name == table_name
    risen = {"as_of": now, "version": table_state.c.version + 1}
    if not connection.execute(table_state.update().where(own).values(risen)).rowcount:
        connection.execute(table_state.insert().values(table_name=table_name, as_of=now, version=1))


def _spare_memory(connection: Connection) -> None:
    """Has SQLite keep little: its memory map counts as resident, and no writer gains by it."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA mmap_size = 0")
        connection.exec_driver_sql("PRAGMA cache_size = -32768")


@contextmanager
def _without_collecting() -> Generator[None]:
    """Turns the search for reference cycles off.

    It would go through the hundreds of thousands of rows in memory again and again, a fifth of
    the whole time, and find nothing.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def _explained(engine: Engine) -> Generator[None]:
    """Turns the database's errors into one line that says what to do."""
    driver: Any = engine.dialect.dbapi
    try:
        yield
    except DBAPIError as error:
        raise ImportFailed(_advice(engine, str(error.orig))) from error
    except driver.Error as error:  # from the bulk statements, which go past SQLAlchemy
        raise ImportFailed(_advice(engine, str(error))) from error


def _advice(engine: Engine, cause: str) -> str:
    where = engine.url.render_as_string(hide_password=True)
    first = cause.strip().splitlines()[0]
    known = {
        "locked": "another program is writing to it. Try again when that has finished",
        "readonly": "it is read-only. Give this user write access to the file and its folder",
        "read-only": "it is read-only. Give this user write access",
        "full": "the disk is full. Free some space",
        "disk i/o": "the disk is full, or fails. Free some space, or look after it",
        "no space": "the disk is full. Free some space",
        "no such table": "it has no tables yet. Run `wendan db upgrade`",
    }
    for sign, advice in known.items():
        if sign in first.lower():
            return f"Nothing was imported into {where}: {advice}."
    return f"Nothing was imported into {where}: {first}."
