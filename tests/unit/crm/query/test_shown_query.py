"""The query that an answer shows is the query that gave it."""

from decimal import Decimal

import pytest

from crm.periods import between
from crm.query.spec import Filter, MetricQuery, RecordQuery
from tests.unit.crm.query.trading_company import Office, day

QUARTER = between(day("2026-07-01"), day("2026-09-30"))


@pytest.mark.parametrize(
    "query",
    [
        MetricQuery(("sales",), period=QUARTER),
        MetricQuery(("sales",), group_by=("customer",), limit=2),
        MetricQuery(("units",), group_by=("month",), filters=(Filter("product", "in", ("P1", "P2")),)),
        MetricQuery(("orders",), filters=(Filter("order_amount", "ge", (Decimal("300.5"),)),)),
        MetricQuery(("overdue",), group_by=("age",)),
        MetricQuery(("target",), group_by=("quarter",), period=QUARTER),
        MetricQuery(("repeat_rate",), group_by=("month",)),
        MetricQuery(("sales",), filters=(Filter("region", "not_in", ("it's 50% of \"all\":x", "East")),)),
        MetricQuery(("sales",), filters=(Filter("customers:seats", "gt", (Decimal("5.5"),)),)),
        MetricQuery(("won",), group_by=("stage",)),
    ],
)  # fmt: skip
def test_what_is_shown_runs_and_gives_the_groups_of_the_answer(
    office: Office, query: MetricQuery
) -> None:
    table = office.figures(query)
    found: list[object] = []
    with office.engine.connect() as connection:
        raw = connection.connection.cursor()
        for text in table.sql:
            raw.execute(text)
            found += [row[0] for row in raw.fetchall()]
    assert found
    groups = zip(table.keys, table.rows, strict=True)
    assert {key[0] for key, row in groups if key and any(row[1:])} <= set(found)


def test_the_shown_list_runs(office: Office) -> None:
    late = (Filter("due_date", "lt", (day("2026-11-21"),)), Filter("amount", "gt", (Decimal(1),)))
    table = office.records(RecordQuery("order", filters=late))
    with office.engine.connect() as connection:
        raw = connection.connection.cursor()
        raw.execute(*table.sql)
        assert [row[0] for row in raw.fetchall()] == [row[0] for row in table.rows]


def test_a_value_is_shown_as_it_is(office: Office) -> None:
    odd = (Filter("region", "in", ("50%", "a:b", "it's")),)
    (text,) = office.figures(MetricQuery(("sales",), filters=odd)).sql
    assert "'50%', 'a:b', 'it''s'" in text


@pytest.mark.parametrize("caller", ["ann", "mia"])
def test_who_does_not_see_all_rows_gets_no_query(office: Office, caller: str) -> None:
    assert office.figures(MetricQuery(("sales",)), caller=caller).sql == ()
    assert office.records(RecordQuery("order"), caller=caller).sql == ()
