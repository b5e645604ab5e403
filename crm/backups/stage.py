"""The stage: all rows of a backup in a database of their own, before anything else is touched.

There they meet the tables' rules (keys, what must not be empty), and there an older schema goes
through the revisions that it lacks. What stands on the stage at last is what the tables hold next.
"""

import shutil
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from crm.backups.archive import Archive
from crm.backups.deployment import Progress
from crm.backups.failures import RestoreFailed
from crm.backups.manifest import NOT_HELD, TablePart, held
from crm.backups.portable import UnfitRow, decoded
from crm.backups.triggers import set_aside
from crm.database import connect, sqlite_url
from crm.schema import Schema, upgrade


def staged(archive: Archive, path: Path, schema: Schema, progress: Progress) -> None:
    """Makes the SQLite file at `path`: the backup's rows, in the tables of the newest revision.

    Raises:
        RestoreFailed: a part is not right, or does not fit the tables.
    """
    _require_space(archive, path)
    engine = connect(sqlite_url(path))
    try:
        with engine.connect() as connection:
            _without_journal(connection)
            _make_tables(connection, archive.manifest.revision, schema)
            _require_same_tables(connection, archive)
            with set_aside(connection, [part.name for part in archive.manifest.tables]):
                for part in archive.manifest.tables:
                    _fill(connection, archive, part, progress)
            if archive.manifest.revision != schema.head:
                upgrade(connection, schema, to=schema.head)
            connection.commit()
    except (DBAPIError, sqlite3.Error) as error:
        cause = str(getattr(error, "orig", error)).splitlines()[0]
        raise _refused(archive, cause) from error
    finally:
        engine.dispose()


def require_known(archive: Archive, schema: Schema) -> None:
    """Sees that the backup is of a schema that this program knows.

    Raises:
        RestoreFailed: a newer version made it.
    """
    made = archive.manifest
    if made.revision not in schema.revisions:
        raise RestoreFailed(
            f"{archive.name} has schema version {made.revision!r}, this program knows up to "
            f"{schema.head!r}: a newer version of Wendan made it. "
            f"Install Wendan {made.version} or a newer one, and restore with that."
        )


def _require_space(archive: Archive, path: Path) -> None:
    needed = sum(part.bytes for part in archive.manifest.parts)
    free = shutil.disk_usage(path.parent).free
    if free < needed:
        raise RestoreFailed(
            f"{archive.name} needs {needed:,} bytes of space in {path.parent.parent}, and there "
            f"are {free:,}. Free some, or set WENDAN_HOME to a folder on a larger disk."
        )


def _without_journal(connection: Connection) -> None:
    # Nothing of a stage outlives a failure, so it needs no way back.
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA journal_mode = OFF")
    driver.execute("PRAGMA synchronous = OFF")
    driver.execute("PRAGMA mmap_size = 0")  # it counts as resident, and writing gains nothing


def _make_tables(connection: Connection, revision: str, schema: Schema) -> None:
    if revision != schema.head:
        upgrade(connection, schema, to=revision)
        return
    for table in held(schema.tables):  # without their indexes, which nobody reads here
        connection.execute(sa.schema.CreateTable(table))


def _require_same_tables(connection: Connection, archive: Archive) -> None:
    wanted = _columns(connection)
    found = {part.name: set(part.columns) for part in archive.manifest.tables}
    for name in sorted(wanted.keys() | found.keys()):
        if wanted.get(name) != found.get(name):
            revision = archive.manifest.revision
            raise archive.unfit(
                f"tables/{name}.jsonl", f"schema version {revision} has other columns"
            )


def _columns(connection: Connection) -> Mapping[str, set[str]]:
    """Gives the names of the columns of the tables on the stage."""
    inspector = sa.inspect(connection)
    return {
        name: {column["name"] for column in inspector.get_columns(name)}
        for name in inspector.get_table_names()
        if name not in NOT_HELD
    }


def _fill(connection: Connection, archive: Archive, part: TablePart, progress: Progress) -> None:
    driver: Any = connection.connection.driver_connection
    quoted = connection.dialect.identifier_preparer.quote_identifier
    names = ", ".join(map(quoted, part.columns))
    marks = ", ".join("?" * len(part.columns))
    statement = f"INSERT INTO {quoted(part.name)} ({names}) VALUES ({marks})"  # noqa: S608  (names of columns that are there)
    done = 0
    for lines in archive.lines(part):
        try:
            rows = decoded(lines, part.columns)
            driver.executemany(statement, rows)
        except ValueError as error:  # also from the driver, for letters that are none
            reason = str(error) if isinstance(error, UnfitRow) else "a text is no Unicode"
            raise archive.unfit(part.path, reason) from error
        done += len(rows)
        progress(part.name, done, part.rows)
    if done != part.rows:
        raise archive.unfit(part.path, f"it has {done:,} rows, not {part.rows:,}")


def _refused(archive: Archive, cause: str) -> RestoreFailed:
    if "full" in cause:
        return RestoreFailed(
            f"{archive.name} was not restored: the disk is full. Free some space, "
            "or set WENDAN_HOME to a folder on another disk."
        )
    return RestoreFailed(
        f"{archive.name} was not restored, for its rows do not fit the tables: {cause}. "
        "Use another backup."
    )
