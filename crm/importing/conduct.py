"""An import from start to end: read, load, total, record; all of it is kept or nothing."""

import errno
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from crm.database import writing
from crm.importing.cells import Source
from crm.importing.failures import ImportFailed
from crm.importing.fields import TABLES
from crm.importing.flat import load_sheet_of_lines
from crm.importing.intake import Files
from crm.importing.loader import Loader
from crm.importing.mapping import Mapping as ColumnMapping
from crm.importing.mapping import SourceMapping
from crm.importing.matching import matched
from crm.importing.opening import Opened, opened
from crm.importing.plain import contract_mapping, load_plain, table_named
from crm.importing.registry import Registry
from crm.importing.rejects import RejectFile
from crm.importing.run import Progress, Run
from crm.importing.summary import Summary
from crm.models import import_runs, table_state

_LOCK = 7_306_942
"""The key of the advisory lock on PostgreSQL that lets one import run at a time."""


@dataclass(frozen=True)
class Setting:
    """What an import is done with: the clock, the zone and the currency of amounts without one."""

    now: datetime
    today: date
    timezone: ZoneInfo
    currency: str
    rejects: Path
    progress: Progress | None = None


def conduct(engine: Engine, path: Path, mapping: ColumnMapping | None, setting: Setting) -> Summary:
    """Imports what is at `path` and gives the summary.

    Raises:
        ImportFailed: nothing was imported.
    """
    rejects = RejectFile(setting.rejects)
    try:
        with _explained(path), opened(path) as found:
            steps = _steps(found, mapping)
            with writing(engine) as connection:
                _wait_for_other_imports(connection)
                run = _started(connection, found, rejects, setting)
                _load(steps, run)
                run.loader.finish()
                summary = _summed_up(path, found, run, setting)
                _record(connection, run, summary, setting)
            rejects.put_in_place()
            return summary
    finally:
        rejects.discard()
