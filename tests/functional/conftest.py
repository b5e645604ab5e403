"""Functional tests: real processes, real servers, a real browser; loopback only."""

import shutil
from collections.abc import Generator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy.engine import Engine

from crm.database import connect, sqlite_url
from tests.demo import TODAY
from tests.functional.import_folder import Importer
from tests.functional.running import Wendan
from tests.functional.scripted_model import Script, scripted_model
from tests.made_once import made_once


@pytest.fixture
def wendan(tmp_path: Path) -> Wendan:
    """An installation whose home is empty, on 2026-11-21."""
    home = tmp_path / "home"
    home.mkdir()
    return Wendan(home, {"TODAY": TODAY.isoformat()})


@pytest.fixture
def demo_wendan(wendan: Wendan, demo_database: Path) -> Wendan:
    """An installation that holds the demo company, on 2026-11-21."""
    database = wendan.home / "demo.db"
    shutil.copyfile(demo_database, database)
    return Wendan(wendan.home, {**wendan.settings, "DATABASE_URL": sqlite_url(database)})


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that `wendan demo` has filled, on 2026-11-21; the server has ended. To be copied."""

    def fill(home: Path) -> None:
        with Wendan(home, {"TODAY": TODAY.isoformat()}).serving(command="demo") as address:
            people = httpx.get(f"{address}/api/v1/demo/people").json()["items"]
        assert len(people) == 12

    return made_once(tmp_path_factory, "demo-home", fill)


@pytest.fixture
def page(browser: Browser) -> Generator[Page]:
    """A page of its own, without cookies or storage, at a laptop's size."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def importer(engine: Engine, tmp_path: Path) -> Importer:
    """Imports into an empty database of each kind in turn."""
    return Importer(engine, tmp_path)


@pytest.fixture(scope="module")
def script() -> Generator[Script]:
    """The script of a language model."""
    with scripted_model() as found:
        yield found


@pytest.fixture(scope="module")
def company_db(demo_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Generator[Engine]:
    """The demo company, in a database that the tests of one file share and may write to."""
    path = tmp_path_factory.mktemp("company") / "demo.db"
    shutil.copyfile(demo_database, path)
    found = connect(sqlite_url(path))
    yield found
    found.dispose()
