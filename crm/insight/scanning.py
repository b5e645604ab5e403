"""Scans: of all orders, at night, and of the orders that have just come in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from crm.database import reading, writing
from crm.insight import baselines, flags
from crm.insight.anomalies import Judgement, judged, judged_in_turn
from crm.insight.flag import Flag
from crm.insight.past import SKIPPED, Past
from crm.insight.reading import all_orders, list_prices, list_prices_of, orders_of
from crm.insight.standing import stuck_orders, unusual_returns
from crm.models import orders, returns

MOST_ARRIVING = 500
"""More new orders than that wait for the next scan of all."""


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
    with reading(engine) as connection:
        found = all_orders(connection)
        past = Past(list_prices(connection), currency)
        returned = _returned(connection)
    flagged = [flag for one in judged_in_turn(found, past) for flag in one.flags]
    flagged += stuck_orders(found, today)
    flagged += unusual_returns(found, returned)
    moments = {order.order_id: order.at for order in found}
    with writing(engine) as connection:
        new = flags.keep_all(connection, flagged, moments, now)
        if found:
            baselines.keep(connection, past, found[-1].at)
    return Scanned(len(found), len(flagged), new)


def _returned(connection: Connection) -> dict[str, Decimal]:
    total = sa.select(returns.c.order_id, sa.func.sum(returns.c.amount))
    rows = connection.execute(total.where(returns.c.order_id.is_not(None)).group_by("order_id"))
    return {order_id: Decimal(amount) for order_id, amount in rows}


_WHOSE = sa.select(orders.c.customer_id, orders.c.ordered_at).where(
    orders.c.order_id == sa.bindparam("order_id")
)


def judged_arriving(connection: Connection, order_id: str, *, currency: str) -> Judgement | None:
    """Gives what is unusual about an order that has just come in.

    None where no scan has yet said what is usual, and for an order from before that scan: what was
    kept then would tell the order's future. The next scan looks at these.
    """
    known_until = baselines.kept_until(connection)
    row = connection.execute(_WHOSE, {"order_id": order_id}).one_or_none()
    if known_until is None or row is None or row.ordered_at <= known_until:
        return None
    theirs = orders_of(connection, row.customer_id)
    index = next(place for place, one in enumerate(theirs) if one.order_id == order_id)
    order = theirs[index]
    past = Past(list_prices_of(connection, order), currency)
    baselines.load(connection, past, order)
    for earlier in theirs[:index]:
        past.of(earlier).learn(earlier)
    return judged(order, past)


def scan_arrived(engine: Engine, *, now: datetime, currency: str) -> Sequence[Flag]:
    """Looks at the orders that came in since the last scan of all; gives what is unusual."""
    with reading(engine) as connection:
        ids = _arrived(connection)
        if len(ids) > MOST_ARRIVING:
            return []
        found = [judged_arriving(connection, one, currency=currency) for one in ids]
    judgements = [one for one in found if one is not None]
    flagged = [flag for one in judgements for flag in one.flags]
    moments = {one.order.order_id: one.order.at for one in judgements}
    if moments:
        with writing(engine) as connection:
            flags.keep_some(connection, flagged, moments, now)
    return flagged


def _arrived(connection: Connection) -> Sequence[str]:
    known_until = baselines.kept_until(connection)
    if known_until is None:
        return ()
    after = sa.select(orders.c.order_id).where(
        orders.c.ordered_at > known_until, orders.c.status.not_in(sorted(SKIPPED))
    )
    ordered = after.order_by(orders.c.ordered_at, orders.c.order_id)
    return connection.execute(ordered.limit(MOST_ARRIVING + 1)).scalars().all()


def worst_first(found: Iterable[Flag]) -> list[Flag]:
    """Gives flags, the most unusual first."""
    return sorted(found, key=lambda flag: (-flag.strength, flag.order_id, flag.kind))
