"""Connections: a question reads one state of the database, whatever comes in meanwhile."""

from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from crm.database import TooSlowError, reading, writing
from crm.models import rates


def _count(connection: Connection) -> int:
    return connection.execute(sa.select(sa.func.count()).select_from(rates)).scalar_one()


def test_what_comes_in_while_a_question_is_answered_is_seen_by_the_next(engine: Engine) -> None:
    with reading(engine) as connection:
        assert _count(connection) == 0
        with writing(engine) as other:
            row = {"currency": "USD", "date": date(2026, 11, 2), "rate": Decimal(7)}
            other.execute(rates.insert().values(**row))
        assert _count(connection) == 0
    with reading(engine) as connection:
        assert _count(connection) == 1


ENDLESS = """
WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers)
SELECT count(*) FROM numbers
"""


def test_a_statement_that_takes_too_long_is_cancelled_and_the_next_one_runs(engine: Engine) -> None:
    for _ in range(2):
        with reading(engine, patience_s=0.05) as connection, pytest.raises(TooSlowError):
            connection.exec_driver_sql(ENDLESS)
        with reading(engine, patience_s=60) as connection:
            assert _count(connection) == 0


def test_who_reads_with_less_patience_takes_none_from_the_next(engine: Engine) -> None:
    # The pool hands the same connection out again.
    with reading(engine, patience_s=0.05) as connection:
        assert _count(connection) == 0
    with reading(engine) as connection:
        limited = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 400000)"
        found = connection.exec_driver_sql(f"{limited} SELECT count(*) FROM n")
        assert found.scalar_one() == 400_000
