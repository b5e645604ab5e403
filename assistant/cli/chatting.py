"""Who answers what is written in chat programs, as long as a command runs."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from assistant.cli.failures import CommandFailed

if TYPE_CHECKING:
    from fastapi import FastAPI
    from sqlalchemy.engine import Engine

    from assistant.channels.correspondence import Correspondence
    from assistant.channels.delivery import Delivery
    from assistant.desk import Desk
    from assistant.settings import Settings


def require(chosen: "Settings") -> None:
    """Does nothing if each chat program that is set can be used.

    Raises:
        CommandFailed: one is set by half, or what it needs is not installed.
    """
    from assistant.channels.listed import PROGRAMS

    for one in PROGRAMS:
        if not one.is_wanted(chosen):
            continue
        if missing := one.missing(chosen):
            names = " and ".join(f"WENDAN_{name.upper()}" for name in missing)
            raise CommandFailed(f"{names} must be set too, for {one.name}: docs/channels.")
        if not one.is_installed():
            raise CommandFailed(
                f"{one.name} needs {one.package}: `make channels` or wendan[channels] installs it; "
                f"or leave WENDAN_{one.name.upper()}_… out."
            )


def delivery(chosen: "Settings", desk: "Desk", engine: "Engine") -> "Delivery":
    """Gives who answers what is written in the chat programs that are set."""
    from assistant.app import counting
    from assistant.app.chats import delivery_for

    require(chosen)
    return delivery_for(chosen, desk, engine, counting(chosen, engine))


@contextmanager
def answering(app: "FastAPI") -> Generator[None]:
    """Answers what comes in at the doors and connections of a service, until the block ends."""
    from assistant.channels.connections import Connections

    with answered(app.state.delivery) as found:
        if found is not None:
            app.state.doors.wake = found.wake
            with Connections(app.state.doors):
                yield
        else:
            yield


@contextmanager
def answered(delivery: "Delivery") -> "Generator[Correspondence | None]":
    """Answers what is in the inbox, until the block ends; nothing where no program is set."""
    if not delivery.adapters:
        yield None
        return
    from assistant.channels.correspondence import Correspondence

    with Correspondence(delivery) as found:
        yield found
