"""API tokens: shown once when made, kept only as their SHA-256, limited in time and in what for.

What a token may do is what its scopes and its user's role both allow, the role as it is now.
"""

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from crm.access import caller_named
from crm.models import api_tokens

Scope = Literal["ask", "act", "export", "account", "admin"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
"""To ask; to have things done; to take raw rows out; to look after the own tokens and chat
accounts; what admins do."""
MARK = "wendan_"
"""How every token begins, so that scanners for leaked secrets can know one."""
ID_LENGTH = 12
MOST_DAYS = 365
KEPT_FOR = timedelta(days=365)
"""How long an expired token stays on file: by a clock that is ahead all would seem to be."""
USED_EVERY = timedelta(hours=1)
_BEARER = sa.select(api_tokens).where(
    api_tokens.c.token_hash == sa.bindparam("hash"), api_tokens.c.expires_at > sa.bindparam("now")
)
"""How exactly it is known when a token was last used: no write with each request."""


@dataclass(frozen=True)
class Token:
    """What is kept of a token."""

    token_id: str
    """The first letters of its hash: whoever finds a token somewhere can tell which one it is."""
    user_id: str
    label: str
    scopes: frozenset[Scope]
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    """To the hour; None for never."""

    @property
    def in_order(self) -> tuple[Scope, ...]:
        """Gives the scopes in the order that they are always told in."""
        return tuple(one for one in SCOPES if one in self.scopes)

    def is_noted(self, now: datetime) -> bool:
        """Tells whether a use now needs no note: there is a recent one."""
        return self.used_at is not None and now - self.used_at < USED_EVERY


def issue(
    connection: Connection,
    user_id: str,
    *,
    now: datetime,
    days: int,
    label: str = "",
    scopes: Collection[Scope] = SCOPES,
) -> str:
    """Gives a new token that lets its bearer do as `user_id` what `scopes` say, for `days` days.

    Raises:
        crm.access.UnknownCallerError: no such user.
        ValueError: for no day, or for more than a year.
    """
    if not 0 < days <= MOST_DAYS:
        raise ValueError(f"a token cannot hold for {days!r} days; 1 to {MOST_DAYS} can be")
    caller_named(connection, user_id)
    connection.execute(sa.delete(api_tokens).where(api_tokens.c.expires_at <= now - KEPT_FOR))
    token = MARK + secrets.token_urlsafe(32)
    row = {
        "token_hash": _hash(token),
        "user_id": user_id,
        "label": label,
        "scopes": " ".join(one for one in SCOPES if one in scopes),
        "created_at": now,
        "expires_at": now + timedelta(days=days),
    }
    connection.execute(sa.insert(api_tokens).values(row))
    return token


def bearer(connection: Connection, token: str, *, now: datetime) -> Token | None:
    """Gives the token that was shown; None if it is unknown or has expired."""
    row = connection.execute(_BEARER, {"hash": _hash(token), "now": now}).one_or_none()
    return None if row is None else _kept(row)


def note_use(connection: Connection, token_id: str, now: datetime) -> None:
    """Notes that a token was used, unless there is a recent note."""
    used = api_tokens.c.used_at
    stale = sa.or_(used.is_(None), used <= now - USED_EVERY)
    statement = sa.update(api_tokens).where(_is(token_id), stale).values(used_at=now)
    connection.execute(statement)


def listed(
    connection: Connection, *, now: datetime, user_id: str | None = None
) -> tuple[Token, ...]:
    """Gives the tokens that hold, of one user or of all, the newest first."""
    statement = sa.select(api_tokens).where(api_tokens.c.expires_at > now)
    if user_id is not None:
        statement = statement.where(api_tokens.c.user_id == user_id)
    newest = statement.order_by(api_tokens.c.created_at.desc(), api_tokens.c.token_hash)
    return tuple(_kept(row) for row in connection.execute(newest))


def take_back(connection: Connection, token_id: str) -> str | None:
    """Takes one token back; gives whose it was, None if there is no such token."""
    statement = sa.select(api_tokens.c.user_id).where(_is(token_id))
    user_id = connection.execute(statement).scalar_one_or_none()
    connection.execute(sa.delete(api_tokens).where(_is(token_id)))
    return user_id


def revoke(connection: Connection, user_id: str | None) -> int:
    """Takes all tokens of a user back, or everybody's; gives how many there were."""
    statement = sa.delete(api_tokens)
    if user_id is not None:
        statement = statement.where(api_tokens.c.user_id == user_id)
    return connection.execute(statement).rowcount


def id_of(token: str) -> str:
    """Gives the id by which a token is listed."""
    return _hash(token)[:ID_LENGTH]


def _is(token_id: str) -> sa.ColumnElement[bool]:
    return sa.func.substr(api_tokens.c.token_hash, 1, ID_LENGTH) == token_id


def _kept(row: Row[tuple[object, ...]]) -> Token:
    return Token(
        row.token_hash[:ID_LENGTH],
        row.user_id,
        row.label,
        # A scope that this version does not know allows nothing here.
        frozenset(one for one in row.scopes.split() if one in SCOPES),
        row.created_at,
        row.expires_at,
        row.used_at,
    )


def _hash(token: str) -> str:
    # No salt and no slow hash: a token is 256 random bits, not a password.
    return hashlib.sha256(token.encode()).hexdigest()
