"""Decides whether a question's amounts are converted to the base currency before they are added.

They are where the deployment keeps rates and every row asked about that is in another currency has
one on or before its own day; each amount by the day by which it is asked for (an order's by
`ordered_at`, a return's by `returned_at`). If one rate is missing, nothing is converted.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from crm.measures import Dimension
from crm.models import rates
from crm.periods import Period
from crm.query.currencies import day_of, own_currency, rate_on, rated_on
from crm.query.fields import Expression, Reader
from crm.query.reading import Database
from crm.query.result import RateMissing, RateUsed
from crm.query.statements import Batch, Question, batches, conditions_of, has_currency


@dataclass(frozen=True)
class Conversion:
    """The rates that a question's amounts need; `missing` ones keep them from being converted."""

    used: tuple[RateUsed, ...] = ()
    missing: tuple[RateMissing, ...] = ()
    applies: bool = False

    def of(self, question: Question) -> Question:
        """Gives the question as it is to be answered."""
        return replace(question, by_currency=False, in_base=True) if self.applies else question


def conversion(database: Database, reader: Reader, question: Question) -> Conversion:
    """Gives the conversion of a question's amounts."""
    base = question.base_currency
    if not database.currencies - {base} or _names_a_currency(question):
        return Conversion()
    found = [batch for batch in batches(reader, question) if _has_amounts(batch)]
    if not found or not _keeps_rates(database):
        return Conversion()
    if _is_of_another_base(database, base):
        return Conversion(missing=(RateMissing(base, base),))
    query = question.query
    periods = (query.period, query.compare) if query.compare is not None else (query.period,)
    rows = [
        _Needed(*row, dated=batch.date)
        for batch in found
        for period in periods
        for row in database.connection.execute(_needed(reader, question, batch, period))
    ]
    missing = tuple(_missing(of, base) for of in _by_currency(rows) if any(r.lacking for r in of))
    if missing:
        return Conversion(missing=missing)
    return Conversion(tuple(_used(of, base) for of in _by_currency(rows)), applies=True)


def _names_a_currency(question: Question) -> bool:
    named = [*question.groups, *(dimension for _, dimension in question.filters)]
    return any(_is_currency(dimension) for dimension in named)


def _is_currency(dimension: Dimension) -> bool:
    return any(path.endswith(".currency") for path in dimension.columns)


def _has_amounts(batch: Batch) -> bool:
    return any(has_currency(component, batch.root) for component in batch.components)


def _keeps_rates(database: Database) -> bool:
    found = database.connection.execute(sa.select(rates.c.currency).limit(1))
    return found.first() is not None


def _is_of_another_base(database: Database, base: str) -> bool:
    """Whether the base currency itself has a rate other than one."""
    wrong = sa.select(rates.c.currency).where(rates.c.currency == base, rates.c.rate != Decimal(1))
    return database.connection.execute(wrong.limit(1)).first() is not None


@dataclass(frozen=True)
class _Needed:
    """The rates that the rows of one statement need of one currency."""

    currency: str
    lowest: Decimal | None
    highest: Decimal | None
    newest: date | None
    newest_amount: date | None
    lacking: int
    first_lacking: date | None
    dated: str | None


def _needed(
    reader: Reader, question: Question, batch: Batch, period: Period | None
) -> sa.Select[Any]:
    """Gives the statement of `_Needed` by currency; each day's rate is looked up once."""
    currency = own_currency(batch.root)
    assert currency is not None, "a batch with amounts has a currency"
    conditions, tables = conditions_of(reader, question, batch, period)
    day = _day(batch.date, reader.dialect)
    columns = [currency.sql.label("currency"), day.label("day")]
    days = (
        reader.view.select(batch.root, columns, join=(tables | currency.tables) - {batch.root})
        .where(*conditions, currency.sql != question.base_currency)
        .distinct()
        .subquery("days")
    )
    rate, rated_at = (of(days.c.currency, days.c.day) for of in (rate_on, rated_on))
    rated = sa.select(days, rate.label("rate"), rated_at.label("rated_at")).subquery("rated")
    lacks = rated.c.rate.is_(None)
    found: list[Expression] = [
        rated.c.currency,
        sa.func.min(rated.c.rate),
        sa.func.max(rated.c.rate),
        sa.func.max(rated.c.rated_at),
        sa.func.max(rated.c.day),
        sa.func.count().filter(lacks),
        sa.func.min(rated.c.day).filter(lacks),
    ]
    return sa.select(*found).group_by(rated.c.currency)


def _day(path: str | None, dialect: str) -> Expression:
    moment = day_of(path).sql
    if isinstance(moment.type, sa.Date):
        return moment
    if dialect == "sqlite":
        return sa.type_coerce(sa.func.substr(moment, 1, 10), sa.Date())
    return sa.cast(moment, sa.Date)


def _by_currency(rows: Iterable[_Needed]) -> Sequence[list[_Needed]]:
    found: dict[str, list[_Needed]] = {}
    for row in rows:
        found.setdefault(row.currency, []).append(row)
    return [found[currency] for currency in sorted(found)]


def _missing(rows: Sequence[_Needed], base: str) -> RateMissing:
    days = [row.first_lacking for row in rows if row.first_lacking is not None]
    return RateMissing(rows[0].currency, base, min(days, default=None))


def _used(rows: Sequence[_Needed], base: str) -> RateUsed:
    return RateUsed(
        rows[0].currency,
        base,
        min(row.lowest for row in rows if row.lowest is not None),
        max(row.highest for row in rows if row.highest is not None),
        tuple(dict.fromkeys(row.dated for row in rows if row.dated is not None)),
        max(row.newest for row in rows if row.newest is not None),
        max(row.newest_amount for row in rows if row.newest_amount is not None),
    )
