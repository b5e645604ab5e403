"""One statement for components that are read from the same rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Any

import sqlalchemy as sa

from crm.hints import Unindexed
from crm.measures import OWNER, Catalog, Component, Dimension, Measure
from crm.periods import Period
from crm.query.conditions import AT_LEAST_TWO_ORDERS, CONDITIONS, FIRST_ORDER, had_ordered
from crm.query.currencies import currency_of, day_of, in_base, is_money, own_currency
from crm.query.fields import (
    Expression,
    Field,
    Reader,
    condition,
    dimension_field,
    of_their_orders,
    owner_field,
    within,
)
from crm.query.spec import Filter, MetricQuery, QueryError
from crm.relations import ROOTS


@dataclass(frozen=True)
class Batch:
    """Components that one statement gives: same root, same conditions, same date."""

    root: str
    where: tuple[str, ...]
    date: str | None
    components: tuple[Component, ...]


@dataclass(frozen=True)
class Members:
    """Ids of those who meet a fact, or, where it does not `hold`, of those who do not."""

    ids: tuple[sa.Select[Any], ...]
    holds: bool

    def condition(self, key: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
        """Gives the condition that `key` is one that is meant."""
        found = sa.or_(*(key.in_(each) for each in self.ids))
        return found if self.holds else sa.not_(found)


@dataclass(frozen=True)
class Question:
    """A metric query with what its names mean, and by what is grouped beside the asked."""

    query: MetricQuery
    catalog: Catalog
    measures: tuple[Measure, ...]
    """Those asked for, then those by which groups are only chosen or ordered."""
    groups: tuple[Dimension, ...]
    filters: tuple[tuple[Filter, Dimension], ...]
    by_currency: bool
    base_currency: str
    members: tuple[Members, ...] = ()
    """Whose rows alone are read: customers who meet the query's facts."""
    in_base: bool = False
    """Whether amounts of other currencies are converted to the base currency."""

    @property
    def asks_for_status(self) -> bool:
        """Whether the question itself says which order statuses it is about."""
        return "status" in {*self.query.group_by, *(f.dimension for f in self.query.filters)}

    @property
    def leaves_out_empty(self) -> bool:
        """Whether groups in which all is zero have no row: all but points in time."""
        return bool(self.groups) and not any(group.grain for group in self.groups)

    @property
    def only_base_currency(self) -> bool:
        """Whether all is asked of the one currency in which people have targets."""
        of_targets = any("target" in measure.formula.text for measure in self.measures)
        return self.by_currency and of_targets

    @property
    def shown(self) -> tuple[Measure, ...]:
        """Gives the measures that the answer has columns for."""
        return self.measures[: len(self.query.measures)]

    def position(self, measure: str) -> int:
        """Gives the place of a measure among all that are computed."""
        return [found.name for found in self.measures].index(measure)


def batches(reader: Reader, question: Question) -> tuple[Batch, ...]:
    """Gives the fewest statements that give all components of the question's measures.

    Raises:
        QueryError: a measure cannot be split or filtered as asked.
    """
    found: dict[tuple[str, tuple[str, ...], str | None], Batch] = {}
    for measure in question.measures:
        for name in measure.formula.names:
            component = question.catalog.components[name]
            root = _root(reader, question, component, measure.name)
            key = (root, component.where, component.date)
            batch = found.get(key, Batch(*key, components=()))
            if component not in batch.components:
                found[key] = replace(batch, components=(*batch.components, component))
    return _customers_counted_once(tuple(found.values()))


def _customers_counted_once(found: tuple[Batch, ...]) -> tuple[Batch, ...]:
    """Gives the batches with all customers counted where those with two orders are."""
    for twice in found:
        if AT_LEAST_TWO_ORDERS not in twice.where:
            continue
        where = tuple(name for name in twice.where if name != AT_LEAST_TWO_ORDERS)
        alike = (twice.root, where, twice.date)
        for batch in found:
            if (batch.root, batch.where, batch.date) == alike:
                moved = tuple(part for part in batch.components if _counts_customers(part))
                rest = tuple(part for part in batch.components if part not in moved)
                both = replace(twice, components=(*twice.components, *moved))
                kept = [other for other in found if other not in (twice, batch)]
                return (*kept, *([replace(batch, components=rest)] if rest else ()), both)
    return found


def _counts_customers(component: Component) -> bool:
    return not component.adds and all(path.endswith(".customer_id") for path in component.columns)


def _root(reader: Reader, question: Question, component: Component, measure: str) -> str:
    """Gives the first root of `component` that reaches all that is asked."""
    missing: tuple[str, str] = ("", "")
    for root in component.roots:
        lacking = _lacking(reader, question, component, root)
        if lacking is None:
            return root
        missing = lacking
    kind, name = missing
    raise QueryError("split" if kind == "split" else "filter", measure, name)


def _lacking(
    reader: Reader, question: Question, component: Component, root: str
) -> tuple[str, str] | None:
    for group in question.groups:
        if dimension_field(reader, group, root, dated=component.date) is None:
            return "split", group.name
    for _, dimension in question.filters:
        if dimension_field(reader, dimension, root, dated=component.date) is None:
            return "filter", dimension.name
    return None


def statement(
    reader: Reader, question: Question, batch: Batch, period: Period | None
) -> sa.Select[Any]:
    """Gives the statement of `batch`: keys `k0`…, then one column a component, by its name."""
    fields = [_group(reader, group, batch) for group in question.groups]
    if question.by_currency:
        fields.append(currency_of(batch.root, question.base_currency))
    conditions, tables = conditions_of(reader, question, batch, period)
    tables |= {name for field in fields for name in field.tables}
    keys = [unordered(field.sql).label(f"k{index}") for index, field in enumerate(fields)]
    if AT_LEAST_TWO_ORDERS in batch.where:
        return _of_customers(reader, batch, keys, conditions, tables)
    aggregates = [_aggregate(reader, question, batch, part) for part in batch.components]
    tables |= {name for field in aggregates for name in field.tables}
    values = [
        field.sql.label(component.name)
        for field, component in zip(aggregates, batch.components, strict=True)
    ]
    chosen = reader.view.select(batch.root, [*keys, *values], join=tables - {batch.root})
    return chosen.where(*conditions).group_by(*_names(keys))


def unordered(key: Expression) -> Expression:
    """Gives a key to group by, such that SQLite does not read the table in its order.

    It would look every row up through the index, which takes twice as long as sorting what one
    pass through the table gives.
    """
    return Unindexed(key) if isinstance(key, sa.Column) else key


def _names(keys: Sequence[sa.Label[Any]]) -> list[sa.TextClause]:
    # By name: PostgreSQL takes the same expression with two parameters for two expressions.
    return [sa.text(key.name) for key in keys]


def _group(reader: Reader, group: Dimension, batch: Batch) -> Field:
    field = dimension_field(reader, group, batch.root, dated=batch.date)
    if field is None:
        raise QueryError("split", batch.components[0].name, group.name)
    return field


def conditions_of(
    reader: Reader, question: Question, batch: Batch, period: Period | None
) -> tuple[list[sa.ColumnElement[bool]], set[str]]:
    """Gives the conditions of the rows that a statement reads, and the tables that they need."""
    conditions: list[sa.ColumnElement[bool]] = []
    tables: set[str] = set()
    for name in batch.where:
        if name == AT_LEAST_TWO_ORDERS:
            continue  # a condition on groups: `_of_customers` has it
        named = CONDITIONS[name]
        if named.about_status and question.asks_for_status:
            continue
        conditions.append(named.sql(reader.today))
        tables.update(named.tables)
    if period is not None:
        conditions += _in_time(reader, question, batch, period)
    if batch.date is not None:
        tables.add(batch.date.split(".")[0])
    if question.members:
        whose = _customer_of(batch)
        conditions += [each.condition(whose) for each in question.members]
        tables |= {whose.table.name} if isinstance(whose, sa.Column) else set[str]()
    for wanted, dimension in question.filters:
        test, needed = _kept(reader, batch, wanted, dimension)
        conditions.append(test)
        tables |= needed
    return conditions, tables


def _in_time(
    reader: Reader, question: Question, batch: Batch, period: Period
) -> Iterator[sa.ColumnElement[bool]]:
    """Gives the conditions that a period makes."""
    if batch.date is None:
        return
    yield within(batch.date, period)
    if FIRST_ORDER in batch.where and not (question.asks_for_status or period.open_start):
        yield _of_new_customers(reader, period)


def _of_new_customers(reader: Reader, period: Period) -> sa.ColumnElement[bool]:
    """Gives the condition of orders whose customers had none before a time.

    First orders in it are among these, so that it leaves out no row and adds none. But it is found
    once a customer, through the index, and not of each of the many orders in that time.
    """
    customers = ROOTS["customers"].table
    began = datetime.combine(period.start, time.min)
    fresh = ~had_ordered(customers.c.customer_id, began)
    new = reader.view.select("customers", [customers.c.customer_id]).where(fresh)
    return ROOTS["orders"].table.c.customer_id.in_(new)


def _customer_of(batch: Batch) -> sa.ColumnElement[str]:
    """Gives the customer that the rows of a statement belong to."""
    whose = ROOTS[batch.root].customer
    if whose is None:
        raise QueryError("filter", batch.components[0].name, "customer")
    return whose


def _kept(
    reader: Reader, batch: Batch, wanted: Filter, dimension: Dimension
) -> tuple[sa.ColumnElement[bool], frozenset[str]]:
    """Gives the condition of one filter, and the tables that it needs."""
    placed = of_their_orders(reader, dimension, wanted) if batch.root == "customers" else None
    if placed is not None:
        return placed, frozenset()
    field = dimension_field(reader, dimension, batch.root, dated=batch.date)
    if field is None:
        raise QueryError("filter", batch.components[0].name, dimension.name)
    return condition(field.sql, wanted), field.tables


def _aggregate(reader: Reader, question: Question, batch: Batch, component: Component) -> Field:
    root = batch.root
    table, name = _path(component, root).split(".")[-2:]
    if name == OWNER:
        return _people(root)
    column: Expression = ROOTS[table].table.c[name]
    if component.adds:
        tables = frozenset({table})
        if question.in_base and has_currency(component, root):
            column, tables = _converted(reader, question, batch, column, table)
        return Field(sa.func.coalesce(sa.func.sum(column), 0), tables)
    if is_row_count(component, root):
        return Field(sa.func.count(), frozenset({table}))
    return Field(sa.func.count(column.distinct()), frozenset({table}))


def _people(root: str) -> Field:
    """Gives how many people answer for the rows."""
    owner = owner_field(root)
    assert owner is not None, "measures.toml counts people only where rows have somebody"
    return Field(sa.func.count(owner.sql.distinct()), owner.tables)


def _converted(
    reader: Reader, question: Question, batch: Batch, amount: Expression, table: str
) -> tuple[Expression, frozenset[str]]:
    """Gives an amount in the base currency, at the rate of the day by which it is asked for."""
    currency = currency_of(batch.root, question.base_currency)
    day = day_of(batch.date)
    worth = in_base(amount, currency.sql, day.sql, question.base_currency, reader.dialect)
    return worth, frozenset({table}) | currency.tables | day.tables


def has_currency(component: Component, root: str) -> bool:
    """Whether what is added up are amounts whose rows say their currency."""
    return component.adds and is_money(_path(component, root)) and own_currency(root) is not None


def _path(component: Component, root: str) -> str:
    return next(path for path in component.columns if path.split(".")[0] == root)


def is_row_count(component: Component, root: str) -> bool:
    """Whether counting the root's rows counts the component: its column is the root's own key."""
    table, name = _path(component, root).split(".")[-2:]
    return table == root and [column.name for column in ROOTS[root].table.primary_key] == [name]


def is_additive(component: Component, root: str) -> bool:
    """Whether the values of groups add up to the value of the whole."""
    return component.adds or is_row_count(component, root)


def _of_customers(
    reader: Reader,
    batch: Batch,
    keys: list[sa.Label[Any]],
    conditions: list[sa.ColumnElement[bool]],
    tables: set[str],
) -> sa.Select[Any]:
    """Gives the statement that counts customers, all or those with two orders, by group."""
    orders = ROOTS["orders"].table
    customer = orders.c.customer_id.label("customer")
    number = (
        sa.func.count() if batch.root == "orders" else sa.func.count(orders.c.order_id.distinct())
    )
    inner = (
        reader.view.select(
            batch.root, [*keys, customer, number.label("number")], join=tables - {batch.root}
        )
        .where(*conditions)
        .group_by(*_names([*keys, customer]))
    )
    if all(AT_LEAST_TWO_ORDERS in component.where for component in batch.components):
        inner = inner.having(number >= 2)
    counted = inner.subquery()
    outer = [counted.c[key.name].label(key.name) for key in keys]
    twice = sa.func.count().filter(counted.c.number >= 2)
    values = [
        (twice if AT_LEAST_TWO_ORDERS in component.where else sa.func.count()).label(component.name)
        for component in batch.components
    ]
    return sa.select(*outer, *values).select_from(counted).group_by(*outer)
