"""Tokens made and taken back, each with its entry in the audit log."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.engine import Connection

from assistant import tokens
from assistant.identity.act import Act
from assistant.tokens import SCOPES, Scope
from crm.access import MACHINE

DAYS = 90


@dataclass(frozen=True)
class Wanted:
    """What a new token shall be."""

    user_id: str
    days: int = DAYS
    label: str = ""
    scopes: Collection[Scope] | None = None
    """None for all that a person may do; a machine then only asks."""

    @property
    def granted(self) -> tuple[Scope, ...]:
        """Gives the scopes that it gets."""
        if self.scopes is None:
            return ("ask",) if self.user_id.startswith(MACHINE) else SCOPES
        return tuple(one for one in SCOPES if one in self.scopes)


def issue(connection: Connection, wanted: Wanted, act: Act) -> str:
    """Gives a new token, which is shown this once.

    Raises:
        crm.access.UnknownCallerError: no such user or service account.
    """
    token = tokens.issue(
        connection,
        wanted.user_id,
        now=act.at,
        days=wanted.days,
        label=wanted.label,
        scopes=wanted.granted,
    )
    # The label stays out: it is free text, and may name people.
    detail = {"token": tokens.id_of(token), "days": wanted.days, "scopes": wanted.granted}
    act.record(connection, "token.issued", wanted.user_id, detail)
    return token


def revoke(connection: Connection, token_id: str, act: Act) -> str | None:
    """Takes one token back; gives whose it was, None if there is none."""
    user_id = tokens.take_back(connection, token_id)
    if user_id is not None:
        act.record(connection, "token.revoked", user_id, {"token": token_id})
    return user_id


def revoke_all(connection: Connection, user_id: str | None, act: Act) -> int:
    """Takes all tokens of a user back, or everybody's; gives how many there were."""
    count = tokens.revoke(connection, user_id)
    if count:
        act.record(connection, "token.revoked", user_id, {"count": count})
    return count
