"""Claims on digests: of all workers, one holds a schedule's slot, until it is settled or too late.

The row of a slot is its claim: to insert it is to have it. Whoever dies leaves it behind, and it is
taken over once its time is up. What the dead one had begun cannot be committed any more, because a
claim is settled in the transaction of what is sent, by its holder alone.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from crm.models import digests
from crm.upserts import insert_into

LEASE = timedelta(minutes=10)
"""Longer than any digest takes: eight questions, each a statement and a model's time-out."""
AGAIN = timedelta(minutes=1)
"""After which one that failed is tried again."""
MOST_ATTEMPTS = 3
State = Literal["sent", "quiet", "refused", "failed"]
"""What became of a slot: nothing to send, or nobody who may get it, are settled as well."""


class ClaimLost(Exception):
    """Somebody else holds the claim now, or the schedule is no more: nothing must be kept."""


@dataclass(frozen=True)
class Claim:
    """A slot that one worker holds."""

    schedule_id: str
    slot: datetime
    holder: str
    attempts: int = 1
    """This one included."""


def claim(
    connection: Connection, schedule_id: str, slot: datetime, holder: str, now: datetime
) -> Claim | None:
    """Claims a slot; None where it is settled, or somebody else holds it."""
    held = {"holder": holder, "held_until": now + LEASE}
    first = insert_into(connection, digests).values(
        schedule_id=schedule_id, slot=slot, state="claimed", attempts=1, **held
    )
    statement = first.on_conflict_do_update(
        index_elements=["schedule_id", "slot"],
        set_={**held, "attempts": digests.c.attempts + 1},
        where=sa.and_(digests.c.state == "claimed", digests.c.held_until <= now),
    ).returning(digests.c.attempts)
    attempts = connection.execute(statement).scalar_one_or_none()
    return None if attempts is None else Claim(schedule_id, slot, holder, attempts)


def settle(connection: Connection, held: Claim, state: State, turn_id: str | None = None) -> None:
    """Settles a claim, as a part of the transaction that keeps what was sent.

    Raises:
        ClaimLost: somebody else has taken it over, or settled it.
    """
    own = (*_is_of(held), digests.c.state == "claimed", digests.c.holder == held.holder)
    done = digests.update().where(*own).values(state=state, turn_id=turn_id)
    if not connection.execute(done).rowcount:
        raise ClaimLost(held.schedule_id)


def is_settled(connection: Connection, schedule_id: str, slot: datetime) -> bool:
    """Whether a slot is done with."""
    done = sa.select(digests.c.state).where(
        digests.c.schedule_id == schedule_id, digests.c.slot == slot, digests.c.state != "claimed"
    )
    return connection.execute(done).first() is not None


def release(connection: Connection, held: Claim, now: datetime) -> None:
    """Lets the slot be claimed again soon, after something failed."""
    own = (*_is_of(held), digests.c.holder == held.holder)
    connection.execute(digests.update().where(*own).values(held_until=now + AGAIN))


def _is_of(held: Claim) -> tuple[sa.ColumnElement[bool], ...]:
    return digests.c.schedule_id == held.schedule_id, digests.c.slot == held.slot
