"""The demo company gives the same tables on SQLite and on PostgreSQL."""

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy.engine import Engine

from crm.measures import standard
from crm.models import users
from crm.periods import Kind, Period, between
from crm.query.entities import ENTITIES
from crm.query.result import Table
from crm.query.spec import Filter, Having, MetricQuery, Order, RecordQuery
from tests.unit.crm.query.trading_company import Office, day

YEAR = between(day("2026-01-01"), day("2026-11-21"))
YEAR_BEFORE = between(day("2025-01-01"), day("2025-11-21"))
QUARTER = Period(day("2026-07-01"), day("2026-09-30"), Kind.QUARTER)
MONTH = Period(day("2026-10-01"), day("2026-10-31"), Kind.MONTH)
MEASURES = tuple(standard().measures)
DIMENSIONS = tuple(name for name, found in standard().dimensions.items() if found.grain is None)
OF_ORDERS = tuple(
    name
    for name in DIMENSIONS
    if name not in {"method", "reason", "stage", "lead_source", "kind", "order_amount"}
)
QUERIES: dict[str, MetricQuery] = {
    "all measures": MetricQuery(MEASURES),
    "all measures of a quarter beside the year before": MetricQuery(
        MEASURES, period=YEAR, compare=YEAR_BEFORE
    ),
    **{f"sales by {name}": MetricQuery(("sales", "buyers"), (name,), period=YEAR) for name in OF_ORDERS},
    **{
        f"first ten by {name}": MetricQuery(("sales",), (name,), limit=10, share=True)
        for name in OF_ORDERS
    },
    **{
        f"sales and returns by {grain}": MetricQuery(
            ("sales", "net_sales", "new_customers"), (grain,), period=QUARTER, compare=MONTH
        )
        for grain in ("day", "week", "month", "quarter", "year")
    },
    "collections by method": MetricQuery(("collected", "payment_count"), ("method",)),
    "returns by reason": MetricQuery(("returned", "return_count"), ("reason",), share=True),
    "pipeline by stage": MetricQuery(("pipeline", "open_deals"), ("stage",)),
    "deals by source": MetricQuery(("won", "lost", "win_rate"), ("lead_source",)),
    "activities by kind and month": MetricQuery(("activities",), ("kind", "month"), period=YEAR),
    "ageing by customer": MetricQuery(("outstanding",), ("customer", "age"), limit=20),
    "attainment by owner": MetricQuery(("attainment", "gap"), ("owner",), period=YEAR),
    "month by region": MetricQuery(("sales",), ("month", "region")),
    "repeat rate by month": MetricQuery(("repeat_rate",), ("month",), period=YEAR),
    "customers who grew most": MetricQuery(
        ("sales",), ("customer",), period=YEAR, compare=YEAR_BEFORE, order=(Order("change"),), limit=10
    ),
    "customers above a sum": MetricQuery(
        ("sales", "orders"), ("customer",), period=YEAR, having=(Having("sales", "gt", (Decimal(500_000),)),)
    ),
    "without two regions": MetricQuery(
        ("sales",), ("region",), filters=(Filter("region", "not_in", ("华东", "华南")),)
    ),
    "large orders": MetricQuery(
        ("orders",), ("channel",), filters=(Filter("order_amount", "ge", (Decimal("99999.99"),)),)
    ),
    "by day of the week": MetricQuery(
        ("orders", "collected"), ("weekday",), filters=(Filter("weekday", "not_in", ("sunday",)),)
    ),
    "a part of the second page": MetricQuery(("units",), ("product",), limit=7, offset=7),
}  # fmt: skip


@pytest.fixture(scope="module")
def offices(demo_engine: Engine, demo_postgres_engine: Engine) -> tuple[Office, Office]:
    """The demo company on both databases."""
    return Office(demo_engine), Office(demo_postgres_engine)


def _comparable(table: Table) -> Table:
    return replace(table, sql=())


@pytest.mark.parametrize("name", QUERIES)
def test_figures_are_the_same_in_both_databases(offices: tuple[Office, Office], name: str) -> None:
    on_sqlite, on_postgres = (_comparable(office.figures(QUERIES[name])) for office in offices)
    assert on_sqlite.row_count > 0
    assert on_sqlite == on_postgres


@pytest.mark.parametrize("entity", ENTITIES)
def test_lists_are_the_same_in_both_databases(offices: tuple[Office, Office], entity: str) -> None:
    columns = tuple(ENTITIES[entity].attributes)
    query = RecordQuery(entity, columns=columns, limit=50, offset=10)
    on_sqlite, on_postgres = (_comparable(office.records(query)) for office in offices)
    assert len(on_sqlite.rows) > 0
    assert on_sqlite == on_postgres


@pytest.mark.parametrize("role", ["rep", "manager", "finance"])
def test_each_role_sees_the_same_in_both_databases(
    offices: tuple[Office, Office], role: str
) -> None:
    query = MetricQuery(("sales", "outstanding", "target"), ("owner",), period=YEAR)
    with offices[0].engine.connect() as connection:
        chosen = users.select().where(users.c.role == role).order_by(users.c.user_id)
        user_id = connection.execute(chosen).first()
    assert user_id is not None
    on_sqlite, on_postgres = (
        _comparable(office.figures(query, caller=user_id.user_id)) for office in offices
    )
    assert on_sqlite.row_count > 0
    assert on_sqlite == on_postgres
