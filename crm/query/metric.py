"""Answers a MetricQuery: runs its statements and puts their groups together."""

from dataclasses import replace
from decimal import Decimal

from crm.query.asking import question_of
from crm.query.conversion import conversion
from crm.query.facts import members
from crm.query.fields import Reader
from crm.query.ledger import Row, holds, row
from crm.query.reading import Database, Reading, earlier_buckets
from crm.query.report import Findings, report
from crm.query.result import Table
from crm.query.spec import CHANGE, CHANGE_RATE, Having, MetricQuery
from crm.query.statements import Question, batches

__all__ = ["Database", "converts", "figures"]


def figures(database: Database, reader: Reader, query: MetricQuery) -> Table:
    """Gives the rows of `query`.

    Raises:
        QueryError: a name is unknown, or a measure cannot be split or filtered as asked.
    """
    asked = _asked(database, reader, query)
    converted = conversion(database, reader, asked)
    question = converted.of(asked)
    reading = Reading(database, reader, question, batches(reader, question))
    now = reading.ledger(query.period, cut=reading.can_cut())
    before = reading.ledger(query.compare, cut=False) if query.compare else None
    if before is not None:
        before.rename(earlier_buckets(question))
    keys = dict.fromkeys([*now.groups, *(before.groups if before else ())])
    rows = [
        row(key, question.measures, now.values(key), before.values(key) if before else None)
        for key in keys
    ]
    kept = tuple(found for found in rows if _is_asked_for(question, found))
    roots = {part.name: batch.root for batch in reading.batches for part in batch.components}
    currencies = database.currencies
    if question.in_base:
        currencies = frozenset({question.base_currency})
    findings = Findings(question, roots, now, before, kept, currencies)
    table = report(findings, reader, database.connection)
    return replace(table, rates=converted.used, unrated=converted.missing)


def converts(database: Database, reader: Reader, query: MetricQuery) -> bool:
    """Whether the amounts of `query` are converted to the base currency and added.

    Raises:
        QueryError: a name is unknown, or a measure cannot be split or filtered as asked.
    """
    return conversion(database, reader, _asked(database, reader, query)).applies


def _asked(database: Database, reader: Reader, query: MetricQuery) -> Question:
    """Gives the query with what its names mean and whom its facts are true of."""
    found = tuple(members(database, reader, fact) for fact in query.facts)
    return replace(question_of(database, query), members=found)


def _is_asked_for(question: Question, found: Row) -> bool:
    query = question.query
    if question.only_base_currency and found.key[-1] != question.base_currency:
        return False
    if question.leaves_out_empty and not any((*found.values, *found.before)):
        return False
    return all(holds(_held(question, found, h), h) for h in query.having) and (
        not query.only or found.key[0] in query.only
    )


def _held(question: Question, found: Row, having: Having) -> Decimal | None:
    """Gives what a condition is on: the value of a measure, or the first one's change."""
    if having.measure == CHANGE:
        return found.change(0)
    if having.measure == CHANGE_RATE:
        return found.change_rate(0)
    return found.values[question.position(having.measure)]
