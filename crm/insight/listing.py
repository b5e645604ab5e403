"""The flags that a caller may see: those of the customers that the caller may see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from crm.access import Caller, View
from crm.insight.flags import Flagged, State
from crm.insight.seeing import as_seen_by
from crm.models import anomaly_flags, customers, products

MOST = 500
_SHOWN: tuple[State, ...] = ("open", "confirmed")


@dataclass(frozen=True)
class Wanted:
    """Which flags: every part that is given is met. Without states: open and confirmed ones."""

    since: date | None = None
    until: date | None = None
    order_ids: tuple[str, ...] = ()
    kind: str | None = None
    states: tuple[State, ...] = _SHOWN
    limit: int = 100


def listed(
    connection: Connection, caller: Caller, wanted: Wanted, *, today: date
) -> Sequence[Flagged]:
    """Gives the flags that the caller may see, the latest orders first.

    Each has the figures that the caller may see. A snoozed flag is open again from its day on.
    """
    state = _state(today)
    columns = [
        *(anomaly_flags.c[name] for name in _COLUMNS),
        customers.c.name.label("customer"),
        state.label("state"),
    ]
    statement = View(caller).select("anomaly_flags", columns, join=["customers"])
    conditions = [state.in_(wanted.states), *_conditions(wanted)]
    ordered = statement.where(*conditions).order_by(
        anomaly_flags.c.ordered_at.desc(), anomaly_flags.c.score.desc(), anomaly_flags.c.kind
    )
    found = [_flagged(row) for row in connection.execute(ordered.limit(wanted.limit))]
    return as_seen_by(connection, caller, found)


_COLUMNS = (
    "order_id",
    "customer_id",
    "kind",
    "severity",
    "score",
    "strength",
    "ordered_at",
    "until",
    "figures",
)


def _state(today: date) -> sa.ColumnElement[str]:
    is_back = sa.and_(anomaly_flags.c.state == "snoozed", anomaly_flags.c.until <= today)
    return sa.case((is_back, "open"), else_=anomaly_flags.c.state)


def _conditions(wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    flag, found = anomaly_flags.c, list[sa.ColumnElement[bool]]()
    if wanted.since is not None:
        found.append(flag.ordered_at >= datetime.combine(wanted.since, time()))
    if wanted.until is not None:
        found.append(flag.ordered_at <= datetime.combine(wanted.until, time.max))
    if wanted.order_ids:
        found.append(flag.order_id.in_(wanted.order_ids))
    if wanted.kind is not None:
        found.append(flag.kind == wanted.kind)
    return found


def _flagged(row: sa.Row[Any]) -> Flagged:
    return Flagged(
        order_id=row.order_id,
        customer_id=row.customer_id,
        customer=row.customer,
        kind=row.kind,
        severity=row.severity,
        score=row.score,
        strength=row.strength,
        ordered_at=row.ordered_at,
        state=row.state,
        until=row.until,
        figures=row.figures,
    )


def product_names(
    connection: Connection, caller: Caller, flags: Sequence[Flagged]
) -> Mapping[str, str]:
    """Gives what the products in the flags' figures are called, by id."""
    ids = sorted({one.figures["product_id"] for one in flags if "product_id" in one.figures})
    called = sa.func.coalesce(products.c.model, products.c.name).label("called")
    statement = View(caller).select("products", [products.c.product_id, called])
    rows = connection.execute(statement.where(products.c.product_id.in_(ids)))
    return {row.product_id: row.called for row in rows}
