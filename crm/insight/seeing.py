"""Which figures of a flag its reader may see: flags are kept once, and read by many.

A rep sees the own customers and a manager those of the team (contract section 2), and a price, a
share or a median that is computed from other rows tells of these. Who does not see all customers is
told what the flagged customer did itself, else the list price, else no figure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from sqlalchemy.engine import Connection

from crm.access import Caller, View
from crm.insight.flag import LEAST_SCORES
from crm.insight.flags import Flagged
from crm.models import orders

FROM_ALL: Mapping[str, frozenset[str]] = {
    "price_off_list": frozenset({"usual_price", "percent", "prices"}),
    "unusual_discount": frozenset({"usual_discount"}),
    "odd_hour": frozenset({"share"}),
    "stuck_state": frozenset({"further", "orders"}),
    "total_mismatch": frozenset({"agreeing", "orders"}),
}
"""The figures of a kind that come from the orders of all customers."""
FROM_PEERS = frozenset({"usual", "times", "up_to", "orders"})
OF_ANOTHER = frozenset({"other_order_id", "other_at", "minutes", "days", "other_customer_id"})


def as_seen_by(connection: Connection, caller: Caller, flags: Sequence[Flagged]) -> list[Flagged]:
    """Gives flags with the figures that the caller may see."""
    if caller.owners is None:
        return list(flags)
    seen = _orders_seen(connection, caller, flags)
    return [_without(one, seen) for one in flags]


def _orders_seen(connection: Connection, caller: Caller, flags: Sequence[Flagged]) -> set[str]:
    """Gives the orders of other customers in the figures that the caller may see as well."""
    named = {_other(one) for one in flags} - {None}
    if not named:
        return set()
    statement = View(caller).select("orders", [orders.c.order_id])
    return set(connection.scalars(statement.where(orders.c.order_id.in_(sorted(map(str, named))))))


def _other(flag: Flagged) -> str | None:
    return flag.figures["other_order_id"] if "other_customer_id" in flag.figures else None


def _without(flag: Flagged, orders_seen: set[str]) -> Flagged:
    hidden = FROM_ALL.get(flag.kind, frozenset())
    if flag.figures.get("of") == "peers":
        hidden |= FROM_PEERS
    other = _other(flag)
    if other is not None and other not in orders_seen:
        hidden |= OF_ANOTHER
    if not hidden & flag.figures.keys():
        return flag
    left = {name: value for name, value in flag.figures.items() if name not in hidden}
    # With its three places the score would tell what was hidden.
    return replace(flag, figures=left, score=Decimal(LEAST_SCORES[flag.severity]))
