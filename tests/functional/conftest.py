"""Functional tests: real processes, real servers, a real browser; loopback only."""

import shutil
from collections.abc import Generator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy.engine import Engine

from crm.database import sqlite_url
from tests.demo import TODAY
from tests.functional.import_folder import Importer
from tests.functional.running import Wendan


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
