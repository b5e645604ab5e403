"""Messages on their way out: queued with their approval, taken by leases, ended one way.

`waiting`, then `leased` (a process has it in hand), `sending` (its text is being handed over), and
`sent`. What a server refuses for good, or for too long, has `failed`. A process that dies while it
hands a text over leaves `sending`, and nobody can tell whether it went: that is `unsure`, which is
never sent again by itself. A person looks, and says so.
"""

import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from assistant import audit
from crm.models import outbox, proposals, restores

Ended = Literal["sent", "failed", "unsure"]
LEASE = timedelta(minutes=10)
"""Longer than any conversation with a mail server that answers within its time limits."""
BACKOFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720))
"""How long to wait after each attempt; after the last one it has failed."""
_EVENTS: Mapping[Ended, audit.Event] = {
    "sent": "message.sent",
    "failed": "message.failed",
    "unsure": "message.unsure",
}


@dataclass(frozen=True)
class Letter:
    """What leaves: to whom, and the words."""

    to: str
    to_name: str
    subject: str
    text: str


@dataclass(frozen=True)
class Message:
    """A letter of somebody's, to a contact of a customer, or to the sender without a customer."""

    message_id: str
    user_id: str
    channel: str
    letter: Letter
    customer_id: str | None = None
    attempts: int = 0
    lease: str = ""


def enqueue(connection: Connection, message: Message, now: datetime, due_at: datetime) -> None:
    """Puts a message into the outbox, in the transaction that approves it."""
    row = {
        "message_id": message.message_id,
        "user_id": message.user_id,
        "customer_id": message.customer_id,
        "channel": message.channel,
        "content": asdict(message.letter),
        "state": "waiting",
        "queued_at": now,
        "due_at": due_at,
        "attempts": 0,
    }
    connection.execute(outbox.insert().values(row))


def any_due(connection: Connection, now: datetime) -> bool:
    """Whether there is something to do; it takes no lock."""
    chosen = sa.select(outbox.c.message_id).where(
        sa.or_(_is_free(now), _is_cut_off(now), _came_back())
    )
    return connection.execute(chosen.limit(1)).first() is not None


def _is_free(now: datetime) -> sa.ColumnElement[bool]:
    waits = sa.and_(outbox.c.state == "waiting", outbox.c.due_at <= now)
    left = sa.and_(outbox.c.state == "leased", outbox.c.leased_until <= now)
    return sa.or_(waits, left)


def _is_cut_off(now: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(outbox.c.state == "sending", outbox.c.leased_until <= now)


def take(connection: Connection, now: datetime) -> Message | None:
    """Gives the next message that is due, leased to whoever took it; None where there is none."""
    chosen: sa.Select[Any] = sa.select(outbox).where(_is_free(now))
    first = chosen.order_by(outbox.c.due_at, outbox.c.message_id).limit(1)
    row = connection.execute(first.with_for_update(skip_locked=True)).one_or_none()
    if row is None:
        return None
    lease = uuid.uuid4().hex
    values = {"state": "leased", "lease": lease, "leased_until": now + LEASE}
    own = outbox.c.message_id == row.message_id
    connection.execute(outbox.update().where(own).values(**values, attempts=outbox.c.attempts + 1))
    return Message(
        row.message_id,
        row.user_id,
        row.channel,
        Letter(**row.content),
        row.customer_id,
        row.attempts + 1,
        lease,
    )


def end_one_unsure(connection: Connection, now: datetime) -> bool:
    """Ends one that was cut off in the middle, or that waited when a backup was restored.

    One a transaction: the log is locked from its entry on, and nothing may be waited for then.
    """
    for condition, note in ((_is_cut_off(now), "cut_off"), (_came_back(), "restored")):
        chosen = sa.select(outbox.c.message_id, outbox.c.user_id).where(condition).limit(1)
        row = connection.execute(chosen).one_or_none()
        if row is not None:
            _end(connection, (row.message_id, row.user_id), condition, ("unsure", note), now)
            return True
    return False


def _came_back() -> sa.ColumnElement[bool]:
    """Gives the condition that a message came out of a backup: it may have been sent since."""
    restored = sa.select(sa.func.max(restores.c.finished_at)).scalar_subquery()
    on_its_way = outbox.c.state.in_(("waiting", "leased", "sending"))
    return sa.and_(on_its_way, outbox.c.queued_at <= restored)


def hand_over(connection: Connection, message: Message) -> bool:
    """Notes that a text is handed over from now on; False where another process has it by now."""
    still = _is_own(message, "leased")
    return bool(connection.execute(outbox.update().where(*still).values(state="sending")).rowcount)


def _is_own(message: Message, *states: str) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        outbox.c.message_id == message.message_id,
        outbox.c.lease == message.lease,
        outbox.c.state.in_(states),
    )


def end(connection: Connection, message: Message, how: Ended, note: str, now: datetime) -> None:
    """Notes how a message ended; what was thought unsure meanwhile may turn out to be sent."""
    own = sa.and_(*_is_own(message, "leased", "sending", "unsure"))
    _end(connection, (message.message_id, message.user_id), own, (how, note), now)


def _end(
    connection: Connection,
    whose: tuple[str, str],
    still: sa.ColumnElement[bool],
    how: tuple[Ended, str],
    now: datetime,
) -> None:
    """Ends a message of which `still` holds; its proposal is locked first, as approvals do."""
    (message_id, user_id), (state, note) = whose, how
    its_own = proposals.c.action_id == message_id
    connection.execute(sa.select(proposals.c.action_id).where(its_own).with_for_update())
    values = {"state": state, "note": note or None, "ended_at": now}
    ended = outbox.update().where(outbox.c.message_id == message_id, still).values(values)
    if not connection.execute(ended).rowcount:
        return
    told = {"state": "done" if state == "sent" else "failed", "note": note or None}
    of_message = proposals.c.kind == "send_message"
    connection.execute(proposals.update().where(its_own, of_message).values(told))
    detail: dict[str, audit.Value] = {"note": note} if note else {}
    audit.record(connection, audit.Entry(now, user_id, _EVENTS[state], message_id, detail))


def put_off(connection: Connection, message: Message, note: str, now: datetime) -> None:
    """Has a message tried again later, or ends it after the last attempt."""
    if message.attempts > len(BACKOFF):
        end(connection, message, "failed", note, now)
        return
    due = now + BACKOFF[message.attempts - 1]
    values = {"state": "waiting", "due_at": due, "note": note, "lease": None, "leased_until": None}
    own = _is_own(message, "leased", "sending")
    connection.execute(outbox.update().where(*own).values(values))


def requeue(connection: Connection, message_id: str, now: datetime) -> bool:
    """Has a message that failed tried anew; False where it did not fail."""
    failed = (outbox.c.message_id == message_id, outbox.c.state.in_(("failed", "unsure")))
    values = {"state": "waiting", "queued_at": now, "due_at": now, "attempts": 0}
    fresh = {**values, "lease": None, "leased_until": None, "note": None, "ended_at": None}
    return bool(connection.execute(outbox.update().where(*failed).values(fresh)).rowcount)


def drop(connection: Connection, message_id: str) -> None:
    """Takes a message out that nobody has in hand yet."""
    unsent = (outbox.c.message_id == message_id, outbox.c.state == "waiting")
    connection.execute(outbox.delete().where(*unsent))
