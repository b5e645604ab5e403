"""Facts as conditions: who bought printers last year and no consumables since."""

import sqlalchemy as sa

from crm.query.fields import Reader
from crm.query.metric import question_of
from crm.query.reading import Database
from crm.query.spec import Fact, MetricQuery, QueryError
from crm.query.statements import batches, statement
from crm.relations import ROOTS

KEY_OF = {"customers": "customer", "products": "product"}
"""The dimension by which events are laid to the rows of a table."""


def condition_of(
    database: Database, reader: Reader, root: str, fact: Fact
) -> sa.ColumnElement[bool]:
    """Gives the condition that a row of `root` meets the fact.

    The events are read with the caller's eyes, as all figures are.

    Raises:
        QueryError: rows of that table have no such events, or these cannot be filtered so.
    """
    if root not in KEY_OF:
        raise QueryError("filter", root, fact.measure)
    query = MetricQuery((fact.measure,), (KEY_OF[root],), fact.filters, fact.period)
    question = question_of(database, query)
    found = [
        statement(reader, question, batch, fact.period).subquery()
        for batch in batches(reader, question)
    ]
    (own,) = ROOTS[root].table.primary_key
    # Without NULL, which would make NOT IN hold for nobody.
    having = [own.in_(sa.select(each.c.k0).where(each.c.k0.is_not(None))) for each in found]
    return sa.or_(*having) if fact.holds else sa.not_(sa.or_(*having))
