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
    from assistant import audit, tokens
    from crm.database import writing

    chosen = opening.settings()
    now = chosen.clock().now()
    with writing(opening.database(chosen)) as connection:
        if revoke:
            count = tokens.revoke(connection, user_id)
            done = audit.Entry(now, "", "token.revoked", user_id, {"count": count})
            told = f"Tokens of {user_id} taken back: {count}."
        else:
            count = 1
            told = tokens.issue(connection, user_id, now=now, days=days)
            done = audit.Entry(now, "", "token.issued", user_id, {"days": days})
        if count:
            audit.record(connection, done)
    typer.echo(told)
