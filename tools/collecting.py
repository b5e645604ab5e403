"""The tool that tells whom to call first for money: amount, days, how each pays usually."""

from collections.abc import Sequence

from crm.insight.value.owing import Debt, debts
from crm.query.result import Cell, Column, Table
from crm.query.spec import Filter
from tools.base import Evidence, ToolContext
from tools.known_customers import LISTED, arguments_of, ids_of

NAME = "collecting"
TABLES = ("orders", "payments")
SHOWN = (
    Column("overdue_orders", "field", "orders"),
    Column("oldest_days", "field", "days"),
    Column("usual_late", "field", "days"),
    Column("beyond_habit", "field", "days"),
)
REASONS = (
    Column("paid_orders", "field", "orders"),
    Column("amount_days", "field", "amount_days"),
)


def to_collect(
    context: ToolContext, filters: tuple[Filter, ...], most: int = LISTED
) -> tuple[Evidence, ...]:
    """Gives who owes past due, whom to call first at the front, and how many there are.

    `most` of them are shown; all are counted.

    Raises:
        QueryError: customers cannot be filtered so.
    """
    meant = ids_of(context, filters)
    found = debts(context.database.connection, context.reader, meant)
    base = context.database.base_currency
    ranked = [one for one in found if one.currency == base]
    ranked += [one for one in found if one.currency != base]
    arguments = arguments_of("collect", filters)
    return (
        Evidence(NAME, arguments, _table(ranked, most), title="collect", tables=TABLES),
        Evidence(NAME, arguments, _counts(found), title="collect_counts", tables=TABLES),
    )


def _table(found: Sequence[Debt], most: int) -> Table:
    currencies = {one.currency for one in found}
    several = len(currencies) > 1
    only = None if several else next(iter(currencies), None)
    columns = [
        Column("customer", "dimension"),
        Column("overdue_amount", "field", only, additive=True),
    ]
    columns += [Column("currency", "dimension")] if several else []
    shown = found[:most]
    rows = tuple(_row(one, several=several) for one in shown)
    keys = tuple((one.customer_id,) for one in shown)
    return Table((*columns, *SHOWN, *REASONS), rows, keys, len(found), None, ())


def _row(one: Debt, *, several: bool) -> tuple[Cell, ...]:
    currency = (one.currency,) if several else ()
    late = (len(one.orders), one.days, one.habit, one.beyond)
    return (one.name, one.amount, *currency, *late, one.paid, round(one.weight))


def _counts(found: Sequence[Debt]) -> Table:
    """Gives how many customers are later than they usually are, and how many are not, in a row."""
    columns = (
        Column("customers_later", "field", "customers"),
        Column("customers_as_usual", "field", "customers"),
    )
    later = {one.customer_id for one in found if one.is_later}
    usual = {one.customer_id for one in found} - later
    return Table(columns, ((len(later), len(usual)),), ((None,),), 1, None, ())
