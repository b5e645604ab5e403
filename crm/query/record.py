"""Answers a RecordQuery: rows of one entity, with how many there are in all."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from crm.measures import Dimension, Words
from crm.query.conditions import CONDITIONS
from crm.query.entities import ENTITIES, Attribute, Entity
from crm.query.fields import Field, Reader, condition, dimension_field, within
from crm.query.metric import Database
from crm.query.result import Cell, Column, Table
from crm.query.spec import Filter, Order, QueryError, RecordQuery
from crm.models import order_lines, orders
from crm.relations import ROOTS, reachable

MOST_ROWS = 1000


def records(database: Database, reader: Reader, query: RecordQuery) -> Table:
    """Gives the rows of `query`, at most `MOST_ROWS`, and the total over all that there are.

    Raises:
        QueryError: the entity, a column or a filter is not known.
    """
    entity = ENTITIES.get(query.entity)
    if entity is None:
        raise QueryError("unknown", query.entity, query.entity)
    names = _with_currency(query.columns or entity.shown, entity, database)
    chosen = _statement(database, reader, query, entity, names)
    rows = database.connection.execute(chosen).all()
    keys = tuple(_key(row, len(names)) for row in rows)
    currency = _only_currency(names, rows, database)
    if currency is not None and "currency" not in (query.columns or entity.shown):
        names = tuple(name for name in names if name != "currency")
    first = rows[0] if rows else None
    return Table(
        columns=tuple(_column(entity, name, currency) for name in names),
        rows=tuple(tuple(row[: len(names)]) for row in rows),
        keys=keys,
        row_count=int(first.row_count) if first is not None else 0,
        totals=_totals(entity, names, first),
        sql=(str(chosen.compile(database.connection, compile_kwargs={"literal_binds": True})),),
    )


def _with_currency(names: tuple[str, ...], entity: Entity, database: Database) -> tuple[str, ...]:
    """Gives the columns with the currency behind them, where amounts may be of several."""
    money = any(name in entity.attributes and entity.attributes[name].unit for name in names)
    several = len(database.currencies) > 1 and "currency" in entity.attributes
    return (*names, "currency") if money and several and "currency" not in names else names


def _only_currency(
    names: tuple[str, ...], rows: Sequence[sa.Row[Any]], database: Database
) -> str | None:
    """Gives the currency of all rows; None where they have several."""
    if "currency" not in names:
        return (
            next(iter(database.currencies), None)
            if len(database.currencies) == 1
            else (database.base_currency)
        )
    seen = {str(row[names.index("currency")]) for row in rows}
    return next(iter(seen), database.base_currency) if len(seen) <= 1 else None


def _key(row: sa.Row[Any], width: int) -> tuple[Cell, ...]:
    """Gives the row's own id and its customer's (None where it has no customer)."""
    return (row[width], row[width + 1])


def _statement(
    database: Database, reader: Reader, query: RecordQuery, entity: Entity, names: tuple[str, ...]
) -> sa.Select[Any]:
    attributes = [_attribute(entity, reader, name) for name in names]
    conditions, tables = _conditions(database, reader, query, entity)
    for attribute in attributes:
        tables |= attribute.tables
    orders, order_tables = _order(entity, reader, query.order)
    columns: list[sa.ColumnElement[Any]] = [
        attribute.sql.label(f"c{index}") for index, attribute in enumerate(attributes)
    ]
    columns += _keys(entity)
    columns.append(sa.func.count().over().label("row_count"))
    if entity.total is not None:
        columns += _sums(entity, reader)
        tables |= {"orders"} & reachable(entity.root)
    joined = (tables | order_tables) - {entity.root}
    return (
        reader.view.select(entity.root, columns, join=joined)
        .where(*conditions)
        .order_by(*orders)
        .limit(min(query.limit, MOST_ROWS))
        .offset(query.offset)
    )


def _keys(entity: Entity) -> list[sa.ColumnElement[Any]]:
    root = ROOTS[entity.root]
    own = next(iter(root.table.primary_key))
    customer = root.customer if root.customer is not None else sa.null()
    return [own.label("own_key"), customer.label("customer_key")]


def _sums(entity: Entity, reader: Reader) -> list[sa.ColumnElement[Any]]:
    total = _attribute(entity, reader, str(entity.total)).sql
    currency = entity.attributes.get("currency")
    sums: list[sa.ColumnElement[Any]] = [sa.func.sum(total).over().label("total")]
    if currency is not None:
        column = _attribute(entity, reader, "currency").sql
        same = sa.func.min(column).over() == sa.func.max(column).over()
        sums.append(same.label("one_currency"))
    return sums


def _attribute(entity: Entity, reader: Reader, name: str) -> Field:
    attribute = entity.attributes.get(name)
    if attribute is None:
        table, _, field = name.partition(":")
        if field and table in reachable(entity.root):
            custom = Dimension(name, Words(("",), ("",)), (f"{table}.{field}",), custom=True)
            found = dimension_field(reader, custom, entity.root, dated=None)
            if found is not None:
                return found
        raise QueryError("unknown", entity.root, name)
    if attribute.path in entity.computed:
        return Field(entity.computed[attribute.path](reader.today), _tables(attribute))
    table, _, column = attribute.path.partition(".")
    return Field(reader.view.column(table, column), frozenset({table}))


def _tables(attribute: Attribute) -> frozenset[str]:
    return frozenset({"customers"} if attribute.path in {"@region", "@city"} else ())


def _conditions(
    database: Database, reader: Reader, query: RecordQuery, entity: Entity
) -> tuple[list[sa.ColumnElement[bool]], set[str]]:
    conditions: list[sa.ColumnElement[bool]] = []
    tables: set[str] = set()
    about_status = {wanted.dimension for wanted in query.filters} & {"status", "stage"}
    if not about_status:
        conditions += [CONDITIONS[name].sql(reader.today) for name in entity.where]
    if query.period is not None and entity.date is not None:
        conditions.append(within(entity.date, query.period))
    for wanted in query.filters:
        if wanted.operator == "not_in" and not wanted.values:
            continue  # "all": names the status so that the usual condition does not apply
        field, test = _test(database, reader, entity, wanted)
        tables |= field.tables
        conditions.append(test)
    return conditions, tables


def _test(
    database: Database, reader: Reader, entity: Entity, wanted: Filter
) -> tuple[Field, sa.ColumnElement[bool]]:
    """Gives the condition of one filter and the tables that it needs."""
    dimension = database.catalog.dimensions.get(wanted.dimension)
    if dimension is None:
        field = _attribute(entity, reader, wanted.dimension)
        return field, condition(field.sql, wanted)
    field = dimension_field(reader, dimension, entity.root, dated=entity.date)
    if field is not None:
        return field, condition(field.sql, wanted)
    if entity.root == "orders":
        return _on_a_line(reader, dimension, wanted)
    raise QueryError("filter", entity.root, wanted.dimension)


def _on_a_line(
    reader: Reader, dimension: Dimension, wanted: Filter
) -> tuple[Field, sa.ColumnElement[bool]]:
    """Gives the condition that a line of the order meets the filter (or none, where negated)."""
    field = dimension_field(reader, dimension, "order_lines", dated=None)
    if field is None:
        raise QueryError("filter", "orders", wanted.dimension)
    positive = replace(wanted, operator="in") if wanted.operator == "not_in" else wanted
    lines = reader.view.select("order_lines", [order_lines.c.order_id], join=field.tables).where(
        condition(field.sql, positive)
    )
    found = orders.c.order_id.in_(lines)
    return Field(found, frozenset()), ~found if wanted.operator == "not_in" else found


def _order(
    entity: Entity, reader: Reader, asked: tuple[Order, ...]
) -> tuple[list[sa.ColumnElement[Any]], set[str]]:
    orders = asked or tuple(Order(name) for name in entity.order[:1])
    found = [(_attribute(entity, reader, order.by), order.descending) for order in orders]
    last = [_attribute(entity, reader, name) for name in entity.order[-1:]]
    columns = [
        field.sql.desc().nulls_last() if descending else field.sql.asc().nulls_last()
        for field, descending in found
    ]
    columns += [field.sql.asc() for field in last]
    tables = {table for field, _ in found for table in field.tables}
    return columns, tables | {table for field in last for table in field.tables}


def _column(entity: Entity, name: str, currency: str | None) -> Column:
    attribute = entity.attributes.get(name)
    unit = attribute.unit if attribute is not None else None
    if unit == "money":
        unit = currency
    return Column(name, "field", unit, additive=name == entity.total)


def _totals(
    entity: Entity, names: tuple[str, ...], first: sa.Row[Any] | None
) -> tuple[Cell, ...] | None:
    if entity.total is None or entity.total not in names or first is None:
        return None
    if not getattr(first, "one_currency", True):
        return None
    return tuple(first.total if name == entity.total else None for name in names)


def any_order_in(database: Database, reader: Reader, currency: str) -> bool:
    """Whether the caller sees any order in a currency."""
    chosen = reader.view.select("orders", [orders.c.order_id]).where(orders.c.currency == currency)
    return database.connection.execute(chosen.limit(1)).first() is not None
