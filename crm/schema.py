"""The database's schema: created, brought up to date, and checked to be one that we know."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError

from crm.database import DatabaseError, writing
from crm.models import metadata

REVISIONS = ("0001",)
"""All revisions, oldest first. Here because alembic takes a second to import, and the usual case,
a database that is up to date, must not pay for it."""
HEAD = REVISIONS[-1]

_LOCK = 7_306_941
"""The key of the advisory lock on PostgreSQL; any number, the same in every version."""


@dataclass(frozen=True)
class Schema:
    """The revisions that a database goes through, oldest first, and the tables they end with."""

    revisions: tuple[str, ...]
    migrations: Path
    """The folder that alembic finds them in."""
    tables: sa.MetaData

    @property
    def head(self) -> str:
        """Gives the newest revision."""
        return self.revisions[-1]


OURS = Schema(REVISIONS, Path(__file__).parent / "migrations", metadata)


def prepare(engine: Engine, schema: Schema = OURS) -> None:
    """Makes the database ready: created if it is empty, upgraded if it is of an older version.

    Several processes may do this at once: one upgrades, the others wait for it.

    Raises:
        DatabaseError: the database cannot be opened or written, or a newer version made it.
    """
    try:
        if _current(engine, schema) != schema.head:
            _upgrade(engine, schema)
    except DBAPIError as error:
        raise DatabaseError(_explained(engine, error)) from error


def revision(connection: Connection, schema: Schema = OURS) -> str | None:
    """Gives the revision of the database, or None if it has no schema of ours yet.

    Raises:
        DatabaseError: a newer version made it.
    """
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    if found is not None and found not in schema.revisions:
        raise DatabaseError(
            f"The database has schema version {found!r}, this program knows up to {schema.head!r}: "
            "a newer version of Wendan made it. Upgrade Wendan, or use another WENDAN_HOME."
        )
    return found


def _current(engine: Engine, schema: Schema) -> str | None:
    with engine.connect() as connection:
        return revision(connection, schema)


def _upgrade(engine: Engine, schema: Schema) -> None:
    _choose_journal(engine)
    with writing(engine) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
        if revision(connection, schema) != schema.head:
            upgrade(connection, schema, to=schema.head)


def _choose_journal(engine: Engine) -> None:
    """Turns on SQLite's WAL, which a file keeps: readers then never wait for an import."""
    if engine.dialect.name != "sqlite":
        return
    # The journal cannot be changed inside a transaction, so not through SQLAlchemy's connection.
    raw: Any = engine.raw_connection()
    driver: Any = engine.dialect.dbapi
    try:
        raw.cursor().execute("PRAGMA journal_mode = WAL")
    except driver.Error as error:
        raise DatabaseError(_explained(engine, error)) from error
    finally:
        raw.close()


def upgrade(connection: Connection, schema: Schema, *, to: str) -> None:
    """Runs the revisions that a database lacks, up to one of them, in the open transaction."""
    from alembic import command  # noqa: PLC0415  (a second of import, needed once)
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(schema.migrations).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def _explained(engine: Engine, error: Exception) -> str:
    where = engine.url.render_as_string(hide_password=True)
    cause = str(getattr(error, "orig", error)).strip().splitlines()[0]
    return f"The database {where} cannot be used: {cause}. {_advice(cause)}"


def _advice(cause: str) -> str:
    known = {
        "locked": "Another program is writing to it; try again when that has finished.",
        "readonly": "Give this user write access to the file and its folder.",
        "read-only": "Give this user write access to the file and its folder.",
        "unable to open": "Check that its folder exists and that this user may write there.",
        "not a database": "Give another WENDAN_DATABASE_URL: that file is something else.",
        "full": "Free some space on the disk.",
        "password": "Check user and password in WENDAN_DATABASE_URL.",
        "does not exist": "Create it first, or correct WENDAN_DATABASE_URL.",
        "refused": "Start the server, or correct WENDAN_DATABASE_URL.",
    }
    for sign, advice in known.items():
        if sign in cause.lower():
            return advice
    return "Check WENDAN_DATABASE_URL."
