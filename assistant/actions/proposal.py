"""A proposal: what would be done, for whom, until when; and how it is kept."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, get_args

import sqlalchemy as sa
from pydantic import ValidationError
from sqlalchemy.engine import Connection

from assistant import audit
from assistant.actions.contents import Content, as_document, content_of, customer_of, seal
from assistant.actions.refusal import ActionRefused
from crm.models import proposals, restores

State = Literal[
    "pending", "approved", "done", "failed", "rejected", "expired", "replaced", "refused"
]
"""`approved` ones are on their way out; `failed` ones can be sent again."""
STATES: tuple[State, ...] = get_args(State)
AFTER: Mapping[State, str] = {
    "rejected": "rejected",
    "expired": "expired",
    "replaced": "replaced",
    "refused": "refused",
}
"""Why something cannot be decided any more, by its state."""
MESSAGE_LASTS = timedelta(days=1)
"""A message says what was so when it was drafted: what is owed is another sum tomorrow."""
LASTS = timedelta(days=7)
MOST_LISTED = 200


@dataclass(frozen=True)
class Proposal:
    """Something that is done when its owner approves exactly this."""

    action_id: str
    user_id: str
    content: Content
    hash: str
    made_at: datetime
    expires_at: datetime
    state: State = "pending"
    decided_at: datetime | None = None
    note: str | None = None
    """Why it was refused or failed: a code."""
    replaced_by: str | None = None

    def at(self, now: datetime) -> State:
        """Gives its state at a moment: one that waited too long has expired."""
        return "expired" if self.state == "pending" and self.expires_at <= now else self.state


def proposed(user_id: str, content: Content, now: datetime) -> Proposal:
    """Gives a new proposal, which nobody has kept yet."""
    action_id = uuid.uuid4().hex
    lasts = MESSAGE_LASTS if content.kind == "send_message" else LASTS
    sealed = seal(action_id, user_id, as_document(content))
    return Proposal(action_id, user_id, content, sealed, now, now + lasts)


def keep(connection: Connection, one: Proposal) -> None:
    """Stores a new proposal, and that it was made, in the caller's transaction."""
    row = {
        "action_id": one.action_id,
        "user_id": one.user_id,
        "customer_id": customer_of(one.content),
        "kind": one.content.kind,
        "content": as_document(one.content),
        "hash": one.hash,
        "state": one.state,
        "made_at": one.made_at,
        "expires_at": one.expires_at,
    }
    connection.execute(proposals.insert().values(row))
    record(connection, "action.proposed", one, one.made_at)


def record(
    connection: Connection, event: audit.Event, one: Proposal, now: datetime, note: str = ""
) -> None:
    """Writes the entry of what happened to a proposal: ids and hash, none of its text."""
    detail: dict[str, audit.Value] = {"kind": one.content.kind, "hash": one.hash}
    if customer := customer_of(one.content):
        detail["customer"] = customer
    if note:
        detail["note"] = note
    audit.record(connection, audit.Entry(now, one.user_id, event, one.action_id, detail))


def own(
    connection: Connection, user_id: str, action_id: str, *, to_decide: bool = False
) -> Proposal:
    """Gives one of somebody's proposals; `to_decide` keeps others from deciding meanwhile.

    Raises:
        ActionRefused: that person has none of that id, or its content was changed.
    """
    is_it = (proposals.c.action_id == action_id, proposals.c.user_id == user_id)
    chosen: sa.Select[Any] = sa.select(proposals).where(*is_it)
    # SQLite knows no locks of rows: who writes there is alone anyway.
    row = connection.execute(chosen.with_for_update() if to_decide else chosen).one_or_none()
    if row is None:
        raise ActionRefused("unknown")
    found = _proposal(row)
    if found is None:
        raise ActionRefused("hash")
    return found


def listed(
    connection: Connection, user_id: str, now: datetime, state: State | None = None
) -> Sequence[Proposal]:
    """Gives somebody's proposals, the newest first."""
    chosen: sa.Select[Any] = sa.select(proposals).where(proposals.c.user_id == user_id)
    newest = chosen.order_by(proposals.c.made_at.desc(), proposals.c.action_id)
    found = (_proposal(row) for row in connection.execute(newest.limit(MOST_LISTED)))
    return [one for one in found if one is not None and state in {None, one.at(now)}]


def _proposal(row: sa.Row[Any]) -> Proposal | None:
    """Gives a kept proposal; None where somebody changed what it would do."""
    if seal(row.action_id, row.user_id, row.content) != row.hash:
        return None
    try:
        content = content_of(row.content)
    except ValidationError:
        return None
    return Proposal(
        row.action_id,
        row.user_id,
        content,
        row.hash,
        row.made_at,
        row.expires_at,
        row.state,
        row.decided_at,
        row.note,
        row.replaced_by,
    )


def settle(
    connection: Connection, one: Proposal, state: State, now: datetime, **more: str | None
) -> None:
    """Gives a proposal another state."""
    values = {"state": state, "decided_at": now, **more}
    own_row = proposals.c.action_id == one.action_id
    connection.execute(proposals.update().where(own_row).values(values))


def was_restored(connection: Connection, since: datetime) -> bool:
    """Whether a backup was restored after a moment: what waited then may have been done since."""
    latest = connection.execute(sa.select(sa.func.max(restores.c.finished_at))).scalar_one()
    return latest is not None and latest >= since


def require_open(one: Proposal, now: datetime) -> None:
    """Goes on where nothing has been decided yet.

    Raises:
        ActionRefused: it was.
    """
    state = one.at(now)
    if state != "pending":
        raise ActionRefused(AFTER.get(state, "decided"))


def replaced(
    connection: Connection, user_id: str, action_id: str, after: Proposal, now: datetime
) -> None:
    """Puts a kept proposal in the place of one that waits, in the caller's transaction.

    Where that was decided meanwhile, the new one is given up: nobody is to approve both.
    """
    before = own(connection, user_id, action_id, to_decide=True)
    if before.at(now) != "pending":
        settle(connection, after, "rejected", now)
        return
    settle(connection, before, "replaced", now, replaced_by=after.action_id)
    record(connection, "action.edited", before, now)
