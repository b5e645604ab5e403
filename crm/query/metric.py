"""Answers a MetricQuery: runs its statements and puts their groups together."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from crm.query.conversion import conversion
from crm.query.currencies import is_money
from crm.query.fields import Reader
from crm.query.ledger import Row, holds, row
from crm.query.reading import Database, Reading, earlier_buckets
from crm.query.report import Findings, report
from crm.query.result import Table
from crm.query.spec import MetricQuery, QueryError
from crm.query.statements import Question, batches

__all__ = ["Database", "converts", "figures"]

Known = TypeVar("Known")


def figures(database: Database, reader: Reader, query: MetricQuery) -> Table:
    """Gives the rows of `query`.

    Raises:
        QueryError: a name is unknown, or a measure cannot be split or filtered as asked.
    """
    asked = question_of(database, query)
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
    return conversion(database, reader, question_of(database, query)).applies


def _is_asked_for(question: Question, found: Row) -> bool:
    query = question.query
    if question.only_base_currency and found.key[-1] != question.base_currency:
        return False
    if question.leaves_out_empty and not any((*found.values, *found.before)):
        return False
    return all(holds(found.values[question.position(h.measure)], h) for h in query.having) and (
        not query.only or found.key[0] in query.only
    )


def question_of(database: Database, query: MetricQuery) -> Question:
    """Gives the query with what its names mean.

    Raises:
        QueryError: a name is unknown.
    """
    catalog = database.catalog
    measures = tuple(_known(catalog.measures, name) for name in _measures_of(query))
    paths = {
        path
        for measure in measures
        for part in measure.formula.names
        for path in catalog.components[part].columns
    }
    money = any(map(is_money, paths))
    # Targets are in the base currency, also where no order is.
    of_targets = {database.base_currency} if "targets.amount" in paths else set[str]()
    several = len(database.currencies | of_targets) > 1
    return Question(
        query,
        catalog,
        measures,
        groups=tuple(_known(catalog.dimensions, name) for name in query.group_by),
        filters=tuple((f, _known(catalog.dimensions, f.dimension)) for f in query.filters),
        by_currency=several and money and "currency" not in query.group_by,
        base_currency=database.base_currency,
    )


def _measures_of(query: MetricQuery) -> tuple[str, ...]:
    """Gives the measures that are shown, then those by which groups are only chosen or ordered."""
    by = [order.by for order in query.order if order.by not in query.group_by]
    if query.compare is not None:
        by = [name for name in by if name not in {"change", "change_rate"}]
    return tuple(dict.fromkeys([*query.measures, *(h.measure for h in query.having), *by]))


def _known(entries: Mapping[str, Known], name: str) -> Known:
    if name not in entries:
        raise QueryError("unknown", name, name)
    return entries[name]
