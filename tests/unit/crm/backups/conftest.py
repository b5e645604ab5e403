"""Databases in pairs: a backup of each kind goes into each kind."""

from collections.abc import Callable, Generator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from crm.database import connect, sqlite_url
from tests.postgres import Server

Databases = Callable[[str], Engine]
KINDS = ("sqlite", "postgres")


@pytest.fixture
def databases(
    sqlite_template: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> Generator[Databases]:
    """Gives a new database of a kind with our schema and no rows, as often as it is asked."""
    with ExitStack() as stack:

        def made(kind: str) -> Engine:
            if kind == "postgres":
                server: Server = request.getfixturevalue("postgres_server")
                url = stack.enter_context(server.database())
            else:
                path = tmp_path / f"{len(list(tmp_path.glob('*.db')))}.db"
                path.write_bytes(sqlite_template.read_bytes())
                url = sqlite_url(path)
            engine = connect(url)
            stack.callback(engine.dispose)
            return engine

        yield made


@pytest.fixture(params=[(there, here) for there in KINDS for here in KINDS], ids="-".join)
def pair(databases: Databases, request: pytest.FixtureRequest) -> tuple[Engine, Engine]:
    """Gives the database that is backed up, and an empty one."""
    there, here = request.param
    return databases(there), databases(here)
