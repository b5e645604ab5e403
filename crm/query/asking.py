"""What the names of a MetricQuery mean: its measures, groups and filters in the catalog."""

from collections.abc import Mapping
from typing import TypeVar

from crm.query.currencies import is_money
from crm.query.reading import Database
from crm.query.spec import OF_CHANGE, MetricQuery, QueryError
from crm.query.statements import Question

Known = TypeVar("Known")


def question_of(database: Database, query: MetricQuery) -> Question:
    """Gives the query with what its names mean.

    Raises:
        QueryError: a name is unknown.
    """
    catalog = database.catalog
    measures = tuple(_known(catalog.measures, name) for name in _measures_of(query))
    paths = {
        path
        for measure in measures
        for part in measure.formula.names
        for path in catalog.components[part].columns
    }
    money = any(map(is_money, paths))
    # Targets are in the base currency, also where no order is.
    of_targets = {database.base_currency} if "targets.amount" in paths else set[str]()
    several = len(database.currencies | of_targets) > 1
    return Question(
        query,
        catalog,
        measures,
        groups=tuple(_known(catalog.dimensions, name) for name in query.group_by),
        filters=tuple((f, _known(catalog.dimensions, f.dimension)) for f in query.filters),
        by_currency=several and money and "currency" not in query.group_by,
        base_currency=database.base_currency,
    )


def _measures_of(query: MetricQuery) -> tuple[str, ...]:
    """Gives the measures that are shown, then those by which groups are only chosen or ordered."""
    by = [order.by for order in query.order if order.by not in query.group_by]
    if query.compare is not None:
        by = [name for name in by if name not in OF_CHANGE]
    held = [having.measure for having in query.having if having.measure not in OF_CHANGE]
    return tuple(dict.fromkeys([*query.measures, *held, *by]))


def _known(entries: Mapping[str, Known], name: str) -> Known:
    if name not in entries:
        raise QueryError("unknown", name, name)
    return entries[name]
