"""`wendan tasks`: what somebody wanted to remember."""

from typing import Annotated

import typer

from assistant.cli import opening
from assistant.cli.failures import CommandFailed
from assistant.cli.listing import Item, Json, show

AsUser = Annotated[
    str, typer.Option("--as", metavar="USER_ID", help="Whose tasks.", show_default=False)
]


def list_(
    as_: AsUser,
    *,
    all_done: Annotated[bool, typer.Option("--done", help="Those that are done.")] = False,
    json_: Json = False,
) -> None:
    """List somebody's tasks, the next due first."""
    from assistant.actions.tasks import listed
    from crm.database import reading

    chosen = opening.settings()
    with reading(opening.database(chosen)) as connection:
        found = listed(connection, as_, done=all_done)
    items: list[Item] = [
        {
            "id": one.task_id,
            "due": None if one.due_at is None else f"{one.due_at:%Y-%m-%d %H:%M}",
            "what": one.title,
            "customer": one.customer_id,
        }
        for one in found
    ]
    show(items, as_json=json_, nothing="Nothing to do.")


def done(
    task_id: Annotated[str, typer.Argument(metavar="ID", show_default=False)], as_: AsUser
) -> None:
    """Note that a task is done; no reminder of it goes out any more."""
    from assistant.actions.refusal import ActionRefused
    from assistant.actions.tasks import finish

    chosen = opening.settings()
    try:
        finish(opening.database(chosen), as_, task_id, chosen.clock().now())
    except ActionRefused as refused:
        raise CommandFailed(f"{as_} has no task {task_id!r}.") from refused
    typer.echo("Done.")
