"""Answers a MetricQuery: runs its statements and puts their groups together."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from crm.measures import Catalog
from crm.periods import Grain, Period, split
from crm.query.buckets import bucket_name, span_of
from crm.query.fields import Reader
from crm.query.ledger import ZERO, Key, Ledger, Values, holds, row
from crm.query.report import Findings, report
from crm.query.result import Table
from crm.query.spec import MetricQuery, QueryError
from crm.query.statements import Batch, Question, batches, is_additive, statement

Known = TypeVar("Known")


@dataclass(frozen=True)
class Database:
    """What queries run on: a connection, the catalog, and the currencies that its orders have."""

    connection: Connection
    catalog: Catalog
    base_currency: str
    currencies: frozenset[str]


def figures(database: Database, reader: Reader, query: MetricQuery) -> Table:
    """Gives the rows of `query`.

    Raises:
        QueryError: a name is unknown, or a measure cannot be split or filtered as asked.
    """
    question = _question(database, query)
    reading = _Reading(database, reader, question, batches(reader, question))
    now = reading.ledger(query.period, cut=reading.can_cut())
    before = reading.ledger(query.compare, cut=False) if query.compare else None
    keys = dict.fromkeys([*now.groups, *(before.groups if before else ())])
    rows = [
        row(key, question.measures, now.values(key), before.values(key) if before else None)
        for key in keys
    ]
    kept = [
        found
        for found in rows
        if all(holds(found.values[query.measures.index(h.measure)], h) for h in query.having)
        and not _lacks_target(question, found.key)
        and (not query.only or found.key[0] in query.only)
    ]
    roots = {part.name: batch.root for batch in reading.batches for part in batch.components}
    findings = Findings(question, roots, now, before, tuple(kept), database.currencies)
    return report(findings, reader, database.connection)


def _question(database: Database, query: MetricQuery) -> Question:
    catalog = database.catalog
    measures = tuple(_known(catalog.measures, name) for name in query.measures)
    parts = {part for measure in measures for part in measure.formula.names}
    money = any(path.endswith(".amount") for part in parts for path in catalog.components[part].columns)
    several = len(database.currencies) > 1 and money and "currency" not in query.group_by
    return Question(
        query,
        catalog,
        measures,
        groups=tuple(_known(catalog.dimensions, name) for name in query.group_by),
        filters=tuple((f, _known(catalog.dimensions, f.dimension)) for f in query.filters),
        by_currency=several,
        base_currency=database.base_currency,
    )


def _lacks_target(question: Question, key: Key) -> bool:
    """Whether a row is of a currency in which nobody has a target, and the question is of those."""
    of_targets = any("target" in measure.formula.text for measure in question.measures)
    return question.by_currency and of_targets and key[-1] != question.base_currency


def _known(entries: Mapping[str, Known], name: str) -> Known:
    if name not in entries:
        raise QueryError("unknown", name, name)
    return entries[name]


@dataclass(frozen=True)
class _Reading:
    """Runs the statements of one question."""

    database: Database
    reader: Reader
    question: Question
    batches: tuple[Batch, ...]

    def can_cut(self) -> bool:
        """Whether the database can order and cut the groups: one statement, one plain number."""
        query, question = self.question.query, self.question
        return (
            query.limit is not None
            and bool(query.group_by)
            and len(self.batches) == len(question.measures) == 1
            and question.measures[0].formula.is_plain
            and is_additive(self.batches[0].components[0], self.batches[0].root)
            and not (query.compare or query.having or query.only or question.by_currency)
            and all(order.by == query.measures[0] for order in query.order)
            and not any(group.grain for group in question.groups)
        )

    def ledger(self, period: Period | None, *, cut: bool) -> Ledger:
        """Gives the component values of all groups, or of the first ones where `cut`."""
        names = tuple(part.name for batch in self.batches for part in batch.components)
        ledger = Ledger(names)
        for batch in self.batches:
            chosen = statement(self.reader, self.question, batch, period)
            self._read(self._cut(chosen, batch) if cut else chosen, batch, ledger)
        if not cut:
            self._fill_time(ledger, period)
            self._total(ledger, period)
        return ledger

    def _read(self, chosen: sa.Select[Any], batch: Batch, ledger: Ledger) -> None:
        ledger.sql.append(_as_text(chosen, self.database.connection))
        width = len(self.question.groups) + self.question.by_currency
        for found in self.database.connection.execute(chosen):
            values = ledger.groups.setdefault(tuple(found[:width]), {})
            for index, part in enumerate(batch.components, start=width):
                values[part.name] = Decimal(found[index] or 0)
            if "row_count" in found._fields:
                ledger.row_count = found.row_count
                ledger.totals[None] = {batch.components[0].name: Decimal(found.total or 0)}

    def _cut(self, chosen: sa.Select[Any], batch: Batch) -> sa.Select[Any]:
        """Gives the first groups only, with the number and the sum of all."""
        query = self.question.query
        grouped = chosen.subquery("grouped")
        value = grouped.c[batch.components[0].name]
        keys = [column for column in grouped.c if column is not value]
        descending = not query.order or query.order[0].descending
        count, total = sa.func.count().over(), sa.func.sum(value).over()
        return (
            sa.select(*keys, value, count.label("row_count"), total.label("total"))
            .order_by(value.desc() if descending else value.asc(), *keys)
            .limit(query.limit)
            .offset(query.offset)
        )

    def _fill_time(self, ledger: Ledger, period: Period | None) -> None:
        """Adds the buckets in which nothing happened, where time is all that is grouped by."""
        groups = self.question.groups
        if len(groups) != 1 or groups[0].grain is None or self.question.by_currency:
            return
        whole = period or span_of(str(key[0]) for key in ledger.groups if key[0])
        if whole is None:
            return
        grain = groups[0].grain
        for bucket in split(whole, Grain(grain)):
            ledger.groups.setdefault((bucket_name(bucket.start, grain),), {})

    def _total(self, ledger: Ledger, period: Period | None) -> None:
        """Adds the groups up, by currency; what overlaps between groups is counted again."""
        for key, values in ledger.groups.items():
            currency = key[-1] if self.question.by_currency else None
            total = ledger.totals.setdefault(currency, dict.fromkeys(ledger.components, ZERO))
            for name, value in values.items():
                total[name] += value
        if self.question.groups:
            for batch in self.batches:
                self._count_overlapping(batch, ledger, period)

    def _count_overlapping(self, batch: Batch, ledger: Ledger, period: Period | None) -> None:
        overlapping = tuple(p for p in batch.components if not is_additive(p, batch.root))
        if not overlapping:
            return
        ungrouped = replace(self.question, groups=())
        chosen = statement(self.reader, ungrouped, replace(batch, components=overlapping), period)
        for found in self.database.connection.execute(chosen):
            currency = found[0] if self.question.by_currency else None
            values: Values = ledger.totals.setdefault(currency, dict.fromkeys(ledger.components, ZERO))
            for index, part in enumerate(overlapping, start=int(self.question.by_currency)):
                values[part.name] = Decimal(found[index] or 0)


def _as_text(chosen: sa.Select[Any], connection: Connection) -> str:
    """Gives the statement with its values in place, for the receipt; it is never run."""
    return str(chosen.compile(connection, compile_kwargs={"literal_binds": True}))
