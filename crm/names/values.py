"""Names that are values of a column: places, industries, channels, custom fields."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from crm.models import (
    contacts,
    custom_fields,
    customers,
    opportunities,
    orders,
    payments,
    products,
    returns,
)
from crm.names.categories import MERGED, TRANSLATED, category_identity, category_names
from crm.names.category import MAX_VALUES, Category
from crm.names.continents import continents_of, holding_countries
from crm.names.entry import Entry, Form, Writing, each, written
from crm.names.name import PLACES
from crm.names.places import place_names
from crm.names.spelling import key
from crm.text import same

_NOT_NAMES = frozenset({"全国", "全部", "all", "n/a", "na", "null", "none", "-", "无", "未知"})
MAX_LENGTH = 60
COUNTABLE = frozenset({"method", "lead_source", "channel", "category"})
"""Dimensions whose values are nouns that people put in the plural: wire transfers."""


@dataclass(frozen=True)
class _Source:
    """Columns whose values are names, with the joins from their table to the customer."""

    columns: tuple[tuple[str, sa.Column[str]], ...]
    joined: sa.FromClause


_CUSTOMER_OF_ORDER = orders.c.customer_id == customers.c.customer_id


def _sources() -> tuple[_Source, ...]:
    c, o = customers.c, orders.c
    of_order = orders.join(customers, _CUSTOMER_OF_ORDER)
    of_payment = payments.join(orders, payments.c.order_id == o.order_id).join(
        customers, _CUSTOMER_OF_ORDER
    )
    of_return = returns.join(customers, returns.c.customer_id == c.customer_id)
    of_deal = opportunities.join(customers, opportunities.c.customer_id == c.customer_id)
    of_contact = contacts.join(customers, contacts.c.customer_id == c.customer_id)
    d = opportunities.c
    return (
        _Source(
            (
                ("region", c.region),
                ("province", c.province),
                ("city", c.city),
                ("country", c.country),
                ("industry", c.industry),
                ("level", c.level),
                ("customer_status", c.status),
            ),
            customers,
        ),
        _Source(
            (
                ("channel", o.channel),
                ("source_system", o.source_system),
                ("country", o.ship_country),
                ("region", o.ship_region),
                ("province", o.ship_province),
                ("city", o.ship_city),
            ),
            of_order,
        ),
        _Source((("method", payments.c.method),), of_payment),
        _Source((("reason", returns.c.reason),), of_return),
        _Source((("title", contacts.c.title),), of_contact),
        _Source((("stage", d.stage), ("lead_source", d.lead_source)), of_deal),
    )


def values(connection: Connection) -> Iterator[Writing]:
    """Gives the writings of what stands in the columns that hold categories and places."""
    owners: dict[tuple[str, str], set[str]] = {}
    for source in _sources():
        columns = [column.label(f"c{number}") for number, (_, column) in enumerate(source.columns)]
        statement = sa.select(customers.c.owner_id, *columns).select_from(source.joined).distinct()
        for owner, *values in connection.execute(statement):
            for (dimension, _), value in zip(source.columns, values, strict=True):
                if value is not None:
                    found = owners.setdefault((dimension, value), set())
                    found.update(() if owner is None else (owner,))
    for row in connection.execute(sa.select(products.c.category).distinct()):
        if row.category is not None:
            yield from _of_value("category", row.category, None)
    for (dimension, value), who in owners.items():
        yield from _of_value(dimension, value, frozenset(who))
    yield from _of_continents(owners)


def _of_continents(places: Mapping[tuple[str, str], set[str]]) -> Iterator[Writing]:
    """Gives the writings of parts of the world, each for every country on file that lies in it."""
    countries = holding_countries(places)
    for (dimension, value), who in places.items():
        if dimension == countries:
            for names in continents_of(value, places):
                identity = f"continent {names[0]}"
                entry = Entry(dimension, value, names[0], identity, frozenset(who), whole=True)
                yield from written(entry, each("translation", names))


def _of_value(
    dimension: str,
    value: str,
    owners: frozenset[str] | None,
    among: Category | None = None,
) -> Iterator[Writing]:
    folded = same(value)
    if not folded or folded in _NOT_NAMES or len(value) > MAX_LENGTH:
        return
    forms: list[Form] = [("value", value)]
    identity = key(folded)
    if dimension in PLACES:
        place = place_names(value, dimension)
        identity = place.identity
        forms += each("translation", place.others)
    elif dimension in TRANSLATED or ":" in dimension:
        forms += each("translation", category_names(value))
        identity = key(category_identity(value)) if dimension in MERGED else identity
    if dimension in COUNTABLE and folded.isascii() and folded[-1:].isalpha():
        forms += each("translation", () if folded.endswith("s") else (f"{folded}s",))
    entry = Entry(dimension, value, value, identity, owners, among=among)
    yield from written(entry, forms)


def custom_values(connection: Connection) -> Iterator[Writing]:
    """Gives the writings of the values of custom fields that may be categories to somebody."""
    statement = sa.select(custom_fields).where(
        custom_fields.c.kind == "text",
        custom_fields.c.table_name.in_(["customers", "products", "orders"]),
    )
    for row in connection.execute(statement).all():
        found = _custom_values(connection, row.table_name, row.name)
        for value, owners in found.by_value().items():
            whose = None if found.everybodys else owners
            yield from _of_value(f"{row.table_name}:{row.name}", value, whose, found)


def _custom_values(connection: Connection, table: str, field: str) -> Category:
    """Gives the field's values, by whose customers have them, with the number of rows."""
    source = {"customers": customers, "products": products, "orders": orders}[table]
    value = source.c.custom[field].as_string()
    owner = sa.null() if table == "products" else customers.c.owner_id
    joined = orders.join(customers, _CUSTOMER_OF_ORDER) if table == "orders" else source
    statement = (
        sa.select(value, owner, sa.func.count())
        .select_from(joined)
        .where(value.is_not(None))
        .group_by(*([value] if table == "products" else [value, owner]))
    )
    found: dict[str | None, dict[str, int]] = {}
    for text, who, count in connection.execute(statement):
        values = found.setdefault(who, {})
        if len(values) <= MAX_VALUES:  # one more than there may be is enough to know
            values[text] = count
    return Category(found, everybodys=table == "products")
