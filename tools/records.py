"""The tool that lists rows: orders, customers, payments and all else that has rows."""

from dataclasses import replace

from crm.periods import Period
from crm.query.record import records
from crm.query.spec import RecordQuery
from tools.base import Evidence, ToolContext
from tools.metrics import fact_arguments, filter_arguments, period_arguments
from tools.standing import by_ids

NAME = "list_records"


def list_records(context: ToolContext, query: RecordQuery) -> Evidence:
    """Gives the rows of `query` that the caller may see.

    Raises:
        QueryError: the entity, a column or a filter is not known, or there are too many customers
            who stand as asked.
    """
    meant = by_ids(context, query.filters)
    query = replace(query, filters=meant.filters)
    table = records(context.database, context.reader, query)
    arguments = {
        "entity": query.entity,
        **filter_arguments(query.filters),
        **meant.arguments,
        **fact_arguments(query.facts),
        **period_arguments(query.period, ""),
        "limit": query.limit,
        "offset": query.offset,
    }
    if query.order:
        arguments |= {"order_by": query.order[0].by, "descending": query.order[0].descending}
    return Evidence(
        tool=NAME,
        arguments=arguments,
        table=table,
        entity=query.entity,
        period=query.period or _when_it_was_done(query),
    )


def _when_it_was_done(query: RecordQuery) -> Period | None:
    """Gives the one period of all that customers or products are chosen by; else None."""
    periods = {fact.period for fact in query.facts}
    return periods.pop() if len(periods) == 1 else None
