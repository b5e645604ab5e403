"""The databases that the tests get: ours, empty, and one test's alone."""

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError

from crm.database import writing
from crm.models import CANONICAL, customers


def _add_one_customer(engine: Engine) -> int:
    with writing(engine) as connection:
        connection.execute(customers.insert().values(customer_id="C1", name="Acme"))
        return connection.execute(sa.select(sa.func.count()).select_from(customers)).scalar_one()


def test_a_test_starts_from_an_empty_database(engine: Engine) -> None:
    assert _add_one_customer(engine) == 1


def test_what_one_test_writes_no_other_test_sees(engine: Engine) -> None:
    assert _add_one_customer(engine) == 1


def test_the_demo_company_is_there_whole_on_both_databases(
    demo_engine: Engine, demo_postgres_engine: Engine
) -> None:
    counts = _row_counts(demo_engine)
    assert counts == _row_counts(demo_postgres_engine)
    assert counts["customers"] == 300
    assert counts["products"] == 150
    assert 14_000 < counts["orders"] < 16_000
    # Its figures stand in the README with each currency for itself, as without rates.
    assert counts.pop("rates") == 0
    assert all(counts.values())


@pytest.mark.parametrize("name", ["demo_engine", "demo_postgres_engine"])
def test_a_test_cannot_write_to_the_shared_demo_company(
    name: str, request: pytest.FixtureRequest
) -> None:
    shared: Engine = request.getfixturevalue(name)
    with pytest.raises(DBAPIError, match=r"read-?only"):
        _add_one_customer(shared)


def test_a_test_may_write_to_its_own_demo_company(own_demo_engine: Engine) -> None:
    assert _add_one_customer(own_demo_engine) == 301


def _row_counts(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        return {
            table.name: connection.execute(
                sa.select(sa.func.count()).select_from(table)
            ).scalar_one()
            for table in CANONICAL
        }
