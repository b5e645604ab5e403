"""What a row says without writing it: a line's amount, an order's currency, a return's customer."""

from collections.abc import Sequence
from typing import cast

from crm.importing.batches import Batch, line_amount
from crm.importing.fields import form
from crm.importing.staging import Stage
from crm.importing.values import LARGEST, MILLION, Stored
from crm.models import orders


def completed(batch: Batch, currency: str) -> Batch:
    """Gives the batch with the columns that follow from others filled."""
    columns = dict(batch.columns)
    if batch.form.name == "order_lines":
        if "unit_price" not in columns:
            columns["unit_price"] = unit_prices(columns["quantity"], columns["amount"])
        if None in columns.get("amount", (None,)):
            columns["amount"] = line_amounts(columns)
    elif batch.form.name == "orders" and "currency" in columns:
        columns["currency"] = [cell or currency for cell in columns["currency"]]
    elif batch.form.name == "returns":
        nothing: list[Stored] = [None] * len(batch)
        columns.setdefault("order_id", nothing)
        columns.setdefault("customer_id", nothing)
        columns["currency"] = [cell or currency for cell in columns.get("currency", nothing)]
    return Batch(batch.form, columns, batch.lines)


def line_amounts(columns: dict[str, Sequence[Stored]]) -> list[int]:
    """Gives each line's amount in millionths: as given, else quantity x unit price."""
    given = columns.get("amount")
    if given is not None and None not in given:
        return list(cast("Sequence[int]", given))
    prices = zip(columns["quantity"], columns["unit_price"], strict=True)
    if given is None:
        return [line_amount(int(count or 0), int(price or 0)) for count, price in prices]
    return [
        line_amount(int(count or 0), int(price or 0)) if amount is None else int(amount)
        for amount, (count, price) in zip(given, prices, strict=True)
    ]


def unit_prices(quantities: Sequence[Stored], amounts: Sequence[Stored]) -> list[int]:
    """Gives amount / quantity in millionths, rounded half up; the amount where there is none.

    A price too large for the database, of next to no quantity, is given as 0.
    """
    return [
        _unit_price(int(count or 0), int(amount or 0))
        for count, amount in zip(quantities, amounts, strict=True)
    ]


def _unit_price(quantity: int, amount: int) -> int:
    if not quantity:
        return amount
    size = (2 * abs(amount) * MILLION + abs(quantity)) // (2 * abs(quantity))
    if size >= LARGEST * MILLION:
        return 0
    return size if (amount < 0) == (quantity < 0) else -size


def fill_from_orders(stage: Stage) -> None:
    """Sets customer and currency of staged returns from the orders that they name."""
    own = stage.table
    stage.connection.execute(
        own.update()
        .values(customer_id=orders.c.customer_id, currency=orders.c.currency)
        .where(own.c.order_id == orders.c.order_id)
    )


def amount_of_rows(table: str, columns: dict[str, Sequence[Stored]], rows: int) -> list[int]:
    """Gives each row's amount in millionths, 0 where it has none that can be read."""
    if table == "order_lines" and {"quantity", "unit_price"} <= columns.keys():
        return line_amounts(columns)
    name = form(table).amount
    if name is None or name not in columns:
        return [0] * rows
    return [int(cell or 0) for cell in columns[name]]
