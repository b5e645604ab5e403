"""A review of a flag, kept with its entry in the audit log: both or neither."""

from datetime import datetime

from sqlalchemy.engine import Engine

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
    until = None if given.until is None else given.until.isoformat()
    detail: dict[str, audit.Value] = {"kind": given.kind, "until": until}
    with writing(engine) as connection:
        flag = review(connection, caller, given, now)
        event = _EVENTS[given.verdict]  # the reason stays with the review: it is somebody's text
        audit.record(connection, audit.Entry(now, caller.user_id, event, given.order_id, detail))
    return flag
