"""The tool that gives figures: measures, grouped, filtered, over a period."""

from dataclasses import replace

from crm.periods import Period
from crm.query.metric import figures
from crm.query.result import RateUsed
from crm.query.spec import Fact, Filter, MetricQuery
from tools.base import Argument, Evidence, ToolContext
from tools.standing import by_ids

NAME = "query_metrics"


def query_metrics(context: ToolContext, query: MetricQuery) -> Evidence:
    """Gives the figures of `query`, as far as the caller sees the rows behind them.

    Raises:
        QueryError: a measure cannot be split or filtered as asked, or there are too many customers
            who stand as asked.
    """
    meant = by_ids(context, query.filters)
    query = replace(query, filters=meant.filters)
    table = figures(context.database, context.reader, query)
    return Evidence(
        tool=NAME,
        arguments=_arguments(query) | meant.arguments | _rate_arguments(table.rates),
        table=table,
        measures=query.measures,
        period=query.period,
        compare=query.compare,
    )


def _arguments(query: MetricQuery) -> dict[str, Argument]:
    arguments: dict[str, Argument] = {"measures": query.measures, "group_by": query.group_by}
    arguments |= filter_arguments(query.filters)
    arguments |= fact_arguments(query.facts)
    arguments |= period_arguments(query.period, "")
    arguments |= period_arguments(query.compare, "compare_")
    if query.order:
        arguments["order_by"] = query.order[0].by
        arguments["descending"] = query.order[0].descending
    for having in query.having:
        arguments[f"having {having.measure} {having.operator}"] = tuple(map(str, having.values))
    return arguments | {"limit": query.limit, "share": query.share}


def _rate_arguments(used: tuple[RateUsed, ...]) -> dict[str, Argument]:
    """Gives the lowest and the highest rate of each currency that was converted."""
    return {
        f"rate {rate.currency} {rate.base}": tuple(
            format(value.normalize(), "f") for value in (rate.lowest, rate.highest)
        )
        for rate in used
    }


def filter_arguments(filters: tuple[Filter, ...]) -> dict[str, Argument]:
    """Gives filters as arguments: `dimension operator` with its values."""
    return {f"{f.dimension} {f.operator}": tuple(str(value) for value in f.values) for f in filters}


def fact_arguments(facts: tuple[Fact, ...]) -> dict[str, Argument]:
    """Gives facts as arguments: which events there must or must not be, of what and when."""
    arguments: dict[str, Argument] = {}
    for number, fact in enumerate(facts, start=1):
        arguments[f"fact {number}"] = ("some" if fact.holds else "no", fact.measure)
        for name, value in filter_arguments(fact.filters).items():
            arguments[f"fact {number} {name}"] = value
        arguments |= period_arguments(fact.period, f"fact {number} ")
    return arguments


def period_arguments(period: Period | None, prefix: str) -> dict[str, Argument]:
    """Gives a period as two ISO dates, both included; nothing where there is none."""
    if period is None:
        return {}
    return {f"{prefix}start": period.start.isoformat(), f"{prefix}end": period.end.isoformat()}
