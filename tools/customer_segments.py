"""The tool that tells customers apart by how lately, how often and for how much they bought."""

from collections.abc import Sequence
from decimal import Decimal
from typing import get_args

from crm.insight.value.segments import Rfm, Segment, rfm
from crm.query.result import Cell, Column, Table
from crm.query.spec import Filter
from tools.base import Evidence, ToolContext
from tools.known_customers import LISTED, arguments_of, everybody, ids_of

NAME = "customer_segments"
TABLES = ("orders",)
SEGMENTS: tuple[Segment, ...] = get_args(Segment)
SCORES = range(5, 0, -1)


def segments(context: ToolContext, filters: tuple[Filter, ...]) -> tuple[Evidence, ...]:
    """Gives how many customers each segment has and what they bought, and where the fifths part.

    Empty where fewer than five customers bought in a currency.

    Raises:
        QueryError: customers cannot be filtered so.
    """
    found, base = _found(context, filters), context.database.base_currency
    arguments = arguments_of("segments", filters)
    return (
        Evidence(NAME, arguments, _by_segment(found, base), title="segments", tables=TABLES),
        Evidence(NAME, arguments, _fifths(segmented(context), base), title="fifths", tables=TABLES),
    )


def customers_in(
    context: ToolContext, segment: str, filters: tuple[Filter, ...], most: int = LISTED
) -> tuple[Evidence, ...]:
    """Gives the customers of one segment, those who bought most first, and where the fifths part.

    `most` of them are shown; all are counted.

    Raises:
        QueryError: customers cannot be filtered so.
    """
    base = context.database.base_currency
    meant = [one for one in _found(context, filters) if one.segment == segment]
    ranked = sorted(meant, key=lambda o: (o.currency != base, o.currency, -o.sales, o.customer_id))
    arguments = {**arguments_of("segments", filters), "segment": segment}
    return (
        Evidence(NAME, arguments, _customers(ranked, most), title="segment", tables=TABLES),
        Evidence(NAME, arguments, _fifths(segmented(context), base), title="fifths", tables=TABLES),
        Evidence(NAME, arguments, _count(len(ranked)), title="segment_count", tables=TABLES),
    )


def segmented(context: ToolContext) -> tuple[Rfm, ...]:
    """Gives the segment of each visible customer who bought within the time that counts."""
    known = everybody(context)
    return rfm(known.histories, known.today)


def _found(context: ToolContext, filters: tuple[Filter, ...]) -> list[Rfm]:
    """Gives those that the filters are true of; the fifths are those of all who are seen."""
    meant = ids_of(context, filters)
    return [one for one in segmented(context) if meant is None or one.customer_id in meant]


def _money(found: Sequence[Rfm]) -> tuple[list[Column], bool]:
    """Gives the columns of what was bought in a year, and whether it is of several currencies."""
    currencies = {one.currency for one in found}
    several = len(currencies) > 1
    unit = None if several else next(iter(currencies), None)
    column = Column("bought_year", "field", unit, additive=True)
    return [column, *([Column("currency", "dimension")] if several else [])], several


def _count(number: int) -> Table:
    columns = (Column("customers_in", "field", "customers"),)
    return Table(columns, ((number,),), ((None,),), 1, None, ())


def _currencies(found: Sequence[Rfm], base: str) -> list[str]:
    """Gives the currencies, the base currency first."""
    return sorted({one.currency for one in found}, key=lambda code: (code != base, code))


def _by_segment(found: Sequence[Rfm], base: str) -> Table:
    """Gives the segments, those of the base currency first: amounts are not compared across."""
    money, several = _money(found)
    columns = [
        Column("segment", "dimension"),
        Column("customers_in", "field", "customers"),
        Column("mean_silent", "field", "days"),
        *money,
    ]
    rows: list[tuple[Cell, ...]] = []
    keys: list[tuple[Cell, ...]] = []
    for currency in _currencies(found, base):
        for segment in SEGMENTS:
            own = [o for o in found if o.segment == segment and o.currency == currency]
            if not own:
                continue
            silent = round(Decimal(sum(one.silent for one in own)) / len(own))
            sales = sum((one.sales for one in own), Decimal(0))
            last: list[Cell] = [currency] if several else []
            rows.append((f"segment_{segment}", len(own), silent, sales, *last))
            keys.append((segment, *last))
    return Table(tuple(columns), tuple(rows), tuple(keys), len(rows), None, ())


def _customers(found: Sequence[Rfm], most: int) -> Table:
    money, several = _money(found)
    scores = ("recency_score", "frequency_score", "money_score")
    columns = [
        Column("customer", "dimension"),
        Column("silent", "field", "days"),
        Column("purchases_year", "field", "times"),
        *money,
        *(Column(name, "field", "points") for name in scores),
    ]
    shown = found[:most]
    rows = tuple(
        (
            one.name,
            one.silent,
            one.purchases,
            one.sales,
            *([one.currency] if several else []),
            one.recency_score,
            one.frequency_score,
            one.money_score,
        )
        for one in shown
    )
    keys = tuple((one.customer_id,) for one in shown)
    return Table(tuple(columns), rows, keys, len(found), None, ())


def _fifths(found: Sequence[Rfm], base: str) -> Table:
    """Gives what earns each score: the longest silence, the fewest purchases, the least money."""
    money, several = _money(found)
    columns = [
        Column("score", "dimension"),
        Column("silent_up_to", "field", "days"),
        Column("purchases_from", "field", "times"),
        *money,
    ]
    rows: list[tuple[Cell, ...]] = []
    for currency in _currencies(found, base):
        own = [one for one in found if one.currency == currency]
        for score in SCORES:
            lately = [one.silent for one in own if one.recency_score == score]
            often = [one.purchases for one in own if one.frequency_score == score]
            much = [one.sales for one in own if one.money_score == score]
            rows.append(
                (
                    f"{score}",
                    max(lately, default=None),
                    min(often, default=None),
                    min(much, default=None),
                    *([currency] if several else []),
                )
            )
    keys = tuple((row[0],) for row in rows)
    return Table(tuple(columns), tuple(rows), keys, len(rows), None, ())
