"""Connections: a question reads one state of the database, whatever comes in meanwhile."""

from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from crm.database import reading, writing
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
