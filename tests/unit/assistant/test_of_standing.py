"""Figures and rows of the customers that an insight names: 可能流失的客户今年买了多少."""

from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from assistant.conversation.reply import Reply
from assistant.desk import Desk
from tests.unit.assistant.desks import asker, chips, desk_over, said

MILLIONTHS = 1_000_000
"""Amounts are stored so on SQLite."""


def _column(reply: Reply, name: str) -> list[object]:
    part = reply.results[0]
    at = [column.name for column in part.columns].index(name)
    return [row[at] for row in part.rows]


def _ids(engine: Engine, names: list[object]) -> list[str]:
    with engine.connect() as connection:
        every = connection.execute(sa.text("SELECT customer_id, name FROM customers"))
        return [row.customer_id for row in every if row.name in names]


def _sales(engine: Engine, ids: list[str], first: str, last: str) -> Decimal:
    """Adds up counted sales in the base currency by SQL of our own."""
    statement = sa.text(
        "SELECT SUM(l.amount) FROM order_lines l JOIN orders o ON o.order_id = l.order_id"
        " WHERE o.status IN ('confirmed', 'shipped', 'completed') AND o.customer_id IN :ids"
        " AND date(o.ordered_at) BETWEEN :first AND :last AND o.currency = 'CNY'"
    ).bindparams(sa.bindparam("ids", expanding=True))
    with engine.connect() as connection:
        found = connection.execute(statement, {"ids": ids, "first": first, "last": last}).scalar()
    return Decimal(str(found or 0)) / MILLIONTHS


def _figure(reply: Reply, name: str = "sales") -> Decimal:
    rows = reply.results[0].rows
    names = [column.name for column in reply.results[0].columns]
    if "currency" in names:
        rows = [row for row in rows if row[names.index("currency")] == "CNY"]
    return sum((Decimal(str(row[names.index(name)])) for row in rows), Decimal(0))


@pytest.mark.parametrize(
    ("question", "listed", "days"),
    [
        ("可能流失的客户今年买了多少", "前1000个可能流失的客户", ("2026-01-01", "2026-11-21")),
        (
            "sales of customers at risk last quarter",
            "前1000个可能流失的客户",
            ("2026-07-01", "2026-09-30"),
        ),
        ("沉睡客户上季度买了多少", "前1000个沉睡客户", ("2026-07-01", "2026-09-30")),
        ("冠军客户今年销售额", "前1000个冠军客户", ("2026-01-01", "2026-11-21")),
        (
            "健康度低于40分的客户去年买了多少",
            "健康度低于40分的客户",
            ("2025-01-01", "2025-12-31"),
        ),
        (
            "sales of customers with a health score below 50 last year",
            "健康度低于50的客户",
            ("2025-01-01", "2025-12-31"),
        ),
    ],
)
def test_figures_are_those_of_the_customers_of_the_list(
    desk: Desk, desk_engine: Engine, question: str, listed: str, days: tuple[str, str]
) -> None:
    names = _column(said(desk, listed), "customer")
    reply = said(desk, question)
    assert names
    assert reply.status == "answered"
    assert _figure(reply) == _sales(desk_engine, _ids(desk_engine, names), *days)
    assert f"{len(names)} " in reply.text


@pytest.mark.parametrize("then", ["他们今年买了多少", "这些客户今年买了多少"])
@pytest.mark.parametrize(
    ("first", "listed"),
    [
        ("哪些客户可能流失", "前1000个可能流失的客户"),
        ("健康度低于50的客户", "健康度低于50的客户"),
        ("沉睡客户有哪些", "前1000个沉睡客户"),
        ("前3个可能流失的客户", "前3个可能流失的客户"),
    ],
)
def test_they_are_those_of_the_list_before(
    desk: Desk, desk_engine: Engine, first: str, listed: str, then: str
) -> None:
    reply = said(desk, first, then)
    ids = _ids(desk_engine, _column(said(desk, listed), "customer"))
    assert _figure(reply) == _sales(desk_engine, ids, "2026-01-01", "2026-11-21")


def test_a_rep_gets_the_own_customers_alone(desk: Desk, desk_engine: Engine) -> None:
    rep = asker(desk, desk_engine, "rep")
    own = _column(said(desk, "前1000个可能流失的客户", caller=rep), "customer")
    reply = said(desk, "可能流失的客户今年买了多少", caller=rep)
    found = _sales(desk_engine, _ids(desk_engine, own), "2026-01-01", "2026-11-21")
    assert 0 < len(own) < len(_column(said(desk, "前1000个可能流失的客户"), "customer"))
    assert _figure(reply) == found


def test_it_goes_on_like_any_figure(desk: Desk) -> None:
    first = ("可能流失的客户今年销售额",)
    whole = _figure(said(desk, *first))
    parts = said(desk, *first, "按区域")
    earlier = said(desk, *first, "去年呢")
    assert _figure(parts) == whole
    assert chips(earlier)["filter"].startswith("客户 可能流失的客户")
    assert earlier.results[0].arguments["customers_meant"] == 20


def test_what_they_bought_is_told_by_product(desk: Desk) -> None:
    columns = said(desk, "冠军客户本月买了什么").results[0].columns
    assert columns[0].name == "product"


def test_a_limit_on_the_risk_is_said_as_a_share(desk: Desk) -> None:
    reply = said(desk, "流失风险高于80%的客户今年销售额")
    assert "流失可能 > 80.0%" in reply.text


@pytest.mark.parametrize(
    "question",
    [
        "哪个区域可能流失的客户最多",
        "可能流失的客户最多的销售",
        "可能流失的客户占比",
        "健康度最低的5个客户今年买了多少",
        "前3个可能流失的客户一共买了多少",
        "流失风险低于20%的客户今年买了多少",
        "冠军客户和忠诚客户今年销售额",
        "健康的客户今年买了多少",
        "冠军客户的目标",
        "可能流失的客户里今年销售额超过10万的",
        "健康度下降的客户今年买了多少",
        "哪些客户健康度在下降",
        "可能流失的客户上次什么时候下单",
    ],
)
def test_what_cannot_be_kept_is_not_answered(desk: Desk, question: str) -> None:
    assert said(desk, question).status == "not_understood"


def test_its_file_has_the_same_customers(desk: Desk) -> None:
    reply = said(desk, "沉睡客户今年的未付订单")
    named = said(desk, "沉睡客户有哪些")
    assert set(_column(reply, "customer")) <= set(_column(named, "customer"))


@pytest.mark.parametrize(
    "question",
    ["可能流失的客户今年买了多少", "冠军客户今年买了多少", "健康度低于60的客户欠多少"],
)
def test_nothing_is_summed_where_nobody_can_be_told(sqlite_engine: Engine, question: str) -> None:
    reply = said(desk_over(sqlite_engine), question)
    assert reply.status == "not_understood"
    assert "数据不够" in reply.text
    assert not reply.results
