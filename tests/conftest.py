"""What all tests share: a database of each kind, fresh for each test."""

import os
import shutil
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy.engine import Engine

from crm.database import connect, sqlite_url
from crm.schema import prepare
from tests.postgres import Server, running_server

# The same examples in every run, and no example fails for being slow. To look further:
# `make test ARGS="--hypothesis-profile=explore"`.
settings.register_profile(
    "steady", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("explore", deadline=None, max_examples=1000)
settings.load_profile("steady")

CHECKOUT = Path(__file__).parent.parent


def pytest_configure() -> None:
    """Takes the developer's own settings away: tests say which ones they want."""
    for name in list(os.environ):
        if name.startswith("WENDAN_"):
            del os.environ[name]


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file that holds our schema and no rows."""
    path = tmp_path_factory.mktemp("template") / "wendan.db"
    _prepare(sqlite_url(path))
    return path


@pytest.fixture
def sqlite_engine(sqlite_template: Path, tmp_path: Path) -> Generator[Engine]:
    """An SQLite database of this test's own, with our schema and no rows."""
    path = tmp_path / "wendan.db"
    shutil.copyfile(sqlite_template, path)
    engine = connect(sqlite_url(path))
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def postgres_server() -> Generator[Server]:
    """A PostgreSQL server, one for each test process, started when the first test needs it."""
    with running_server() as server:
        yield server


@pytest.fixture
def postgres_url(postgres_server: Server) -> Generator[str]:
    """The URL of a PostgreSQL database of this test's own, with our schema and no rows."""
    with postgres_server.database() as url:
        yield url


@pytest.fixture
def postgres_engine(postgres_url: str) -> Generator[Engine]:
    """A PostgreSQL database of this test's own, with our schema and no rows."""
    engine = connect(postgres_url)
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgres"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """An empty database of each kind in turn: what holds on one must hold on the other."""
    found: Engine = request.getfixturevalue(f"{request.param}_engine")
    return found


@pytest.fixture(scope="session")
def real_orders() -> Path:
    """The folder of the three public data sets, in ORDER_DATA or beside the checkout; else a skip.

    They are too large, or not ours, to be part of the repository.
    """
    folder = Path(os.environ.get("ORDER_DATA", CHECKOUT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no real orders at {folder}: ORDER_DATA names their folder")
    return folder


def _prepare(url: str) -> None:
    engine = connect(url)
    try:
        prepare(engine)
    finally:
        engine.dispose()
