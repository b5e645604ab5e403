"""The tool that tells whether targets will be met: done, usual by now, needed, and likely end."""

from collections.abc import Sequence
from decimal import Decimal

from crm.insight.value.attainment import Asked, Runner, paces
from crm.insight.value.pace import Pace
from crm.insight.value.rhythm import SURE
from crm.query.result import Cell, Column, Table
from tools.base import Evidence, ToolContext
from tools.known_customers import arguments_of, number

NAME = "target_pace"
TABLES = ("orders", "targets")
MONEY = ("target_period", "done_so_far", "usual_by_now", "even_by_now", "likely_end")
BOUNDS = ("from_amount", "to_amount", "needed_per_day")


def target_pace(context: ToolContext, asked: Asked) -> tuple[Evidence, ...]:
    """Gives the pace of each part that has a target, who is furthest behind first.

    Raises:
        QueryError: targets or sales cannot be split or filtered so.
    """
    found = sorted(paces(context.database, context.reader, asked), key=_ahead_of_target)
    arguments = {
        **arguments_of("pace", asked.filters),
        "from": asked.first.isoformat(),
        "until": asked.last.isoformat(),
        "by": asked.by,
    }
    table = _table(found, asked.by, context.database.base_currency)
    return (Evidence(NAME, arguments, table, title="pace", tables=TABLES),)


def _ahead_of_target(one: Runner) -> tuple[Decimal, str]:
    end = one.pace.end
    reached = one.pace.done if end is None else number(end.value, 2)
    return reached / one.pace.target, one.key


def _table(found: Sequence[Runner], by: str | None, currency: str) -> Table:
    columns = (
        *([Column(by, "dimension")] if by is not None else []),
        *(Column(name, "field", currency) for name in (*MONEY, *BOUNDS)),
        Column("attained", "field", "ratio"),
        Column("working_days_left", "field", "days"),
        Column("sure", "field", "ratio"),
        Column("verdict", "field"),
    )
    rows = tuple((*([one.label] if by is not None else []), *_cells(one.pace)) for one in found)
    return Table(columns, rows, tuple((one.key,) for one in found), len(rows), None, ())


def _cells(pace: Pace) -> tuple[Cell, ...]:
    end = pace.end
    ends = (None, None, None) if end is None else (end.value, end.low, end.high)
    value, low, high = (None if amount is None else number(amount, 2) for amount in ends)
    usual = None if pace.usual is None else round(pace.usual, 2)
    per_day = None if pace.per_day is None else round(pace.per_day, 2)
    attained = round(pace.done / pace.target, 4)
    amounts = (pace.target, pace.done, usual, round(pace.even, 2), value, low, high, per_day)
    return (*amounts, attained, pace.days_left, number(SURE), f"verdict_{_verdict(pace)}")


def _verdict(pace: Pace) -> str:
    """Gives where the target lies: met, below, inside or above the interval of the end."""
    if pace.done >= pace.target:
        return "met"
    if pace.end is None:
        return "unknown"
    if pace.target < pace.end.low:
        return "likely"
    return "unlikely" if pace.target > pace.end.high else "open"
