"""Which customers a condition on how they stand means: those at risk, champions, health below 50.

Such a condition is no column of any table. Before a query runs it becomes the ids of the customers
that the lists of the same name give to the same caller on the same day.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from crm.insight.value.health import Health
from crm.insight.value.retention import leaving
from crm.query.spec import Filter, Having, QueryError, Value
from tools.base import Argument, ToolContext
from tools.customer_health import scored
from tools.customer_segments import segmented
from tools.customer_value import chance
from tools.known_customers import Cut, everybody

STANDING, HEALTH, RISK = "standing", "health", "leaving_risk"
OF_STANDING = frozenset({STANDING, HEALTH, RISK})
"""Conditions on customers that are told from their past, and not from a column."""
LEAVING, POOR, SEGMENT = "leaving", "poor_health", "segment_"
MOST_IDS = 5_000
"""Customers that a query names at most: databases limit how many values a statement has."""


@dataclass(frozen=True)
class Meant:
    """The customers that conditions on how they stand mean."""

    filters: tuple[Filter, ...]
    """The conditions with the ids of those customers in their place."""
    arguments: dict[str, Argument]
    """What was asked for, as evidence shows it, with how many customers it is true of."""


def by_ids(context: ToolContext, filters: tuple[Filter, ...]) -> Meant:
    """Gives conditions that tables can be asked by.

    Raises:
        QueryError: more customers are meant than a query can name, or there is too little data to
            say of anybody how they stand.
    """
    standing = [one for one in filters if one.dimension in OF_STANDING]
    if not standing:
        return Meant(filters, {})
    ids = _ids(context, standing)
    if len(ids) > MOST_IDS:
        raise QueryError("many", "customers", STANDING)
    others = tuple(one for one in filters if one not in standing)
    told: dict[str, Argument] = {
        f"{one.dimension} {one.operator}": tuple(map(str, one.values)) for one in standing
    }
    told |= {"customers_meant": len(ids)}
    return Meant((*others, Filter("customer", "in", tuple(sorted(ids)))), told)


def _ids(context: ToolContext, standing: Sequence[Filter]) -> Collection[str]:
    """Gives the ids of those that all conditions are true of."""
    found = [_of(context, one) for one in standing]
    return set[str].intersection(*found)


def _of(context: ToolContext, wanted: Filter) -> set[str]:
    if wanted.dimension == HEALTH:
        return _in_health(context, _cut(wanted))
    if wanted.dimension == RISK:
        return _leaving(context, _cut(wanted))
    return {key for value in wanted.values for key in _named(context, value)}


def _cut(wanted: Filter) -> Cut:
    values = tuple(value for value in wanted.values if isinstance(value, Decimal))
    match wanted.operator:
        case "gt" | "ge" | "lt" | "le" | "between" as bound:
            return Cut(having=Having(wanted.dimension, bound, values))
        case _:
            raise QueryError("filter", "customers", wanted.dimension)


def _named(context: ToolContext, value: Value) -> set[str]:
    """Gives the ids of those who stand so."""
    if value == LEAVING:
        return _leaving(context, Cut())
    if value == POOR:
        return {one.customer_id for one in _scored(context) if one.band == "poor"}
    wanted, found = str(value).removeprefix(SEGMENT), segmented(context)
    if not found:
        raise QueryError("lacking", "customers", STANDING)
    return {one.customer_id for one in found if one.segment == wanted}


def _scored(context: ToolContext) -> list[Health]:
    """Gives whose health is told; where nobody's is, no figure is one of the unhealthy."""
    found = [one for one in scored(context) if one.score is not None]
    if not found:
        raise QueryError("lacking", "customers", HEALTH)
    return found


def _leaving(context: ToolContext, wanted: Cut) -> set[str]:
    standing = everybody(context).standing
    if all(one.standing == "unknown" for one in standing):
        raise QueryError("lacking", "customers", RISK)
    found = leaving(standing, context.database.base_currency)
    risks = ((one.customer_id, one.risk) for one in found)
    return {
        key for key, risk in risks if wanted.keeps(Decimal(0) if risk is None else chance(risk))
    }


def _in_health(context: ToolContext, wanted: Cut) -> set[str]:
    return {one.customer_id for one in _scored(context) if wanted.keeps(one.score)}
