"""One-time codes: who is logged in here shows to be the one who writes there.

A code is made for a user who is known already, and is typed into the chat app. It holds for a few
minutes and once; an account that types wrong ones has to wait.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from unicodedata import normalize

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from assistant import audit
from assistant.identity.act import Act
from assistant.identity.bindings import Account, bind, key_of, matching
from assistant.identity.failures import BindingError
from crm.access import UnknownCallerError, caller_named
from crm.models import binding_attempts, binding_codes

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without those that look or sound alike: 0 O, 1 I L, U V."""
LENGTH = 10
HOLDS = timedelta(minutes=10)
MOST_WRONG = 5
"""Wrong codes of one account in `PAUSE`: then no code of it is looked at until that is over."""
MOST_MESSAGE = 100
PAUSE = timedelta(hours=1)
_HALF = f"[{LETTERS}]{{5}}"
_SHAPE = re.compile(
    rf"(?:bind|绑定)\s*:?\s*({_HALF})-?({_HALF})|({_HALF})-({_HALF})", re.IGNORECASE
)
"""With its hyphen or after a word that says so: ten letters alone may be a question."""


@dataclass(frozen=True)
class Code:
    """A code as it is shown, this once."""

    text: str
    expires_at: datetime


def make_code(connection: Connection, user_id: str, act: Act) -> Code:
    """Gives a new code that binds an account to a user; an earlier one of that user ends.

    Raises:
        crm.access.UnknownCallerError: no such user.
        BindingError: the user is a machine.
    """
    if caller_named(connection, user_id).is_machine:
        raise BindingError(f"{user_id} is a service account: machines do not chat.")
    codes = binding_codes.c
    over = sa.or_(codes.user_id == user_id, codes.expires_at <= act.at)
    connection.execute(sa.delete(binding_codes).where(over))
    text = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    row = {"code_hash": _hash(text), "user_id": user_id, "expires_at": act.at + HOLDS}
    connection.execute(sa.insert(binding_codes).values(row))
    act.record(connection, "binding.code", user_id, {})
    return Code(f"{text[:5]}-{text[5:]}", act.at + HOLDS)


def code_in(message: str) -> str | None:
    """Gives the code that a message consists of; None if it is about something else."""
    if len(message) > MOST_MESSAGE:
        return None
    found = _SHAPE.fullmatch(normalize("NFKC", message).strip())  # wide letters of an input method
    return "".join(part.upper() for part in found.groups() if part) if found else None


def redeem(connection: Connection, account: Account, code: str, now: datetime) -> str | None:
    """Binds an account by a code (`code_in`); gives the user, None if the code is not good.

    Never raises for a code: the attempt has to be kept with the transaction.
    """
    audit.alone(connection)  # two attempts at once are two
    attempts = _attempts(connection, account, now)
    if attempts >= MOST_WRONG:
        return None
    user_id = _taken(connection, code, now)
    if user_id is None:
        _note_wrong(connection, account, attempts + 1, now)
        return None
    connection.execute(sa.delete(binding_attempts).where(*matching(binding_attempts, account)))
    try:
        bind(connection, account, user_id, Act(user_id, now, {"by": "code"}))
    except UnknownCallerError:  # gone since the code was made
        return None
    return user_id


def is_waiting(connection: Connection, account: Account, now: datetime) -> bool:
    """Tells whether an account gave too many wrong codes and has to wait."""
    return _attempts(connection, account, now) >= MOST_WRONG


def _taken(connection: Connection, code: str, now: datetime) -> str | None:
    """Takes a code out; gives whose it was, None if there is none such or it is over.

    It is found by its hash: how long that takes tells nothing of a code.
    """
    held = (binding_codes.c.code_hash == _hash(code), binding_codes.c.expires_at > now)
    statement = sa.select(binding_codes.c.user_id).where(*held)
    user_id = connection.execute(statement).scalar_one_or_none()
    connection.execute(sa.delete(binding_codes).where(*held))
    return user_id


def _attempts(connection: Connection, account: Account, now: datetime) -> int:
    """Gives how many wrong codes an account gave lately."""
    lately = binding_attempts.c.since > now - PAUSE
    mine = matching(binding_attempts, account)
    statement = sa.select(binding_attempts.c.failed).where(*mine, lately)
    return connection.execute(statement).scalar_one_or_none() or 0


def _note_wrong(connection: Connection, account: Account, number: int, now: datetime) -> None:
    """Keeps that an account gave a wrong code; those of long ago are swept."""
    rows = binding_attempts.c
    mine = sa.and_(*matching(binding_attempts, account))
    if number == 1:
        over = sa.or_(mine, rows.since <= now - PAUSE)
        connection.execute(sa.delete(binding_attempts).where(over))
        row = {**key_of(account), "failed": 1, "since": now}
        connection.execute(sa.insert(binding_attempts).values(row))
    else:
        connection.execute(sa.update(binding_attempts).where(mine).values(failed=number))
    detail = {**key_of(account), "attempt": number}
    audit.record(connection, audit.Entry(now, "", "binding.refused", None, detail))


def _hash(text: str) -> str:
    # No slow hash: a code of 49 random bits is over long before a search through all of them.
    return hashlib.sha256(text.encode()).hexdigest()
