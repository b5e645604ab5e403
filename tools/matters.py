"""The tool that tells what needs somebody's attention today: of each kind how much, and the first.

Each kind is told in full by a tool of its own; here stands no more than what that one gives.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from crm.insight.value.attainment import Asked
from crm.insight.value.renewals import Window
from crm.periods import Period
from crm.query.result import Cell, Column, Table
from tools.anomalies import AnomalyQuery, list_anomalies
from tools.base import Evidence, ToolContext
from tools.collecting import to_collect
from tools.customer_value import customers_leaving
from tools.renewals import running_out
from tools.target_pace import target_pace

NAME = "matters"
TABLES = ("orders", "payments", "contracts", "targets")
RECENT_DAYS = 30
"""Days of orders whose flags are still looked at."""
SOON_DAYS = 30
Row = tuple[Cell, ...]


def matters(context: ToolContext) -> tuple[Evidence, ...]:
    """Gives what waits, one row a kind, and the month's pace where there are targets.

    Kinds of which nothing waits have no row.
    """
    found = [row for row in _rows(context) if row[1]]
    base = context.database.base_currency
    columns = (
        Column("matter", "dimension"),
        Column("waiting", "field", "matters"),
        Column("first_about", "field"),
        Column("amount_due", "field", base),
        Column("due_on", "field"),
    )
    keys = tuple((row[0],) for row in found)
    table = Table(columns, tuple(found), keys, len(found), None, ())
    arguments = {"kind": "today"}
    month = month_of(context.reader.today)
    return (
        Evidence(NAME, arguments, table, title="today", tables=TABLES),
        *target_pace(context, Asked(*month)),
    )


def _rows(context: ToolContext) -> Iterator[Row]:
    yield _unusual(context)
    yield _owing(context)
    yield _expiring(context)
    yield _leaving(context)


def _unusual(context: ToolContext) -> Row:
    today = context.reader.today
    recent = Period(today - timedelta(days=RECENT_DAYS - 1), today)
    listed, counts = list_anomalies(context, AnomalyQuery(period=recent), today, "en")
    found = listed.table
    about = found.rows[0][_at(found, "customer")] if found.rows else None
    return ("matter_unusual", counts.table.rows[0][0], about, None, None)


def _owing(context: ToolContext) -> Row:
    """Gives how many customers are later with their payment than they usually are."""
    listed, counts = to_collect(context, ())
    later = counts.table.rows[0][0]
    first = _first(listed.table, ("customer", "overdue_amount"))
    base = "currency" not in [column.name for column in listed.table.columns]
    known = base or (listed.table.rows and _is_base(context, listed.table))
    return ("matter_owing", later, first[0], first[1] if known else None, None)


def _is_base(context: ToolContext, table: Table) -> bool:
    return table.rows[0][_at(table, "currency")] == context.database.base_currency


def _expiring(context: ToolContext) -> Row:
    today = context.reader.today
    window = Window(today, today + timedelta(days=SOON_DAYS))
    listed, *_ = running_out(context, window, ())
    names = ("customer", "contract_amount_left", "end_date")
    return ("matter_expiring", listed.table.row_count, *_first(listed.table, names))


def _leaving(context: ToolContext) -> Row:
    listed, _ = customers_leaving(context, (), calling=False, reasons=False)
    first = _first(listed.table, ("customer",))
    return ("matter_leaving", listed.table.row_count, first[0], None, None)


def _first(table: Table, names: Sequence[str]) -> Row:
    if not table.rows:
        return tuple(None for _ in names)
    return tuple(table.rows[0][_at(table, name)] for name in names)


def _at(table: Table, name: str) -> int:
    return [column.name for column in table.columns].index(name)


def month_of(today: date) -> tuple[date, date]:
    """Gives the first and the last day of a day's month."""
    first = today.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
