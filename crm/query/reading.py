"""Runs the statements of one question and puts what they give into a ledger."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from crm.measures import Catalog
from crm.periods import Grain, Period, split
from crm.query.buckets import bucket_name, span_of
from crm.query.fields import Reader
from crm.query.ledger import ZERO, Ledger, Values
from crm.query.result import Cell
from crm.query.shown import as_run
from crm.query.spec import QueryError
from crm.query.statements import Batch, Question, is_additive, statement

MOST_GROUPS = 250_000
"""So many groups are held in memory at a time, some 250 MB; a question with more is refused."""


@dataclass(frozen=True)
class Database:
    """What queries run on: a connection, the catalog, and the currencies that its orders have."""

    connection: Connection
    catalog: Catalog
    base_currency: str
    currencies: frozenset[str]
    most_groups: int = MOST_GROUPS


@dataclass(frozen=True)
class Reading:
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
            and not any(group.grain or group.name == "age" for group in question.groups)
        )

    def ledger(self, period: Period | None, *, cut: bool) -> Ledger:
        """Gives the component values of all groups, or of the first ones where `cut`."""
        ledger = Ledger(tuple(part.name for batch in self.batches for part in batch.components))
        for batch in self.batches:
            chosen = statement(self.reader, self.question, batch, period)
            self._read(self._cut(chosen, batch) if cut else chosen, batch, ledger)
        if cut and not ledger.groups:  # nothing, or nothing behind the offset: then how many?
            return self.ledger(period, cut=False)
        if not cut:
            self._fill(ledger, period)
            self._total(ledger, period)
        return ledger

    def _read(self, chosen: sa.Select[Any], batch: Batch, ledger: Ledger) -> None:
        width = len(self.question.groups) + self.question.by_currency
        most = self.database.most_groups
        result = self.database.connection.execute(chosen)
        if self.reader.view.caller.may_see_query:
            ledger.sql.append(as_run(result))
        found = result.fetchmany(most + 1)
        if len(found) > most:
            by = self.question.groups[0].name if self.question.groups else ""
            raise QueryError("many", self.question.measures[0].name, by)
        for one in found:
            values = ledger.groups.setdefault(tuple(map(as_cell, one[:width])), {})
            for index, part in enumerate(batch.components, start=width):
                values[part.name] = Decimal(one[index] or 0)
        cut = getattr(found[0], "row_count", None) if found else None
        if cut is not None:
            ledger.row_count = int(cut)
            ledger.totals[None] = {batch.components[0].name: Decimal(found[0].total or 0)}

    def _cut(self, chosen: sa.Select[Any], batch: Batch) -> sa.Select[Any]:
        """Gives the first groups only, with the number and the sum of all."""
        query = self.question.query
        grouped = chosen.cte("grouped")
        value = grouped.c[batch.components[0].name]
        keys = [column for column in grouped.c if column is not value]
        not_empty = value != 0  # as `Question.leaves_out_empty` has it
        whole = sa.select(
            sa.func.count().filter(not_empty).label("row_count"), sa.func.sum(value).label("total")
        )
        count, total = whole.subquery("whole").c
        descending = not query.order or query.order[0].descending
        ranks = [value.desc() if descending else value.asc()]
        for key in keys:
            ranks += [key.is_(None), self._by_code_point(key)]
        return (
            sa.select(*keys, value, count, total)
            .join_from(grouped, count.table, sa.true())
            .where(not_empty)
            .order_by(*ranks)
            .limit(query.limit)
            .offset(query.offset)
        )

    def _by_code_point(self, key: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
        """Gives what `key` is ordered by, so that ties fall alike in every database."""
        if self.reader.dialect == "postgresql" and isinstance(key.type, sa.String):
            return sa.collate(key, "C")
        return key

    def _fill(self, ledger: Ledger, period: Period | None) -> None:
        """Adds the groups in which nothing happened: the whole, or each bucket of a time."""
        groups = self.question.groups
        if not groups:
            keys: list[tuple[Cell, ...]] = [()]
        elif len(groups) == 1 and groups[0].grain is not None:
            found = [str(key[0]) for key in ledger.groups if key[0]]
            keys = [(name,) for name in _buckets(period, groups[0].grain, found)]
        else:
            return
        if self.question.by_currency:
            seen = {key[-1] for key in ledger.groups}
            if self.question.only_base_currency or not seen:
                seen = {self.question.base_currency}
            keys = [(*key, currency) for key in keys for currency in seen]
        for key in keys:
            ledger.groups.setdefault(key, {})

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
            blank = dict.fromkeys(ledger.components, ZERO)
            values: Values = ledger.totals.setdefault(currency, blank)
            for index, part in enumerate(overlapping, start=int(self.question.by_currency)):
                values[part.name] = Decimal(found[index] or 0)


def earlier_buckets(question: Question) -> dict[int, dict[Cell, Cell]]:
    """Gives, by the place of a group that is a time, which bucket each earlier one stands beside.

    The first bucket of the comparison stands beside the first of the period, and so on; without
    two bounded periods there is no such pairing.
    """
    now, then = question.query.period, question.query.compare
    if now is None or then is None or now.open_start or then.open_start:
        return {}
    return {
        place: dict(
            zip(_buckets(then, group.grain, ()), _buckets(now, group.grain, ()), strict=False)
        )
        for place, group in enumerate(question.groups)
        if group.grain is not None
    }


def _buckets(period: Period | None, grain: str, found: Sequence[str]) -> list[str]:
    """Gives the names of the buckets of `period`; from the first one found where it is open."""
    span = period
    if period is None or period.open_start:
        span = span_of(found)
        if span is not None and period is not None and period.end > span.end:
            span = Period(span.start, period.end)
    if span is None:
        return []
    return [bucket_name(bucket.start, grain) for bucket in split(span, Grain(grain))]


def as_cell(key: object) -> Cell:
    """Gives a value as a cell; a number of a custom field comes as a float."""
    if isinstance(key, float):
        return Decimal(int(key)) if key.is_integer() else Decimal(str(key))
    return key  # pyright: ignore[reportReturnType]  (the columns of dimensions are all cells)
