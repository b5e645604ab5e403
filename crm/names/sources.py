"""Where names come from: the rows of the database, as entries and their writings."""

from collections.abc import Iterator
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from crm.models import (
    contacts,
    customers,
    opportunities,
    orders,
    payments,
    products,
    returns,
    table_state,
    users,
)
from crm.names.entry import Entry, Form, Writing, each, written
from crm.names.forms import cores, heads, without_place, words
from crm.names.persons import nicknames, romanised, team_names
from crm.names.spelling import key
from crm.names.values import custom_values, values
from crm.text import same

Version = tuple[tuple[str, int], ...]
_READ = (customers, contacts, products, users, orders, payments, returns, opportunities)


def versions(connection: Connection) -> Version:
    """Gives the state of the tables that names are read from."""
    statement = (
        sa.select(table_state.c.table_name, table_state.c.version)
        .where(table_state.c.table_name.in_([table.name for table in _READ]))
        .order_by(table_state.c.table_name)
    )
    return tuple((row.table_name, row.version) for row in connection.execute(statement))


def writings(connection: Connection) -> Iterator[Writing]:
    """Gives every writing of everything that has a name."""
    yield from _customers(connection)
    yield from _products(connection)
    yield from _users(connection)
    yield from values(connection)
    yield from custom_values(connection)


def _customers(connection: Connection) -> Iterator[Writing]:
    c = customers.c
    statement = sa.select(
        c.customer_id, c.name, c.short_name, c.aliases, c.owner_id, c.city, c.province
    )
    for row in connection.execute(statement):
        owners = frozenset(() if row.owner_id is None else (row.owner_id,))
        entry = Entry("customer", row.customer_id, row.name, row.customer_id, owners)
        places = tuple(same(place) for place in (row.city, row.province) if place)
        forms = _company_forms(row.name, row.short_name, row.aliases, places)
        yield from written(entry, [("id", row.customer_id), *forms])


def _company_forms(
    name: str, short_name: str | None, aliases: str | None, places: tuple[str, ...]
) -> Iterator[Form]:
    yield from _given(name, short_name, aliases)
    folded = same(name)
    core = tuple(cores(folded, places))
    yield from each("core", core)
    short = {form for form in (*core, *_folded(short_name), *_folded(aliases)) if form}
    for form in sorted(short or {folded}):
        brand = without_place(form, places)
        beginnings = tuple(heads(brand))
        yield from each("part", (*beginnings, *words(brand)))
        if place := form.removesuffix(brand):
            yield from each("part", (place + beginning for beginning in beginnings))


def _given(name: str, short_name: str | None, aliases: str | None) -> Iterator[Form]:
    yield "name", name
    if short_name:
        yield "short_name", short_name
    yield from each("alias", _split(aliases))


def _split(several: str | None) -> list[str]:
    return [part.strip() for part in (several or "").replace("；", ";").split(";") if part.strip()]


def _folded(several: str | None) -> list[str]:
    return [same(part) for part in _split(several)]


def _products(connection: Connection) -> Iterator[Writing]:
    c = products.c
    for row in connection.execute(sa.select(c.product_id, c.name, c.model, c.aliases)):
        entry = Entry("product", row.product_id, row.name, row.product_id, None)
        yield from written(entry, _product_forms(row.product_id, row.name, row.model, row.aliases))


def _product_forms(
    product_id: str, name: str, model: str | None, aliases: str | None
) -> Iterator[Form]:
    yield "id", product_id
    yield from _given(name, None, aliases)
    if model:
        yield "model", model
    yield from each("part", heads(same(name)))


class _Member(NamedTuple):
    """Somebody of a team, by a folded name."""

    user_id: str
    name: str
    role: str


def _users(connection: Connection) -> Iterator[Writing]:
    c = users.c
    teams: dict[str, list[_Member]] = {}
    for row in connection.execute(sa.select(c.user_id, c.name, c.role, c.team)):
        who = frozenset((row.user_id,))
        entry = Entry("owner", row.user_id, row.name, row.user_id, who, people=True)
        folded = same(row.name)
        parts = each("part", (*nicknames(folded), *romanised(folded)))
        yield from written(entry, [("name", row.name), ("id", row.user_id), *parts])
        if row.team:
            teams.setdefault(row.team, []).append(_Member(row.user_id, folded, row.role))
    for team, members in teams.items():
        who = frozenset(one.user_id for one in members)
        entry = Entry("team", team, team, key(same(team)), who, people=True)
        managers = tuple(one.name for one in members if one.role == "manager")
        parts = each("part", team_names(same(team), managers))
        yield from written(entry, [("value", team), *parts])
