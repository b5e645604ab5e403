"""What all tests share: closed sockets, a database of each kind, the demo company, a browser."""

import gc
import os
import shutil
import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.pool import ConnectionPoolEntry

from crm.database import connect, sqlite_url
from crm.schema import prepare
from tests.demo import load_demo_company, write_demo_company
from tests.made_once import made_once
from tests.postgres import Server, running_server

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# The same examples in every run, and no example fails for being slow. To look further:
# `make test ARGS="--hypothesis-profile=explore"`.
settings.register_profile(
    "steady", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("explore", deadline=None, max_examples=1000)
settings.load_profile("steady")

TESTS = Path(__file__).parent
CHECKOUT = TESTS.parent
WITH_LOOPBACK = {"browser", "channels", "functional"}


def pytest_configure() -> None:
    """Takes the developer's own settings away: tests say which ones they want; one thread each."""
    for name in list(os.environ):
        if name.startswith("WENDAN_"):
            del os.environ[name]
    # Its threads wait for one another by turning in circles, on the cores of the other processes.
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    # Nobody outside is asked: no client reads the certificates of all authorities each time.
    os.environ.pop("SSL_CERT_FILE", None)
    os.environ["SSL_CERT_DIR"] = str(TESTS / "no-such-folder")
    # Users' processes find their bytecode; without it each start takes twice as long.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Opens the loopback addresses, and no others, to the tests of real servers."""
    for item in items:
        if item.path.relative_to(TESTS).parts[0] in WITH_LOOPBACK:
            item.add_marker(pytest.mark.allow_hosts(["127.0.0.1", "::1", "localhost"]))


def pytest_collection_finish() -> None:
    """Spares the garbage collector a look at six thousand tests each time: they stay to the end."""
    gc.freeze()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file that holds our schema and no rows."""
    path = tmp_path_factory.mktemp("template") / "wendan.db"
    with _closing(connect(sqlite_url(path))) as engine:
        prepare(engine)
    return path


@pytest.fixture
def sqlite_engine(sqlite_template: Path, tmp_path: Path) -> Generator[Engine]:
    """An SQLite database of this test's own, with our schema and no rows."""
    path = tmp_path / "wendan.db"
    shutil.copyfile(sqlite_template, path)
    with _closing(connect(sqlite_url(path))) as engine:
        yield engine


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
    with _closing(connect(postgres_url)) as engine:
        yield engine


@pytest.fixture(params=["sqlite", "postgres"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """An empty database of each kind in turn: what holds on one must hold on the other."""
    found: Engine = request.getfixturevalue(f"{request.param}_engine")
    return found


@pytest.fixture(scope="session")
def demo_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the files of the demo company; only to be read."""
    return made_once(tmp_path_factory, "demo-files", write_demo_company)


@pytest.fixture(scope="session")
def demo_database(
    sqlite_template: Path, demo_files: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """An SQLite file that holds the demo company; to be copied, or only read."""

    def make(folder: Path) -> None:
        path = folder / "wendan.db"
        shutil.copyfile(sqlite_template, path)
        with _closing(connect(sqlite_url(path))) as engine:
            load_demo_company(engine, demo_files, folder / "rejects.csv")

    return made_once(tmp_path_factory, "demo-database", make) / "wendan.db"


@pytest.fixture(scope="session")
def demo_engine(demo_database: Path) -> Generator[Engine]:
    """The demo company, shared by the tests that only read it: writing fails."""
    with _closing(connect(sqlite_url(demo_database))) as engine:
        event.listen(engine, "connect", _forbid_writing)
        yield engine


@pytest.fixture
def own_demo_engine(demo_database: Path, tmp_path: Path) -> Generator[Engine]:
    """The demo company, in a database of this test's own."""
    path = tmp_path / "demo.db"
    shutil.copyfile(demo_database, path)
    with _closing(connect(sqlite_url(path))) as engine:
        yield engine


@pytest.fixture(scope="session")
def demo_postgres_engine(
    postgres_server: Server, demo_files: Path, tmp_path_factory: pytest.TempPathFactory
) -> Generator[Engine]:
    """The demo company on PostgreSQL, shared by the tests that only read it: writing fails."""
    with postgres_server.database() as url:
        with _closing(connect(url)) as engine:
            rejects = tmp_path_factory.mktemp("demo") / "rejects.csv"
            load_demo_company(engine, demo_files, rejects)
        read_only = "-c default_transaction_read_only=on"
        with _closing(connect(f"{url}&options={quote(read_only)}")) as engine:
            yield engine


@pytest.fixture(scope="session")
def real_orders() -> Path:
    """The folder of the three public data sets, in ORDER_DATA or beside the checkout; else a skip.

    They are too large, or not ours, to be part of the repository.
    """
    folder = Path(os.environ.get("ORDER_DATA", CHECKOUT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no real orders at {folder}: ORDER_DATA names their folder")
    return folder


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The installed Chromium. Without one the test is skipped, or fails under REQUIRE_BROWSER=1."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return Path(found)
    missing = "no Chromium on PATH: install Debian's `chromium` to run the browser tests"
    if os.environ.get("REQUIRE_BROWSER"):
        pytest.fail(missing)
    pytest.skip(missing)


# Not wider: Playwright keeps an event loop running in this thread while it is open, and an async
# test of another file would find it there.
@pytest.fixture(scope="module")
def browser(chromium: Path) -> Generator["Browser"]:
    """A headless Chromium that finds nothing but this machine."""
    from playwright.sync_api import sync_playwright

    only_loopback = "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu", only_loopback]
        )
        yield launched
        launched.close()


@contextmanager
def _closing(engine: Engine) -> Generator[Engine]:
    try:
        yield engine
    finally:
        engine.dispose()


def _forbid_writing(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    connection.execute("PRAGMA query_only = ON")
