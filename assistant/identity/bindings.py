"""Bindings: whose an account in a chat app is. Without one, an account there is nobody's."""

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime
from typing import Literal, get_args

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from assistant import audit
from assistant.identity.act import Act
from assistant.identity.failures import BindingError
from crm.access import Caller, UnknownCallerError, caller_named
from crm.models import bindings

Channel = Literal["slack", "dingtalk", "wecom", "wecom_bot", "feishu"]
CHANNELS: tuple[Channel, ...] = get_args(Channel)
_NAMED: Mapping[str, Channel] = {one: one for one in CHANNELS}
MOST_LETTERS = 200


@dataclass(frozen=True)
class Account:
    """An account in a chat app, as the app itself vouches for it: see `account_named`.

    It is told by ids. Names there are chosen by whoever likes to, and prove nothing.
    """

    channel: Channel
    user: str
    """The app's id of the account."""
    tenant: str = ""
    """The app's id of the workspace or company; the same user id may exist in two of them."""


def account_named(channel: str, user: str, tenant: str = "") -> Account:
    """Gives the account that somebody wrote down.

    Raises:
        BindingError: there can be none such.
    """
    known = _NAMED.get(channel)
    if known is None:
        raise BindingError(f"{channel!r} is no channel. Give {', '.join(CHANNELS)}.")
    if not user:
        raise BindingError("The id of the account in the chat app is missing.")
    for said, about in ((user, "an account"), (tenant, "a workspace")):
        if len(said) > MOST_LETTERS or not said.isprintable():
            raise BindingError(f"{said!r} is no id of {about}. Give it as the app has it.")
    return Account(known, user, tenant)


@dataclass(frozen=True)
class Binding:
    """An account, whose it is, and since when."""

    account: Account
    user_id: str
    bound_at: datetime


def caller_of(connection: Connection, account: Account) -> Caller | None:
    """Gives who asks by an account; None where it is bound to nobody who may ask."""
    statement = sa.select(bindings.c.user_id).where(*matching(bindings, account))
    user_id = connection.execute(statement).scalar_one_or_none()
    try:
        return None if user_id is None else caller_named(connection, user_id)
    except UnknownCallerError:
        return None


def bind(connection: Connection, account: Account, user_id: str, act: Act) -> bool:
    """Makes an account a user's, whosever it was; gives whether that changed anything.

    Raises:
        crm.access.UnknownCallerError: no such user.
        BindingError: the user is a machine.
    """
    if caller_named(connection, user_id).is_machine:
        raise BindingError(f"{user_id} is a service account: machines do not chat.")
    audit.alone(connection)  # two that bind one account do it one after the other
    mine = matching(bindings, account)
    statement = sa.select(bindings.c.user_id).where(*mine)
    before = connection.execute(statement).scalar_one_or_none()
    if before == user_id:
        return False
    connection.execute(sa.delete(bindings).where(*mine))
    row = {**key_of(account), "user_id": user_id, "bound_at": act.at}
    connection.execute(sa.insert(bindings).values(row))
    act.record(connection, "binding.made", user_id, {**key_of(account), "before": before})
    return True


def unbind(
    connection: Connection, account: Account, act: Act, *, of: str | None = None
) -> str | None:
    """Makes an account nobody's; gives whose it was, None if nobody's.

    With `of`, only if it is that user's.
    """
    mine = matching(bindings, account)
    statement = sa.select(bindings.c.user_id).where(*mine)
    user_id = connection.execute(statement).scalar_one_or_none()
    if user_id is None or of not in {None, user_id}:
        return None
    connection.execute(sa.delete(bindings).where(*mine))
    act.record(connection, "binding.removed", user_id, key_of(account))
    return user_id


def bound(connection: Connection, user_id: str | None = None) -> tuple[Binding, ...]:
    """Gives the bindings of a user, or all of them, in the order of channels and accounts."""
    statement = sa.select(bindings).order_by(*bindings.primary_key.columns)
    if user_id is not None:
        statement = statement.where(bindings.c.user_id == user_id)
    return tuple(
        Binding(Account(row.channel, row.channel_user, row.tenant), row.user_id, row.bound_at)
        for row in connection.execute(statement)
    )


def key_of(account: Account) -> dict[str, str]:
    """Gives the account as the columns of a table hold it."""
    channel, user, tenant = astuple(account)
    return {"channel": channel, "tenant": tenant, "channel_user": user}


def matching(table: sa.Table, account: Account) -> Sequence[sa.ColumnElement[bool]]:
    """Gives the conditions by which an account's row of a table is found."""
    return [table.c[name] == value for name, value in key_of(account).items()]
