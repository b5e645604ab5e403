"""The tool that lists rows: orders, customers, payments and all else that has rows."""

from crm.query.record import records
from crm.query.spec import Fact, RecordQuery
from tools.base import Argument, Evidence, ToolContext
from tools.metrics import filter_arguments, period_arguments

NAME = "list_records"


def fact_arguments(facts: tuple[Fact, ...]) -> dict[str, Argument]:
    """Gives facts as arguments: which events there must or must not be, of what and when."""
    arguments: dict[str, Argument] = {}
    for number, fact in enumerate(facts, start=1):
        arguments[f"fact {number}"] = ("some" if fact.holds else "no", fact.measure)
        for name, value in filter_arguments(fact.filters).items():
            arguments[f"fact {number} {name}"] = value
        arguments |= period_arguments(fact.period, f"fact {number} ")
    return arguments


def list_records(context: ToolContext, query: RecordQuery) -> Evidence:
    """Gives the rows of `query` that the caller may see.

    Raises:
        QueryError: the entity, a column or a filter is not known.
    """
    table = records(context.database, context.reader, query)
    arguments = {
        "entity": query.entity,
        **filter_arguments(query.filters),
        **fact_arguments(query.facts),
        **period_arguments(query.period, ""),
        "limit": query.limit,
        "offset": query.offset,
    }
    if query.order:
        arguments |= {"order_by": query.order[0].by, "descending": query.order[0].descending}
    return Evidence(
        tool=NAME, arguments=arguments, table=table, entity=query.entity, period=query.period
    )
