"""Guessing from values alone, where headers say nothing: dates, quantity x price, repeated keys."""

from collections.abc import Iterator, Sequence
from itertools import permutations

from crm.importing.suggesting.profiles import Profile, Sheet
from crm.importing.values import Cell, Problem, exact

_ROWS = 500
_AGREES = 0.95


def guessed(sheet: Sheet, found: dict[str, str]) -> dict[str, str]:
    """Gives `table.column` -> header for what a sheet of lines must have and `found` lacks."""
    more: dict[str, str] = {}
    for path, header in _guesses(sheet, found, more):
        if path not in found:
            more.setdefault(path, header)
    return more


def _guesses(
    sheet: Sheet, found: dict[str, str], more: dict[str, str]
) -> Iterator[tuple[str, str]]:
    """Gives guesses one after the other; each may use those before, which stand in `more`."""

    def known(path: str) -> str | None:
        return found.get(path) or more.get(path)

    def free() -> list[Profile]:
        taken = {*found.values(), *more.values()}
        every = (profile for header, profile in sheet.profiles.items() if header not in taken)
        return [one for one in every if one.filled and not one.is_row_number()]

    if known("orders.ordered_at") is None:
        yield from (("orders.ordered_at", one.header) for one in free() if one.is_date())
    if not {"order_lines.amount", "order_lines.unit_price"} & found.keys():
        yield from _quantity_and_price(sheet, [one for one in free() if one.is_number()])
    keys = [one for one in free() if _may_be_key(one)]
    if (day := known("orders.ordered_at")) and known("orders.order_id") is None:
        dated = [one for one in keys if _determines(sheet, one.header, day)]
        yield from (("orders.order_id", one.header) for one in _by_size(dated))
    if order := known("orders.order_id"):
        yield from _parties(sheet, [one for one in keys if one in free()], order, found)


def _may_be_key(profile: Profile) -> bool:
    return not profile.is_date() and (profile.is_integer() or not profile.is_number())


def _parties(
    sheet: Sheet, keys: Sequence[Profile], order: str, found: dict[str, str]
) -> Iterator[tuple[str, str]]:
    """Gives the customer, one for each order, and the product, of which an order has several."""
    same = [one for one in keys if _determines(sheet, order, one.header)]
    if not {"customers.customer_id", "customers.name"} & found.keys():
        yield from (("customers.name", one.header) for one in _by_size(same))
    if not {"products.product_id", "products.name"} & found.keys():
        several = [one for one in _by_size(keys) if one not in same]
        yield from (("products.name", one.header) for one in several)


def _by_size(profiles: Sequence[Profile]) -> list[Profile]:
    """Gives the columns with most distinct values first."""
    return sorted(profiles, key=lambda one: -len(one.values))


def _quantity_and_price(sheet: Sheet, numbers: Sequence[Profile]) -> Iterator[tuple[str, str]]:
    for quantity, price, amount in permutations(numbers, 3):
        if quantity.is_integer() and _multiplies(sheet, quantity, price, amount):
            yield "order_lines.quantity", quantity.header
            yield "order_lines.unit_price", price.header
            yield "order_lines.amount", amount.header
            return
    if len(numbers) == 2:
        whole = [one for one in numbers if one.is_integer()]
        if len(whole) == 1:
            (price,) = (one for one in numbers if one is not whole[0])
            yield "order_lines.quantity", whole[0].header
            yield "order_lines.unit_price", price.header


def _multiplies(sheet: Sheet, *three: Profile) -> bool:
    rows = list(zip(*(sheet.columns[one.at][:_ROWS] for one in three), strict=True))
    good = 0
    for row in rows:
        numbers = [value for value in map(exact, row) if not isinstance(value, Problem)]
        values = [value for value in numbers if value is not None]
        good += len(values) == 3 and abs(values[0] * values[1] - values[2]) < 1
    varied = all(len(one.values) > 1 for one in three) or len(rows) < 10
    return bool(rows) and varied and good >= _AGREES * len(rows)


def _determines(sheet: Sheet, key: str, header: str) -> bool:
    """Tells whether a column has one value for (almost) every value of the key."""
    values: dict[Cell, set[Cell]] = {}
    for cell, value in zip(sheet.cells(key), sheet.cells(header), strict=True):
        values.setdefault(cell, set()).add(value)
    alone = sum(len(found) == 1 for found in values.values())
    return len(values) > 1 and alone >= _AGREES * len(values)
