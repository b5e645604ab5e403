"""An arriving order is judged by what the last scan kept, and exactly as a scan of all judges it."""

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from crm import models as tables
from crm.database import reading, writing
from crm.insight import baselines
from crm.insight.anomalies import judged_in_turn
from crm.insight.past import Past
from crm.insight.reading import all_orders, list_prices
from crm.insight.scanning import judged_arriving

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
                arriving = judged_arriving(connection, orders[count].order_id, currency="CNY")
            assert arriving == expected
    count = sa.select(sa.func.count())
    with reading(own_demo_engine) as connection:  # they are read in pages, and none is left out
        assert len(orders) == connection.scalar(count.select_from(tables.orders))
        of_all = connection.scalar(count.select_from(tables.order_lines))
    assert sum(len(order.lines) for order in orders) == of_all
    assert compared > 15
    assert flagged > 5
