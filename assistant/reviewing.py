"""A review of a flag, kept with its entry in the audit log: both or neither."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.engine import Connection, Engine

from assistant import audit
from crm.access import Caller
from crm.database import writing
from crm.insight.listing import Flagged
from crm.insight.reviews import Review, Verdict, review

_EVENTS: dict[Verdict, audit.Event] = {
    "confirmed": "anomaly.confirmed",
    "dismissed": "anomaly.dismissed",
    "snoozed": "anomaly.snoozed",
}


def reviewed(engine: Engine, caller: Caller, given: Review, now: datetime) -> Flagged:
    """Keeps a review and who gave it; gives the flag as it was before.

    Raises:
        ReviewRefused: something is missing, or this caller may not decide.
        UnknownFlag: no such flag that the caller may see.
    """
    with writing(engine) as connection:
        return keep(connection, caller, (given,), now)[0]


def keep(
    connection: Connection, caller: Caller, said: Sequence[Review], now: datetime
) -> Sequence[Flagged]:
    """Keeps reviews as a part of the caller's transaction; gives the flags as they were before.

    Raises:
        ReviewRefused: something is missing, or this caller may not decide.
        UnknownFlag: no such flag that the caller may see.
    """
    flags = [review(connection, caller, given, now) for given in said]
    for given in said:  # the log comes last: from then on nobody else can append
        audit.record(connection, _entry(given, caller, now))
    return flags


def _entry(given: Review, caller: Caller, now: datetime) -> audit.Entry:
    """Gives the entry of a review; the reason stays with it: it is somebody's text."""
    until = None if given.until is None else given.until.isoformat()
    detail: dict[str, audit.Value] = {"kind": given.kind, "until": until}
    return audit.Entry(now, caller.user_id, _EVENTS[given.verdict], given.order_id, detail)
