"""Orders of a shop that is made for each test: ordinary ones, and the one that it is about."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from math import log

from crm.insight.anomalies import Judgement, judged, judged_in_turn
from crm.insight.flag import Flag
from crm.insight.order import Line, Order, Payment
from crm.insight.past import Past

START = datetime(2025, 1, 6, 10)  # noqa: DTZ001 - business time has no offset
TODAY = date(2026, 11, 21)
_WAVE = (100, 92, 118, 85, 104, 131, 97, 76, 109, 101)
"""How ordinary orders differ, in percent."""


def line(product: str = "P1", quantity: object = 10, price: object = 100) -> Line:
    """Gives a line; its amount is quantity times price."""
    number, each = Decimal(str(quantity)), Decimal(str(price))
    return Line(product, number, each, number * each)


def order(  # noqa: PLR0913  (what a test says of an order, by name)
    number: int,
    *lines: Line,
    customer: str = "C1",
    at: datetime | None = None,
    currency: str = "CNY",
    status: str = "completed",
    given: object = None,
    due: date | None = None,
    payments: tuple[Payment, ...] = (),
    external_id: str | None = None,
    peers: str = "电子/A",
) -> Order:
    """Gives an order; a week lies between one number and the next."""
    total = sum((one.amount for one in lines), Decimal(0))
    return Order(
        f"{customer}-{number}",
        customer,
        at or START + timedelta(weeks=number),
        status,
        currency,
        total,
        given=total if given is None else Decimal(str(given)),
        due=due,
        owner_id="U1",
        source="erp",
        external_id=external_id,
        peers=peers,
        lines=lines,
        payments=payments,
    )


def ordinary(
    count: int,
    *,
    customer: str = "C1",
    usual: int = 10,
    peers: str = "电子/A",
    currency: str = "CNY",
) -> list[Order]:
    """Gives ordinary orders of one customer, one a week, around `usual` pieces at 100 each."""
    return [
        order(
            number,
            line(quantity=max(1, round(usual * _WAVE[number % len(_WAVE)] / 100))),
            customer=customer,
            peers=peers,
            currency=currency,
        )
        for number in range(count)
    ]


def after(earlier: Iterable[Order], found: Order, *, listed: float | None = 100) -> Judgement:
    """Gives what is unusual about an order that comes after those."""
    past = Past({} if listed is None else {"P1": log(listed)})
    for one in sorted(earlier, key=lambda one: one.at):
        past.learn(one)
    return judged(found, past)


def flagged(judgement: Judgement) -> dict[str, Flag]:
    """Gives the flags by their kinds."""
    return {flag.kind: flag for flag in judgement.flags}


def all_flags(orders: Sequence[Order]) -> list[tuple[str, str]]:
    """Gives the flags of orders that come one after the other: order and kind."""
    ordered = sorted(orders, key=lambda one: (one.at, one.order_id))
    return [
        (flag.order_id, flag.kind)
        for one in judged_in_turn(ordered, Past({"P1": log(100)}))
        for flag in one.flags
    ]


def with_lines(found: Order, *lines: Line) -> Order:
    """Gives the same order with other lines."""
    total = sum((one.amount for one in lines), Decimal(0))
    return replace(found, lines=lines, amount=total, given=total)
