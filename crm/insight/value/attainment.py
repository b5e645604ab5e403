"""Targets and sales of a running period, read for the pace: by whom, or of all that is seen."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from crm.insight.value.forecast import forecasts
from crm.insight.value.outlook import MOST_AHEAD, first_of, months_ahead, past_sales
from crm.insight.value.pace import Ahead, LastYear, Pace, end_of, share_left, working_days
from crm.periods import Period
from crm.query.fields import Reader
from crm.query.metric import Database, figures
from crm.query.spec import Filter, MetricQuery

Amounts = Mapping[str, Decimal]


@dataclass(frozen=True)
class Runner:
    """One part of the whole (a rep, a team, or all) and its pace."""

    key: str
    label: str
    pace: Pace


@dataclass(frozen=True)
class Asked:
    """Which period, by what, of whom. The period is given whole: its last day may be ahead."""

    first: date
    last: date
    by: str | None = None
    filters: tuple[Filter, ...] = ()


def paces(database: Database, reader: Reader, asked: Asked) -> tuple[Runner, ...]:
    """Gives the pace of each part that has a target in the period, in the base currency.

    Raises:
        QueryError: targets or sales cannot be split or filtered so.
    """
    today = min(reader.today, asked.last)
    whole = Period(asked.first, asked.last)
    targets, labels = _amounts(database, reader, asked, "target", whole)
    done, _ = _amounts(database, reader, asked, "sales", Period(asked.first, today))
    before = _last_year(database, reader, asked, today)
    ahead = _ahead(database, reader, asked)
    gone = working_days(asked.first, reader.today - timedelta(days=1))  # today is not over
    left = working_days(asked.first, asked.last) - gone
    return tuple(
        Runner(
            key,
            labels[key],
            Pace(
                target=target,
                done=done.get(key, Decimal(0)),
                days_gone=gone,
                days_left=left,
                last_year=before.get(key),
                end=end_of(done.get(key, Decimal(0)), ahead.get(key, ())),
            ),
        )
        for key, target in targets.items()
        if target > 0
    )


def _amounts(
    database: Database, reader: Reader, asked: Asked, measure: str, period: Period
) -> tuple[Amounts, Mapping[str, str]]:
    """Gives a measure in the base currency by part, and what the parts are called."""
    groups = () if asked.by is None else (asked.by,)
    table = figures(database, reader, MetricQuery((measure,), groups, asked.filters, period))
    at = {column.name: place for place, column in enumerate(table.columns)}
    found: dict[str, Decimal] = {}
    labels: dict[str, str] = {}
    for row, key in zip(table.rows, table.keys, strict=True):
        currency = row[at["currency"]] if "currency" in at else table.columns[at[measure]].unit
        if currency != database.base_currency:
            continue
        amount, part = row[at[measure]], "" if asked.by is None else str(key[0])
        if isinstance(amount, Decimal):
            found[part] = amount
            labels[part] = "" if asked.by is None else str(row[at[asked.by]])
    return found, labels


def _last_year(
    database: Database, reader: Reader, asked: Asked, today: date
) -> Mapping[str, LastYear]:
    """Gives what each part sold in the same period a year before, and by the same day."""
    first, last, day = (_year_before(each) for each in (asked.first, asked.last, today))
    whole, _ = _amounts(database, reader, asked, "sales", Period(first, last))
    by_now, _ = _amounts(database, reader, asked, "sales", Period(first, day))
    return {key: LastYear(amount, by_now.get(key, Decimal(0))) for key, amount in whole.items()}


def _year_before(day: date) -> date:
    """Gives the same day a year earlier; the last of a month stays the last of it."""
    if day == _end_of_month(first_of(day)):
        return _end_of_month(first_of(day).replace(year=day.year - 1))
    return day.replace(year=day.year - 1)


def _ahead(database: Database, reader: Reader, asked: Asked) -> Mapping[str, Sequence[Ahead]]:
    """Gives the months of the period that are not over, each foretold, by part."""
    months = _months_left(asked, reader.today)
    if not months or months_ahead(reader.today, months[-1]) > MOST_AHEAD:
        return {}
    past = past_sales(database, reader, by=asked.by, filters=asked.filters)
    series = past.of(database.base_currency)
    found: defaultdict[str, list[Ahead]] = defaultdict(list)
    for month in months:
        last = _end_of_month(month)
        share = share_left(reader.today, last)
        for key, forecast in forecasts(series, months_ahead(reader.today, month)).items():
            found[key].append(Ahead(forecast, share))
    return {key: each for key, each in found.items() if len(each) == len(months)}


def _months_left(asked: Asked, today: date) -> list[date]:
    """Gives the first days of the months of the period from the running one on."""
    found: list[date] = []
    month = max(first_of(asked.first), first_of(today))
    while month <= asked.last:
        found.append(month)
        month = first_of(month + timedelta(days=31))
    return found


def _end_of_month(month: date) -> date:
    return first_of(month + timedelta(days=31)) - timedelta(days=1)
