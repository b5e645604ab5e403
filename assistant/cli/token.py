"""`wendan token`: lets a user or a machine ask over HTTP, and takes that back."""

from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli import opening
from assistant.cli.failures import CommandFailed
from assistant.cli.listing import Item, Json, show

if TYPE_CHECKING:
    from assistant.tokens import Scope, Token


def issue(
    user_id: Annotated[
        str,
        typer.Argument(help="Who it stands for: a user, or service:NAME.", show_default=False),
    ],
    days: Annotated[int, typer.Option(min=1, max=365, help="How long it holds.")] = 90,
    label: Annotated[str, typer.Option(help="What it is for, in your words.")] = "",
    scope: Annotated[
        str | None,
        typer.Option(metavar="ask,export,…", help="What it may be used for; else all there is."),
    ] = None,
) -> None:
    """Print a new token of a user.

    It is shown this once: only its hash is kept. A new one does not end the earlier ones. What it
    may do is what its scopes and the user's role both allow. `wendan token USER_ID` does the same.
    """
    from assistant import identity
    from crm.database import writing

    chosen = opening.settings()
    wanted = identity.Wanted(user_id, days, label, _scopes(scope))
    with writing(opening.database(chosen)) as connection:
        act = identity.Act("", chosen.clock().now())
        typer.echo(identity.issue(connection, wanted, act))


def _scopes(said: str | None) -> "tuple[Scope, ...] | None":
    from assistant.tokens import SCOPES

    if said is None:
        return None
    asked = said.replace(",", " ").split()
    unknown = [one for one in asked if one not in SCOPES]
    if unknown or not asked:
        raise typer.BadParameter(f"{said!r}: give some of {','.join(SCOPES)}.")
    return tuple(one for one in SCOPES if one in asked)


def list_(
    user: Annotated[str | None, typer.Option(metavar="USER_ID", help="Only of this one.")] = None,
    *,
    json_: Json = False,
) -> None:
    """List the tokens that hold, the newest first; never the tokens themselves."""
    from assistant import tokens

    chosen = opening.settings()
    with opening.database(chosen).connect() as connection:
        found = tokens.listed(connection, now=chosen.clock().now(), user_id=user)
    show([_item(token) for token in found], as_json=json_, nothing="There is no such token.")


def _item(token: "Token") -> Item:
    return {
        "token_id": token.token_id,
        "user_id": token.user_id,
        "label": token.label,
        "scopes": token.in_order,
        "created_at": str(token.created_at),
        "expires_at": str(token.expires_at),
        "used_at": token.used_at and str(token.used_at),
    }


def revoke(
    token_id: Annotated[
        list[str] | None, typer.Argument(help="As `wendan token list` gives it.")
    ] = None,
    user: Annotated[str | None, typer.Option(metavar="USER_ID", help="All of this one.")] = None,
    *,
    everybody: Annotated[bool, typer.Option("--everybody", help="All there are.")] = False,
) -> None:
    """Take tokens back: by their ids, all of a user, or everybody's. It holds at once."""
    from assistant import identity
    from crm.database import writing

    if sum((bool(token_id), user is not None, everybody)) != 1:
        raise typer.BadParameter("Give ids of tokens, or --user USER_ID, or --everybody.")
    chosen = opening.settings()
    with writing(opening.database(chosen)) as connection:
        act = identity.Act("", chosen.clock().now())
        if not token_id:
            count = identity.revoke_all(connection, user, act)
        else:
            unknown = [one for one in token_id if not identity.revoke(connection, one, act)]
            count = len(token_id) - len(unknown)
            if unknown:
                raise CommandFailed(
                    f"There is no token {', '.join(unknown)}; none was taken back. "
                    "`wendan token list` gives their ids."
                )
    typer.echo(f"Tokens taken back: {count}.")
