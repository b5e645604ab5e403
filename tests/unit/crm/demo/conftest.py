"""What the tests of the demo company share."""

import pytest

from tests.unit.crm.demo.books import CASES, DAYS, Books, books_of


@pytest.fixture(scope="module", params=CASES, ids=DAYS)
def books(request: pytest.FixtureRequest) -> Books:
    return books_of(*request.param)
