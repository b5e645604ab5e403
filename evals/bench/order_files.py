"""Files to import: customers, products, orders and their lines, as the contract has them."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time, timedelta
from pathlib import Path
from random import Random

from evals.bench.big_company import FIRST_DAY, company_names, product_name

LINES_AN_ORDER = 3
CUSTOMERS, PRODUCTS, USERS = 2_000, 500, 20
COLUMNS = {
    "users": ("user_id", "name", "role"),
    "customers": ("customer_id", "name", "owner_id"),
    "products": ("product_id", "name"),
    "orders": ("order_id", "customer_id", "ordered_at", "status", "owner_id", "channel"),
    "order_lines": ("order_id", "line_no", "product_id", "quantity", "unit_price", "amount"),
}


def write_order_files(folder: Path, lines: int) -> None:
    """Writes one CSV a table; always the same for the same number of lines."""
    folder.mkdir()
    orders = lines // LINES_AN_ORDER
    _write(folder, "users", ((f"U{n:03}", f"Rep {n:03}", "rep") for n in range(USERS)))
    _write(folder, "customers", _customers())
    _write(folder, "products", ((f"P{n:04}", product_name(n)) for n in range(PRODUCTS)))
    _write(folder, "orders", _orders(orders))
    _write(folder, "order_lines", _lines(orders))


def _write(folder: Path, table: str, rows: Iterable[Sequence[object]]) -> None:
    with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(COLUMNS[table])
        writer.writerows(rows)


def _customers() -> Iterator[tuple[str, str, str]]:
    for number, name in enumerate(company_names(CUSTOMERS)):
        yield f"C{number:05}", name, f"U{number % USERS:03}"


def _orders(count: int) -> Iterator[tuple[str, ...]]:
    random = Random(1)
    start = datetime.combine(FIRST_DAY, time())
    for number in range(1, count + 1):
        customer = random.randrange(CUSTOMERS)
        at = start + timedelta(minutes=number * 2_000_000 // count)
        owner = f"U{customer % USERS:03}"
        yield f"O{number:07}", f"C{customer:05}", f"{at:%Y-%m-%d %H:%M}", "completed", owner, "web"


def _lines(orders: int) -> Iterator[tuple[object, ...]]:
    random = Random(2)
    for number in range(1, orders + 1):
        for line in range(1, LINES_AN_ORDER + 1):
            quantity, cents = random.randint(1, 20), random.randint(100, 99_999)
            price = f"{cents // 100}.{cents % 100:02}"
            total = quantity * cents
            amount = f"{total // 100}.{total % 100:02}"
            yield (
                f"O{number:07}",
                line,
                f"P{random.randrange(PRODUCTS):04}",
                quantity,
                price,
                amount,
            )
