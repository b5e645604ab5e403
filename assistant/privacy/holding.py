"""Everything that is held of one customer, as a zip of CSV files."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, Row

from assistant import audit
from assistant.exports.cells import harmless, written
from assistant.privacy.person import person
from assistant.privacy.stored import (
    misses_about,
    names_the_customer,
    schedules_about,
    turns_about,
)
from assistant.privacy.words import ERASED, Words
from crm.access import View, operator
from crm.database import reading, writing
from crm.models import (
    anomaly_flags,
    anomaly_reviews,
    audit_log,
    disputes,
    import_runs,
    waiting_rows,
)
from crm.names import NameIndex
from crm.query.raw import TABLES, RawQuery, raw
from crm.query.result import Cell
from crm.query.spec import QueryError

MOST_ROWS = 10_000_000
"""Of one table: everything, but a loop has a limit."""
Rows = Iterable[Sequence[object]]


def write_holding(
    engine: Engine, customer_id: str, names: NameIndex, path: Path, *, actor: str, now: datetime
) -> dict[str, int]:
    """Writes all that is held of a customer into a zip, and records that; gives rows by file.

    Raises:
        UnknownCustomerError: there is no such customer.
        OSError: the file cannot be written.
    """
    with reading(engine) as connection:
        words = Words(person(connection, customer_id), names, ERASED)
        with writing(engine) as log:
            entry = audit.Entry(now, actor, "customer.exported", customer_id)
            audit.record(log, entry)
        with ZipFile(path, "w", ZIP_DEFLATED) as archive:
            return {
                name: count
                for name, headings, rows in _files(connection, customer_id, words)
                if (count := _added(archive, name, headings, rows))
            }


def _added(archive: ZipFile, name: str, headings: Sequence[str], rows: Rows) -> int:
    """Writes one file, unless it has no rows; gives how many it has."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(map(harmless, headings))
    count = 0
    for row in rows:
        writer.writerow(map(_told, row))
        count += 1
    if count:
        archive.writestr(f"{name}.csv", text.getvalue().encode("utf-8-sig", "replace"))
    return count


def _told(value: object) -> str:
    known: Cell = value if not isinstance(value, dict | list) else str(value)  # pyright: ignore[reportAssignmentType, reportUnknownArgumentType]  (a column's own types)
    return written(known)


def _files(
    connection: Connection, customer_id: str, words: Words
) -> Iterator[tuple[str, Sequence[str], Rows]]:
    """Gives each file with its headings and rows."""
    for table in TABLES:
        try:
            query = RawQuery(table, customer_id=customer_id)
            found = raw(connection, View(operator()), query, MOST_ROWS)
        except QueryError:
            continue  # nobody's in particular: products, users
        yield table, found.columns, found.rows
    yield from _unusual(connection, customer_id)
    about = list(turns_about(connection, words))
    yield (
        "conversations",
        ("turn_id", "asked_at", "user_id", "question", "answer"),
        [(t.turn_id, t.asked_at, t.user_id, t.question, _answer(t, words)) for t in about],
    )
    yield "disputes", ("turn_id", "kind", "note"), _disputes(connection, {t.turn_id for t in about})
    wanted = schedules_about(connection, words)
    yield "schedules", ("user_id", "schedule"), [(one.user_id, one.text) for one in wanted]
    missed = misses_about(connection, words)
    yield "not_understood", ("words", "question"), [(one.words, one.question) for one in missed]
    yield "waiting_rows", ("table", "row"), _waiting(connection, words)
    yield "rejected_rows", ("run_id", "file", "line", "row"), _rejected(connection, words)
    headings = ("number", "at", "actor", "event", "subject", "detail")
    yield "audit_log", headings, _entries(connection, customer_id)


def _unusual(connection: Connection, customer_id: str) -> Iterator[tuple[str, Sequence[str], Rows]]:
    """Gives what was found unusual about the customer's orders, and what was said to it."""
    for table in (anomaly_flags, anomaly_reviews):
        chosen = View(operator()).select(table.name, list(table.c))
        rows = connection.execute(chosen.where(table.c.customer_id == customer_id))
        yield table.name, table.c.keys(), rows.all()


def _answer(turn: Row[Any], words: Words) -> str:
    """Gives an answer about the customer; none where it stands among others, whom it names too."""
    about = names_the_customer(turn.frame, words) or words.asks_about(turn.question)
    return str(turn.reply["text"]) if about else ""


def _disputes(connection: Connection, turn_ids: set[str]) -> Rows:
    for one in connection.execute(sa.select(disputes)):
        if one.turn_id in turn_ids:
            yield one.turn_id, one.kind, one.note


def _waiting(connection: Connection, words: Words) -> Rows:
    for one in connection.execute(sa.select(waiting_rows)):
        if words.is_about(one.row):
            yield one.table_name, str(one.row)


def _rejected(connection: Connection, words: Words) -> Rows:
    for run in connection.execute(sa.select(import_runs)):
        for one in run.summary.get("rejects", []):
            if words.person.customer_id in one["row"] or words.asks_about(one["row"]):
                yield run.run_id, one["file"], one["line"], one["row"]


def _entries(connection: Connection, customer_id: str) -> Rows:
    """Gives the entries whose subject the customer is, or in whose detail it stands."""
    quoted = sa.func.instr(audit_log.c.detail, f'"{customer_id}"') > 0
    if connection.dialect.name == "postgresql":
        quoted = sa.func.strpos(audit_log.c.detail, f'"{customer_id}"') > 0
    chosen = sa.select(audit_log).where(sa.or_(audit_log.c.subject == customer_id, quoted))
    for one in connection.execute(chosen.order_by(audit_log.c.number)):
        yield one.number, one.at, one.actor, one.event, one.subject, one.detail
