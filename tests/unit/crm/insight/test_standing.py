"""States that got stuck and returns out of pattern are told as of a day."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal

from crm.insight.flag import Flag
from crm.insight.order import Order
from crm.insight.standing import Standing
from tests.unit.crm.insight.shop import line, order, ordinary

_AT = order(20, line()).at


def standing(orders: Iterable[Order], returned: Mapping[str, Decimal]) -> Standing:
    found = Standing(returned)
    for one in orders:
        found.learn(one)
    return found


def stuck_orders(orders: Iterable[Order], today: date) -> list[Flag]:
    return list(standing(orders, {}).stuck(today))


def unusual_returns(orders: Iterable[Order], returned: Mapping[str, Decimal]) -> list[Flag]:
    return list(standing(orders, returned).unusual_returns())


def test_an_order_that_all_others_of_its_days_have_left_behind_is_stuck() -> None:
    same_days = [
        order(n, line(), at=_AT + timedelta(hours=n), customer=f"C{n % 9}") for n in range(60)
    ]
    stuck = order(99, line(), at=_AT + timedelta(hours=30), status="pending")
    orders = sorted([*same_days, stuck], key=lambda one: one.at)
    (flag,) = stuck_orders(orders, (_AT + timedelta(days=40)).date())
    assert (flag.order_id, flag.kind) == (stuck.order_id, "stuck_state")
    assert (flag.figures["status"], flag.figures["further"]) == ("pending", Decimal("98.4"))
    assert stuck_orders(orders, (_AT + timedelta(days=8)).date()) == []


def test_where_nearly_all_are_pending_none_is_stuck() -> None:
    orders = [order(n, line(), at=_AT + timedelta(hours=n), status="pending") for n in range(60)]
    assert stuck_orders(orders, (_AT + timedelta(days=40)).date()) == []


def test_few_orders_say_nothing_about_states() -> None:
    orders = [order(1, line(), status="pending"), order(2, line())]
    assert stuck_orders(orders, (_AT + timedelta(days=400)).date()) == []


def test_most_of_an_order_coming_back_is_told_of_who_returns_nothing_else() -> None:
    orders = ordinary(12)
    (flag,) = unusual_returns(orders, {orders[5].order_id: orders[5].amount * 9 / 10})
    assert (flag.order_id, flag.figures["percent"]) == (orders[5].order_id, Decimal("90.0"))


def test_who_sends_much_back_is_known_for_it() -> None:
    orders = ordinary(12)
    returned = {one.order_id: one.amount * 6 / 10 for one in orders}
    assert unusual_returns(orders, returned) == []
