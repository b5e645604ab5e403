"""The tool that tells what customers will do: who leaves, who buys when and what, sales ahead.

All of it is computed from the rows that the caller sees (`crm/insight/value`), by fixed procedures
whose figures stand in the evidence.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from crm.insight.value import assortment, outlook, pairs
from crm.insight.value.retention import Retention, leaving, to_call
from crm.insight.value.rhythm import FEWEST, SURE, Market
from crm.query.record import streamed
from crm.query.result import Cell, Column, Table
from crm.query.spec import Filter, RecordQuery
from tools.base import Evidence, ToolContext
from tools.known_customers import (
    LISTED,
    MOST_CUSTOMERS,
    WHOLE,
    Cut,
    arguments_of,
    chosen,
    everybody,
    number,
)

NAME = "customer_value"
MOST_PRODUCTS = 5
NEARLY_CERTAIN = Decimal("0.999999")
_SALES_YEAR = "sales_year"

CELLS = {
    "last_order": Column("last_order", "field"),
    "silent": Column("silent", "field", "days"),
    "mean_gap": Column("mean_gap", "field", "days"),
    "usual_date": Column("usual_date", "field"),
    "leaving_risk": Column("leaving_risk", "field", "ratio"),
    "purchases": Column("purchases", "field", "times"),
    "sure": Column("sure", "field", "ratio"),
    "still_silent": Column("still_silent", "field", "ratio"),
    "leaves": Column("leaves", "field", "ratio"),
    "earliest_date": Column("earliest_date", "field"),
    "expected_date": Column("expected_date", "field"),
    "latest_date": Column("latest_date", "field"),
    "needed": Column("needed", "field", "times"),
}
"""Columns of a customer, beside the name and the sales."""
IN_A_LIST = ("last_order", "silent", "mean_gap", "usual_date", "leaving_risk")
AS_REASONS = (
    *("purchases", "mean_gap", "sure", "usual_date", "last_order", "silent"),
    *("still_silent", "leaves", "leaving_risk"),
)
OF_ONE = ("earliest_date", "expected_date", "latest_date", *AS_REASONS, "needed")


def customers_leaving(
    context: ToolContext,
    filters: tuple[Filter, ...],
    *,
    calling: bool,
    reasons: bool,
    wanted: Cut = WHOLE,
) -> tuple[Evidence, ...]:
    """Gives the customers who may be leaving (or are to be called), and how many stand how.

    Args:
        context: what the tool may use.
        filters: which customers.
        calling: whether those who are only late are among them.
        reasons: whether each row has the figures that the risk is made of.
        wanted: which rows of the list, by the risk.

    Raises:
        QueryError: customers cannot be filtered so.
    """
    found, base = chosen(context, filters), context.database.base_currency
    listed = _wanted(to_call(found, base) if calling else leaving(found, base), wanted)
    columns = AS_REASONS if reasons else IN_A_LIST
    market = everybody(context).market
    table = _customers(listed, market, columns, sales=not reasons, most=wanted.most)
    title = "to_call" if calling else "leaving"
    return (
        Evidence(NAME, arguments_of(title, filters), table, title=title, tables=("orders",)),
        _standings(found),
    )


def _wanted(found: Sequence[Retention], wanted: Cut) -> Sequence[Retention]:
    """Gives those whose risk is wanted, the riskiest first where that is asked for."""
    kept = [one for one in found if wanted.keeps(_risk(one))]
    return sorted(kept, key=_risk, reverse=True) if wanted.descending else kept


def _risk(one: Retention) -> Decimal:
    return Decimal(0) if one.risk is None else chance(one.risk)


def next_purchase(context: ToolContext, customer_id: str) -> tuple[Evidence, ...]:
    """Gives when a visible customer is expected to buy next, how likely not, and what.

    No row where there is no purchase; a row without dates where there are too few.
    """
    reader, connection = context.reader, context.database.connection
    known = everybody(context)
    one = (known.by_id[customer_id],) if customer_id in known.by_id else ()
    arguments = {"kind": "next_purchase", "customer": customer_id}
    table = _customers(one, known.market, OF_ONE, sales=False)
    found = Evidence(NAME, arguments, table, title="next_purchase", tables=("orders",))
    bought = assortment.bought_by(connection, reader, customer_id) if one else ()
    expected = assortment.likely(bought, MOST_PRODUCTS)
    tables = ("order_lines",)
    products = Evidence(NAME, arguments, _products(expected), title="next_products", tables=tables)
    return (found, products)


def sales_ahead(
    context: ToolContext, months: Sequence[date], by: str | None, filters: tuple[Filter, ...]
) -> tuple[Evidence, ...]:
    """Gives what sales are expected to be in those months, each with its interval.

    Raises:
        QueryError: sales cannot be split or filtered so.
    """
    found = outlook.outlook(context.database, context.reader, months, by=by, filters=filters)
    arguments = {
        **arguments_of("forecast", filters),
        "months": tuple(month.isoformat()[:7] for month in months),
        "by": by,
    }
    return (
        Evidence(
            NAME,
            arguments,
            _forecasts(found, by),
            title="forecast",
            tables=("orders",),
        ),
    )


def cross_sell(context: ToolContext, dimension: str, value: str) -> tuple[Evidence, ...]:
    """Gives what to offer a visible customer, or what goes with a product, each with its pair."""
    reader, connection = context.reader, context.database.connection
    held = pairs.pairs(pairs.baskets(connection, reader))
    if dimension == "customer":
        bought = assortment.bought_by(connection, reader, value)
        offers = pairs.offers(held, bought, reader.today)
        rows = [(offer.pair, offer.last) for offer in offers]
    else:
        rows = [(pair, None) for pair in held if pair.first == value]
    names = _product_names(context)
    arguments = {"kind": "cross_sell", dimension: value}
    table = _pairs(rows[:MOST_PRODUCTS], len(rows), names)
    return (Evidence(NAME, arguments, table, title="cross_sell", tables=("order_lines",)),)


def _customers(
    found: Sequence[Retention],
    market: Market,
    names: Sequence[str],
    *,
    sales: bool,
    most: int = LISTED,
) -> Table:
    """Gives rows of customers; the sales come with their currency where there are several."""
    shown = found[:most]
    currencies = {each.currency for each in found}
    only = next(iter(currencies)) if len(currencies) == 1 else None
    columns = [Column("customer", "dimension"), *(CELLS[name] for name in names)]
    if sales:
        columns.append(Column(_SALES_YEAR, "field", only, additive=True))
        columns += [Column("currency", "dimension")] if only is None and found else []
    rows: list[tuple[Cell, ...]] = []
    for each in shown:
        figures = _figures(each, market)
        cells: list[Cell] = [each.name, *(figures[name] for name in names)]
        if sales:
            cells += [each.sales] if only is not None else [each.sales, each.currency]
        rows.append(tuple(cells))
    keys = tuple((each.customer_id,) for each in shown)
    return Table(tuple(columns), tuple(rows), keys, len(found), None, ())


def _figures(each: Retention, market: Market) -> dict[str, Cell]:
    rhythm, due = each.rhythm, each.due
    return {
        "last_order": each.last,
        "silent": each.silent,
        "mean_gap": max(Decimal(1), number(rhythm.gap, 0)) if rhythm else None,
        "usual_date": each.usual,
        "leaving_risk": chance(each.risk) if each.risk is not None else None,
        "purchases": each.purchases,
        "sure": number(SURE),
        "still_silent": chance(rhythm.still_silent(each.silent)) if rhythm else None,
        "leaves": chance(market.leaving),
        "earliest_date": due.first if due else None,
        "expected_date": due.middle if due else None,
        "latest_date": due.last if due else None,
        "needed": FEWEST,
    }


def _standings(found: Sequence[Retention]) -> Evidence:
    """Gives how many customers stand how, in one row."""
    names = ("at_risk", "late", "lost", "on_rhythm", "unknown")
    columns = tuple(Column(f"customers_{name}", "field", "customers") for name in names)
    row = tuple(sum(each.standing == name for each in found) for name in names)
    table = Table(columns, (row,), ((None,),), 1, None, ())
    return Evidence(NAME, {"kind": "standings"}, table, title="standings", tables=("orders",))


def _products(found: Sequence[assortment.Likely]) -> Table:
    columns = (
        Column("product", "dimension"),
        Column("quantity", "field", "units"),
        Column("taken_share", "field", "ratio"),
        Column("taken_times", "field", "times"),
        Column("last_order", "field"),
    )
    rows = tuple((p.name, p.quantity, number(p.share), p.times, p.last) for p in found)
    return Table(columns, rows, tuple((p.product_id,) for p in found), len(rows), None, ())


def _forecasts(found: outlook.Outlook, by: str | None) -> Table:
    currencies = {each.currency for each in found.expected}
    only = next(iter(currencies)) if len(currencies) == 1 else None
    money = ("expected", "from_amount", "to_amount", "level_now", "last_month", "year_before")
    columns = [Column("month", "dimension")]
    columns += [Column(by, "dimension")] if by is not None else []
    columns += [Column(name, "field", only) for name in money]
    columns += [Column("season", "field", "ratio"), Column("sure", "field", "ratio")]
    columns += [Column("currency", "dimension")] if only is None and found.expected else []
    ranked = sorted(found.expected, key=lambda e: (e.month, e.currency, -e.forecast.value))
    rows: list[tuple[Cell, ...]] = []
    for each in ranked:
        one = each.forecast
        amounts = (one.value, one.low, one.high, one.level, one.last, one.year_ago)
        cells: list[Cell] = [each.month.isoformat()[:7], *([each.label] if by else [])]
        cells += [None if amount is None else number(amount, 2) for amount in amounts]
        cells += [number(one.season), number(SURE)]
        rows.append((*cells, *([each.currency] if only is None else [])))
    keys = tuple((each.month.isoformat()[:7], each.key) for each in ranked)
    return Table(tuple(columns), tuple(rows), keys, len(rows), None, found.sql)


def _pairs(
    rows: Sequence[tuple[pairs.Pair, date | None]], row_count: int, names: dict[str, str]
) -> Table:
    columns = (
        Column("product", "dimension"),
        Column("goes_with", "field"),
        Column("confidence", "field", "ratio"),
        Column("lift", "field"),
        Column("together", "field", "orders"),
        Column("with_first", "field", "orders"),
        Column("bought_last", "field"),
    )
    shown = tuple(
        (
            names.get(pair.then, pair.then),
            names.get(pair.first, pair.first),
            number(pair.confidence),
            number(pair.lift, 2),
            pair.together,
            pair.with_first,
            last,
        )
        for pair, last in rows
    )
    return Table(columns, shown, tuple((p.then,) for p, _ in rows), row_count, None, ())


def _product_names(context: ToolContext) -> dict[str, str]:
    query = RecordQuery("product", columns=("product_id", "name"), limit=MOST_CUSTOMERS)
    rows = streamed(context.database, context.reader, query).rows
    return {str(row[0]): str(row[1]) for row in rows}


def chance(value: float) -> Decimal:
    """Gives a probability: what was told from silence alone is never quite certain."""
    return min(number(value, 6), NEARLY_CERTAIN)
