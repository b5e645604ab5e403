"""`wendan worker`: sends what is due, without the page."""

from typing import Annotated

import typer

from assistant.cli import schedules


def worker(
    *,
    once: Annotated[bool, typer.Option("--once", help="Do what is due now, and end.")] = False,
) -> None:
    """Send digests when they are due, until Ctrl-C; `wendan serve` does so too.

    Any number of them may run beside each other: each digest is sent once.
    """
    from assistant.jobs import Worker

    found = Worker([schedules.sender_for(*schedules.opened())])
    if once:
        typer.echo(f"Sent {found.once():,}.")
        return
    try:
        with found:
            typer.echo("Working (Ctrl-C stops it).")
            found.wait()
    except KeyboardInterrupt:
        typer.echo("Stopped.")
