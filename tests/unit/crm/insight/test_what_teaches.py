"""What is flagged and was not called normal does not teach what is normal."""

from dataclasses import replace
from datetime import datetime, timedelta
from math import log

import pytest

from crm.insight.anomalies import judged_in_turn
from crm.insight.flag import Flag
from crm.insight.order import Order
from crm.insight.past import Past
from tests.unit.crm.insight.shop import after, flagged, line, order, ordinary

NIGHT = datetime(2026, 3, 3, 3, 20)  # noqa: DTZ001 - business time has no offset
WRONG_PRICES = [order(n, line("P1", 10, 900 + n)) for n in range(40, 60)]
LARGE = [order(n, line("P1", 100 + n), line("P2", 53)) for n in range(40, 60)]


def kinds(found: list[Order], normal: frozenset[str] = frozenset()) -> dict[str, set[str]]:
    """Gives the kinds as which orders are flagged; flags of the orders in `normal` teach."""
    ordered = sorted(found, key=lambda one: (one.at, one.order_id))

    def is_normal(flag: Flag) -> bool:
        return flag.order_id in normal

    past = Past({"P1": log(100)})
    return {
        one.order.order_id: {flag.kind for flag in one.flags}
        for one in judged_in_turn(ordered, past, is_normal)
    }


@pytest.mark.parametrize(
    ("wrong", "kind"), [(WRONG_PRICES, "price_off_list"), (LARGE, "amount_spike")]
)
def test_an_error_that_is_repeated_before_anybody_looks_stays_an_error(
    wrong: list[Order], kind: str
) -> None:
    found = kinds([*ordinary(40), *wrong])
    assert all(kind in found[one.order_id] for one in wrong)


@pytest.mark.parametrize(
    ("wrong", "kind"), [(WRONG_PRICES, "price_off_list"), (LARGE, "amount_spike")]
)
def test_what_was_called_normal_teaches(wrong: list[Order], kind: str) -> None:
    called = frozenset(one.order_id for one in wrong[:12])
    found = kinds([*ordinary(40), *wrong], called)
    assert kind not in found[wrong[-1].order_id]


def test_an_order_twice_each_time_does_not_become_a_standing_order_by_itself() -> None:
    pairs = [
        order(
            n,
            line("P1", 11),
            line("P2", n),
            at=order(n // 2 * 2, line()).at + timedelta(hours=n % 2),
        )
        for n in range(40)
    ]
    twice = [replace(one, lines=pairs[n // 2 * 2].lines) for n, one in enumerate(pairs)]
    found = kinds(twice)
    assert all("duplicate_order" in found[one.order_id] for one in twice[1::2])


def test_the_second_order_of_a_product_is_not_told_as_its_first() -> None:
    first, second = (order(n, line("P1", 10), line("P9", 70)) for n in (41, 42))
    found = kinds([*ordinary(41), first, second])
    assert "unusual_product" in found[first.order_id]
    assert "unusual_product" not in found[second.order_id]


def many() -> list[Order]:
    return [one for n in range(8) for one in ordinary(45, customer=f"X{n}")]


def test_a_date_without_a_time_has_no_hour() -> None:
    midnight = datetime(2026, 3, 3)  # noqa: DTZ001 - business time has no offset
    dated = order(60, line("P1", 33), at=midnight)
    assert "odd_hour" not in flagged(after([*many(), *ordinary(45)], dated))
    late = order(60, line("P1", 33), at=midnight + timedelta(minutes=1))
    assert "odd_hour" in flagged(after([*many(), *ordinary(45)], late))


def test_dates_without_a_time_do_not_teach_that_midnight_is_usual() -> None:
    dates = [
        replace(one, at=datetime.combine(one.at, datetime.min.time()))
        for one in ordinary(45, customer="D")
    ]
    night = order(60, line("P1", 33), at=NIGHT.replace(hour=0))
    assert "odd_hour" in flagged(after([*many(), *dates, *ordinary(45)], night))
    only = [replace(one, at=datetime.combine(one.at, datetime.min.time())) for one in many()]
    judgement = after([*only, *ordinary(10)], night)
    assert "odd_hour" in {one.kind for one in judgement.not_enough}


def test_between_dates_without_a_time_there_are_days_and_no_minutes() -> None:
    lines = (line("P1", 11), line("P2", 3))
    day = datetime(2026, 3, 3)  # noqa: DTZ001 - business time has no offset
    first, again = order(50, *lines, at=day), order(51, *lines, at=day + timedelta(days=1))
    figures = flagged(after([*ordinary(29), first], again))["duplicate_order"].figures
    assert figures["days"] == 1
    assert "minutes" not in figures


def test_the_external_id_of_another_customers_order_is_a_duplicate_months_later() -> None:
    first = order(10, line("P1", 11), customer="C2", external_id="W1")
    again = order(31, line("P1", 9), external_id="W1")
    figures = flagged(after([*ordinary(29), first], again))["duplicate_order"].figures
    assert (figures["other_order_id"], figures["other_customer_id"]) == (first.order_id, "C2")


@pytest.mark.parametrize("source", ["shop", None])
def test_the_same_number_of_another_source_is_none(source: str | None) -> None:
    first = replace(order(10, line("P1", 11), customer="C2", external_id="W1"), source=source)
    again = order(31, line("P1", 9), external_id="W1")
    unsaid = again if source else replace(again, source=None)
    assert "duplicate_order" not in flagged(after([*ordinary(29), first], unsaid))
