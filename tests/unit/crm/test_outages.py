"""Outages: what an error of a driver or of the disk means."""

import errno
import os

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from crm.outages import Outage, outage


def raised(engine: Engine, statement: str) -> Outage | None:
    with engine.connect() as connection, pytest.raises(SQLAlchemyError) as failure:
        connection.exec_driver_sql(statement)
    return outage(failure.value)


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("25006", Outage.READ_ONLY),
        ("40P01", Outage.BUSY),
        ("53100", Outage.STORAGE),
        ("53300", Outage.BUSY),
        ("58030", Outage.STORAGE),
        ("57P01", Outage.UNREACHABLE),
        ("57P03", Outage.UNREACHABLE),
        ("XX001", Outage.DAMAGED),
        ("23505", None),
        ("XX000", None),
    ],
)
def test_postgresql_says_by_its_code_what_is_wrong(
    postgres_engine: Engine, code: str, found: Outage | None
) -> None:
    said = f"DO $$ BEGIN RAISE EXCEPTION USING MESSAGE = 'no', ERRCODE = '{code}'; END $$"
    assert raised(postgres_engine, said) is found


def test_a_table_that_is_missing_is_an_outage_and_a_wrong_statement_is_not(engine: Engine) -> None:
    assert raised(engine, "SELECT * FROM nothing_of_that_name") is Outage.SCHEMA
    assert raised(engine, "SELECT nothing_of_that_name FROM orders") is Outage.SCHEMA
    assert raised(engine, "SELECT FROM WHERE") is None


def test_sqlite_says_by_its_code_what_is_wrong(sqlite_engine: Engine) -> None:
    with sqlite_engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA query_only = ON")
        with pytest.raises(SQLAlchemyError) as failure:
            connection.exec_driver_sql("DELETE FROM users")
    assert outage(failure.value) is Outage.READ_ONLY


def test_a_disk_that_is_full_or_read_only_is_an_outage_and_a_missing_file_is_none() -> None:
    def told(code: int) -> Outage | None:
        return outage(OSError(code, os.strerror(code)))

    assert told(errno.ENOSPC) is told(errno.EFBIG) is Outage.STORAGE
    assert told(errno.EROFS) is Outage.READ_ONLY
    assert told(errno.ENOENT) is None


def test_a_pool_without_a_free_connection_is_busy_and_our_own_faults_are_none() -> None:
    engine = sa.create_engine(
        "sqlite://", poolclass=sa.QueuePool, pool_size=1, max_overflow=0, pool_timeout=0.01
    )
    with engine.connect(), pytest.raises(PoolTimeout) as failure:
        engine.connect()
    assert outage(failure.value) is Outage.BUSY
    assert outage(ValueError("no")) is None
    engine.dispose()
