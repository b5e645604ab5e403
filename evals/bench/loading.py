"""An import of 500,000 order lines, beside the quickest that each database can take in."""

import csv
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import psycopg

from evals.bench.order_files import COLUMNS, write_order_files
from evals.bench.postgres import new_database, postgres_server
from evals.bench.process import Home
from evals.bench.sampling import Sample, Spent, in_turn, spent
from evals.bench.tables import Table, met, times

LINES = 500_000
LINES_A_SECOND = 25_000
SHARE_OF_COPY = 0.4
PEAK_MB = 300
ROUNDS = 3
BUDGET_S = 60
LOADED = ("orders", "order_lines")
HEADER = ("way", "runs", "seconds", "CPU s", "lines/s", "ratio", "peak MB", "demand", "met")

_KEYS = {"orders": "PRIMARY KEY (order_id)", "order_lines": "PRIMARY KEY (order_id, line_no)"}
_INDEXES = {"orders": ("customer_id, ordered_at", "ordered_at"), "order_lines": ("product_id",)}
_TYPES = {
    "ordered_at": "timestamp NOT NULL",
    "line_no": "integer NOT NULL",
    "quantity": "numeric(20, 6) NOT NULL",
    "unit_price": "numeric(20, 6) NOT NULL",
    "amount": "numeric(20, 6) NOT NULL",
}


@dataclass(frozen=True)
class _Way:
    """One way to load the files, and what is demanded of it."""

    name: str
    load: Callable[[], Spent]
    least_rate: float | None = None
    of_first: float | None = None


def loading(workplace: Path, scale: float) -> Iterator[Table]:
    """Gives one table a database."""
    files = workplace / "files"
    lines = int(LINES * scale)
    write_order_files(files, lines)
    yield _sqlite(workplace, files, lines)
    with postgres_server() as address:
        yield _postgres(workplace, files, lines, address)
    shutil.rmtree(files)


def _sqlite(workplace: Path, files: Path, lines: int) -> Table:
    ways = (
        _Way("csv + executemany, keys and indexes", lambda: _by_driver(workplace, files)),
        _Way(
            "wendan import",
            lambda: _imported(workplace, files, None),
            least_rate=LINES_A_SECOND,
        ),
    )
    return _table("SQLite", ways, lines)


def _postgres(workplace: Path, files: Path, lines: int, address: str) -> Table:
    ways = (
        _Way("raw COPY, keys and indexes", lambda: _by_copy(address, files, indexed=True)),
        _Way("raw COPY, bare tables", lambda: _by_copy(address, files, indexed=False)),
        _Way(
            "wendan import",
            lambda: _imported(workplace, files, new_database(address, "imported")),
            of_first=SHARE_OF_COPY,
        ),
    )
    return _table("PostgreSQL", ways, lines)


def _table(database: str, ways: tuple[_Way, ...], lines: int) -> Table:
    samples = in_turn(*(way.load for way in ways), budget_s=BUDGET_S, most=ROUNDS)
    return Table(
        f"Import of {lines:,} order lines with their orders into {database}",
        HEADER,
        [_row(way, found, samples[0], lines) for way, found in zip(ways, samples, strict=True)],
        (
            "The import reads, checks, upserts, adds orders up and writes a summary: all of it.",
            "CPU: the process's own, without the server's. Ratio: of lines/s, to the first row.",
        ),
    )


def _row(way: _Way, found: Sample, first: Sample, lines: int) -> tuple[str, ...]:
    rate, ratio = lines / found.wall_ms * 1000, first.wall_ms / found.wall_ms
    demand, holds = "", True
    if way.least_rate is not None:
        demand, holds = f">= {way.least_rate:,.0f}/s", rate >= way.least_rate
    if way.of_first is not None:
        demand, holds = f">= {way.of_first:.2f}x", ratio >= way.of_first
    small = found.peak_mb <= PEAK_MB
    return (
        way.name,
        str(len(found.runs)),
        f"{found.wall_ms / 1000:.1f}",
        f"{found.cpu_ms / 1000:.1f}",
        f"{rate:,.0f}",
        times(first.wall_ms, found.wall_ms),
        f"{found.peak_mb:,.0f}" if found.peak_mb else "",
        f"{demand}, <= {PEAK_MB} MB" if demand else "",
        met(holds and small) if demand else "",
    )


def _imported(workplace: Path, files: Path, database_url: str | None) -> Spent:
    folder = workplace / "importing"
    try:
        home = Home(folder, database_url)
        home.run("db", "upgrade")
        return home.run("import", files)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _created(table: str, *, indexed: bool) -> list[str]:
    columns = [f"{name} {_TYPES.get(name, 'varchar(200) NOT NULL')}" for name in COLUMNS[table]]
    parts = [*columns, _KEYS[table]] if indexed else columns
    statements = [f"CREATE TABLE raw_{table} ({', '.join(parts)})"]
    if indexed:
        statements += [f"CREATE INDEX ON raw_{table} ({on})" for on in _INDEXES[table]]
    return statements


def _by_copy(address: str, files: Path, *, indexed: bool) -> Spent:
    with psycopg.connect(address.format(name="postgres")) as connection:
        for table in LOADED:
            connection.execute(f"DROP TABLE IF EXISTS raw_{table}".encode())
            for statement in _created(table, indexed=indexed):
                connection.execute(statement.encode())
        connection.commit()
        return spent(lambda: _copy(connection, files))


def _copy(connection: psycopg.Connection, files: Path) -> None:
    for table in LOADED:
        into = f"COPY raw_{table} FROM STDIN (FORMAT csv, HEADER)".encode()
        with (
            (files / f"{table}.csv").open("rb") as stream,
            connection.cursor() as cursor,
            cursor.copy(into) as copy,
        ):
            while block := stream.read(1 << 18):
                copy.write(block)
    connection.commit()


def _by_driver(workplace: Path, files: Path) -> Spent:
    file = workplace / "raw.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        for table in LOADED:
            create, *indexes = _created(table, indexed=True)
            connection.execute(create)
            for number, index in enumerate(indexes):
                connection.execute(index.replace("INDEX ON", f"INDEX ix_{table}_{number} ON"))
        taken = spent(lambda: _insert(connection, files))
    for rest in ("", "-wal", "-shm"):
        file.with_name(f"raw.db{rest}").unlink(missing_ok=True)
    return taken


def _insert(connection: sqlite3.Connection, files: Path) -> None:
    for table in LOADED:
        with (files / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
            rows = csv.reader(stream)
            marks = ", ".join("?" * len(next(rows)))
            connection.executemany(f"INSERT INTO raw_{table} VALUES ({marks})", rows)
    connection.commit()
