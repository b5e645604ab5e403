"""By how many days, weeks or months an average divides: known from the period, or from the data."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from assistant.brains.rules.frame import Frame
from crm.periods import Grain, Kind, Period, split
from crm.query.averages import divided
from crm.query.spec import MetricQuery, Order
from tools.base import Evidence, ToolContext
from tools.metrics import query_metrics

A_WEEK = Decimal(7)


def with_divisor(frame: Frame, tools: ToolContext) -> Frame:
    """Gives a frame that knows by how many units an average divides; others as they are.

    Without a time it is all the time since the first row. No rows have nothing to divide by.

    Raises:
        QueryError: what is asked for does not go together.
    """
    if frame.per is None:
        return frame
    today, period = tools.reader.today, frame.period
    if period is None or period.open_start:
        first = _first_day(frame, tools)
        if first is None:
            return replace(frame, per=None)
        period = Period(first, min(period.end, today) if period is not None else today)
    last = max(period.start, min(period.end, today))
    return replace(frame, divisor=_number(replace_end(period, last), frame.per))


def replace_end(period: Period, last: date) -> Period:
    """Gives a period that ends with `last`, which lies in it."""
    return period if period.end == last else replace(period, end=last, natural_end=None)


def _number(period: Period, per: str) -> Decimal:
    """Gives how many units a period has, those that have begun; weeks of seven days each."""
    if per == "day":
        return Decimal(period.days)
    if per == "week":
        return period.days / A_WEEK
    if per == "month" and period.kind is Kind.MONTHS:
        return Decimal(period.count)
    return Decimal(len(split(period, Grain(per))))


def _first_day(frame: Frame, tools: ToolContext) -> date | None:
    """Gives the first day that has what is asked for."""
    whole = replace(frame, groups=(), ranked=False, order=(), only=(), limit=None, offset=0)
    query: MetricQuery = replace(
        whole.metric_query(),
        group_by=("day",),
        order=(Order("day", descending=False),),
        limit=1,
    )
    rows = query_metrics(tools, query).table.keys
    return date.fromisoformat(str(rows[0][0])) if rows else None


def averaged(evidence: Evidence, frame: Frame) -> Evidence:
    """Gives the figures over the number of units, where averages are asked for."""
    if frame.per is None or frame.divisor is None:
        return evidence
    table = divided(evidence.table, frame.divisor, f"{frame.per}s")
    number = format(frame.divisor.normalize(), "f")
    arguments = {**evidence.arguments, "average_per": frame.per, "divided_by": number}
    return replace(evidence, table=table, arguments=arguments, per=frame.per)
