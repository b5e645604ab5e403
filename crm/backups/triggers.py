"""Triggers: they guard what the product writes from day to day, and a restore is no such day."""

from collections.abc import Generator, Sequence
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy.engine import Connection


@contextmanager
def set_aside(connection: Connection, tables: Sequence[str]) -> Generator[None]:
    """Takes the tables' triggers away for a while, inside the open transaction.

    After an exception they are not put back: the transaction is to be rolled back.
    """
    away, back = (_on_sqlite if connection.dialect.name == "sqlite" else _on_postgresql)(
        connection, tables
    )
    for statement in away:
        connection.exec_driver_sql(statement)
    yield
    for statement in back:
        connection.exec_driver_sql(statement)


def _on_sqlite(connection: Connection, tables: Sequence[str]) -> tuple[list[str], list[str]]:
    found = connection.execute(
        sa.text(
            "SELECT name, sql FROM main.sqlite_master "
            "WHERE type = 'trigger' AND tbl_name IN :tables ORDER BY name"
        ).bindparams(sa.bindparam("tables", list(tables), expanding=True))
    ).all()
    quoted = connection.dialect.identifier_preparer.quote_identifier
    return [f"DROP TRIGGER main.{quoted(row.name)}" for row in found], [row.sql for row in found]


def _on_postgresql(connection: Connection, tables: Sequence[str]) -> tuple[list[str], list[str]]:
    found = connection.execute(
        sa.text(
            "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger "
            "WHERE NOT tgisinternal AND tgrelid = ANY(CAST(:tables AS regclass[]))"
        ),
        {"tables": list(tables)},
    ).scalars()
    names = sorted(found)
    return (
        [f"ALTER TABLE {name} DISABLE TRIGGER USER" for name in names],
        [f"ALTER TABLE {name} ENABLE TRIGGER USER" for name in names],
    )
