"""What is personal of a customer and its contacts: by what texts elsewhere can tell of them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from crm.access import View, operator
from crm.erasure import PERSONAL
from crm.models import erasures
from crm.relations import ROOTS, table_named

_ALIASES = re.compile("[;；]")
_KINDS_OF_CONTACT = frozenset({"title"})
"""What says nothing of who it is."""


class UnknownCustomerError(Exception):
    """There is no customer of that id."""


@dataclass(frozen=True)
class Person:
    """A customer as texts may tell of it; what was blanked already is not among it."""

    customer_id: str
    names: frozenset[str]
    """Of the customer: these may also be everyday words."""
    told_by: frozenset[str]
    """Names of contacts, telephone and tax numbers, addresses."""
    notes: frozenset[str]
    """What may fill a whole cell: subjects, bodies, names of deals, own fields."""


def person(connection: Connection, customer_id: str) -> Person:
    """Gives what is personal of a customer.

    Raises:
        UnknownCustomerError: there is none of that id.
    """
    found = {name: _rows(connection, name, customer_id) for name in PERSONAL}
    if not found["customers"]:
        raise UnknownCustomerError(customer_id)
    (own,) = found["customers"]
    aliases = _ALIASES.split(str(own["aliases"] or ""))
    known = _texts([own["name"], own["short_name"], *aliases])
    contacts = _cells(found["contacts"], ("name", "phone", "email"))
    told_by = _texts([own["phone"], own["tax_id"], *contacts])
    notes = {text for name, rows in found.items() for text in _texts(_cells(rows, _noted(name)))}
    blank = _texts(connection.execute(sa.select(erasures.c.pseudonym)).scalars())
    return Person(customer_id, known - blank, told_by - blank, frozenset(notes) - blank)


def _rows(connection: Connection, name: str, customer_id: str) -> Sequence[Mapping[str, object]]:
    table, customer = table_named(name), ROOTS[name].customer
    assert isinstance(customer, sa.Column), "personal rows are a customer's"
    columns = [table.c[column] for column in PERSONAL[name]]
    join = {customer.table.name} - {name}
    chosen = View(operator()).select(name, columns, join=join).where(customer == customer_id)
    return [dict(row) for row in connection.execute(chosen).mappings()]


def _noted(name: str) -> tuple[str, ...]:
    if name in {"customers", "contacts"}:
        return ("custom",)
    return PERSONAL[name]


def _cells(rows: Sequence[Mapping[str, object]], columns: Sequence[str]) -> Iterator[object]:
    for row in rows:
        for column in columns:
            value = row[column]
            if isinstance(value, Mapping):
                yield from value.values()
            else:
                yield value


def _texts(values: Iterator[object] | Sequence[object] | sa.ScalarResult[str]) -> frozenset[str]:
    """Gives the values that are texts and tell something: one sign alone does not."""
    found = (value.strip() for value in values if isinstance(value, str))
    return frozenset(text for text in found if len(text) > 1)
