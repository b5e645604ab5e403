"""Facts as conditions: who bought printers last year and no consumables since."""

from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from crm.measures import Dimension
from crm.models import customers, orders
from crm.query.asking import question_of
from crm.query.conditions import AT_LEAST_TWO_ORDERS
from crm.query.fields import Reader, condition, dimension_field
from crm.query.reading import Database
from crm.query.spec import Fact, Filter, MetricQuery, QueryError
from crm.query.statements import (
    Batch,
    Members,
    Question,
    batches,
    conditions_of,
    statement,
    unordered,
)
from crm.relations import ROOTS

KEY_OF = {"customers": "customer", "products": "product"}
"""The dimension by which events are laid to the rows of a table."""


def members(database: Database, reader: Reader, fact: Fact, key: str = "customer") -> Members:
    """Gives the ids of the customers (or products) with such events, and whether they are meant.

    The events are read with the caller's eyes, as all figures are.

    Raises:
        QueryError: there are no such events of them, or these cannot be filtered so.
    """
    question = _question(database, fact, key)
    each = [_ids(reader, question, batch, fact) for batch in batches(reader, question)]
    return Members(tuple(each), fact.holds)


def _ids(reader: Reader, question: Question, batch: Batch, fact: Fact) -> sa.Select[Any]:
    """Gives the ids that a statement finds, without NULL: NOT IN would then hold for nobody."""
    if AT_LEAST_TWO_ORDERS in batch.where:
        found = statement(reader, question, batch, fact.period).subquery()
    else:
        found = _chosen(reader, question, batch, fact).subquery()
    return sa.select(found.c.k0).where(found.c.k0.is_not(None))


def _chosen(reader: Reader, question: Question, batch: Batch, fact: Fact) -> sa.Select[Any]:
    """Gives the key of each row that a fact is about."""
    products, question = _products_apart(reader, question, batch, fact)
    key = dimension_field(reader, question.groups[0], batch.root, dated=batch.date)
    if key is None:
        raise QueryError("split", fact.measure, question.groups[0].name)
    conditions, tables = conditions_of(reader, question, batch, fact.period)
    columns, join = [unordered(key.sql).label("k0")], (tables | key.tables) - {batch.root}
    chosen = reader.view.select(batch.root, columns, join=join)
    return chosen.where(*conditions, *products).distinct()


def _products_apart(
    reader: Reader, question: Question, batch: Batch, fact: Fact
) -> tuple[list[sa.ColumnElement[bool]], Question]:
    """Gives what is asked of the products of lines of all times, and the question without it.

    Which products are meant is found first, and their lines then through the index. Of some time,
    the orders of that time are the better beginning.
    """
    if batch.root != "order_lines" or fact.period is not None:
        return [], question
    asked, rest = list[sa.ColumnElement[bool]](), list[tuple[Filter, Dimension]]()
    for wanted, dimension in question.filters:
        field = dimension_field(reader, dimension, batch.root, dated=batch.date)
        if field and field.tables == frozenset({"products"}) and wanted.operator == "in":
            asked.append(condition(field.sql, wanted))
        else:
            rest.append((wanted, dimension))
    if not asked:
        return [], question
    products, lines = ROOTS["products"].table, ROOTS["order_lines"].table
    meant = reader.view.select("products", [products.c.product_id]).where(*asked)
    return [lines.c.product_id.in_(meant)], replace(question, filters=tuple(rest))


def condition_of(
    database: Database, reader: Reader, root: str, fact: Fact
) -> sa.ColumnElement[bool]:
    """Gives the condition that a row of `root`, or the customer it belongs to, meets the fact.

    Raises:
        QueryError: rows of that table belong to nobody, or cannot meet such a fact.
    """
    key = KEY_OF.get(root, "customer")
    own = ROOTS[root].table.primary_key.columns[0] if root in KEY_OF else ROOTS[root].customer
    if own is None:
        raise QueryError("filter", root, fact.measure)
    if root == "customers":
        question = _question(database, fact, key)
        found = batches(reader, question)
        if all(_is_of_orders(batch) for batch in found):
            ordered = sa.or_(*(_ordered(reader, question, batch, fact) for batch in found))
            return ordered if fact.holds else sa.not_(ordered)
    return members(database, reader, fact, key).condition(own)


def _question(database: Database, fact: Fact, key: str) -> Question:
    return question_of(database, MetricQuery((fact.measure,), (key,), fact.filters, fact.period))


def _is_of_orders(batch: Batch) -> bool:
    return batch.root == "orders" and AT_LEAST_TWO_ORDERS not in batch.where


def _ordered(
    reader: Reader, question: Question, batch: Batch, fact: Fact
) -> sa.ColumnElement[bool]:
    """Gives the condition that a customer has such an order.

    Each customer's are looked for through the index by customer and date. Facts about lines are not
    read so: by which end a database would begin there is its guess, and a wrong one takes seconds.
    """
    conditions, tables = conditions_of(reader, question, batch, fact.period)
    key = orders.c.customer_id.label("k0")
    chosen = reader.view.select("orders", [key], join=tables - {"orders"}).where(*conditions)
    rows = chosen.subquery()
    return sa.exists().select_from(rows).where(rows.c.k0 == customers.c.customer_id)
