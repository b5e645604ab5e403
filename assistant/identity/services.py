"""Service accounts: machines that ask, with a role of their own or with a user's eyes.

An account has no password and no way in but the tokens that are made for it. It is no row of
`users`: no login of a person and no account in a chat app can ever stand for it.
"""

import re
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from assistant import tokens
from assistant.identity.act import Act
from assistant.identity.failures import ServiceError
from crm.access import MACHINE, SEEING_ALL, Role, caller_named
from crm.models import service_accounts

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")


@dataclass(frozen=True)
class Service:
    """A service account. It has either a role or somebody whose eyes it sees with."""

    name: str
    purpose: str
    created_at: datetime
    role: Role | None = None
    sees_as: str | None = None

    @property
    def account_id(self) -> str:
        """Gives what stands for it where a user's id would."""
        return f"{MACHINE}{self.name}"

    def refuse_if_unsound(self) -> None:
        """Does nothing if there may be such an account.

        Raises:
            ServiceError: there may not.
        """
        if not _NAME.fullmatch(self.name):
            raise ServiceError(
                f"{self.name!r} is no name for a service account. Give small letters, digits, "
                "- and _, such as nightly-report."
            )
        if (self.role is None) == (self.sees_as is None):
            raise ServiceError(
                "Give either a role of its own, or the user whose eyes it sees with."
            )
        if self.role is not None and self.role not in SEEING_ALL:
            raise ServiceError(
                f"A service account owns no customers and leads nobody: as {self.role} it would "
                f"see nothing. Give {' or '.join(SEEING_ALL)}, or a user whose eyes it sees with."
            )
        if self.sees_as is not None and self.sees_as.startswith(MACHINE):
            raise ServiceError("Give a user of the company, not another service account.")


def add_service(connection: Connection, wanted: Service, act: Act) -> None:
    """Makes an account, without a token.

    Raises:
        ServiceError: there may be no such account, or there is one of that name.
        crm.access.UnknownCallerError: nobody has the eyes that it shall see with.
    """
    wanted.refuse_if_unsound()
    if wanted.sees_as is not None:
        caller_named(connection, wanted.sees_as)
    if any(one.name == wanted.name for one in services(connection)):
        raise ServiceError(f"There is a service account {wanted.name!r} already. Remove it first.")
    row = {
        "account_id": wanted.account_id,
        "purpose": wanted.purpose,
        "role": wanted.role,
        "sees_as": wanted.sees_as,
        "created_at": act.at,
    }
    connection.execute(sa.insert(service_accounts).values(row))
    detail = {"role": wanted.role, "sees_as": wanted.sees_as}
    act.record(connection, "service.added", wanted.account_id, detail)


def remove_service(connection: Connection, name: str, act: Act) -> int | None:
    """Removes an account with its tokens; gives how many these were, None if there is none."""
    account_id = f"{MACHINE}{name}"
    gone = sa.delete(service_accounts).where(service_accounts.c.account_id == account_id)
    if not connection.execute(gone).rowcount:
        return None
    count = tokens.revoke(connection, account_id)
    act.record(connection, "service.removed", account_id, {"tokens": count})
    return count


def services(connection: Connection) -> tuple[Service, ...]:
    """Gives all accounts, by name."""
    statement = sa.select(service_accounts).order_by(service_accounts.c.account_id)
    return tuple(
        Service(
            row.account_id.removeprefix(MACHINE),
            row.purpose,
            row.created_at,
            row.role,
            row.sees_as,
        )
        for row in connection.execute(statement)
    )
