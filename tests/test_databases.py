"""The databases that the tests get: ours, empty, and one test's alone."""

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from crm.database import writing
from crm.models import customers


def _add_one_customer(engine: Engine) -> int:
    with writing(engine) as connection:
        connection.execute(customers.insert().values(customer_id="C1", name="Acme"))
        return connection.execute(sa.select(sa.func.count()).select_from(customers)).scalar_one()


def test_a_test_starts_from_an_empty_database(engine: Engine) -> None:
    assert _add_one_customer(engine) == 1


def test_what_one_test_writes_no_other_test_sees(engine: Engine) -> None:
    assert _add_one_customer(engine) == 1
