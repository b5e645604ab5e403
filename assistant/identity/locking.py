"""Locked users: who left, or must be kept out at once, whatever the imported users say of them.

Their customers stay theirs, and their managers see these as before.
"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from assistant import tokens
from assistant.identity.act import Act
from assistant.identity.bindings import bound, unbind
from crm.access import UnknownCallerError, is_user
from crm.models import binding_codes, locked_users


@dataclass(frozen=True)
class Locked:
    """Somebody who may not ask, and since when."""

    user_id: str
    locked_at: datetime


@dataclass(frozen=True)
class TakenAway:
    """What somebody had to get in with, and has no more."""

    tokens: int
    accounts: int


def lock(connection: Connection, user_id: str, act: Act) -> TakenAway:
    """Keeps a user out by every way there is, also by a login, until `unlock`.

    Tokens, accounts in chat apps and codes are taken away for good.

    Raises:
        crm.access.UnknownCallerError: no such user.
    """
    if not is_user(connection, user_id):
        raise UnknownCallerError(user_id)
    known = sa.select(locked_users.c.user_id).where(locked_users.c.user_id == user_id)
    if not connection.execute(known).first():
        row = {"user_id": user_id, "locked_at": act.at}
        connection.execute(sa.insert(locked_users).values(row))
    accounts = [one.account for one in bound(connection, user_id)]
    for account in accounts:
        unbind(connection, account, act)
    connection.execute(sa.delete(binding_codes).where(binding_codes.c.user_id == user_id))
    found = TakenAway(tokens.revoke(connection, user_id), len(accounts))
    detail = {"tokens": found.tokens, "accounts": found.accounts}
    act.record(connection, "user.locked", user_id, detail)
    return found


def unlock(connection: Connection, user_id: str, act: Act) -> bool:
    """Lets a user in again, with new tokens; gives whether that user was locked."""
    gone = sa.delete(locked_users).where(locked_users.c.user_id == user_id)
    was_locked = bool(connection.execute(gone).rowcount)
    if was_locked:
        act.record(connection, "user.unlocked", user_id, {})
    return was_locked


def locked(connection: Connection) -> tuple[Locked, ...]:
    """Gives who is locked, by id."""
    statement = sa.select(locked_users).order_by(locked_users.c.user_id)
    return tuple(Locked(row.user_id, row.locked_at) for row in connection.execute(statement))
