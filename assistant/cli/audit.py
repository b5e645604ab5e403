"""`wendan audit`: is the log of who did what still whole, what does it say, and what may go."""

import json
import sys
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli import opening
from assistant.cli.failures import CommandFailed

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

    from assistant.audit import Link, Sound
    from assistant.settings import Settings

DAY = "%Y-%m-%d"
MOMENTS = [DAY, "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S"]
HEADINGS = ("number", "at", "user", "event", "subject", "detail")


def verify() -> None:
    """Check that no entry was changed, removed, put in or moved; notes where the log ends.

    The note goes to audit.heads in the home, and the next check holds the log against it. Keep a
    copy of that file where whoever runs the database cannot write.
    """
    chosen = opening.settings()
    engine = opening.database(chosen)
    sound = _checked(chosen, engine)
    sealed = f", entries 1 to {sound.sealed} were sealed before" if sound.sealed else ""
    typer.echo(f"The audit log is whole: {sound.entries} entries{sealed}.")
    if sound.head.number:
        typer.echo(f"Last entry: {sound.head.number} {sound.head.hash}")
    for one in sound.set_back:
        typer.echo(
            f"The clock was set back before entry {one.number}: it is of {one.at}, "
            f"the one before of {one.before}."
        )


def _checked(chosen: "Settings", engine: "Engine") -> "Sound":
    """Gives how far the log is sound, and notes its end.

    Raises:
        CommandFailed: it is not.
    """
    from assistant import audit
    from crm.database import reading, settle

    heads = audit.Heads(chosen.home / audit.HEADS)
    try:
        noted = heads.noted()
        with reading(engine) as connection:
            found = audit.verify(connection, noted)
        if isinstance(found, audit.Fault):
            raise CommandFailed(
                f"The audit log is not whole. {found} Keep the database as it is, with "
                f"{heads.path}, for whoever looks into it."
            )
        settle(engine)  # what is noted must be there after a power cut too
        heads.note(found.head, chosen.clock().now())
    except audit.HeadsError as error:
        raise CommandFailed(str(error)) from error
    return found


def list_(
    since: Annotated[
        datetime | None,
        typer.Option(formats=MOMENTS, metavar="MOMENT", help="From 2026-11-21 [14:05] on."),
    ] = None,
    user: Annotated[
        str | None, typer.Option(metavar="ID", help='Who did it; "" is the operator.')
    ] = None,
    event: Annotated[str | None, typer.Option(help="Such as question.hidden.")] = None,
    subject: Annotated[
        str | None, typer.Option(metavar="ID", help="What it was about: a turn, a user.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="At most so many.")] = 50,
    *,
    json_: Annotated[bool, typer.Option("--json", help="Print the entries as JSON.")] = False,
) -> None:
    """List who did what, the newest first."""
    from assistant import audit

    wanted = audit.Wanted(since, user, event, subject, limit=limit)
    with opening.database(opening.settings()).connect() as connection:
        found = audit.listed(connection, wanted)
    if json_:
        items = [_as_json(link) for link in found]
        typer.echo(json.dumps({"items": items}, ensure_ascii=False, indent=2))
    elif sys.stdout.isatty() and found:
        _table(found)
    elif found:
        typer.echo("\t".join(HEADINGS))
        for link in found:
            typer.echo("\t".join(_cells(link)))
    else:
        typer.echo("There is no such entry.")


def _as_json(link: "Link") -> dict[str, object]:
    return {
        "number": link.number,
        "at": link.at,
        "user": link.actor,
        "event": link.event,
        "subject": link.subject,
        "detail": link.told,
        "hash": link.hash,
    }


def _cells(link: "Link") -> tuple[str, ...]:
    return str(link.number), link.at, link.actor, link.event, link.subject or "", link.detail


def _table(found: Sequence["Link"]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*HEADINGS, box=None, pad_edge=False)
    for link in found:
        # As plain text: a file may be called what rich would take for markup.
        table.add_row(*map(Text, _cells(link)))
    Console().print(table)


def seal(
    before: Annotated[
        datetime,
        typer.Option(formats=[DAY], metavar="DATE", help="Entries before this day go."),
    ],
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do it; without, only say what.")] = False,
) -> None:
    """Remove old entries, so that the others can still be checked and the removal is on record.

    The log is checked first: one that is not whole is not touched.
    """
    from assistant import audit
    from crm.database import writing

    chosen = opening.settings()
    now = chosen.clock().now()
    if before > now:
        raise typer.BadParameter(f"{before:%Y-%m-%d} has not come yet. Give a day of the past.")
    engine = opening.database(chosen)
    _checked(chosen, engine)
    with engine.connect() as connection:
        found = audit.sealable(connection, before.date())
    if found is None:
        typer.echo(f"There is no entry before {before:%Y-%m-%d}.")
        return
    what = f"{found.count} entries, {found.first.number} to {found.last.number}"
    if not yes:
        raise CommandFailed(f"This would remove {what}, for good. Give --yes to do it.")
    with writing(engine) as connection:
        audit.seal(connection, before.date(), actor="", now=now)
    _checked(chosen, engine)
    typer.echo(f"Removed {what}. The log is whole, and says so.")
