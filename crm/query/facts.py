"""Facts as conditions: who bought printers last year and no consumables since."""

import sqlalchemy as sa

from crm.models import customers, orders
from crm.query.asking import question_of
from crm.query.conditions import AT_LEAST_TWO_ORDERS
from crm.query.fields import Reader
from crm.query.reading import Database
from crm.query.spec import Fact, MetricQuery, QueryError
from crm.query.statements import Batch, Members, Question, batches, conditions_of, statement
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
    found = [
        statement(reader, question, batch, fact.period).subquery()
        for batch in batches(reader, question)
    ]
    # Without NULL, which would make NOT IN hold for nobody.
    ids = [sa.select(each.c.k0).where(each.c.k0.is_not(None)) for each in found]
    return Members(tuple(ids), fact.holds)


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
