"""`wendan backup` and `wendan restore`: all that a deployment holds, in one file."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli import opening
from assistant.cli.failures import CommandFailed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy.engine import Connection, Engine

    from assistant.settings import Settings
    from crm.backups.deployment import Deployment
    from crm.backups.manifest import Manifest
    from crm.backups.restoring import Restored
    from crm.backups.saving import Saved

SETTINGS = ("currency", "timezone", "fiscal_start_month")
"""Those that change what figures mean. They are compared, never set; no others are written down."""


def backup(
    file: Annotated[Path, typer.Argument(help="Where the backup goes.", show_default=False)],
    *,
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace an earlier backup of that name.")
    ] = False,
) -> None:
    """Write all data into one file, while Wendan goes on answering.

    It holds the orders of everybody, unencrypted: keep it where you keep the database.
    """
    from assistant.cli.checkup import schema_of
    from assistant.cli.importing import progress
    from crm.backups.deployment import silent
    from crm.backups.saving import About, save

    chosen = opening.settings()
    if schema_of(chosen) is None:
        raise CommandFailed("There is nothing to back up yet. Load your files: `wendan import`.")
    deployment = _deployment(chosen)
    opening.finish_restore(chosen, deployment.engine)
    about = About(opening.product_version(), chosen.clock().now(), _meaning(chosen))
    with progress() as tell:
        saved = save(
            deployment,
            file,
            about,
            replace=replace,
            progress=tell or silent,
            record=lambda done: _record_backup(deployment.engine, chosen.clock().now(), done),
        )
    typer.echo(f"Wrote {file}: {_contents(saved.manifest)}, {saved.size / 1e6:,.1f} MB.")


def restore(
    file: Annotated[Path, typer.Argument(help="What `wendan backup` wrote.", show_default=False)],
    *,
    replace: Annotated[
        bool, typer.Option("--replace", help="Lose what the database and the home hold now.")
    ] = False,
) -> None:
    """Make the database and the home what they were, all of it or nothing.

    The backup may be of the other kind of database. A running service goes on with what it brings.
    """
    from assistant.cli.importing import progress
    from crm.backups import restoring
    from crm.backups.deployment import silent

    chosen = opening.settings()
    now = chosen.clock().now()
    with progress() as tell:
        restored = restoring.restore(
            _deployment(chosen),
            file,
            now=now,
            replace=replace,
            progress=tell or silent,
            record=lambda connection, done: _record_restore(connection, chosen.clock().now(), done),
        )
    made = restored.manifest
    typer.echo(f"Restored {file} of {made.made_at}: {_contents(made)}.")
    for note in _notes(restored, chosen):
        typer.echo(note)


def _deployment(chosen: "Settings") -> "Deployment":
    from assistant.demo import MARKER
    from assistant.teaching.house import MEASURES, WORDS
    from crm.backups.deployment import Deployment
    from crm.database import connect
    from crm.periods import CALENDAR

    # With the marker of the demo: else the next `wendan demo` would take the home for another one.
    files = (MEASURES, WORDS, CALENDAR, MARKER)
    return Deployment(connect(chosen.database), chosen.home, files)


def _meaning(chosen: "Settings") -> dict[str, str]:
    return {name: str(getattr(chosen, name)) for name in SETTINGS}


def _contents(made: "Manifest") -> str:
    files = "".join(f", {part.name}" for part in made.files)
    return f"{made.rows:,} rows in {len(made.tables)} tables{files}"


def _record_backup(engine: "Engine", now: "datetime", saved: "Saved") -> None:
    from assistant import audit
    from crm.database import writing

    detail: dict[str, audit.Value] = {"rows": saved.manifest.rows, "bytes": saved.size}
    with writing(engine) as connection:
        audit.record(connection, audit.Entry(now, "", "database.backed_up", saved.seal, detail))


def _record_restore(connection: "Connection", now: "datetime", restored: "Restored") -> None:
    from assistant import audit

    made = restored.manifest
    detail: dict[str, audit.Value] = {"rows": made.rows, "made_at": made.made_at.isoformat()}
    audit.record(connection, audit.Entry(now, "", "database.restored", restored.seal, detail))


def _notes(restored: "Restored", chosen: "Settings") -> "Iterator[str]":
    """Gives what to look at after a restore."""
    from crm.periods import CALENDAR

    here = _meaning(chosen)
    for name, value in restored.manifest.settings.items():
        if here.get(name) not in {None, value}:
            variable = f"WENDAN_{name.upper()}"
            yield f"{variable} was {value}, here it is {here[name]}: figures mean something else."
    if CALENDAR in restored.files:
        yield f"{CALENDAR} changed: restart `wendan serve`, which reads it when it starts."
    if restored.log == "replaced":
        yield "The audit log that was here is gone: it was another one than the backup's."
    if any(part.name == "api_tokens" and part.rows for part in restored.manifest.tables):
        yield "Tokens are those of that day: take back again those that were taken back since."
