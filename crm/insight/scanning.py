"""Scans: of all orders, at night, and of the orders that have just come in (`arriving.py`)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from crm.database import reading, writing
from crm.insight import baselines, flags
from crm.insight.anomalies import judged_in_turn
from crm.insight.arriving import Arriving
from crm.insight.customer_past import SKIPPED
from crm.insight.flag import Flag
from crm.insight.past import Past
from crm.insight.reading import (
    list_prices,
    moments_of,
    orders_in_turn,
    repeated_numbers,
)
from crm.insight.standing import Standing
from crm.models import orders, returns

MOST_ARRIVING = 500
"""More new orders than that are not looked at one by one."""
MOST_AGAIN = 20_000
"""Of a company with more orders, not all are looked at again after an import: seconds' worth."""


@dataclass(frozen=True)
class Scanned:
    """What a scan looked at and found; `new` are flags that were not there before."""

    orders: int
    flags: int
    new: int


def scan(engine: Engine, *, now: datetime, today: date, currency: str) -> Scanned:
    """Looks at all orders, each beside what was known before it, and keeps what is unusual.

    Args:
        engine: the database.
        now: the moment of the scan, in business time.
        today: the business date; states and returns are judged as of it.
        currency: that of the list prices.
    """
    return _scan(engine, now=now, today=today, currency=currency)[0]


def _scan(
    engine: Engine, *, now: datetime, today: date, currency: str
) -> tuple[Scanned, Sequence[Flag]]:
    with reading(engine) as connection:
        past = Past(list_prices(connection), currency)
        standing = Standing(_returned(connection))
        said = flags.said(connection)
        past.repeated = repeated_numbers(connection)
        flagged, count, latest = list[Flag](), 0, None
        for one in judged_in_turn(orders_in_turn(connection), past, said.is_normal):
            flagged += one.flags
            standing.learn(one.order)
            count, latest = count + 1, one.order.at
        flagged += [*standing.stuck(today), *standing.unusual_returns()]
        moments = moments_of(connection, {flag.order_id for flag in flagged})
    with writing(engine) as connection:
        new = flags.keep_all(connection, flagged, moments, now)
        if latest is not None:
            baselines.keep(connection, past, latest, count)
    return Scanned(count, len(flagged), new), flagged


def _returned(connection: Connection) -> dict[str, Decimal]:
    total = sa.select(returns.c.order_id, sa.func.sum(returns.c.amount))
    rows = connection.execute(total.where(returns.c.order_id.is_not(None)).group_by("order_id"))
    return {order_id: Decimal(amount) for order_id, amount in rows}


@dataclass(frozen=True)
class Arrived:
    """What is newly found; `waiting` orders are looked at by the next scan of all."""

    flags: Sequence[Flag]
    waiting: int = 0

    @property
    def orders(self) -> int:
        """How many of the orders look unusual; one may have several flags."""
        return len({flag.order_id for flag in self.flags})


def scan_arrived(engine: Engine, *, now: datetime, today: date, currency: str) -> Arrived:
    """Looks at the orders that came in since the last scan of all.

    Where some of them are older than that scan, all orders are looked at again, as only that tells
    what was known before each of them; of many orders that is left to the next scan.
    """
    with reading(engine) as connection:
        known_until = baselines.kept_until(connection)
        if known_until is None:
            return Arrived(())
        before = flags.known(connection)
        ids = _after(connection, known_until)
        older = max(_count_until(connection, known_until) - baselines.kept_orders(connection), 0)
        total = _count_until(connection)
    few = ids if len(ids) <= MOST_ARRIVING else ()
    waiting = older + len(ids) - len(few)
    if waiting and total <= MOST_AGAIN:
        found, waiting = _scan(engine, now=now, today=today, currency=currency)[1], 0
    else:
        found = _judged_each(engine, few, now=now, currency=currency)
    return Arrived([one for one in found if (one.order_id, one.kind) not in before], waiting)


def _judged_each(
    engine: Engine, ids: Sequence[str], *, now: datetime, currency: str
) -> Sequence[Flag]:
    with reading(engine) as connection:
        arriving = Arriving(connection, currency, flags.said(connection).is_normal)
        found = [one for order_id in ids if (one := arriving.judged(order_id)) is not None]
    flagged = [flag for one in found for flag in one.flags]
    moments = {one.order.order_id: one.order.at for one in found}
    if moments:
        with writing(engine) as connection:
            flags.keep_some(connection, flagged, moments, now)
    return flagged


def _after(connection: Connection, known_until: datetime) -> Sequence[str]:
    after = sa.select(orders.c.order_id).where(
        orders.c.ordered_at > known_until, orders.c.status.not_in(sorted(SKIPPED))
    )
    ordered = after.order_by(orders.c.ordered_at, orders.c.order_id)
    return connection.execute(ordered.limit(MOST_ARRIVING + 1)).scalars().all()


def _count_until(connection: Connection, moment: datetime | None = None) -> int:
    count = sa.select(sa.func.count()).select_from(orders)
    if moment is not None:
        count = count.where(orders.c.ordered_at <= moment)
    return connection.scalar(count) or 0
