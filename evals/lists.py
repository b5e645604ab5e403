"""Compares lists of orders: how many there are, and the first of them."""

from collections import Counter
from collections.abc import Sequence

from assistant.conversation.reply import Scalar
from evals.case import Expected, Listed
from evals.shown import Shown, spelled_alike

COUNTED = frozenset({"orders", "customers", "contracts"})
"""Measures that the length of a list is as good as."""


def list_fault(expected: Expected, table: Shown) -> str | None:
    """Gives what is wrong with a list; None where nothing is."""
    if table.row_count != expected.row_count:
        return f"{table.row_count} rows instead of {expected.row_count}"
    fields = [table.field(name) for name in ("order_id", "customer", "amount")]
    dates = table.field("ordered_at")
    if None in fields or (dates is None and expected.by == "date"):
        return f"lacks a column: {[column.name for column in table.columns]}"
    ids, customers, amounts = (field for field in fields if field is not None)
    for place, wanted in enumerate(expected.listed[: len(table.rows)], start=1):
        cells = table.rows[place - 1]
        day = str(cells[dates])[:10] if dates is not None else ""
        if expected.by == "date" and day != wanted.date.isoformat():
            return f"row {place} is of {day} instead of {wanted.date}"
        if expected.by == "amount" and not table.same(amounts, cells[amounts], wanted.amount):
            return f"row {place} is {cells[amounts]} instead of {wanted.amount}"
    said = [(row[ids], row[customers], row[amounts]) for row in table.rows]
    faults = (_row_fault(wanted, said, amounts, table) for wanted in _settled(expected, table))
    return next((fault for fault in faults if fault is not None), None)


def _row_fault(
    wanted: Listed, said: Sequence[tuple[Scalar, Scalar, Scalar]], amounts: int, table: Shown
) -> str | None:
    """Gives what is wrong where an order is not listed, or with another amount."""
    found = [amount for order_id, customer, amount in said if _is(wanted, order_id, customer)]
    if not found:
        return f"lacks {wanted.order_id}"
    if table.same(amounts, found[0], wanted.amount):
        return None
    return f"{wanted.order_id}: {found[0]} instead of {wanted.amount}"


def count_fault(expected: Expected, table: Shown) -> str | None:
    """Gives what is wrong with a list that answers how many there are."""
    if expected.measure in COUNTED and table.row_count == expected.value:
        return None
    price = table.field("list_price")
    if expected.measure is None and price is not None and len(table.rows) == 1:
        return None if table.same(price, table.rows[0][price], expected.value) else "another price"
    return f"a list of {table.row_count} instead of {expected.measure} {expected.value}"


def _is(wanted: Listed, said: Scalar, customer: Scalar) -> bool:
    """Whether a row is that order; a number used for several has date and customer behind it."""
    order_id = str(said)
    if not spelled_alike(customer, wanted.customer):
        return False
    return order_id == wanted.order_id or order_id.startswith(
        f"{wanted.order_id}-{wanted.date:%Y%m%d}"
    )


def _settled(expected: Expected, table: Shown) -> Sequence[Listed]:
    """Gives the rows that must be there: those that no equal one beyond the end may replace."""
    shown = expected.listed[: len(table.rows)]
    if expected.row_count == len(shown) or not shown:
        return shown
    keys = [_key(row, expected) for row in shown]
    return [row for row in shown if _key(row, expected) != keys[-1] or Counter(keys)[keys[-1]] == 1]


def _key(row: Listed, expected: Expected) -> str:
    return str(row.date if expected.by == "date" else row.amount)
