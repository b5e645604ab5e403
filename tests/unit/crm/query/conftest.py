"""The small company on each database, shared by the tests that only ask."""

import shutil
from collections.abc import Generator
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from crm.database import connect, sqlite_url
from tests.postgres import Server
from tests.unit.crm.query.trading_company import Office, company


@pytest.fixture(scope="session")
def sqlite_office(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Generator[Office]:
    """The company on SQLite."""
    path = tmp_path_factory.mktemp("office") / "wendan.db"
    shutil.copyfile(sqlite_template, path)
    engine = connect(sqlite_url(path))
    yield Office(company().into(engine))
    engine.dispose()


@pytest.fixture(scope="session")
def postgres_office(postgres_server: Server) -> Generator[Office]:
    """The company on PostgreSQL."""
    with postgres_server.database() as url:
        engine = connect(url)
        yield Office(company().into(engine))
        engine.dispose()


@pytest.fixture(params=["sqlite", "postgres"])
def office(request: pytest.FixtureRequest) -> Office:
    """The company on each database in turn."""
    found: Office = request.getfixturevalue(f"{request.param}_office")
    return found


@pytest.fixture
def empty_office(engine: Engine) -> Office:
    """An empty database of each kind in turn."""
    return Office(engine)
