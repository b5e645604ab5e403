"""Parquet files and SQLite databases as sources."""

import sqlite3
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import count, islice
from pathlib import Path
from typing import Protocol

from crm.importing.cells import Chunk, Source, checked_headers
from crm.importing.failures import ImportFailed
from crm.importing.values import Cell

_SINGLE_KINDS = (
    *("VARCHAR", "BOOLEAN", "DECIMAL", "DOUBLE", "FLOAT", "DATE", "TIMESTAMP", "HUGEINT"),
    *("BIGINT", "INTEGER", "SMALLINT", "TINYINT", "UBIGINT", "UINTEGER", "USMALLINT", "UTINYINT"),
)
_LIMITS: dict[str, str | bool | int | float | list[str]] = {"threads": 1, "memory_limit": "128MB"}
MOST_ROWS = 100_000_000
"""Of a Parquet file: a few hundred bytes can say "the same row" a billion times."""


class _Cursor(Protocol):
    def fetchmany(self, size: int, /) -> list[tuple[Cell, ...]]: ...


def parquet_source(path: Path, label: str, *, most_rows: int = MOST_ROWS) -> Source:
    """Gives the one source of a Parquet file.

    Raises:
        ImportFailed: it cannot be read.
    """
    import duckdb  # noqa: PLC0415  (200 ms and 40 MB, for Parquet only)

    try:
        with duckdb.connect(config=_LIMITS) as connection:
            about = connection.execute("DESCRIBE FROM read_parquet(?)", [str(path)]).fetchall()
            total = connection.execute("SELECT count(*) FROM read_parquet(?)", [str(path)])
            rows = total.fetchall()[0][0]
    except duckdb.Error as error:
        raise ImportFailed(f"{label} is no readable Parquet file: {error}.") from error
    if rows > most_rows:
        raise ImportFailed(f"{label} has {rows:,} rows, at most {most_rows:,}. Split it.")
    headers = checked_headers([column[0] for column in about], label)
    read = partial(_parquet_chunks, path, [_selected(name, kind) for name, kind, *_ in about])
    return Source(path.stem, label, path, headers, read, rows)


def _selected(name: str, kind: str) -> str:
    """Gives a column of a SELECT: what is no single value of Python is read as text."""
    quoted = '"' + name.replace('"', '""') + '"'
    single = kind.startswith(_SINGLE_KINDS) and not kind.endswith("]") and "ZONE" not in kind
    return quoted if single else f"CAST({quoted} AS VARCHAR)"


def _parquet_chunks(path: Path, columns: Sequence[str], rows: int) -> Iterator[Chunk]:
    import duckdb  # noqa: PLC0415  (see above)

    with duckdb.connect(config=_LIMITS) as connection:
        # Row groups are read one after the other, so the rows come in the file's order.
        statement = f"SELECT {', '.join(columns)} FROM read_parquet(?)"  # noqa: S608  (quoted)
        yield from _fetched(connection.execute(statement, [str(path)]), len(columns), rows)


def sqlite_sources(path: Path, label: str) -> list[Source]:
    """Gives the tables that hold rows.

    Raises:
        ImportFailed: it cannot be read.
    """
    try:
        connection = _connected(path)
        try:
            return [
                _table_source(connection, path, label, str(name))
                for (name,) in connection.execute(
                    "SELECT name FROM sqlite_master "
                    "WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rowid"
                ).fetchall()
            ]
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise ImportFailed(f"{label} is no readable SQLite database: {error}.") from error


def _connected(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)


def _table_source(connection: sqlite3.Connection, path: Path, label: str, name: str) -> Source:
    quoted = name.replace('"', '""')
    columns = [
        str(column[1])
        for column in connection.execute(f'PRAGMA table_info("{quoted}")')
        if "BLOB" not in str(column[2]).upper()
    ]
    count_rows = f'SELECT count(*) FROM "{quoted}"'  # noqa: S608  (a table of the user's own file)
    rows = connection.execute(count_rows).fetchone()[0]
    shown = f"{label}/{name}"
    headers = checked_headers(columns, shown)
    return Source(name, shown, path, headers, partial(_table_chunks, path, name, columns), rows)


def _table_chunks(path: Path, name: str, columns: Sequence[str], rows: int) -> Iterator[Chunk]:
    listed, quoted = (
        ", ".join('"' + column.replace('"', '""') + '"' for column in columns),
        name.replace('"', '""'),
    )
    connection = _connected(path)
    try:
        statement = f'SELECT {listed} FROM "{quoted}"'  # noqa: S608  (see above)
        yield from _fetched(connection.execute(statement), len(columns), rows)
    except sqlite3.Error as error:
        raise ImportFailed(f"{path.name}, table {name}: {error}.") from error
    finally:
        connection.close()


def _fetched(cursor: _Cursor, width: int, rows: int) -> Iterator[Chunk]:
    numbers = count(1)
    while batch := cursor.fetchmany(rows):
        lines = list(islice(numbers, len(batch)))
        columns = list(zip(*batch, strict=True)) or [() for _ in range(width)]
        yield Chunk(lines, columns)
