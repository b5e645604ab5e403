"""What the assistant's tests share: somebody to ask."""

import shutil
from collections.abc import Generator
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from assistant.desk import Desk
from crm.database import connect, sqlite_url
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
