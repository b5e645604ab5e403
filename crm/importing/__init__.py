"""Imports: from files as companies have them to rows of the contract's tables."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.engine import Engine

from crm.importing.conduct import Record, Setting, conduct
from crm.importing.failures import ImportFailed
from crm.importing.mapping import Mapping
from crm.importing.rejects import Reject, read_rejects
from crm.importing.run import Progress
from crm.importing.suggesting import suggest
from crm.importing.summary import (
    Conflict,
    Count,
    SourceSummary,
    Split,
    Summary,
    TableSummary,
)

__all__ = [
    "Conflict",
    "Count",
    "ImportFailed",
    "Mapping",
    "Progress",
    "Record",
    "Reject",
    "SourceSummary",
    "Split",
    "Summary",
    "TableSummary",
    "import_path",
    "read_rejects",
    "suggest",
]


def import_path(  # noqa: PLR0913  (all but the first two are settings, by name)
    engine: Engine,
    path: Path,
    *,
    now: datetime,
    today: date,
    timezone: ZoneInfo,
    rejects: Path,
    mapping: Mapping | None = None,
    currency: str = "CNY",
    progress: Progress | None = None,
    record: Record | None = None,
    waits: Callable[[], None] | None = None,
) -> Summary:
    """Imports a file, zip or folder in one transaction and gives the summary.

    Args:
        engine: the database, prepared by `crm.schema.prepare`.
        path: what to import.
        now: the moment of the import, naive in the business time zone; tables that change get it.
        today: the business date.
        timezone: the business time zone; date-times with an offset are converted to it.
        rejects: where the reject file goes; none is written when no row is rejected.
        mapping: how columns fill tables; without one, files and headers are the contract's.
        currency: the currency of amounts that name none.
        progress: called after every chunk of rows.
        record: called at the end of the transaction, to be kept with the rows or not at all.
        waits: called where another import has to end first (PostgreSQL).

    Raises:
        ImportFailed: nothing was imported; the message says why and what to do.
    """
    setting = Setting(now, today, timezone, currency, rejects, progress, record, waits)
    return conduct(engine, path, mapping, setting)
