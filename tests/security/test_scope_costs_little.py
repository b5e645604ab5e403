"""What a scope costs: a query of somebody who sees a part, over the same without the scope.

Only run where figures are asked for (`make security`): it measures, and so depends on the machine.
"""

import time
from collections.abc import Callable, Mapping
from datetime import date
from statistics import median

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from crm.access import Caller, View, caller_named, count_customers
from crm.measures import load
from crm.models import users
from crm.periods import Period
from crm.query.fields import Reader
from crm.query.metric import Database
from crm.query.spec import MetricQuery, Order, RecordQuery
from crm.relations import Join
from tests.demo import TODAY
from tests.security.figures import Figures
from tests.security.offices import Query
from tools.base import ToolContext
from tools.metrics import query_metrics
from tools.records import list_records

TIMES = 15
OF_ALL = "a manager of all"
MOST = 1.2
"""The median of all queries may take so many times as long (security issue)."""
_YEAR = Period(date(2026, 1, 1), TODAY)
_QUARTER = Period(date(2026, 7, 1), date(2026, 9, 30))
QUERIES: tuple[Query, ...] = (
    MetricQuery(("sales",), ("month",), period=_YEAR),
    MetricQuery(("sales",), ("region",), period=_QUARTER),
    MetricQuery(("sales",), ("customer",), period=_YEAR, order=(Order("sales"),), limit=5),
    MetricQuery(("units",), ("product",), period=_YEAR),
    MetricQuery(("buyers", "repeat_rate"), period=_YEAR),
    MetricQuery(("new_customers",), period=_YEAR),
    MetricQuery(("outstanding",)),
    MetricQuery(("collected",), ("month",), period=_YEAR),
    MetricQuery(("sales", "attainment"), ("owner",), period=_QUARTER),
    MetricQuery(("visits",), ("owner",), period=_YEAR),
    RecordQuery("order", period=_QUARTER),
    RecordQuery("payment", period=_QUARTER),
    RecordQuery("customer"),
)


class Unscoped(View):
    """A view that leaves the scope out of the same caller's statements, and nothing else."""

    def _scope(self, root: str, *, joined: set[str]) -> None:
        del root, joined

    def _visible(self, step: Join) -> sa.ColumnElement[bool]:
        return step.on

    def _tables_for_scope(self, root: str) -> set[str]:
        del root
        return set()


@pytest.mark.parametrize("database", ["demo_engine", "demo_postgres_engine"])
def test_a_scope_costs_little(
    database: str, figures: Figures, request: pytest.FixtureRequest
) -> None:
    engine: Engine = request.getfixturevalue(database)
    _gather_statistics(engine)
    with engine.connect() as connection:
        for who, caller in _callers(connection).items():
            ratios = [_ratio(connection, caller, query) for query in QUERIES]
            name = f"time with a scope over without, {engine.dialect.name}, {who}"
            figures.most(f"{name}, median query", median(ratios))
            figures.most(f"{name}, slowest query", max(ratios))
            assert median(ratios) <= MOST or who == OF_ALL, (who, ratios)


def _gather_statistics(engine: Engine) -> None:
    """Has PostgreSQL do what it does by itself in the minute after a load."""
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("SET default_transaction_read_only = off")
            connection.exec_driver_sql("ANALYZE")


def _callers(connection: Connection) -> Mapping[str, Caller]:
    """Gives a rep, a manager of a part of the company, and one of nearly all of it.

    With the last, a statement has to read as many rows with its scope as without: that is what the
    scope costs by itself. It is measured and said, and nothing is demanded of it.
    """
    ids = connection.execute(sa.select(users.c.user_id)).scalars().all()
    callers = [caller_named(connection, user_id) for user_id in ids]
    seen = {one: count_customers(connection, one) for one in callers if one.owners}
    part = [one for one in seen if seen[one] <= max(seen.values()) / 2]
    most = sorted(part, key=lambda one: seen[one], reverse=True)
    return {
        "a rep": next(one for one in most if one.role == "rep"),
        "a manager of a part": next(one for one in most if one.role == "manager"),
        OF_ALL: max(seen, key=lambda one: seen[one]),
    }


def _ratio(connection: Connection, boss: Caller, query: Query) -> float:
    """Gives how much longer a query takes with a scope, from turn and turn about."""
    scoped, plain = (_asking(connection, view, query) for view in (View(boss), Unscoped(boss)))
    times = [(_seconds(scoped), _seconds(plain)) for _ in range(TIMES + 1)][1:]
    return median(one for one, _ in times) / median(other for _, other in times)


def _asking(connection: Connection, view: View, query: Query) -> Callable[[], object]:
    database = Database(connection, load(), "CNY", frozenset({"CNY", "USD"}))
    context = ToolContext(database, Reader(view, TODAY, connection.dialect.name))
    if isinstance(query, MetricQuery):
        return lambda: query_metrics(context, query)
    return lambda: list_records(context, query)


def _seconds(ask: Callable[[], object]) -> float:
    began = time.perf_counter()
    ask()
    return time.perf_counter() - began
