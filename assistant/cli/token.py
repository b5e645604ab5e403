"""`wendan token`: lets a user ask over HTTP."""

from typing import Annotated

import typer

from assistant.cli import opening


def token(
    user_id: Annotated[str, typer.Argument(help="Who the token stands for.", show_default=False)],
    days: Annotated[int, typer.Option(min=1, max=3650, help="How long it holds.")] = 90,
    *,
    revoke: Annotated[
        bool, typer.Option("--revoke", help="Take all tokens of the user back instead.")
    ] = False,
) -> None:
    """Print a new token of a user.

    It is shown this once: only its hash is kept. A new one does not end the earlier ones.
    """
    from assistant import tokens
    from crm.database import writing

    chosen = opening.settings()
    with writing(opening.database(chosen)) as connection:
        if revoke:
            count = tokens.revoke(connection, user_id)
            typer.echo(f"Tokens of {user_id} taken back: {count}.")
            return
        made = tokens.issue(connection, user_id, now=chosen.clock().now(), days=days)
    typer.echo(made)
