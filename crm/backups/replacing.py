"""The rows of the stage in the place of those in the database, in its one transaction."""

import sqlite3
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from crm.backups.deployment import Progress
from crm.backups.portable import Kind
from crm.backups.unloading import AT_ONCE, kinds_of
from crm.database import LOCK_TIMEOUT_S, wait_for_bulk_work, writing
from crm.models import table_state

_STAGE = "stage"
LAST = "audit_log"
"""The table that every writer of ours writes last; locked in another order, both would wait."""


@contextmanager
def beside(engine: Engine, stage: Path) -> Generator[Connection]:
    """Gives a connection in one transaction that writes, with the stage at hand on SQLite."""
    if engine.dialect.name != "sqlite":
        with writing(engine) as connection:
            yield connection
        return
    with engine.connect().execution_options(writing=True) as connection:
        driver: Any = connection.connection.driver_connection
        driver.execute("ATTACH ? AS stage", (str(stage),))
        driver.execute("PRAGMA mmap_size = 0")  # it counts as resident, and writing gains nothing
        # On the disk when it says so: the home's files change after it.
        driver.execute("PRAGMA main.synchronous = FULL")
        try:
            with connection.begin():
                yield connection
        finally:
            driver.execute("PRAGMA main.synchronous = NORMAL")
            driver.execute("DETACH stage")


def keep_others_out(connection: Connection, tables: Sequence[sa.Table]) -> None:
    """Waits until nobody else writes; who reads goes on reading what was there."""
    if connection.dialect.name == "sqlite":  # its transaction holds the write lock
        return
    connection.exec_driver_sql(f"SET LOCAL lock_timeout TO '{LOCK_TIMEOUT_S}s'")
    wait_for_bulk_work(connection)
    names = sorted((table.name for table in tables), key=lambda name: (name == LAST, name))
    quoted = ", ".join(map(connection.dialect.identifier_preparer.quote_identifier, names))
    connection.exec_driver_sql(f"LOCK TABLE {quoted} IN EXCLUSIVE MODE")


def replace_rows(connection: Connection, table: sa.Table, stage: Path, progress: Progress) -> None:
    """Makes the rows of a table those of the stage."""
    # Not TRUNCATE: whoever began to read before would find the table empty on PostgreSQL.
    connection.execute(table.delete())
    if connection.dialect.name == "sqlite":
        _from_attached(connection, table)
    else:
        _copied(connection, table, stage, progress)
    progress(table.name, 0, None)


def give_on(connection: Connection, table: sa.Table, last_id: int | None) -> None:
    """Has PostgreSQL give numbers from behind the last one that was given, here or there."""
    column = table.autoincrement_column
    if column is None or connection.dialect.name == "sqlite":
        return
    sequence = sa.func.pg_get_serial_sequence(table.name, column.name)
    name = connection.execute(sa.select(sequence)).scalar_one()
    given = f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {name}"  # noqa: S608  (the server's own name)
    furthest = max(connection.exec_driver_sql(given).scalar_one(), last_id or 0)
    if furthest:
        # Not undone by a rollback, which does no harm: it only ever goes on.
        connection.execute(sa.select(sa.func.setval(name, furthest)))


def versions(connection: Connection) -> Mapping[str, tuple[datetime, int]]:
    """Gives when rows of each table last came in, and its version."""
    state = table_state.c
    rows = connection.execute(sa.select(state.table_name, state.as_of, state.version))
    return {row.table_name: (row.as_of, row.version) for row in rows}


def raise_versions(connection: Connection, before: Mapping[str, tuple[datetime, int]]) -> None:
    """Makes the versions differ from all that were here, so that servers read everything anew."""
    found = versions(connection)
    for name, (as_of, version) in before.items():
        own = table_state.c.table_name == name
        if name in found:
            risen = max(version, found[name][1]) + 1
            connection.execute(table_state.update().where(own).values(version=risen))
        else:
            row = {"table_name": name, "as_of": as_of, "version": version + 1}
            connection.execute(table_state.insert().values(row))


def refresh_plans(connection: Connection, tables: Sequence[sa.Table]) -> None:
    """Has PostgreSQL look at the new rows, by which it plans; SQLite keeps no such figures."""
    if connection.dialect.name == "postgresql":
        quoted = connection.dialect.identifier_preparer.quote_identifier
        connection.exec_driver_sql(f"ANALYZE {', '.join(quoted(table.name) for table in tables)}")


def _from_attached(connection: Connection, table: sa.Table) -> None:
    quoted = connection.dialect.identifier_preparer.quote_identifier
    names = ", ".join(quoted(column.name) for column in table.columns)
    name = quoted(table.name)
    connection.exec_driver_sql(
        f"INSERT INTO main.{name} ({names}) SELECT {names} FROM stage.{name}"  # noqa: S608  (own names)
    )


def _copied(connection: Connection, table: sa.Table, stage: Path, progress: Progress) -> None:
    quoted = connection.dialect.identifier_preparer.quote_identifier
    names = ", ".join(quoted(column.name) for column in table.columns)
    cursor: Any = connection.connection.cursor()
    done = 0
    with cursor, cursor.copy(f"COPY {quoted(table.name)} ({names}) FROM STDIN") as copy:
        for lines in _lines(table, stage):
            copy.write("".join(lines))
            done += len(lines)
            progress(table.name, done, None)


def _lines(table: sa.Table, stage: Path) -> Iterator[Sequence[str]]:
    """Gives the rows of the stage in the text format of COPY."""
    cells = [_COPY[kind].format(f'"{name}"') for name, kind in kinds_of(table).items()]
    line = " || char(9) || ".join(f"coalesce({cell}, '\\N')" for cell in cells)
    with closing(sqlite3.connect(stage)) as connection:
        rows = connection.execute(f'SELECT {line} || char(10) FROM "{table.name}"')  # noqa: S608  (own names)
        while some := rows.fetchmany(AT_ONCE):
            yield [row for (row,) in some]


_ESCAPED = (
    r"replace(replace(replace(replace({}, '\', '\\'), char(9), '\t'), char(10), '\n'),"
    r" char(13), '\r')"
)
_COPY: Mapping[Kind, str] = {
    "text": _ESCAPED,
    "integer": "{}",
    "exact": "{} || 'e-6'",
    "boolean": "{}",
    "date": "{}",
    "moment": "{}",
    "document": _ESCAPED,
}
