"""An arriving order is judged by what the last scan kept, and exactly as a scan of all judges it."""

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from crm import models as tables
from crm.database import reading, writing
from crm.insight import baselines
from crm.insight.anomalies import Judgement, judged_in_turn
from crm.insight.arriving import Arriving
from crm.insight.customer_past import MOST_DEBTS, CustomerPast
from crm.insight.flag import Flag
from crm.insight.past import Past
from crm.insight.reading import all_orders, list_prices
from tests.unit.crm.insight.shop import START, line, order

EACH = 1500
LATEST = 400


def test_an_arriving_order_is_judged_as_a_scan_of_all_judges_it(own_demo_engine: Engine) -> None:
    with reading(own_demo_engine) as connection:
        orders = all_orders(connection)
        past = Past(list_prices(connection))
    compared = flagged = 0
    for count, expected in enumerate(judged_in_turn(orders, past)):
        is_latest = count > len(orders) - LATEST and expected.flags
        if count and (is_latest or count % EACH == 0) and orders[count - 1].at < orders[count].at:
            compared, flagged = compared + 1, flagged + bool(expected.flags)
            with writing(own_demo_engine) as connection:
                baselines.keep(connection, past, orders[count - 1].at, count)
            with reading(own_demo_engine) as connection:
                arriving = Arriving(connection, "CNY").judged(orders[count].order_id)
            assert arriving == expected
    count = sa.select(sa.func.count())
    with reading(own_demo_engine) as connection:  # they are read in pages, and none is left out
        assert len(orders) == connection.scalar(count.select_from(tables.orders))
        of_all = connection.scalar(count.select_from(tables.order_lines))
    assert sum(len(order.lines) for order in orders) == of_all
    assert compared > 15
    assert flagged > 5


OF_CUSTOMERS = {"quantity_typo", "overdue_customer", "off_rhythm", "unusual_product"}
"""Kinds that compare with the customer's own orders alone."""


def test_orders_that_arrive_together_are_each_judged_beside_those_before(
    own_demo_engine: Engine,
) -> None:
    with reading(own_demo_engine) as connection:
        orders = all_orders(connection)
        past = Past(list_prices(connection))
    since = len(orders) - 3 * LATEST
    while orders[since - 1].at == orders[since].at:
        since += 1
    judgements = judged_in_turn(orders, past)
    expected = [next(judgements) for _ in range(since + 1)][-1:]  # it learns the last when asked on
    with writing(own_demo_engine) as connection:
        baselines.keep(connection, past, orders[since - 1].at, since)
    expected += judgements
    with reading(own_demo_engine) as connection:
        arriving = Arriving(connection, "CNY")
        found = [arriving.judged(one.order_id) for one in orders[since:]]
    assert list(map(_of_customers, found)) == list(map(_of_customers, expected))
    assert sum(bool(_of_customers(one)) for one in found) > 5


def _of_customers(found: Judgement | None) -> list[Flag]:
    assert found is not None
    return [flag for flag in found.flags if flag.kind in OF_CUSTOMERS]


def test_of_who_never_pays_no_more_than_the_latest_debts_are_remembered() -> None:
    past = CustomerPast()
    for number in range(MOST_DEBTS + 5):
        past.learn(order(number, line(), due=START.date()))
    assert past.debts[0].order_id == order(5, line()).order_id
    assert len(past.kept()["debts"]) == MOST_DEBTS
