"""What the raw files say of a customer, by SQL of its own: nothing of the product is used here."""

import csv
import sqlite3
from collections.abc import Sequence
from datetime import date
from pathlib import Path

COUNTED = "('confirmed', 'shipped', 'completed')"
_LATE = f"""
    WITH sums AS (
        SELECT o.order_id, o.customer_id, o.currency, o.due_date,
            CAST(ROUND(100 * COALESCE(
                (SELECT SUM(CAST(l.amount AS REAL)) FROM order_lines l
                    WHERE l.order_id = o.order_id), CAST(o.amount AS REAL))) AS INTEGER)
            - CAST(ROUND(100 * COALESCE(
                (SELECT SUM(CAST(p.amount AS REAL)) FROM payments p
                    WHERE p.order_id = o.order_id AND DATE(p.paid_at) <= :today), 0)) AS INTEGER)
            AS cents
        FROM orders o
        WHERE o.customer_id = :customer AND o.status IN {COUNTED}
            AND o.due_date <> '' AND o.due_date < :today
            AND DATE(o.ordered_at) <= :today
    )
    SELECT order_id, currency, due_date, cents FROM sums WHERE cents > 0
    ORDER BY due_date, order_id
"""
Row = Sequence[str]


class Files:
    """The demo company's files in a database of plain texts."""

    def __init__(self, folder: Path, today: date) -> None:
        self._database = sqlite3.connect(":memory:")
        self._today = today
        for file in sorted(folder.glob("*.csv")):
            with file.open(encoding="utf-8-sig", newline="") as opened:
                self._take(file.stem, list(csv.reader(opened)))

    def _take(self, table: str, rows: list[list[str]]) -> None:
        columns = ", ".join(f'"{name}" TEXT' for name in rows[0])
        marks = ", ".join("?" * len(rows[0]))
        self._database.execute(f'CREATE TABLE "{table}" ({columns})')
        insert = f'INSERT INTO "{table}" VALUES ({marks})'
        self._database.executemany(insert, rows[1:])

    def ask(self, query: str, **values: str) -> list[Row]:
        """Gives the rows of a query; `:today` is the business date."""
        given = {"today": self._today.isoformat(), **values}
        return [tuple(map(str, row)) for row in self._database.execute(query, given)]

    def late(self, customer: str) -> list[tuple[str, str, str, int]]:
        """Gives the orders on which something is overdue: number, currency, due date, cents."""
        rows = self.ask(_LATE, customer=customer)
        return [(number, currency, due, int(cents)) for number, currency, due, cents in rows]

    def every_name(self) -> frozenset[str]:
        """Gives the names that a message could bear: people, companies, products, numbers."""
        found = self.ask(
            "SELECT name FROM contacts UNION SELECT name FROM users"
            " UNION SELECT name FROM customers UNION SELECT short_name FROM customers"
            " UNION SELECT name FROM products UNION SELECT name FROM opportunities"
            " UNION SELECT name FROM contracts UNION SELECT order_id FROM orders"
            " UNION SELECT number FROM invoices"
        )
        return frozenset(row[0] for row in found if len(row[0]) > 1)
