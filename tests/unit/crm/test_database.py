"""Connections: a question reads one state of the database, whatever comes in meanwhile."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError, OperationalError

from crm.database import TooSlowError, connect, reading, settle, sqlite_url, writing
from crm.models import customers, rates
from crm.schema import prepare


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


def test_what_was_committed_can_be_sent_to_the_disk(engine: Engine, tmp_path: Path) -> None:
    with writing(engine) as connection:
        row = {"currency": "USD", "date": date(2026, 11, 2), "rate": Decimal(7)}
        connection.execute(rates.insert().values(**row))
    settle(engine)
    never_opened = connect(sqlite_url(tmp_path / "none.db"))
    settle(never_opened)
    assert not (tmp_path / "none.db").exists()


def test_a_file_that_is_gone_is_not_made_anew_and_another_in_its_place_is_read(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    file, away = Path(str(sqlite_engine.url.database)), tmp_path / "away"
    with writing(sqlite_engine) as connection:
        row = {"currency": "USD", "date": date(2026, 11, 2), "rate": Decimal(7)}
        connection.execute(rates.insert().values(**row))
    other = connect(sqlite_url(tmp_path / "other.db"))
    prepare(other)
    other.dispose()
    file.rename(away)
    for rest in ("-wal", "-shm"):  # else SQLite would take the log for the other file's
        file.with_name(file.name + rest).unlink()
    for _ in range(2):
        with pytest.raises(OperationalError, match="is gone"), reading(sqlite_engine):
            pass
        assert not file.exists()
    (tmp_path / "other.db").rename(file)
    with reading(sqlite_engine) as connection:
        assert _count(connection) == 0


def test_who_failed_to_write_leaves_the_turn_to_others(engine: Engine) -> None:
    def fails() -> None:
        with writing(engine) as connection:
            connection.execute(sa.text("SELECT no_such_column FROM customers"))

    with ThreadPoolExecutor(4) as pool:
        for one in [pool.submit(fails) for _ in range(8)]:
            assert isinstance(one.exception(20), DBAPIError)
    with writing(engine) as connection:
        connection.execute(customers.insert().values(customer_id="C1", name="Acme"))


def test_writers_of_one_process_lose_nothing(engine: Engine) -> None:
    def writes(number: int) -> None:
        with writing(engine) as connection:
            made = connection.execute(sa.select(sa.func.count()).select_from(customers))
            row = {"customer_id": f"C{number}", "name": str(made.scalar_one())}
            connection.execute(customers.insert().values(row))

    with ThreadPoolExecutor(8) as pool:
        for one in [pool.submit(writes, number) for number in range(24)]:
            one.result(20)
    with engine.connect() as connection:
        seen = connection.execute(sa.select(customers.c.name)).scalars()
        numbers = sorted(int(name) for name in seen)
    assert numbers[-1] < 24
    assert len(numbers) == 24
    if engine.dialect.name == "sqlite":
        assert numbers == list(range(24))  # each saw what all before it had written
