"""What the assistant's tests share: somebody to ask."""

import shutil
from collections.abc import Generator
from datetime import datetime, time
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from assistant.desk import Desk
from crm.database import connect, settle, sqlite_url
from crm.insight.scanning import scan
from tests.demo import TODAY
from tests.made_once import made_once
from tests.unit.assistant.asking import Asking, opened
from tests.unit.assistant.desks import desk_over


@pytest.fixture(scope="session")
def asking(demo_engine: Engine) -> Generator[Asking]:
    """Somebody who asks the demo company; nothing is stored."""
    found = opened(demo_engine)
    yield found
    found.connection.close()


@pytest.fixture(scope="module")
def desk_engine(demo_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Generator[Engine]:
    """The demo company in a database of the module's own: turns are kept in it."""
    path = tmp_path_factory.mktemp("desk") / "demo.db"
    shutil.copyfile(demo_database, path)
    found = connect(sqlite_url(path))
    yield found
    found.dispose()


@pytest.fixture(scope="module")
def desk(desk_engine: Engine) -> Desk:
    """A desk over the demo company."""
    return desk_over(desk_engine)


@pytest.fixture(scope="session")
def looked_at_database(demo_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo company's file once its orders were looked at; to be copied."""

    def make(folder: Path) -> None:
        path = folder / "wendan.db"
        shutil.copyfile(demo_database, path)
        engine = connect(sqlite_url(path))
        scan(engine, now=datetime.combine(TODAY, time(9)), today=TODAY, currency="CNY")
        settle(engine)
        engine.dispose()

    return made_once(tmp_path_factory, "looked-at-database", make) / "wendan.db"


@pytest.fixture(scope="module")
def looked_at_engine(
    looked_at_database: Path, tmp_path_factory: pytest.TempPathFactory
) -> Generator[Engine]:
    """The demo company with its flags, in a database of the module's own."""
    path = tmp_path_factory.mktemp("looked-at") / "demo.db"
    shutil.copyfile(looked_at_database, path)
    found = connect(sqlite_url(path))
    yield found
    found.dispose()
