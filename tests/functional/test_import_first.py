"""The first orders of a database, which go into it by a shorter way than later ones."""

from decimal import Decimal
from typing import Any

import pytest

from crm.importing import Summary
from tests.functional.import_folder import COMPANY, Importer

ORDERS = "order_id,customer_id,ordered_at,status,channel,currency,amount\n"
LINES = "order_id,line_no,product_id,quantity,unit_price,amount\n"
SEED = {
    "orders.csv": ORDERS + "O0,C1,2025-01-01,completed,,,1\n",
    "order_lines.csv": LINES + "O0,1,P1,1,1,\n",
}
"""What makes any further import a later one."""

FILES = {
    **COMPANY,
    "orders.csv": ORDERS
    + "O1,C1,2026-11-01 09:30,completed,网店,,999\n"
    + 'O2,C2,2026-11-02 10:00,已发货,"a\tb\\n\\N",美元,80\n'
    + 'O3,C9,2026-11-03 10:00,completed,"two\nlines",EUR,\n'
    + "O4,C2,2026-11-03 10:00,completed,,,\n"
    + "O5,C2,2026-11-33 10:00,completed,,,\n",
    "orders.tsv": (ORDERS + "O6,C9,2026-11-03 10:00,completed,,,6\n").replace(",", "\t"),
    "order_lines.csv": LINES
    + "O1,1,P1,2,100,\nO1,2,P2,3,12.5,37.49\nO4,1,P1,0.333333,3.1,\n"
    + "O9,1,P1,1,1,5\nO1,3,P9,1,1,6\nO9,2,P9,1,1,7\nO3,1,P1,1,1,8\nO4,2,P1,x,1,9\n"
    + "O1,1,P1,2,100,200\nO1,2,P2,3,12.5,1\n",
}


def _rows(importer: Importer) -> dict[str, list[tuple[Any, ...]]]:
    return {
        table: [row for row in rows if row[0] != "O0"]
        for table, rows in importer.everything().items()
    }


def _counts(summary: Summary) -> list[object]:
    return [summary.sources, summary.tables, summary.rejects, summary.waiting_rows]


def test_first_orders_come_in_as_later_ones_do(importer: Importer) -> None:
    summary = importer.take(FILES)
    first = _rows(importer)
    assert importer.rows("orders", "order_id", "amount", "currency", "channel") == [
        ("O1", Decimal("237.49"), "CNY", "网店"),
        ("O2", Decimal(80), "USD", "a\tb\\n\\N"),
        ("O4", Decimal("1.033332"), "CNY", None),
    ]
    assert [(one.file, one.line) for one in summary.rejects] == [
        ("orders.csv", 7),
        ("order_lines.csv", 9),
        ("order_lines.csv", 11),
    ]
    assert summary.waiting_rows == 6
    assert _after_others(importer, FILES) == (first, _counts(summary))


def _after_others(
    importer: Importer, files: dict[str, str]
) -> tuple[dict[str, list[tuple[Any, ...]]], list[object]]:
    """Gives what the files come to where there were orders before."""
    with importer.engine.begin() as connection:
        for table in ("orders", "order_lines", "returns", "payments", "waiting_rows"):
            connection.exec_driver_sql(f"DELETE FROM {table}")
    importer.take(SEED)
    for table in ("users", "customers", "products"):
        with importer.engine.begin() as connection:
            connection.exec_driver_sql(f"DELETE FROM {table}")
    summary = importer.take(files)
    return _rows(importer), _counts(summary)


def test_what_waits_of_a_first_import_comes_in_with_a_later_one(importer: Importer) -> None:
    importer.take(FILES)
    importer.take(
        {
            "customers.csv": "customer_id,name\nC9,Nine\n",
            "products.csv": "product_id,name\nP9,Neun\n",
            "orders.csv": ORDERS + "O9,C9,2026-11-05,completed,,,\n",
        }
    )
    assert importer.rows("waiting_rows") == []
    assert importer.rows("orders", "order_id", "amount", "line_count") == [
        ("O1", Decimal("243.49"), 3),
        ("O2", Decimal(80), 0),
        ("O3", Decimal(8), 1),
        ("O4", Decimal("1.033332"), 1),
        ("O6", Decimal(6), 0),
        ("O9", Decimal(12), 2),
    ]
    assert not importer.take({"orders.csv": ORDERS + "O9,C9,2026-11-05,completed,,,\n"}).changed


def test_lines_without_any_order_wait(importer: Importer) -> None:
    files = {name: text for name, text in FILES.items() if name != "orders.csv"}
    assert importer.take(files).table("order_lines").waiting.rows == 7
    assert importer.rows("order_lines") == []


@pytest.mark.parametrize("changed", ["O1,C2,2026-11-01,completed,,,999\n", ""])
def test_lines_after_an_order_that_came_twice_count(importer: Importer, changed: str) -> None:
    orders = ORDERS + "O1,C1,2026-11-01,completed,,,999\n" + changed
    summary = importer.take({**COMPANY, "orders.csv": orders})
    assert summary.rejected_rows == bool(changed)
    assert importer.rows("orders", "order_id", "amount", "line_count") == [
        ("O1", Decimal("237.49"), 2)
    ]
