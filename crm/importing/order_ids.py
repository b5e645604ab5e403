"""Order ids out of order numbers: one number may stand for orders of several customers or days."""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from crm.models import orders

OrderKey = tuple[str, str, str]
"""Order number, customer id, day as YYYY-MM-DD: what makes a row part of one order."""
_AT_ONCE = 5000
_LONGEST = 200


def order_ids(
    connection: Connection, keys: Iterable[OrderKey]
) -> tuple[dict[OrderKey, str], dict[str, tuple[str, ...]]]:
    """Gives each order's id, and the ids of each number that was split.

    An order that is in the database keeps its id. Else the first order of a number (by day, then
    customer) has the number itself for its id, and the others a suffix made of day and customer:
    so the ids do not depend on the order of rows in the file.
    """
    first: dict[str, OrderKey] = {}
    more: dict[str, list[OrderKey]] = {}
    for key in keys:
        if first.setdefault(key[0], key) is not key:
            more.setdefault(key[0], [first[key[0]]]).append(key)
    there, taken = _in_database(connection, list(first))
    ids: dict[OrderKey, str] = {}
    for number, alone in first.items():
        for key in sorted(more.get(number, [alone]), key=lambda one: (one[2], one[1])):
            ids[key] = there.get(key) or (_suffixed(key) if number in taken else number)
            if number in more:
                taken.add(ids[key])
    return ids, {number: tuple(ids[key] for key in group) for number, group in more.items()}


def _in_database(
    connection: Connection, numbers: Sequence[str]
) -> tuple[Mapping[OrderKey, str], set[str]]:
    """Gives the ids of the orders of these numbers that are there, and which ids are taken."""
    there: dict[OrderKey, str] = {}
    taken: set[str] = set()
    if connection.execute(sa.select(orders.c.order_id).limit(1)).first() is None:
        return there, taken
    for start in range(0, len(numbers), _AT_ONCE):
        some = numbers[start : start + _AT_ONCE]
        found = connection.execute(
            sa.select(
                orders.c.order_id, orders.c.external_id, orders.c.customer_id, orders.c.ordered_at
            ).where(sa.or_(orders.c.order_id.in_(some), orders.c.external_id.in_(some)))
        )
        for order_id, number, customer, moment in found:
            there[number or order_id, customer, f"{moment:%Y-%m-%d}"] = order_id
            taken.add(order_id)
    return there, taken


def _suffixed(key: OrderKey) -> str:
    number, customer, day = key
    name = f"{number}-{day.replace('-', '')}-{customer}"
    if len(name) <= _LONGEST:
        return name
    return f"{name[: _LONGEST - 17]}-{sha256(name.encode()).hexdigest()[:16]}"
