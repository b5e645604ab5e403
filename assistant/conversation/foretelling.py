"""Looks up what a frame asks of the future: who leaves, who buys when and what, sales ahead."""

from assistant.brains.rules.frame import Frame
from assistant.brains.rules.insights import months_of
from assistant.tracing import tool
from assistant.tracing.spans import ROWS
from tools import customer_value
from tools.base import Evidence, ToolContext


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
        case _:
            calling = frame.insight == "to_call"
            return customer_value.customers_leaving(
                tools, filters, calling=calling, reasons=frame.because
            )
