"""`wendan user`: who is kept out, whatever the imported users say."""

from typing import Annotated

import typer

from assistant.cli import opening
from assistant.cli.failures import CommandFailed
from assistant.cli.listing import Json, show

UserId = Annotated[str, typer.Argument(help="The user_id, as imported.", show_default=False)]


def lock(user_id: UserId) -> None:
    """Keep a user out at once, by every way; tokens and chat accounts go. The customers stay."""
    from assistant import identity
    from crm.database import writing

    chosen = opening.settings()
    with writing(opening.database(chosen)) as connection:
        act = identity.Act("", chosen.clock().now())
        gone = identity.lock(connection, user_id, act)
    typer.echo(
        f"{user_id} is locked. Taken away: tokens {gone.tokens}, chat accounts {gone.accounts}. "
        f"`wendan user unlock {user_id}` lets the user in again."
    )


def unlock(user_id: UserId) -> None:
    """Let a locked user in again; new tokens are needed."""
    from assistant import identity
    from crm.database import writing

    chosen = opening.settings()
    with writing(opening.database(chosen)) as connection:
        act = identity.Act("", chosen.clock().now())
        if not identity.unlock(connection, user_id, act):
            raise CommandFailed(f"{user_id!r} is not locked. See `wendan user locked`.")
    typer.echo(f"{user_id} may ask again.")


def locked(*, json_: Json = False) -> None:
    """List who is locked, and since when."""
    from assistant import identity

    with opening.database(opening.settings()).connect() as connection:
        items = [
            {"user_id": one.user_id, "locked_at": str(one.locked_at)}
            for one in identity.locked(connection)
        ]
    show(items, as_json=json_, nothing="Nobody is locked.")
