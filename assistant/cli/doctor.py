"""`wendan doctor`: is all well, and what to do where not."""

import typer

from assistant.cli import opening
from assistant.cli.failures import FAILED

MARKS = {"ok": "ok    ", "note": "note  ", "broken": "BROKEN"}


def doctor() -> None:
    """Check the installation.

    Settings, home, database, data and page, and what to do where one is not well.
    """
    from assistant.cli.checkup import examined

    chosen = opening.settings()
    broken = False
    for finding in examined(chosen):
        typer.echo(f"{MARKS[finding.state]}  {finding.about}: {finding.text}")
        broken = broken or finding.state == "broken"
    if broken:
        raise typer.Exit(FAILED)
