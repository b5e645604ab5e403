"""The inbox: every message once, and who has its conversation in hand.

A message is `waiting` from before it is acknowledged. What is to be said to it is kept with its
turn, in one transaction: then it is `answered`. Once that is posted, it is `sent`; or it has
`failed`. The row is the mark that it is being worked on: it goes only `KEPT` after its end, long
after the last time that a program delivers it again (Feishu: 7 hours).

The lease is on the conversation (`lane`), not on the message: so one is not begun before the one
before it has ended. Who dies leaves the lease behind, and its time is soon up. What the dead one
had begun cannot be kept any more: all that is kept asks whether the lease still holds.
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import partial
from operator import itemgetter
from typing import Any, Literal

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy.engine import Connection, Row

from assistant.channels.contract import Incoming
from assistant.identity import Account
from crm.models import chat_lanes as lanes
from crm.models import chat_messages as messages
from crm.upserts import insert_into

LEASE = timedelta(seconds=60)
"""Renewed while its holder lives, however long a turn takes: see `renew`."""
KEPT = timedelta(hours=24)
FORGOTTEN = timedelta(days=30)
"""After which a new message of that account there begins a new conversation."""
BACKOFF = tuple(timedelta(seconds=seconds) for seconds in (5, 30, 120, 600, 1800, 3600))
"""How long to wait after each attempt; after the last one it has failed."""
AT_ONCE = 100
Ended = Literal["sent", "failed"]
FETCHED = "fetched"
"""The handle of an answer that the program has fetched."""
REFETCHED = timedelta(minutes=10)
"""So long after its end it may be fetched again, where what the program heard was lost."""
_OPEN = ("waiting", "answered")
_INCOMING = TypeAdapter(Incoming)


class LeaseLost(Exception):
    """Another worker has the conversation in hand by now: nothing must be kept."""


@dataclass(frozen=True)
class Lease:
    """A conversation that one worker has in hand."""

    lane: str
    holder: str
    conversation_id: str | None


@dataclass(frozen=True)
class Item:
    """A message that is not done with."""

    key: str
    channel: str
    incoming: Incoming
    attempts: int
    said: Mapping[str, Any] | None
    """What is to be said, once that is known."""
    handle: str | None
    posting_at: datetime | None
    alone: bool = False
    """Whether what was posted since then went to the asker alone."""


def key_of(message: Incoming) -> str:
    """Gives the key of a message: as long as every program takes one."""
    return key_named(message.account, message.message_id)


def key_named(account: Account, message_id: str) -> str:
    """Gives the key of the message with that id, of whoever wrote it in that company."""
    return _hash(account.channel, account.tenant, message_id)


def lane_of(message: Incoming) -> str:
    """Gives what is answered in order: one account in one thread."""
    account, place = message.account, message.place
    return _hash(account.channel, account.tenant, place.room, place.thread, account.user)


def _hash(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def put(connection: Connection, found: Sequence[Incoming], now: datetime) -> None:
    """Puts messages into the inbox, each but once.

    Their conversations are touched in one order, so that processes that do this at the same time
    don't wait for each other in a circle.
    """
    if not found:
        return
    channels = {lane_of(message): message.account.channel for message in found}
    first = insert_into(connection, lanes)
    again = first.on_conflict_do_update(index_elements=["lane"], set_={"touched_at": now})
    rows = [
        {"lane": lane, "channel": channels[lane], "due_at": now, "touched_at": now}
        for lane in sorted(channels)
    ]
    connection.execute(again, rows)
    once = insert_into(connection, messages).on_conflict_do_nothing()
    connection.execute(once, sorted(map(partial(_row, now=now), found), key=itemgetter("key")))


def _row(message: Incoming, now: datetime) -> dict[str, Any]:
    return {
        "key": key_of(message),
        "channel": message.account.channel,
        "lane": lane_of(message),
        "sent_us": message.sent_us,
        "received_at": now,
        "state": "waiting",
        "attempts": 0,
        "incoming": asdict(message),
    }


def due(connection: Connection, channels: Sequence[str], now: datetime) -> Sequence[str]:
    """Gives the conversations in which something waits that nobody has in hand, oldest first."""
    is_open = sa.and_(messages.c.lane == lanes.c.lane, messages.c.state.in_(_OPEN))
    statement = (
        sa.select(lanes.c.lane)
        .join(messages, is_open)
        .where(lanes.c.channel.in_(channels), lanes.c.due_at <= now, _is_free(now))
        .group_by(lanes.c.lane)
        .order_by(sa.func.min(messages.c.received_at), lanes.c.lane)
        .limit(AT_ONCE)
    )
    return connection.execute(statement).scalars().all()


def _is_free(now: datetime) -> sa.ColumnElement[bool]:
    return sa.or_(lanes.c.holder.is_(None), lanes.c.held_until <= now)


def take(connection: Connection, lane: str, holder: str, now: datetime) -> Lease | None:
    """Takes a conversation in hand; None where another has it, or it is to wait."""
    free = (lanes.c.lane == lane, lanes.c.due_at <= now, _is_free(now))
    values = {"holder": holder, "held_until": now + LEASE}
    taken = lanes.update().where(*free).values(values).returning(lanes.c.conversation_id)
    row = connection.execute(taken).one_or_none()
    return None if row is None else Lease(lane, holder, row.conversation_id)


def renew(connection: Connection, in_hand: Collection[str], holder: str, now: datetime) -> None:
    """Goes on holding what a worker has in hand."""
    own = (lanes.c.lane.in_(in_hand), lanes.c.holder == holder)
    connection.execute(lanes.update().where(*own).values(held_until=now + LEASE))


def release(connection: Connection, lease: Lease, due_at: datetime | None = None) -> None:
    """Lets go of a conversation, until a moment where it is to wait."""
    values: dict[str, object] = {"holder": None, "held_until": None}
    if due_at is not None:
        values["due_at"] = due_at
    connection.execute(lanes.update().where(*_is_own(lease)).values(values))


def _is_own(lease: Lease) -> tuple[sa.ColumnElement[bool], ...]:
    return lanes.c.lane == lease.lane, lanes.c.holder == lease.holder


def require(connection: Connection, lease: Lease) -> None:
    """Goes on where a conversation is still in hand, and keeps it there for this transaction.

    Raises:
        LeaseLost: another has taken it.
    """
    still = lanes.update().where(*_is_own(lease)).values(holder=lease.holder)
    if not connection.execute(still).rowcount:
        raise LeaseLost(lease.lane)


def first(connection: Connection, lease: Lease) -> Item | None:
    """Gives the message to go on with, the first written one; None where there is none."""
    waiting = sa.select(messages).where(messages.c.lane == lease.lane, messages.c.state.in_(_OPEN))
    row = connection.execute(waiting.order_by(messages.c.sent_us, messages.c.key).limit(1))
    found = row.one_or_none()
    return None if found is None else _item(found)


def _item(row: Row[Any]) -> Item:
    return Item(
        row.key,
        row.channel,
        _INCOMING.validate_python(row.incoming),
        row.attempts,
        row.said,
        row.handle,
        row.posting_at,
        bool(row.alone),
    )


def answer(
    connection: Connection,
    lease: Lease,
    item: Item,
    said: Mapping[str, Any],
    conversation_id: str | None,
) -> None:
    """Notes what is to be said to a message, in the transaction of what comes of it.

    Raises:
        LeaseLost: another has the conversation in hand by now.
    """
    require(connection, lease)
    if conversation_id is not None:
        own = lanes.update().where(*_is_own(lease))
        connection.execute(own.values(conversation_id=conversation_id))
    _change(connection, item, {"state": "answered", "said": said, "attempts": 0}, "waiting")


def begin_posting(
    connection: Connection, lease: Lease, item: Item, now: datetime, *, alone: bool
) -> None:
    """Notes that from now on an answer may be there, where all read it or for the asker alone.

    Raises:
        LeaseLost: another has the conversation in hand by now.
    """
    require(connection, lease)
    _change(connection, item, {"posting_at": now, "alone": alone, "handle": None})


def begin_instead(connection: Connection, lease: Lease, item: Item, now: datetime) -> bool:
    """Notes that from now on an answer may be there that was not fetched; False where it was.

    Raises:
        LeaseLost: another has the conversation in hand by now.
    """
    require(connection, lease)
    unfetched = (messages.c.key == item.key, messages.c.handle.is_(None))
    begun = messages.update().where(*unfetched).values(posting_at=now)
    return connection.execute(begun).rowcount == 1


@dataclass(frozen=True)
class Kept:
    """A message whose answer is asked for."""

    state: str
    text: str
    """What was written; empty once it is done with."""
    said: Mapping[str, Any] | None
    is_fetched: bool
    is_posted: bool
    """Whether the answer is, or may be, posted instead."""


def kept(connection: Connection, key: str) -> Kept | None:
    """Gives how the answer to a message stands; None where there is no such message."""
    row = connection.execute(sa.select(messages).where(messages.c.key == key)).one_or_none()
    if row is None:
        return None
    text = row.incoming["text"] if row.incoming else ""
    is_fetched = row.handle == FETCHED
    is_posted = not is_fetched and row.posting_at is not None
    return Kept(row.state, text, row.said, is_fetched, is_posted)


def note_fetched(connection: Connection, key: str, now: datetime) -> bool:
    """Notes that an answer is fetched, and has what follows it begun; False where it was posted."""
    unposted = (messages.c.posting_at.is_(None), messages.c.handle.is_(None))
    mine = (messages.c.key == key, messages.c.state == "answered", *unposted)
    noted = messages.update().where(*mine).values(handle=FETCHED).returning(messages.c.lane)
    row = connection.execute(noted).one_or_none()
    if row is None:
        return False
    connection.execute(lanes.update().where(lanes.c.lane == row.lane).values(due_at=now))
    return True


def ready(connection: Connection, channel: str) -> Sequence[Item]:
    """Gives the messages whose answers are to be pushed, in the order in which they came."""
    own = (messages.c.channel == channel, messages.c.state == "answered")
    waiting = sa.select(messages).where(*own, messages.c.handle.is_(None))
    rows = connection.execute(waiting.order_by(messages.c.received_at).limit(AT_ONCE))
    return [_item(row) for row in rows]


def begin_push(connection: Connection, key: str, now: datetime) -> bool:
    """Notes that an answer may be there from now on; False where that is noted already."""
    unbegun = (messages.c.key == key, messages.c.posting_at.is_(None), messages.c.handle.is_(None))
    begun = messages.update().where(*unbegun).values(posting_at=now)
    return connection.execute(begun).rowcount == 1


def end_push(connection: Connection, key: str, note: str, now: datetime) -> None:
    """Notes that an answer is there, or why it never will be; what follows it is begun."""
    values: dict[str, object] = {"handle": FETCHED}
    if note:
        gone = {"incoming": sa.null(), "said": sa.null()}
        values = {"state": "failed", "note": note[:40], "ended_at": now, **gone}
    mine = (messages.c.key == key, messages.c.state == "answered")
    ended = messages.update().where(*mine).values(values).returning(messages.c.lane)
    row = connection.execute(ended).one_or_none()
    if row is not None:
        connection.execute(lanes.update().where(lanes.c.lane == row.lane).values(due_at=now))


def hold(connection: Connection, channel: str, holder: str, now: datetime) -> bool:
    """Takes the one connection of a channel in hand, or goes on; False where another has it."""
    lane = f"connection:{channel}"
    row = {"lane": lane, "channel": channel, "due_at": now, "touched_at": now}
    connection.execute(insert_into(connection, lanes).values(row).on_conflict_do_nothing())
    ours = sa.or_(lanes.c.holder == holder, _is_free(now))
    values = {"holder": holder, "held_until": now + LEASE, "touched_at": now}
    held = lanes.update().where(lanes.c.lane == lane, ours).values(values)
    return connection.execute(held).rowcount == 1


def let_go(connection: Connection, channel: str, holder: str) -> None:
    """Lets go of the one connection of a channel."""
    release(connection, Lease(f"connection:{channel}", holder, None))


def note_handle(connection: Connection, item: Item, handle: str) -> None:
    """Notes which message of ours the answer is, or will be."""
    _change(connection, item, {"handle": handle})


def end(connection: Connection, item: Item, how: Ended, note: str, now: datetime) -> None:
    """Ends a message; what was written and said goes, and the mark stays.

    What was fetched stays a little, see `REFETCHED`.
    """
    values = {"state": how, "note": note or None, "ended_at": now}
    _change(connection, item, {**values, "incoming": sa.null()})
    unfetched = sa.or_(messages.c.handle.is_(None), messages.c.handle != FETCHED)
    gone = messages.update().where(messages.c.key == item.key, unfetched)
    connection.execute(gone.values(said=sa.null()))


def put_off(connection: Connection, lease: Lease, item: Item, note: str, now: datetime) -> bool:
    """Has a message, and what follows it, tried again later; False after the last attempt."""
    require(connection, lease)
    attempts = item.attempts + 1
    if attempts > len(BACKOFF):
        return False
    _change(connection, item, {"attempts": attempts, "note": note})
    release(connection, lease, now + BACKOFF[attempts - 1])
    return True


def _change(connection: Connection, item: Item, values: Mapping[str, object], *states: str) -> None:
    of_it = (messages.c.key == item.key, messages.c.state.in_(states or _OPEN))
    if not connection.execute(messages.update().where(*of_it).values(values)).rowcount:
        raise LeaseLost(item.key)


def sweep(connection: Connection, now: datetime) -> None:
    """Takes out what ended long ago."""
    over = messages.c.ended_at <= now - KEPT
    connection.execute(messages.delete().where(over))
    fetched = (messages.c.handle == FETCHED, messages.c.ended_at <= now - REFETCHED)
    connection.execute(messages.update().where(*fetched).values(said=sa.null()))
    waits = sa.exists().where(messages.c.lane == lanes.c.lane)
    idle = (lanes.c.touched_at <= now - FORGOTTEN, ~waits)
    connection.execute(lanes.delete().where(*idle))


@dataclass(frozen=True)
class Standing:
    """How the inbox is, for `wendan doctor`."""

    waiting: int
    late: int
    failed: int


def standing(connection: Connection, channel: str, since: datetime) -> Standing:
    """Gives how many messages wait, how many since before a moment, and how many failed lately."""
    own = messages.c.channel == channel
    is_open = sa.and_(own, messages.c.state.in_(_OPEN))
    counts = (
        is_open,
        sa.and_(is_open, messages.c.received_at <= since),
        sa.and_(own, messages.c.state == "failed"),
    )
    found = [
        connection.execute(sa.select(sa.func.count()).select_from(messages).where(one)).scalar_one()
        for one in counts
    ]
    return Standing(*found)
