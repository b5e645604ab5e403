"""`wendan bind`: whose the accounts in chat apps are."""

from pathlib import Path
from typing import Annotated

import typer

from assistant.cli import opening
from assistant.cli.failures import CommandFailed
from assistant.cli.listing import Json, show

ChannelName = Annotated[
    str, typer.Argument(help="slack, dingtalk, wecom, wecom_bot or feishu.", show_default=False)
]
ChannelUser = Annotated[
    str, typer.Argument(help="The id of the account there; no name.", show_default=False)
]
UserId = Annotated[str, typer.Argument(help="Whose it is.", show_default=False)]
Tenant = Annotated[
    str, typer.Option(metavar="ID", help="The workspace or company there, where there are several.")
]


def code(user_id: UserId) -> None:
    """Print a one-time code: the chat account that sends it to Wendan is this user's then.

    It holds for ten minutes. `wendan bind USER_ID` does the same.
    """
    from assistant import identity
    from crm.database import writing

    chosen = opening.settings()
    with writing(opening.database(chosen)) as connection:
        act = identity.Act("", chosen.clock().now())
        typer.echo(identity.make_code(connection, user_id, act).text)


def add(
    channel: ChannelName, channel_user: ChannelUser, user_id: UserId, tenant: Tenant = ""
) -> None:
    """Make a chat account a user's, without a code."""
    from assistant import identity
    from crm.database import writing

    chosen = opening.settings()
    account = identity.account_named(channel, channel_user, tenant)
    with writing(opening.database(chosen)) as connection:
        act = identity.Act("", chosen.clock().now())
        changed = identity.bind(connection, account, user_id, act)
    typer.echo(f"{channel} {channel_user} is {user_id}'s{'' if changed else ', as before'}.")


def import_(
    file: Annotated[
        Path, typer.Argument(help="CSV: channel, channel_user, user_id, tenant (if there are any).")
    ],
) -> None:
    """Bind all accounts of a list; all of it or nothing. Others stay as they are."""
    from assistant import identity
    from crm.database import writing

    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise CommandFailed(f"{file} is no UTF-8. Save it as CSV UTF-8.") from error
    chosen = opening.settings()
    with writing(opening.database(chosen)) as connection:
        act = identity.Act("", chosen.clock().now(), {"by": "list"})
        count, changed = identity.bind_all(connection, text, act)
    typer.echo(f"{count} accounts in {file.name}: {changed} bound, {count - changed} were already.")


def list_(
    user: Annotated[str | None, typer.Option(metavar="USER_ID", help="Only of this one.")] = None,
    *,
    json_: Json = False,
) -> None:
    """List whose the chat accounts are."""
    from assistant import identity

    with opening.database(opening.settings()).connect() as connection:
        found = identity.bound(connection, user)
    items = [
        {
            "channel": one.account.channel,
            "tenant": one.account.tenant,
            "channel_user": one.account.user,
            "user_id": one.user_id,
            "bound_at": str(one.bound_at),
        }
        for one in found
    ]
    show(items, as_json=json_, nothing="No chat account is bound.")


def remove(channel: ChannelName, channel_user: ChannelUser, tenant: Tenant = "") -> None:
    """Make a chat account nobody's."""
    from assistant import identity
    from crm.database import writing

    chosen = opening.settings()
    account = identity.account_named(channel, channel_user, tenant)
    with writing(opening.database(chosen)) as connection:
        user_id = identity.unbind(connection, account, identity.Act("", chosen.clock().now()))
    if user_id is None:
        raise CommandFailed(f"{channel} {channel_user} is nobody's. See `wendan bind list`.")
    typer.echo(f"{channel} {channel_user} is nobody's now; it was {user_id}'s.")
