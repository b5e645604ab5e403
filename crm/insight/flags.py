"""The flags that are kept: brought up to date by scans, never without a trace once reviewed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal, get_args

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from crm.insight.flag import Flag, Kind, Value
from crm.models import anomaly_flags, anomaly_thresholds
from crm.upserts import insert_into

State = Literal["open", "confirmed", "dismissed", "snoozed", "quiet"]
"""`quiet` ones are below what the customer's dismissals have taught: kept, and not shown."""
STATES: tuple[State, ...] = get_args(State)
UNREVIEWED: tuple[State, ...] = ("open", "quiet")
NORMAL: tuple[State, ...] = ("dismissed", "quiet")
_AT_ONCE = 200
_PLACES = Decimal("0.000001")


@dataclass(frozen=True)
class Flagged:
    """A flag as it is shown."""

    order_id: str
    customer_id: str
    customer: str
    kind: str
    severity: str
    score: Decimal
    strength: Decimal
    ordered_at: datetime
    state: State
    until: date | None
    figures: Mapping[str, str]


@dataclass(frozen=True)
class Said:
    """What people said to flags, and what the thresholds learnt from it."""

    states: Mapping[tuple[str, str], str]
    """Of reviewed flags, by order and kind."""
    thresholds: Mapping[tuple[str, str], Decimal]
    """By customer and kind."""

    def is_normal(self, flag: Flag) -> bool:
        """Whether a flag was called normal, or lies below what was."""
        state = self.states.get((flag.order_id, flag.kind))
        if state is not None:
            return state == "dismissed"
        return flag.strength < self.thresholds.get((flag.customer_id, flag.kind), 0)


def said(connection: Connection) -> Said:
    """Gives what people said to all flags."""
    flag = anomaly_flags.c
    reviewed = sa.select(flag.order_id, flag.kind, flag.state).where(flag.state.not_in(UNREVIEWED))
    states = {(row.order_id, row.kind): row.state for row in connection.execute(reviewed)}
    return Said(states, _thresholds(connection))


def doubted(connection: Connection, customer_id: str, since: datetime) -> Mapping[str, set[Kind]]:
    """Gives as what a customer's orders since then are flagged that nobody called normal, by id."""
    flag = anomaly_flags.c
    theirs = sa.select(flag.order_id, flag.kind).where(
        flag.customer_id == customer_id, flag.ordered_at >= since, flag.state.not_in(NORMAL)
    )
    found: defaultdict[str, set[Kind]] = defaultdict(set)
    for row in connection.execute(theirs):
        found[row.order_id].add(row.kind)
    return found


def keep_all(
    connection: Connection, found: Iterable[Flag], moments: Mapping[str, datetime], now: datetime
) -> int:
    """Keeps what a scan of all orders found; gives how many flags are new.

    A flag that is not found any more goes, unless somebody reviewed it.
    """
    flags = list(found)
    before = known(connection)
    _keep(connection, flags, moments, now)
    gone = before - {(flag.order_id, flag.kind) for flag in flags}
    _drop(connection, gone)
    return sum((flag.order_id, flag.kind) not in before for flag in flags)


def keep_some(
    connection: Connection, found: Iterable[Flag], moments: Mapping[str, datetime], now: datetime
) -> None:
    """Keeps what was found of the orders in `moments`, and of no others."""
    flags = list(found)
    before = {one for one in known(connection, moments) if one[1] not in _OF_SCANS}
    _keep(connection, flags, moments, now)
    _drop(connection, before - {(flag.order_id, flag.kind) for flag in flags})


_OF_SCANS = frozenset({"stuck_state", "unusual_return"})
"""Kinds that only a scan of all orders looks for."""


def known(connection: Connection, order_ids: Iterable[str] | None = None) -> set[tuple[str, str]]:
    """Gives the flags that are kept, of all orders or of some: order and kind."""
    statement = sa.select(anomaly_flags.c.order_id, anomaly_flags.c.kind)
    if order_ids is not None:
        statement = statement.where(anomaly_flags.c.order_id.in_(list(order_ids)))
    return {(row.order_id, row.kind) for row in connection.execute(statement)}


def _keep(
    connection: Connection, flags: list[Flag], moments: Mapping[str, datetime], now: datetime
) -> None:
    learnt = _thresholds(connection)
    rows = [_row(flag, moments[flag.order_id], now, learnt) for flag in flags]
    for first in range(0, len(rows), _AT_ONCE):
        statement = insert_into(connection, anomaly_flags).values(rows[first : first + _AT_ONCE])
        new = statement.excluded
        is_reviewed = anomaly_flags.c.state.not_in(UNREVIEWED)
        connection.execute(
            statement.on_conflict_do_update(
                index_elements=[anomaly_flags.c.order_id, anomaly_flags.c.kind],
                set_={
                    "customer_id": new.customer_id,
                    "ordered_at": new.ordered_at,
                    "severity": new.severity,
                    "score": new.score,
                    "strength": new.strength,
                    "figures": new.figures,
                    "state": sa.case((is_reviewed, anomaly_flags.c.state), else_=new.state),
                },
            )
        )


def _thresholds(connection: Connection) -> dict[tuple[str, str], Decimal]:
    rows = connection.execute(sa.select(anomaly_thresholds))
    return {(row.customer_id, row.kind): row.strength for row in rows}


def _row(
    flag: Flag, at: datetime, now: datetime, learnt: Mapping[tuple[str, str], Decimal]
) -> dict[str, Any]:
    strength = Decimal(str(round(flag.strength, 6))).quantize(_PLACES)
    is_quiet = strength < learnt.get((flag.customer_id, flag.kind), Decimal(0))
    return {
        "order_id": flag.order_id,
        "kind": flag.kind,
        "customer_id": flag.customer_id,
        "ordered_at": at,
        "severity": flag.severity,
        "score": flag.score,
        "strength": strength,
        "figures": {name: as_text(value) for name, value in flag.figures.items()},
        "found_at": now,
        "state": "quiet" if is_quiet else "open",
    }


def as_text(value: Value) -> str:
    """Gives a figure as it is kept: a plain decimal, an ISO date, a text."""
    if isinstance(value, Decimal):
        plain = value.normalize()
        return f"{plain:f}"
    return value.isoformat(sep=" ") if isinstance(value, datetime) else str(value)


def _drop(connection: Connection, gone: Iterable[tuple[str, str]]) -> None:
    for order_id, kind in sorted(gone):
        connection.execute(
            anomaly_flags.delete().where(
                anomaly_flags.c.order_id == order_id,
                anomaly_flags.c.kind == kind,
                anomaly_flags.c.state.in_(UNREVIEWED),
            )
        )
