"""API tokens: shown once when made, kept only as their SHA-256, and expiring."""

import hashlib
import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from crm.access import caller_named
from crm.models import api_tokens

MARK = "wendan_"
"""How every token begins, so that scanners for leaked secrets can know one."""


def issue(connection: Connection, user_id: str, *, now: datetime, days: int) -> str:
    """Gives a new token that lets its bearer ask as `user_id` for `days` days.

    Raises:
        crm.access.UnknownCallerError: no such user.
    """
    caller_named(connection, user_id)
    connection.execute(sa.delete(api_tokens).where(api_tokens.c.expires_at <= now))
    token = MARK + secrets.token_urlsafe(32)
    row = {
        "token_hash": _hash(token),
        "user_id": user_id,
        "created_at": now,
        "expires_at": now + timedelta(days=days),
    }
    connection.execute(sa.insert(api_tokens).values(row))
    return token


def bearer(connection: Connection, token: str, *, now: datetime) -> str | None:
    """Gives the user that `token` stands for; None if it is unknown or has expired."""
    statement = sa.select(api_tokens.c.user_id).where(
        api_tokens.c.token_hash == _hash(token), api_tokens.c.expires_at > now
    )
    return connection.execute(statement).scalar_one_or_none()


def revoke(connection: Connection, user_id: str) -> int:
    """Takes all tokens of a user back; gives how many there were."""
    statement = sa.delete(api_tokens).where(api_tokens.c.user_id == user_id)
    return connection.execute(statement).rowcount


def _hash(token: str) -> str:
    # No salt and no slow hash: a token is 256 random bits, not a password.
    return hashlib.sha256(token.encode()).hexdigest()
