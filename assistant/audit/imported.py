"""What the log keeps of an import: which files and how many rows, nothing of what they hold."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from assistant.audit.chain import Entry, Value
from crm.importing import Summary, TableSummary
from crm.models import import_runs


def imported(connection: Connection, summary: Summary, actor: str, at: datetime) -> Entry:
    """Gives the entry of an import, at the end of its transaction."""
    run = sa.select(sa.func.max(import_runs.c.run_id)).where(import_runs.c.source == summary.path)
    number = connection.execute(run).scalar_one()
    detail: dict[str, Value] = {
        "files": sorted({_file(source.source) for source in summary.sources}),
        "tables": {table.table: _counts(table) for table in summary.tables},
        "rejected": summary.rejected_rows,
        "waiting": summary.waiting_rows,
    }
    return Entry(at, actor, "import.run", None if number is None else str(number), detail)


def _file(source: str) -> str:
    """Gives a file's name without its folders; it is shown in a terminal too."""
    name = Path(source).name
    return "".join(letter if letter.isprintable() else "?" for letter in name)


def _counts(table: TableSummary) -> Mapping[str, Value]:
    return {
        "new": table.new,
        "changed": table.changed,
        "unchanged": table.unchanged,
        "resolved": table.resolved,
    }
