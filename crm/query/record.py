"""Answers a RecordQuery: rows of one entity, with how many there are in all."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import Any

import sqlalchemy as sa

from crm.measures import Dimension
from crm.models import order_lines, orders
from crm.query.conditions import CONDITIONS
from crm.query.entities import ENTITIES, Entity
from crm.query.facts import condition_of
from crm.query.fields import (
    Field,
    Reader,
    condition,
    dimension_field,
    of_their_orders,
    owner_field,
    within,
)
from crm.query.reading import Database, as_cell
from crm.query.result import Cell, Column, Table
from crm.query.shown import as_run
from crm.query.spec import Filter, Order, QueryError, RecordQuery
from crm.relations import ROOTS, reachable

MOST_ROWS = 1000
AT_ONCE = 1_000
"""Rows that a stream takes from the database at a time."""


def records(database: Database, reader: Reader, query: RecordQuery) -> Table:
    """Gives the rows of `query`, at most `MOST_ROWS`, and the total over all that there are.

    Raises:
        QueryError: the entity, a column or a filter is not known.
    """
    entity = ENTITIES.get(query.entity)
    if entity is None:
        raise QueryError("unknown", query.entity, query.entity)
    listing = _Listing(database, reader, replace(entity, total=query.total or entity.total))
    asked = query.columns or entity.shown
    names = listing.with_currency(asked)
    chosen = listing.statement(query, names)
    result = database.connection.execute(chosen)
    sql = (as_run(result),) if reader.view.caller.may_see_query else ()
    rows = result.all()
    first = rows[0] if rows else None
    if first is None and query.offset:  # nothing behind the offset: then how many before it?
        before = listing.statement(replace(query, offset=0, limit=1), names)
        first = database.connection.execute(before).first()
    currency = listing.only_currency(names, rows)
    shown = names if currency is None else asked
    return Table(
        columns=tuple(listing.column(name, currency) for name in shown),
        rows=tuple(tuple(map(as_cell, row[: len(shown)])) for row in rows),
        keys=tuple((row.own_key, row.customer_key) for row in rows),
        row_count=0 if first is None else int(first.row_count),
        totals=listing.totals(shown, first),
        sql=sql,
    )


@dataclass(frozen=True)
class Stream:
    """A list whose rows are read as they are asked for, once; `row_count` counts all there are."""

    columns: tuple[Column, ...]
    row_count: int
    rows: Iterator[tuple[Cell, ...]]


def streamed(database: Database, reader: Reader, query: RecordQuery) -> Stream:
    """Gives all rows of `query` up to its own limit, without holding them in memory.

    Raises:
        QueryError: the entity, a column or a filter is not known.
    """
    entity = ENTITIES.get(query.entity)
    if entity is None:
        raise QueryError("unknown", query.entity, query.entity)
    listing = _Listing(database, reader, entity, most=query.limit)
    names = listing.with_currency(query.columns or entity.shown)
    chosen = listing.statement(query, names)
    rows = iter(database.connection.execute(chosen, execution_options={"yield_per": AT_ONCE}))
    first = list(islice(rows, 1))
    currency = listing.only_currency(names, first) if "currency" not in names else None
    return Stream(
        tuple(listing.column(name, currency) for name in names),
        int(first[0].row_count) if first else 0,
        (tuple(map(as_cell, row[: len(names)])) for row in chain(first, rows)),
    )


@dataclass(frozen=True)
class _Listing:
    """What lists of one entity are made of, for one caller.

    The rows of its statement have `own_key`, the row's id, and `customer_key`, its customer's
    (None where it has no customer).
    """

    database: Database
    reader: Reader
    entity: Entity
    most: int = MOST_ROWS

    def with_currency(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Gives the columns with the currency behind them, where amounts may be of several."""
        attributes = self.entity.attributes
        money = any(name in attributes and attributes[name].unit == "money" for name in names)
        several = len(self.database.currencies) > 1 and "currency" in attributes
        return (*names, "currency") if money and several and "currency" not in names else names

    def only_currency(self, names: tuple[str, ...], rows: Sequence[sa.Row[Any]]) -> str | None:
        """Gives the currency of all rows; None where they have several."""
        known, base = self.database.currencies, self.database.base_currency
        if "currency" not in names:
            return next(iter(known)) if len(known) == 1 else base
        seen = {str(row[names.index("currency")]) for row in rows}
        return next(iter(seen), base) if len(seen) <= 1 else None

    def statement(self, query: RecordQuery, names: tuple[str, ...]) -> sa.Select[Any]:
        """Gives the statement of the asked columns `c0`…, the keys, the count and the total."""
        fields = [self._attribute(name) for name in names]
        conditions, tables = self._conditions(query)
        ranks, rank_tables = self._ranks(query.order)
        columns = [field.sql.label(f"c{index}") for index, field in enumerate(fields)]
        tables = tables.union(rank_tables, *(field.tables for field in fields))
        if self.entity.total is not None:
            tables |= {"orders"} & reachable(self.entity.root)
        columns += [*self._keys(), sa.func.count().over().label("row_count"), *self._sums()]
        return (
            self.reader.view.select(self.entity.root, columns, join=tables - {self.entity.root})
            .where(*conditions)
            .order_by(*ranks)
            .limit(min(query.limit, self.most))
            .offset(query.offset)
        )

    def _keys(self) -> list[sa.ColumnElement[Any]]:
        root = ROOTS[self.entity.root]
        own = next(iter(root.table.primary_key))
        customer = root.customer if root.customer is not None else sa.null()
        return [own.label("own_key"), customer.label("customer_key")]

    def _sums(self) -> list[sa.ColumnElement[Any]]:
        if self.entity.total is None:
            return []
        total = self._attribute(self.entity.total).sql
        sums: list[sa.ColumnElement[Any]] = [sa.func.sum(total).over().label("total")]
        if "currency" in self.entity.attributes:
            column = self._attribute("currency").sql
            same = sa.func.min(column).over() == sa.func.max(column).over()
            sums.append(same.label("one_currency"))
        return sums

    def _attribute(self, name: str) -> Field:
        """Gives a column of the entity, or a custom field `table:field` that it reaches.

        Raises:
            QueryError: there is no such column.
        """
        attribute = self.entity.attributes.get(name)
        if attribute is None:
            custom = self.database.catalog.dimensions.get(name)
            found = None
            if custom is not None and custom.custom:
                found = dimension_field(self.reader, custom, self.entity.root, dated=None)
            if found is None:
                raise QueryError("unknown", self.entity.root, name)
            return found
        if attribute.path in self.entity.computed:
            tables = frozenset({"customers"} if attribute.path in {"@region", "@city"} else ())
            return Field(self.entity.computed[attribute.path](self.reader.today), tables)
        table, _, column = attribute.path.partition(".")
        field = Field(self.reader.view.column(table, column), frozenset({table}))
        return self._or_owner_id(field) if attribute.path == "users.name" else field

    def _or_owner_id(self, name: Field) -> Field:
        """Gives the owner's name, or the id where the caller may not see the name."""
        owner = owner_field(self.entity.root)
        if owner is None:
            return name
        return Field(sa.func.coalesce(name.sql, owner.sql), name.tables | owner.tables)

    def _conditions(self, query: RecordQuery) -> tuple[list[sa.ColumnElement[bool]], set[str]]:
        conditions: list[sa.ColumnElement[bool]] = []
        tables: set[str] = set()
        if not {wanted.dimension for wanted in query.filters} & {"status", "stage"}:
            states = query.states or self.entity.where
            conditions += [CONDITIONS[name].sql(self.reader.today) for name in states]
        if query.period is not None and self.entity.date is not None:
            conditions.append(within(self.entity.date, query.period))
        for fact in query.facts:
            conditions.append(condition_of(self.database, self.reader, self.entity.root, fact))
        for wanted in query.filters:
            if wanted.operator == "not_in" and not wanted.values:
                continue  # "all": names the status so that the usual condition does not apply
            field, test = self._test(wanted)
            tables |= field.tables
            conditions.append(test)
        return conditions, tables

    def _test(self, wanted: Filter) -> tuple[Field, sa.ColumnElement[bool]]:
        """Gives the condition of one filter and the tables that it needs."""
        dimension = self.database.catalog.dimensions.get(wanted.dimension)
        root, own = self.entity.root, wanted.dimension in self.entity.attributes
        field = None
        if dimension is not None and root == "customers":
            placed = of_their_orders(self.reader, dimension, wanted)
            if placed is not None:
                return Field(placed, frozenset()), placed
        if dimension is not None:
            field = dimension_field(self.reader, dimension, root, dated=self.entity.date)
        if field is None and dimension is not None and not own:
            if root == "orders":
                return _on_a_line(self.reader, dimension, wanted)
            raise QueryError("filter", root, wanted.dimension)
        field = field or self._attribute(wanted.dimension)
        return field, condition(field.sql, wanted)

    def _ranks(self, asked: tuple[Order, ...]) -> tuple[list[sa.ColumnElement[Any]], set[str]]:
        """Gives what rows are ordered by, and the tables that this needs."""
        newest_first = self.entity.date is not None
        usual = tuple(Order(name, descending=newest_first) for name in self.entity.order[:1])
        orders = asked or usual
        found = [(self._attribute(order.by), order.descending) for order in orders]
        key = ROOTS[self.entity.root].table.primary_key
        own = [column for column in key if column.name not in self.entity.order[-1:]]
        last = [self._attribute(name).sql for name in self.entity.order[-1:]]
        columns: list[sa.ColumnElement[Any]] = [
            field.sql.desc().nulls_last() if descending else field.sql.asc().nulls_last()
            for field, descending in found
        ]
        columns += [column.asc() for column in (*last, *own)]  # ties fall alike everywhere
        return columns, {table for field, _ in found for table in field.tables}

    def column(self, name: str, currency: str | None) -> Column:
        """Gives what a column is; amounts have the currency as their unit."""
        attribute = self.entity.attributes.get(name)
        unit = attribute.unit if attribute is not None else None
        unit = currency if unit == "money" else unit
        return Column(name, "field", unit, additive=name == self.entity.total)

    def totals(self, names: tuple[str, ...], first: sa.Row[Any] | None) -> tuple[Cell, ...] | None:
        """Gives the total over all rows, that one of them tells; None where they have none."""
        if first is None or self.entity.total not in names:
            return None
        if not getattr(first, "one_currency", True):
            return None
        return tuple(first.total if name == self.entity.total else None for name in names)


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


def any_order_in(database: Database, reader: Reader, currency: str) -> bool:
    """Whether the caller sees any order in a currency."""
    chosen = reader.view.select("orders", [orders.c.order_id]).where(orders.c.currency == currency)
    return database.connection.execute(chosen.limit(1)).first() is not None
