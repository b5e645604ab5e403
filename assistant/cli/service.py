"""`wendan service`: accounts of machines."""

from typing import Annotated, Literal

import typer

from assistant.cli import opening
from assistant.cli.failures import CommandFailed
from assistant.cli.listing import Json, show

Name = Annotated[str, typer.Argument(help="Such as nightly-report.", show_default=False)]


def add(
    name: Name,
    purpose: Annotated[str, typer.Option(help="What it is for, in your words.")],
    role: Annotated[
        Literal["finance", "admin"] | None, typer.Option(help="A role of its own: it sees all.")
    ] = None,
    sees_as: Annotated[
        str | None, typer.Option(metavar="USER_ID", help="Or: it sees what this user sees.")
    ] = None,
) -> None:
    """Make a service account. It has no token yet: `wendan token service:NAME` makes one."""
    from assistant import identity
    from crm.database import writing

    chosen = opening.settings()
    act = identity.Act("", chosen.clock().now())
    wanted = identity.Service(name, purpose, act.at, role, sees_as)
    with writing(opening.database(chosen)) as connection:
        identity.add_service(connection, wanted, act)
    typer.echo(f"{wanted.account_id} is there. `wendan token {wanted.account_id}` lets it ask.")


def list_(*, json_: Json = False) -> None:
    """List the service accounts, and how many tokens each has."""
    from assistant import identity, tokens

    chosen = opening.settings()
    with opening.database(chosen).connect() as connection:
        held = [one.user_id for one in tokens.listed(connection, now=chosen.clock().now())]
        items = [
            {
                "account_id": one.account_id,
                "purpose": one.purpose,
                "role": one.role,
                "sees_as": one.sees_as,
                "created_at": str(one.created_at),
                "tokens": held.count(one.account_id),
            }
            for one in identity.services(connection)
        ]
    show(items, as_json=json_, nothing="There is no service account.")


def remove(name: Name) -> None:
    """Remove a service account and all of its tokens."""
    from assistant import identity
    from crm.database import writing

    chosen = opening.settings()
    with writing(opening.database(chosen)) as connection:
        act = identity.Act("", chosen.clock().now())
        count = identity.remove_service(connection, name.removeprefix("service:"), act)
    if count is None:
        raise CommandFailed(f"There is no service account {name!r}. See `wendan service list`.")
    typer.echo(f"Removed service:{name.removeprefix('service:')}, and {count} tokens of it.")
