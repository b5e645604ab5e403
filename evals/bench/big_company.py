"""A big company: 1M orders with 3M lines and their payments, written by bulk SQL.

All is arithmetic on row numbers, so the same size is always the same company, and in both
databases: PostgreSQL gets a copy of what SQLite holds.
"""

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import product
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy.engine import Engine

from crm.database import connect, sqlite_url
from crm.schema import prepare

TODAY = date(2026, 11, 21)
NOW = datetime.combine(TODAY, time(9))
FIRST_DAY = date(2022, 11, 22)
TABLES = ("users", "customers", "products", "orders", "order_lines", "payments", "table_state")
REGIONS = ("华东", "华南", "华北", "西南", "中南", "东北")
USERS = 200


@dataclass(frozen=True)
class Size:
    """How much of everything; lines are three an order on average."""

    orders: int = 1_000_000
    customers: int = 20_000
    products: int = 5_000


_FIRST = (
    "Amber Birch Cedar Delta Ember Falcon Granite Harbor Indigo Juniper Keystone Lumen Maple"
    " Nimbus Onyx Pioneer Quarry Ridge Summit Timber Umber Vertex Willow Zephyr"
).split()
_SECOND = "field bridge stone water gate wood light port point crest vale brook".split()
_LINE = "Logistics Foods Systems Textiles Motors Optics Chemicals Packaging".split()
_LEGAL = "Ltd GmbH Inc AG BV SA SpA Oy AB".split()
_ZH = ("恒", "瑞", "盛", "通", "达", "鑫", "远", "博", "嘉", "宏", "晟", "锦", "泰", "丰", "联")
_ZH_LINE = ("机械", "电子", "贸易", "科技", "物流", "食品", "建材", "医疗")
_ZH_CITY = ("上海", "深圳", "北京", "成都", "长沙", "沈阳", "苏州", "宁波", "青岛", "武汉")
_SERIES = "Pump Valve Motor Sensor Filter Bearing Relay Switch Cable Gauge".split()


def company_names(count: int) -> list[str]:
    """Gives different names of companies, every other one Chinese."""
    english = (f"{a}{b} {c} {d}" for d, c, b, a in product(_LEGAL, _LINE, _SECOND, _FIRST))
    chinese = (
        f"{city}{a}{b}{line}有限公司" for line, city, b, a in product(_ZH_LINE, _ZH_CITY, _ZH, _ZH)
    )
    return [next(english if number % 2 else chinese) for number in range(count)]


def product_name(number: int) -> str:
    """Gives the name of a product."""
    return f"{_SERIES[number % len(_SERIES)]} {_model(number)}"


def _model(number: int) -> str:
    return f"{'ABCDEFGH'[number % 8]}X{1000 + number}"


def found_in_sqlite(file: Path, size: Size) -> Engine:
    """Makes the company's database in `file` and gives its engine."""
    engine = connect(sqlite_url(file))
    prepare(engine)
    raw = sqlite3.connect(file, isolation_level=None)
    # Only while it is filled: nothing of it needs to outlive a crash.
    raw.executescript("PRAGMA synchronous = OFF; PRAGMA cache_size = -262144;")
    with _without_indexes(raw):
        raw.execute("BEGIN")
        _write_people_and_products(raw, size)
        for statement in (_LINES, _ORDERS, _PAYMENTS, _PAID):
            raw.execute(statement, _numbers(size))
        raw.executemany(
            "INSERT INTO table_state(table_name, as_of, version) VALUES (?, ?, 1)",
            [(table, str(NOW)) for table in TABLES[:-1]],
        )
        raw.execute("COMMIT")
    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.close()
    return engine


@contextmanager
def _without_indexes(raw: sqlite3.Connection) -> Generator[None]:
    """Takes the indexes off while rows come in, which is several times faster."""
    filled = ", ".join(f"'{name}'" for name in ("orders", "order_lines", "payments"))
    indexes = raw.execute(
        "SELECT name, sql FROM sqlite_master "
        f"WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ({filled})"
    ).fetchall()
    for name, _ in indexes:
        raw.execute(f"DROP INDEX {name}")
    yield
    for _, definition in indexes:
        raw.execute(definition)


def _write_people_and_products(raw: sqlite3.Connection, size: Size) -> None:
    raw.executemany(
        "INSERT INTO users(user_id, name, role, team) VALUES (?, ?, 'rep', ?)",
        [(f"U{n:03}", f"Rep {n:03}", f"Team {n % 10}") for n in range(USERS)],
    )
    raw.executemany(
        "INSERT INTO customers(customer_id, name, region, owner_id, status, created_at)"
        " VALUES (?, ?, ?, ?, 'active', ?)",
        [
            (f"C{n:05}", name, REGIONS[n % len(REGIONS)], f"U{n % USERS:03}", str(NOW))
            for n, name in enumerate(company_names(size.customers))
        ],
    )
    raw.executemany(
        "INSERT INTO products(product_id, name, model, category) VALUES (?, ?, ?, ?)",
        [
            (f"P{n:04}", product_name(n), _model(n), _SERIES[n % len(_SERIES)])
            for n in range(size.products)
        ],
    )


def _numbers(size: Size) -> dict[str, int]:
    start = datetime.combine(FIRST_DAY, time())
    return {
        "orders": size.orders,
        "customers": size.customers,
        "products": size.products,
        "users": USERS,
        "start": _unix(start),
        "seconds": _unix(NOW) - _unix(start),
        "recently": _unix(NOW) - 45 * 86_400,
    }


def _unix(moment: datetime) -> int:
    return int((moment - datetime.combine(date(1970, 1, 1), time())).total_seconds())


def _random(number: str, multiplier: int) -> str:
    """Gives SQL for a number from 0 to below 1 that looks random."""
    return f"(({number}) * {multiplier} % 4294967291) / 4294967291.0"


# Amounts are integers of millionths here, as in every SQLite database of the product. A product's
# price follows from its number; some customers and products sell far more than others.
_LINES = f"""
WITH RECURSIVE o(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM o WHERE i < :orders),
  n(k) AS (VALUES (1), (2), (3), (4), (5)),
  drawn AS (
    SELECT i, k,
      CAST({_random("i * 5 + k", 2654435761)} * {_random("i * 5 + k", 40503)} * :products
        AS INTEGER) AS p,
      1 + CAST({_random("i * 7 + k", 2246822519)} * 20 AS INTEGER) AS q
    FROM o, n WHERE k <= 1 + CAST({_random("i", 3266489917)} * 5 AS INTEGER))
INSERT INTO order_lines(order_id, line_no, product_id, quantity, unit_price, amount)
SELECT printf('O%07d', i), k, printf('P%04d', p), q * 1000000,
  (10 + p * 7919 % 990) * 1000000, q * (10 + p * 7919 % 990) * 1000000
FROM drawn
"""

_ORDERS = f"""
WITH summed AS (
    SELECT order_id, CAST(substr(order_id, 2) AS INTEGER) AS i, sum(amount) AS amount,
      sum(quantity) AS units, count(*) AS line_count
    FROM order_lines GROUP BY order_id),
  drawn AS (
    SELECT *, :start + i * :seconds / (:orders + 1) AS t, {_random("i", 374761393)} AS state,
      CAST({_random("i", 668265263)} * {_random("i", 2654435761)} * :customers AS INTEGER) AS c
    FROM summed)
INSERT INTO orders(order_id, customer_id, ordered_at, status, owner_id, channel, currency,
  due_date, amount, units, line_count, paid, invoiced)
SELECT order_id, printf('C%05d', c), datetime(t, 'unixepoch'),
  CASE WHEN state < 0.05 THEN 'cancelled' WHEN state < 0.1 THEN 'shipped' ELSE 'completed' END,
  printf('U%03d', c % :users), CASE i % 3 WHEN 0 THEN 'web' ELSE 'phone' END, 'CNY',
  date(t + 30 * 86400, 'unixepoch'), amount, units, line_count, 0, 0
FROM drawn
"""

_PAYMENTS = f"""
WITH paid AS (
    SELECT *, CAST(substr(order_id, 2) AS INTEGER) AS i FROM orders
    WHERE status <> 'cancelled' AND ordered_at < datetime(:recently, 'unixepoch'))
INSERT INTO payments(payment_id, order_id, amount, paid_at, method)
SELECT 'Y' || order_id, order_id,
  CASE WHEN {_random("i", 951274213)} < 0.04 THEN amount / 2000000 * 1000000 ELSE amount END,
  datetime(ordered_at, '+40 days'), 'transfer'
FROM paid WHERE {_random("i", 1103515245)} < 0.95
"""

_PAID = """
UPDATE orders SET paid = payments.amount FROM payments WHERE payments.order_id = orders.order_id
"""


def copied_to_postgres(file: Path, url: str) -> Engine:
    """Copies the company into a database that has the product's schema, and gives its engine."""
    engine = connect(url)
    source = sqlite3.connect(file)
    with psycopg.connect(url) as target:
        indexes = target.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
            " AND indexname LIKE 'ix_%' AND tablename IN ('orders', 'order_lines', 'payments')"
        ).fetchall()
        for name, _ in indexes:
            target.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
        for table in TABLES:
            _copy(source, target, table)
        for _, definition in indexes:
            target.execute(definition)
    with psycopg.connect(url, autocommit=True) as target:
        target.execute("VACUUM ANALYZE")  # as the server does by itself, a while after a load
    source.close()
    return engine


def _copy(source: sqlite3.Connection, target: psycopg.Connection[Any], table: str) -> None:
    known = source.execute(f"PRAGMA table_info({table})").fetchall()
    columns = [name for _, name, *_ in known if name != "custom"]
    amounts = {"amount", "units", "paid", "invoiced", "quantity", "unit_price"}
    texts = [
        f"coalesce({name}{' / 1000000' if name in amounts else ''}, '\\N')" for name in columns
    ]
    rows = source.execute(f"SELECT {' || char(9) || '.join(texts)} FROM {table}")
    into = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with target.cursor() as cursor, cursor.copy(into) as copy:
        while some := rows.fetchmany(20_000):
            copy.write("".join(f"{row}\n" for (row,) in some))
