"""What the assistant's tests share: somebody to ask."""

from collections.abc import Generator

import pytest
from sqlalchemy.engine import Engine

from tests.unit.assistant.asking import Asking, opened


@pytest.fixture(scope="session")
def asking(demo_engine: Engine) -> Generator[Asking]:
    """Somebody who asks the demo company; nothing is stored."""
    found = opened(demo_engine)
    yield found
    found.connection.close()
