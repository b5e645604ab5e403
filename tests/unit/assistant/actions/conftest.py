"""A house on each database."""

import pytest
from sqlalchemy.engine import Engine

from tests.unit.assistant.actions.house import House, furnished


@pytest.fixture
def house(engine: Engine) -> House:
    """A house on each kind of database in turn."""
    return furnished(engine)


@pytest.fixture
def small_house(sqlite_engine: Engine) -> House:
    """A house on SQLite, for what no database has a say in."""
    return furnished(sqlite_engine)
