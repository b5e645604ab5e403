"""Random queries of both types over the whole catalog."""

from collections.abc import Callable, Sequence
from functools import cache
from random import Random
from typing import TypeVar, get_args

from crm.periods import Period
from crm.query.entities import ENTITIES
from crm.query.spec import Fact, Filter, Having, MetricQuery, Operator, Order, RecordQuery, Value
from tests.security.sayings import (
    AMOUNTS,
    EVENTS,
    PERIODS,
    SAID,
    STATES,
    catalog,
    dimensions_of,
    dimensions_of_list,
    values_of,
)

Query = MetricQuery | RecordQuery
Drawn = TypeVar("Drawn")
OFTEN = frozenset({"target", "attainment", "buyers", "sales", "outstanding", "new_customers"})
"""Measures that are computed in ways of their own."""
OFTEN_BY = frozenset({"owner", "team", "customer", "product", "currency", "model"})
"""Dimensions whose values have names, or come from other tables."""
OFTEN_SHOWN = frozenset({"last_order", "owner", "customer", "phone", "tax_id", "outstanding"})
"""Columns that are computed, masked, or of other tables."""
OFTEN_LISTED = frozenset({"customer", "order", "product"})
MASKED = (("customer", "phone"), ("customer", "tax_id"), ("contact", "phone"))
"""Lists, and their columns that managers see masked."""


def query(random: Random) -> Query:
    """Gives a query of either type."""
    return metric_query(random) if random.random() < 0.5 else record_query(random)


def metric_query(random: Random) -> MetricQuery:
    """Gives figures; most can be had, because they are split by what goes with the measure."""
    first = random.choice(_measures())
    known = dimensions_of(first) if random.random() < 0.9 else tuple(sorted(catalog().dimensions))
    by = _weighted(known or ("customer",), OFTEN_BY)
    groups = tuple(dict.fromkeys(random.choices(by, k=random.choice([0, 1, 1, 2]))))
    period = _period(random)
    compare = random.choice([None, *PERIODS]) if period is not None else None
    ranks = (first, *groups, *(("change",) if compare is not None else ()))
    having = (Having(first, "ge", (random.choice(AMOUNTS),)),)
    return MetricQuery(
        tuple(dict.fromkeys((first, random.choice([first, random.choice(_measures())])))),
        group_by=groups,
        filters=_few(random, lambda: _filter_by(random, by)),
        period=period,
        compare=compare,
        having=having if groups and random.random() < 0.2 else (),
        order=_few(random, lambda: _order(random, ranks)),
        limit=random.choice([None, None, 1, 2, 3, 10]),
        offset=random.choice([0, 0, 0, 0, 0, 0, 1, 2]),
        share=random.random() < 0.5,
        facts=_few_facts(random),
    )


def record_query(random: Random) -> RecordQuery:
    """Gives a list of any entity, of any of its columns, the masked ones among them."""
    entity = random.choice(_weighted(sorted(ENTITIES), OFTEN_LISTED))
    own = sorted(ENTITIES[entity].attributes)
    custom = [name for name in dimensions_of_list(entity) if ":" in name]
    shown = _weighted((*own, *custom), OFTEN_SHOWN)
    states = [(name,) for name in STATES.get(entity, ())]
    return RecordQuery(
        entity,
        columns=tuple(dict.fromkeys(random.choices(shown, k=random.choice([0, 2, 3, 5])))),
        filters=_few(random, lambda: _filter_of(random, entity)),
        facts=(_fact(random),) if entity == "product" else _few_facts(random),
        states=random.choice([(), (), *states]),
        period=_period(random),
        order=_few(random, lambda: _order(random, _weighted(own, OFTEN_SHOWN))),
        limit=random.choice([1, 3, 20, 1000]),
        offset=random.choice([0, 0, 0, 0, 0, 0, 1, 5]),
    )


def masked_query(random: Random, secrets: Sequence[Value]) -> RecordQuery:
    """Gives a list that shows a masked column, is filtered by it, or ordered."""
    entity, column = random.choice(MASKED)
    return RecordQuery(
        entity,
        columns=random.choice([(), (column, "customer"), ("customer", column)]),
        filters=_few(random, lambda: _filter(random, column, (*SAID[column], *secrets))),
        order=_few(random, lambda: _order(random, (column, "customer"))),
        limit=random.choice([1, 3, 1000]),
    )


def _few(random: Random, one: Callable[[], Drawn]) -> tuple[Drawn, ...]:
    """Gives none or one, seldom two: with more conditions hardly a row is left."""
    return tuple(one() for _ in range(random.choice([0, 0, 0, 0, 0, 0, 1, 1, 1, 2])))


def _filter(random: Random, dimension: str, values: Sequence[Value]) -> Filter:
    """Gives a filter of any operator."""
    operator_: Operator = random.choice(get_args(Operator))
    size = {"unset": 0, "between": 2, "in": 2, "not_in": 2}.get(operator_, 1)
    return Filter(dimension, operator_, tuple(random.choices(values, k=size)))


def _filter_by(random: Random, dimensions: Sequence[str]) -> Filter:
    dimension = random.choice(dimensions)
    return _filter(random, dimension, SAID[dimension])


def _filter_of(random: Random, entity: str) -> Filter:
    known = dimensions_of_list(entity)
    if known and random.random() < 0.5:
        return _filter_by(random, known)
    column = random.choice(sorted(ENTITIES[entity].attributes))
    return _filter(random, column, values_of(entity, column))


def _order(random: Random, by: Sequence[str]) -> Order:
    return Order(random.choice(by), descending=random.random() < 0.5)


def _fact(random: Random) -> Fact:
    """Gives something that customers (or products) had, or did not have."""
    measure = random.choice(EVENTS)
    filters = _few(random, lambda: _filter_by(random, dimensions_of(measure)))
    return Fact(measure, filters, _period(random), random.random() < 0.5)


def _period(random: Random) -> Period | None:
    return random.choice(PERIODS) if random.random() < 0.5 else None


def _few_facts(random: Random) -> tuple[Fact, ...]:
    return _few(random, lambda: _fact(random)) if random.random() < 0.4 else ()


@cache
def _measures() -> tuple[str, ...]:
    return _weighted(sorted(catalog().measures), OFTEN)


def _weighted(names: Sequence[str], often: frozenset[str]) -> tuple[str, ...]:
    """Gives names, some of them six times."""
    return (*names, *[name for name in names if name in often] * 5)
