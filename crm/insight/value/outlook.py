"""Sales of the months ahead, of the whole and of its parts, from the monthly sales of the past.

The past is read by the same query as all figures of sales: the same definition, the same scope, the
same rates of exchange. Where amounts of several currencies are not converted, each currency is
foretold by itself.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from crm.insight.value.forecast import Forecast, Series, forecasts
from crm.insight.value.purchases import YEARS
from crm.periods import Period
from crm.query.fields import Reader
from crm.query.metric import Database, figures
from crm.query.result import Cell, Table
from crm.query.spec import Filter, MetricQuery

MOST_AHEAD = 6
"""Months that are foretold, the running one counted: further ahead the errors were not measured."""


@dataclass(frozen=True)
class Expected:
    """What one part of the sales is expected to be in one month."""

    month: date
    key: str
    label: str
    currency: str
    forecast: Forecast


@dataclass(frozen=True)
class Outlook:
    """The forecasts that were asked for, and the statements that the past was read by."""

    expected: tuple[Expected, ...]
    sql: tuple[str, ...]


def first_of(day: date) -> date:
    """Gives the first day of a day's month."""
    return day.replace(day=1)


def months_ahead(today: date, month: date) -> int:
    """Gives how many months after the last whole one a month is; 1 is the running month."""
    return (month.year - today.year) * 12 + month.month - today.month + 1


def outlook(
    database: Database,
    reader: Reader,
    months: Sequence[date],
    *,
    by: str | None = None,
    filters: tuple[Filter, ...] = (),
) -> Outlook:
    """Gives what sales are expected to be in those months (their first days), by `by`.

    Empty where the past is too short.

    Raises:
        QueryError: sales cannot be split or filtered so.
    """
    past = past_sales(database, reader, by=by, filters=filters)
    found: list[Expected] = []
    for currency, series in sorted(past.series.items()):
        for month in months:
            ahead = months_ahead(reader.today, month)
            for key, forecast in forecasts(series, ahead).items():
                found.append(Expected(month, key, past.labels[key], currency, forecast))
    return Outlook(tuple(found), past.sql)


@dataclass(frozen=True)
class PastSales:
    """The whole months of each part, by currency, and what the parts are called."""

    series: Mapping[str, Series]
    labels: Mapping[str, str]
    sql: tuple[str, ...]

    def of(self, currency: str) -> Series:
        """Gives the months of one currency; nothing where there is none of it."""
        return self.series.get(currency, {})


def past_sales(
    database: Database,
    reader: Reader,
    *,
    by: str | None = None,
    filters: tuple[Filter, ...] = (),
) -> PastSales:
    """Gives the sales of the whole months of three years, by `by`.

    Raises:
        QueryError: sales cannot be split or filtered so.
    """
    last = first_of(reader.today) - timedelta(days=1)
    since = first_of(last - timedelta(days=366 * YEARS))
    groups = ("month",) if by is None else ("month", by)
    query = MetricQuery(("sales",), groups, filters, Period(since, last))
    table = figures(database, reader, query)
    return _series(table, by, database.base_currency)


def _series(table: Table, by: str | None, base: str) -> PastSales:
    """Gives the whole months of each part by currency; the first month may not be whole."""
    at = {column.name: place for place, column in enumerate(table.columns)}
    cells: defaultdict[str, dict[tuple[str, str], Decimal]] = defaultdict(dict)
    labels: dict[str, str] = {}
    for row, key in zip(table.rows, table.keys, strict=True):
        amount = row[at["sales"]]
        if not isinstance(amount, Decimal) or row[at["month"]] is None:
            continue
        currency = str(row[at["currency"]]) if "currency" in at else _unit(table, base)
        part = "" if by is None else _named(key[1])
        labels[part] = "" if by is None else _named(row[at[by]])
        cells[currency][part, str(row[at["month"]])] = amount
    series = {currency: _months(amounts) for currency, amounts in cells.items()}
    return PastSales(series, labels, table.sql)


def _months(amounts: Mapping[tuple[str, str], Decimal]) -> Series:
    """Gives the amounts of each part from the second month with sales on: the first may be cut."""
    bought = sorted({month for (_, month), amount in amounts.items() if amount})
    months = [month for month in _all_months(amounts) if bought and month > bought[0]]
    parts = sorted({part for part, _ in amounts})
    return {p: [float(amounts.get((p, m), 0)) for m in months] for p in parts}


def _all_months(amounts: Mapping[tuple[str, str], Decimal]) -> list[str]:
    """Gives the names of all months between the first and the last one, `2026-10`."""
    names = sorted({month for _, month in amounts})
    first, last = (int(name[:4]) * 12 + int(name[5:7]) - 1 for name in (names[0], names[-1]))
    return [f"{count // 12:04}-{count % 12 + 1:02}" for count in range(first, last + 1)]


def _named(cell: Cell) -> str:
    return "" if cell is None else str(cell)


def _unit(table: Table, base: str) -> str:
    return next((c.unit for c in table.columns if c.name == "sales" and c.unit), base)
