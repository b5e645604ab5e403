"""Engines for the two databases that the product runs on, and the schema's version.

SQLite (in WAL mode) is the embedded default; PostgreSQL serves large deployments.
"""

import json
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine, ExceptionContext
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry, StaticPool

from crm.sqlite_file import watch

LOCK_TIMEOUT_S = 15
QUERY_CANCELED = "57014"
"""The SQLSTATE of a statement that PostgreSQL cancelled."""
STEPS = 10_000
"""Of SQLite's machine between two looks at the clock: less than a millisecond."""
POOL_TIMEOUT_S = LOCK_TIMEOUT_S + 5
"""How long a request waits for a connection: longer than others may wait for a lock on theirs."""
BULK_LOCK = 7_306_942
"""The key of PostgreSQL's advisory lock that lets one import, erasure or restore run at a time."""


class TooSlowError(Exception):
    """A statement took longer than it may; it was cancelled."""


class DatabaseError(Exception):
    """The database cannot be used; the message says why and what to do."""


def connect(url: str) -> Engine:
    """Gives an engine for `url` (`sqlite:///PATH`, `postgresql://…`).

    Raises:
        DatabaseError: the URL is of no known database.
    """
    try:
        parsed = sa.make_url(url)
    except ArgumentError as error:
        raise DatabaseError(
            "WENDAN_DATABASE_URL is not a database address. "
            "Give sqlite:///PATH or postgresql://USER:PASSWORD@HOST/NAME."
        ) from error
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed)
    if parsed.get_backend_name() == "postgresql":
        return _postgresql(parsed)
    raise DatabaseError(
        f"WENDAN_DATABASE_URL names {parsed.get_backend_name()!r}. Use sqlite or postgresql."
    )


def sqlite_url(path: Path) -> str:
    """Gives the database URL of the SQLite file at `path`."""
    return f"sqlite:///{path}"


# A server that is gone without a word is noticed in half a minute; libpq alone takes two hours.
# https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS
_SIGNS_OF_LIFE = {
    "connect_timeout": 5,
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}


def _postgresql(url: sa.URL) -> Engine:
    own = {name: value for name, value in _SIGNS_OF_LIFE.items() if name not in url.query}
    engine = sa.create_engine(
        url.set(drivername="postgresql+psycopg"),
        connect_args=own,
        # Whatever the server's default is: the audit log is appended behind what others committed.
        isolation_level="READ COMMITTED",
        pool_pre_ping=True,  # after a restart of the server, no request meets a dead connection
        pool_timeout=POOL_TIMEOUT_S,
        json_serializer=_json,
    )
    event.listen(engine, "handle_error", _name_cancelled)
    return engine


def _sqlite(url: sa.URL) -> Engine:
    is_file = bool(url.database) and not str(url.database).startswith((":", "file:"))
    waits = {"pool_timeout": POOL_TIMEOUT_S} if is_file else {}  # one in memory has no pool
    # In memory each thread would have a database of its own.
    shared = {} if is_file else {"poolclass": StaticPool}
    own = {"timeout": LOCK_TIMEOUT_S} if "timeout" not in url.query else {}
    engine = sa.create_engine(
        url,
        connect_args={**own, "check_same_thread": False},
        json_serializer=_json,
        **waits,
        **shared,
    )
    if is_file:
        watch(engine, Path(str(url.database)))
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    event.listen(engine, "handle_error", _name_cancelled)
    return engine


def _name_cancelled(context: ExceptionContext) -> None:
    """Tells a statement that was cancelled for its time from a database that failed."""
    cause = context.original_exception
    if getattr(cause, "sqlite_errorcode", None) == sqlite3.SQLITE_INTERRUPT:
        raise TooSlowError from cause
    if getattr(cause, "sqlstate", None) == QUERY_CANCELED:
        raise TooSlowError from cause


def _json(value: object) -> str:
    # Unescaped: SQLite compares the keys of a document as they are written.
    return json.dumps(value, ensure_ascii=False)


def _prepare_sqlite(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    # SQLAlchemy begins transactions itself (below), so that DDL is transactional too.
    connection.isolation_level = None
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA cache_size = -65536")
    connection.execute("PRAGMA mmap_size = 268435456")
    connection.execute("PRAGMA temp_store = MEMORY")


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def settle(engine: Engine) -> None:
    """Has all that was committed on the disk, where a power cut leaves it.

    PostgreSQL sees to that by itself. SQLite as we use it would take some seconds: an `fsync` for
    every question costs more than the answer.
    """
    log = Path(f"{engine.url.database}-wal")
    if engine.dialect.name == "sqlite" and log.exists():
        with log.open("rb") as file:
            os.fsync(file.fileno())


@contextmanager
def reading(engine: Engine, *, patience_s: float | None = None) -> Generator[Connection]:
    """Gives a connection on which all statements see the database as it was at the first one.

    So that what one statement decides (all rates are there) still holds for the next.

    Args:
        engine: the database.
        patience_s: what a statement may take at most; on SQLite, all of them together.

    Raises:
        TooSlowError: by a statement, where it took longer.
    """
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":  # SQLite's transactions are so anyway
            connection.execution_options(isolation_level="REPEATABLE READ")
        with _within(connection, patience_s):
            yield connection


@contextmanager
def _within(connection: Connection, patience_s: float | None) -> Generator[None]:
    """Sees that statements are cancelled in time, until the block ends."""
    if patience_s is None:
        yield
    elif connection.dialect.name == "postgresql":
        limit = sa.func.set_config("statement_timeout", f"{max(1, round(patience_s * 1000))}", True)
        connection.execute(sa.select(limit))  # it ends with the transaction
        yield
    else:
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        end = time.monotonic() + patience_s
        driver.set_progress_handler(lambda: time.monotonic() > end, STEPS)
        try:
            yield
        finally:
            driver.set_progress_handler(None, 0)


@contextmanager
def writing(engine: Engine) -> Generator[Connection]:
    """Gives a connection in one transaction that writes: all of it is kept or none.

    On SQLite the write lock is taken at once (BEGIN IMMEDIATE), so that a second writer waits
    instead of failing in the middle. Writers of one process take turns for it: SQLite lets who
    waits look again only every so often, and whoever comes just then goes first.
    """
    with (
        _turn(engine),
        engine.connect().execution_options(writing=True) as connection,
        connection.begin(),
    ):
        yield connection


_TURNS: WeakKeyDictionary[Engine, threading.Lock] = WeakKeyDictionary()
_NEW_TURNS = threading.Lock()


@contextmanager
def _turn(engine: Engine) -> Generator[None]:
    """Waits for the other writers of this process, as long as SQLite would for its lock.

    Raises:
        OperationalError: one of them writes for longer.
    """
    if engine.dialect.name != "sqlite":
        yield
        return
    with _NEW_TURNS:
        turns = _TURNS.setdefault(engine, threading.Lock())
    if not turns.acquire(timeout=LOCK_TIMEOUT_S):
        locked = sqlite3.OperationalError("database is locked")
        raise OperationalError("BEGIN IMMEDIATE", None, locked)
    try:
        yield
    finally:
        turns.release()


def wait_for_bulk_work(connection: Connection, waits: Callable[[], None] | None = None) -> None:
    """Waits until no other import, erasure or restore is at work, and keeps others waiting.

    On SQLite there is nothing to wait for: whoever writes has the only write lock.

    Args:
        connection: in a transaction that writes; others wait until it ends.
        waits: called once where there is somebody to wait for.
    """
    if connection.dialect.name != "postgresql":
        return
    is_free = sa.select(sa.func.pg_try_advisory_xact_lock(BULK_LOCK))
    if waits is not None and not connection.execute(is_free).scalar_one():
        waits()
    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(BULK_LOCK)))
