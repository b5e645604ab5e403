"""No leak through names: everybody gets what an index over only the own rows would give."""

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.engine import Connection, Engine

from crm.access import Caller, View, caller_named
from crm.database import connect
from crm.models import (
    contacts,
    custom_fields,
    customers,
    locked_users,
    metadata,
    opportunities,
    orders,
    payments,
    products,
    returns,
    table_state,
    users,
)
from crm.names import Name, NameIndex, NameSpan

Row = dict[str, object]
Rows = Mapping[sa.Table, Sequence[Mapping[str, object]]]
PEOPLE = ("U1", "U2", "U3", "U4")
TABLES = (users, customers, contacts, products, orders, payments, returns, opportunities)
QUESTIONS = (
    "云岭包装和云岭医疗在宁波的m40和m40 pro",
    "云岭 青禾 海达 northgate foods northgate trading",
    "northgate 宁波市 浙江 zhejiang 新加坡 怀瑾 袁怀瑾 周怀瑾 一组 二组",
    "直销 online 金牌 东莞仓 a级 level b 发错货 承兑汇票 展会 报价",
    "青和电子",
    "northgat fods",
    "suzhou muller mueller",
    "芸领保装",
    "海答仪气有限公司",
    "norhtgate tradng",
    "m四十pro",
    "袁怀景",
)
_BRANDS = st.sampled_from(["云岭", "青禾", "海达", "云岭青禾"])
_TRADES = st.sampled_from(["包装", "医疗", "电子", "仪器有限公司", "贸易(苏州)有限公司"])
_LATIN = st.sampled_from(
    ["Northgate Foods Ltd", "Northgate Trading", "North-gate Foods", "Müller GmbH", "Mueller"]
)
_NAMES = st.builds("".join, st.tuples(_BRANDS, _TRADES)) | _LATIN
_MOMENT = datetime(2026, 5, 1)  # noqa: DTZ001 - business time has no offset


def _maybe(*values: str) -> st.SearchStrategy[str | None]:
    return st.none() | st.sampled_from(values)


_CUSTOMER = st.fixed_dictionaries(
    {
        "name": _NAMES,
        "short_name": st.none() | _NAMES,
        "aliases": _maybe("云岭", "青禾;North", "海达"),
        "city": _maybe("宁波", "宁波市", "苏州", "宿州", "Singapore"),
        "province": _maybe("浙江", "浙江省", "Singapore"),
        "level": _maybe("A", "B"),
        "owner_id": _maybe(*PEOPLE),
        "custom": st.none() | st.just({"grade": "金牌"}) | st.just({"grade": "云岭"}),
        "channel": _maybe("直销", "online", "On-line"),
        "method": _maybe("承兑汇票"),
        "reason": _maybe("发错货"),
        "stage": _maybe("报价"),
    }
)
_USER = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["袁怀瑾", "周怀瑾", "何听澜", "Soren Northgate"]),
        "role": st.sampled_from(["rep", "manager", "finance", "admin"]),
        "team": _maybe("一组", "二组"),
        "manager_id": _maybe(*PEOPLE),
    }
)


@dataclass(frozen=True)
class _World:
    rows: Rows

    def fill(self, connection: Connection) -> None:
        for table, rows in self.rows.items():
            for row in rows:
                connection.execute(table.insert(), row)


@pytest.fixture(scope="module")
def engine() -> Generator[Engine]:
    """A database in memory with the tables that hold names; what an example writes is undone."""
    made = connect("sqlite://")
    with made.begin() as connection:
        metadata.create_all(connection, [*TABLES, custom_fields, locked_users, table_state])
        connection.execute(
            custom_fields.insert(), {"table_name": "customers", "name": "grade", "kind": "text"}
        )
    yield made
    made.dispose()


@contextmanager
def _holding(engine: Engine, world: _World) -> Generator[Connection]:
    with engine.connect() as connection, connection.begin() as transaction:
        world.fill(connection)
        yield connection
        transaction.rollback()


def _world(people: Sequence[Row], companies: Sequence[Row]) -> _World:
    rows: dict[sa.Table, list[Row]] = {table: [] for table in TABLES}
    rows[users] = [{"user_id": key, **row} for key, row in zip(PEOPLE, people, strict=True)]
    rows[products] = [
        {"product_id": "P1", "name": "M40 打印机", "model": "M40"},
        {"product_id": "P2", "name": "M40 Pro 打印机", "model": "M40 Pro"},
    ]
    for number, row in enumerate(companies):
        _add_company(rows, f"C{number}", dict(row))
    return _World(rows)


def _add_company(rows: dict[sa.Table, list[Row]], key: str, row: Row) -> None:
    channel, method, reason, stage = (
        row.pop(name) for name in ("channel", "method", "reason", "stage")
    )
    of_it: Row = {"customer_id": key}
    money: Row = {"amount": Decimal(1), "currency": "CNY"}
    rows[customers].append({**of_it, **row})
    order = {"ordered_at": _MOMENT, "status": "confirmed", "units": 1, "line_count": 0}
    order |= {"paid": 0, "invoiced": 0}
    rows[orders].append({"order_id": key, **of_it, **money, **order, "channel": channel})
    rows[payments].append(
        {"payment_id": key, "order_id": key, "amount": 1, "paid_at": _MOMENT, "method": method}
    )
    rows[returns].append(
        {"return_id": key, **of_it, **money, "returned_at": _MOMENT, "reason": reason}
    )
    rows[opportunities].append({"opportunity_id": key, **of_it, "stage": stage})


def _visible(connection: Connection, caller: Caller) -> _World:
    """Gives the world of which only what `caller` may see is left."""
    view = View(caller)
    found: dict[sa.Table, list[Row]] = {}
    for table in TABLES:
        statement = view.select(table.name, list(table.c))
        found[table] = [dict(row) for row in connection.execute(statement).mappings()]
    return _World(found)


def _texts(rows: Rows) -> list[str]:
    return [*QUESTIONS, *(str(row["name"]).lower() for row in rows[customers])]


_Spans = tuple[NameSpan, ...]
_Answers = list[tuple[_Spans, _Spans, tuple[Name, ...], tuple[Name, ...]]]


def _answers(index: NameIndex, caller: Caller, texts: list[str]) -> _Answers:
    return [
        (
            index.find(text, caller),
            index.like(text, [(0, len(text))], caller),
            index.nearest(text, caller),
            index.containing(text[:2], caller),
        )
        for text in texts
    ]


def test_the_questions_are_like_names_somewhere(engine: Engine) -> None:
    names = ("云岭包装", "海达仪器有限公司", "Northgate Trading")
    columns = "short_name aliases city province level owner_id custom channel method reason stage"
    blank: Row = {column: None for column in columns.split()}  # noqa: C420 - its type is wider
    person: Row = {"name": "袁怀瑾", "role": "admin", "team": None, "manager_id": None}
    world = _world([person] * len(PEOPLE), [{**blank, "name": name} for name in names])
    with _holding(engine, world) as connection:
        index = NameIndex.build(connection)
    admin = Caller("U1", "", "admin")
    found = [bool(index.like(text, [(0, len(text))], admin)) for text in QUESTIONS[-5:]]
    assert all(found)


@given(
    st.lists(_USER, min_size=4, max_size=4),
    st.lists(_CUSTOMER, max_size=16),
    st.sampled_from(PEOPLE),
)
def test_names_are_found_and_suggested_as_if_nothing_else_were_there(
    engine: Engine, people: list[Row], companies: list[Row], asker: str
) -> None:
    world = _world(people, companies)
    with _holding(engine, world) as connection:
        caller = caller_named(connection, asker)
        index = NameIndex.build(connection)
        visible = _visible(connection, caller)
    with _holding(engine, visible) as connection:
        own = NameIndex.build(connection)
    texts = _texts(world.rows)
    assert _answers(index, caller, texts) == _answers(own, caller, texts)
