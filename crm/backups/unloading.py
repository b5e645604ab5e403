"""Rows out of a database, as the lines of a backup; the database itself writes them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from crm.backups.portable import Kind, kind_of

AT_ONCE = 2_000
"""Rows in a block."""


def kinds_of(table: sa.Table) -> Mapping[str, Kind]:
    """Gives what the columns of a table hold, in their order."""
    return {column.name: kind_of(column) for column in table.columns}


def steady(connection: Connection) -> None:
    """Has the server write dates and letters in one way, whatever is set for this user."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL DateStyle TO 'ISO'")
        connection.exec_driver_sql("SET LOCAL client_encoding TO 'UTF8'")


def blocks(connection: Connection, table: sa.Table) -> Iterator[tuple[int, bytes]]:
    """Gives all rows, as numbers of rows and their lines (the last one without its end)."""
    lines = _from_postgresql if connection.dialect.name == "postgresql" else _from_sqlite
    for some in lines(connection, table):
        yield len(some), b"\n".join(some)


def last_id(connection: Connection, table: sa.Table) -> int | None:
    """Gives the largest number that the database gave to a row, None where it gives none."""
    column = table.autoincrement_column
    if column is None:
        return None
    largest = connection.execute(sa.select(sa.func.max(column))).scalar_one() or 0
    if connection.dialect.name == "sqlite":
        return largest
    sequence = sa.func.pg_get_serial_sequence(table.name, column.name)
    name = connection.execute(sa.select(sequence)).scalar_one()
    given = f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {name}"  # noqa: S608  (the server's own name)
    return max(largest, connection.exec_driver_sql(given).scalar_one())


def _from_sqlite(connection: Connection, table: sa.Table) -> Iterator[Sequence[bytes]]:
    driver: Any = connection.connection.driver_connection
    columns = ", ".join(_quoted(connection, column.name) for column in table.columns)
    # As bytes: the driver would make a text of them only to have it encoded again.
    statement = f"SELECT CAST(json_array({columns}) AS BLOB) FROM {_quoted(connection, table.name)}"  # noqa: S608  (own names)
    rows = driver.execute(statement)
    while some := rows.fetchmany(AT_ONCE):
        yield [line for (line,) in some]


def _from_postgresql(connection: Connection, table: sa.Table) -> Iterator[Sequence[bytes]]:
    kinds = kinds_of(table)
    cells = ", ".join(_POSTGRESQL[kinds[name]].format(_quoted(connection, name)) for name in kinds)
    # As CSV with marks that JSON never holds bare: so the lines come as they are.
    statement = (
        f"COPY (SELECT json_build_array({cells})::text FROM {_quoted(connection, table.name)}) "  # noqa: S608  (own names)
        r"TO STDOUT (FORMAT csv, DELIMITER E'\x02', QUOTE E'\x01')"
    )
    cursor: Any = connection.connection.cursor()
    some: list[bytes] = []
    with cursor, cursor.copy(statement) as copy:
        for line in copy:
            some.append(bytes(line).rstrip(b"\n"))
            if len(some) == AT_ONCE:
                yield some
                some = []
    if some:
        yield some


def _quoted(connection: Connection, name: str) -> str:
    return connection.dialect.identifier_preparer.quote_identifier(name)


_POSTGRESQL: Mapping[Kind, str] = {
    "text": "{}",
    "integer": "{}",
    "exact": "trunc({} * 1000000)",
    "boolean": "{}::int",
    "date": "{}::text",
    "moment": "{}::text",
    "document": "{}::text",
}
