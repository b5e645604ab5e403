"""Facts as conditions: who bought printers last year and no consumables since."""

import sqlalchemy as sa

from crm.query.asking import question_of
from crm.query.fields import Reader
from crm.query.reading import Database
from crm.query.spec import Fact, MetricQuery, QueryError
from crm.query.statements import Members, Question, batches, keys_of, statement
from crm.relations import ROOTS

KEY_OF = {"customers": "customer", "products": "product"}
"""The dimension by which events are laid to the rows of a table."""


def members(database: Database, reader: Reader, fact: Fact) -> Members:
    """Gives the ids of the customers with such events, and whether they are meant.

    The events are read with the caller's eyes, as all figures are.

    Raises:
        QueryError: there are no such events of them, or these cannot be filtered so.
    """
    question = _question(database, fact, "customer")
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
    if root in KEY_OF:
        return _own_events(database, reader, root, fact)
    owner = ROOTS[root].customer
    if owner is None:
        raise QueryError("filter", root, fact.measure)
    return members(database, reader, fact).condition(owner)


def _own_events(
    database: Database, reader: Reader, root: str, fact: Fact
) -> sa.ColumnElement[bool]:
    """Gives the same of a table in which each key stands once: its events are looked for by it."""
    own = ROOTS[root].table.primary_key.columns[0]
    question = _question(database, fact, KEY_OF[root])
    found = [
        keys_of(reader, question, batch, fact.period).subquery()
        for batch in batches(reader, question)
    ]
    happened = sa.or_(*(sa.exists().select_from(rows).where(rows.c.k0 == own) for rows in found))
    return happened if fact.holds else sa.not_(happened)


def _question(database: Database, fact: Fact, key: str) -> Question:
    return question_of(database, MetricQuery((fact.measure,), (key,), fact.filters, fact.period))
