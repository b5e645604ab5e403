"""Retention: old entries go, and one entry says which, so that the rest can still be checked."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from assistant.audit.chain import START, Entry, Head, Link, alone, links_where, record
from crm.models import audit_log

SEALED = "audit.sealed"


@dataclass(frozen=True)
class Sealed:
    """What was sealed, or would be: entries from one number to another, both included."""

    first: Head
    last: Head

    @property
    def count(self) -> int:
        """Gives how many entries that is."""
        return self.last.number - self.first.number + 1


def sealable(connection: Connection, before: date) -> Sealed | None:
    """Gives the entries that stand before the first one of that day or later; None if none do.

    A clock that was set back does not matter: what stands behind a newer entry stays with it.
    """
    kept = sa.select(sa.func.min(audit_log.c.number)).where(audit_log.c.at >= before.isoformat())
    first_kept = connection.execute(kept).scalar_one()
    older = () if first_kept is None else (audit_log.c.number < first_kept,)
    last = links_where(connection, older, limit=1)
    if not last:
        return None
    first = sa.select(audit_log.c.number, audit_log.c.hash).order_by(audit_log.c.number).limit(1)
    return Sealed(Head(*connection.execute(first).one()), last[0].head)


def seal(connection: Connection, before: date, *, actor: str, now: datetime) -> Sealed | None:
    """Removes the entries before a day and records that, in the caller's transaction.

    The record comes first: the database lets only those entries go that one names
    (`crm/migrations/append_only.py`). Check the chain before: a fault in what goes is lost with it.
    """
    alone(connection)
    found = sealable(connection, before)
    if found is None:
        return None
    detail = {"hash": found.last.hash, "removed": found.count, "before": before.isoformat()}
    record(connection, Entry(now, actor, SEALED, str(found.last.number), detail))
    connection.execute(audit_log.delete().where(audit_log.c.number <= found.last.number))
    return found


def last_sealed(connection: Connection) -> Head:
    """Gives the last entry that was sealed: what the first one now stands behind."""
    found = links_where(connection, (audit_log.c.event == SEALED,), limit=1)
    return _sealed_by(found[0]) if found else START


def _sealed_by(link: Link) -> Head:
    number = link.subject or ""
    return Head(int(number) if number.isdecimal() else 0, str(link.told.get("hash")))
