"""Looks up what a frame asks of the future and of what is due: who leaves, who owes, the pace."""

from dataclasses import replace

from assistant.brains.rules.frame import Frame
from assistant.brains.rules.insight_topics import months_of
from assistant.tracing import tool
from assistant.tracing.spans import ROWS
from crm.insight.value.attainment import Asked
from crm.insight.value.renewals import Window
from crm.periods import Period
from crm.query.spec import Filter
from tools import customer_value
from tools.base import Evidence, ToolContext
from tools.collecting import to_collect
from tools.customer_health import customers_health, health_of
from tools.customer_segments import customers_in, segments
from tools.known_customers import Cut
from tools.matters import matters
from tools.renewals import running_out
from tools.target_pace import target_pace


def foretold(frame: Frame, tools: ToolContext) -> tuple[Evidence, ...]:
    """Gives the evidence for an insight, the main one first.

    Raises:
        QueryError: what is asked for does not go together.
    """
    with tool(customer_value.NAME) as span:
        found = _found(frame, tools)
        span.note(ROWS, found[0].table.row_count)
        return found


def _found(frame: Frame, tools: ToolContext) -> tuple[Evidence, ...]:
    filters = tuple(condition.filter for condition in frame.conditions)
    match frame.insight:
        case "next_purchase":
            return customer_value.next_purchase(tools, str(filters[0].values[0]))
        case "cross_sell":
            of = filters[0]
            dimension = "customer" if of.dimension == "customer" else "product"
            return customer_value.cross_sell(tools, dimension, str(of.values[0]))
        case "forecast":
            assert frame.period is not None, "the next month, where none is named"
            by = frame.groups[0] if frame.groups else None
            return customer_value.sales_ahead(tools, months_of(frame.period), by, filters)
        case "leaving" | "to_call":
            calling = frame.insight == "to_call"
            return customer_value.customers_leaving(
                tools, filters, calling=calling, reasons=frame.because, wanted=_wanted(frame)
            )
        case _:
            return _of_standing(frame, tools, filters)


def _wanted(frame: Frame) -> Cut:
    """Gives which rows of a list are asked for."""
    having = frame.having[0] if frame.having else None
    return Cut(frame.limit, having, any(order.descending for order in frame.order))


def _of_standing(
    frame: Frame, tools: ToolContext, filters: tuple[Filter, ...]
) -> tuple[Evidence, ...]:
    """Gives how customers are doing, what is due of them, and how targets are met."""
    match frame.insight:
        case "health":
            return _health(frame, tools, filters)
        case "segments" if frame.segment is not None:
            return customers_in(tools, frame.segment, filters, _wanted(frame).most)
        case "segments":
            return segments(tools, filters)
        case "collect":
            return to_collect(tools, filters, _wanted(frame).most)
        case "today":
            return matters(tools)
        case _:
            return _timed(frame, tools, filters)


def _health(frame: Frame, tools: ToolContext, filters: tuple[Filter, ...]) -> tuple[Evidence, ...]:
    """Gives the score of the one customer that is named, else of those that are wanted."""
    one = named_one(frame)
    if one is not None:
        return health_of(tools, one)
    return customers_health(tools, filters, _wanted(frame))


def _timed(frame: Frame, tools: ToolContext, filters: tuple[Filter, ...]) -> tuple[Evidence, ...]:
    """Gives what runs out in a period, or how targets are met in it."""
    assert frame.period is not None, "this month or soon, where none is named"
    if frame.insight == "renewals":
        window = Window(frame.period.start, frame.period.calendar_end)
        found = running_out(tools, window, filters)
        return tuple(replace(each, period=frame.period) for each in found)
    first, last = frame.period.start, frame.period.calendar_end
    by = frame.groups[0] if frame.groups else None
    found = target_pace(tools, Asked(first, last, by, filters))
    found = (_only(found[0], frame.only), *found[1:]) if frame.only else found
    return tuple(replace(each, period=Period(first, last)) for each in found)


def _only(found: Evidence, keys: tuple[str, ...]) -> Evidence:
    """Gives the rows of some parts: what they are told by is told from all."""
    table = found.table
    at = [index for index, key in enumerate(table.keys) if str(key[0]) in keys]
    rows, kept = tuple(table.rows[i] for i in at), tuple(table.keys[i] for i in at)
    return replace(found, table=replace(table, rows=rows, keys=kept, row_count=len(rows)))


def named_one(frame: Frame) -> str | None:
    """Gives the id of the one customer that is asked about; None where it is not just one."""
    if len(frame.conditions) != 1:
        return None
    only = frame.conditions[0].filter
    one = only.dimension == "customer" and only.operator == "in" and len(only.values) == 1
    return str(only.values[0]) if one else None
