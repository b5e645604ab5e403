"""What queries can name: the whole catalog, and values that the random companies have."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import cast

import sqlalchemy as sa

from crm.access import View, operator
from crm.customs import KINDS
from crm.database import connect
from crm.measures import Catalog, Dimension, Words, load
from crm.models.types import Exact
from crm.periods import Period
from crm.query.asking import question_of
from crm.query.entities import ENTITIES
from crm.query.fields import AGES, Reader, dimension_field
from crm.query.metric import Database
from crm.query.spec import MetricQuery, QueryError, Value
from crm.query.statements import batches
from crm.relations import table_named
from tests.security import names
from tests.security.accounts import BASE, TODAY
from tests.security.companies import MOST_ACCOUNTS, MOST_PEOPLE, NUMBER_FIELDS, TEXT_FIELDS

CUSTOMERS = tuple(f"CU{n:03}" for n in (*range(MOST_ACCOUNTS), 100, 101))
USERS = tuple(f"US{n:02}" for n in (*range(MOST_PEOPLE), 90, 91, 99))
AMOUNTS = tuple(Decimal(n) for n in ("0", "1000", "2500.5", "10000", "99000000", "-1"))
DAYS = (date(2025, 11, 1), date(2026, 6, 30), date(2026, 10, 1), date(2026, 11, 20), TODAY)
PERIODS = tuple(
    Period(start, end)
    for start, end in (
        (date.min, TODAY),
        (date(2026, 1, 1), TODAY),
        (date(2026, 11, 1), TODAY),
        (date(2025, 11, 1), date(2025, 11, 30)),
        (date(2026, 7, 1), date(2026, 9, 30)),
        (date(2026, 10, 1), date(2026, 12, 31)),
        (date(2030, 1, 1), date(2030, 1, 31)),
    )
)
EVENTS = ("orders", "sales", "units", "visits", "complaints", "returned", "collected", "open_deals")
"""Measures whose events customers can be said to have had, or not."""
STATES: Mapping[str, tuple[str, ...]] = {
    "order": ("counted", "cancelled", "pending", "draft", "past_due", "first_order"),
    "opportunity": ("open_deal", "won_deal", "lost_deal"),
    "activity": ("visit", "call", "complaint", "email"),
}
SAID: Mapping[str, tuple[Value, ...]] = {
    "customer": CUSTOMERS,
    "owner": USERS,
    "team": (*names.TEAMS, "Omega"),
    "product": tuple(row[0] for row in names.PRODUCTS),
    "model": ("M40", "TX-30"),
    "category": ("打印机", "传感器"),
    "city": tuple(place[0] for place in names.PLACES),
    "province": ("浙江", "浙江省", "江苏", "四川", "Yorkshire"),
    "region": ("华东", "东北", "西南", "欧洲", "海外"),
    "country": ("中国", "Germany", "Singapore"),
    "industry": names.INDUSTRIES,
    "level": names.LEVELS,
    "customer_status": ("prospect", "active"),
    "status": ("confirmed", "draft", "cancelled", "active"),
    "weekday": ("monday", "sunday"),
    "channel": names.CHANNELS,
    "currency": (BASE, "USD", "EUR", "JPY"),
    "source_system": names.SYSTEMS,
    "method": names.METHODS,
    "reason": names.REASONS,
    "stage": names.STAGES,
    "lead_source": names.SOURCES,
    "kind": ("visit", "call", "complaint"),
    "age": AGES,
    "day": ("2026-11-20", "2026-09-01"),
    "week": ("2026-11-16",),
    "month": ("2026-11", "2026-09"),
    "quarter": ("2026-Q3", "2026-Q4"),
    "year": ("2026", "2025"),
    "due_date": DAYS,
    "order_amount": AMOUNTS,
    "customers:评级": names.GRADES,
    "customers:密级": ("密001", "密002", "密007"),
    "customers:席位": (Decimal(5), Decimal("12.5"), Decimal(40)),
    "orders:仓库": names.DEPOTS,
    "products:系列": ("S0", "S1"),
    "phone": ("139", "13900000000", "•••"),
    "tax_id": ("91", "91%", "9150000000X007", "•••"),
    "name": ("商机OP0010", "合同CO003", "联系人CT0010"),
    "order_id": ("SO0010", "SO0020", "SO100big"),
}
"""What filters name, by dimension or attribute."""


@cache
def catalog() -> Catalog:
    """Gives the standard catalog with the custom fields of the random companies."""
    fields = [(*of, "text") for of in TEXT_FIELDS] + [(*of, "number") for of in NUMBER_FIELDS]
    custom = {
        f"{table}:{name}": Dimension(
            f"{table}:{name}",
            Words((name,), (name,)),
            (f"{table}.{name}",),
            custom=True,
            kind=KINDS[kind],
        )
        for table, name, kind in fields
    }
    return load().with_dimensions(custom)


@cache
def dimensions_of(measure: str) -> tuple[str, ...]:
    """Gives the dimensions by which a measure can be split."""
    with connect("sqlite://").connect() as connection:
        database = Database(connection, catalog(), BASE, frozenset({BASE}))
        return tuple(
            name for name in sorted(catalog().dimensions) if _goes(database, measure, name)
        )


def _reader() -> Reader:
    return Reader(View(operator()), TODAY, "sqlite")


def _goes(database: Database, measure: str, dimension: str) -> bool:
    try:
        batches(_reader(), question_of(database, MetricQuery((measure,), (dimension,))))
    except QueryError:
        return False
    return True


@cache
def dimensions_of_list(entity: str) -> tuple[str, ...]:
    """Gives the custom fields that the rows of a list reach, and what else they are filtered by."""
    kind = ENTITIES[entity]
    return tuple(
        name
        for name, dimension in sorted(catalog().dimensions.items())
        if dimension_field(_reader(), dimension, kind.root, dated=kind.date) is not None
    )


@cache
def values_of(entity: str, name: str) -> tuple[Value, ...]:
    """Gives values of what an attribute of a list holds, some of which are there."""
    if name in dimensions_of_list(entity):
        return SAID[name]
    path = ENTITIES[entity].attributes[name].path
    if path.startswith("@"):
        return DAYS if name == "last_order" else AMOUNTS
    table, _, column = path.partition(".")
    kind = table_named(table).c[column].type
    if isinstance(kind, sa.Date | sa.DateTime):
        return DAYS
    if isinstance(kind, sa.Integer):
        return cast("tuple[Value, ...]", (1, 2, 3))  # a place in an order: no amount
    return AMOUNTS if isinstance(kind, Exact) else SAID.get(name, ("x", "SO0010"))
