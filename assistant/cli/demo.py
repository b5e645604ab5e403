"""`wendan demo`: the demo company, to look around in."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from assistant.cli import opening, posting
from assistant.cli.failures import CommandFailed
from assistant.cli.importing import progress
from assistant.cli.serve import HOST, PORT, Port, address, application, listening, run

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

    from assistant.desk import Desk
    from assistant.settings import Settings

HOME = Path(".wendan", "demo")
"""The demo's home below the user's, where no WENDAN_HOME is set."""


def demo(port: Port = PORT) -> None:
    """Serve a demo company until Ctrl-C.

    Its home is filled at the first start of a day: WENDAN_HOME, else ~/.wendan/demo.
    """
    chosen = opening.settings(home=Path.home() / HOME)
    with listening(HOST, port) as door:
        _fill(chosen)
        engine = opening.database(chosen)
        desk = opening.desk(chosen, engine, demo=True)
        desk.warm()
        app = application(chosen, desk, engine, demo=True)
        _introduce(desk, engine)
        _begin_documents(chosen)
        with posting.delivering(chosen, engine, demo=True):
            run(app, door, address(HOST, port))


def _fill(chosen: "Settings") -> None:
    from assistant.demo import Books, Filling, fill, is_filled

    if chosen.database_url is not None:
        raise CommandFailed(
            "The demo has a database of its own; run it without WENDAN_DATABASE_URL."
        )
    clock = chosen.clock()
    filling = Filling(clock.today(), opening.product_version())
    if is_filled(chosen.home, filling):
        return
    typer.echo(f"Filling {chosen.home} with the demo company as of {filling.day} …")
    with progress() as tell:
        books = Books(chosen.currency, chosen.timezone, clock.now())
        fill(chosen.home, filling, books, progress=tell)


def _begin_documents(chosen: "Settings") -> None:
    """Begins to take the demo company's documents in, where what that needs is installed.

    It takes some seconds; the page need not wait for it, and a run that is killed leaves nothing.
    """
    from threading import Thread

    from knowledge.base import missing

    if missing():
        typer.echo("Documents are not answered from: `make knowledge` installs what that needs.")
    elif not opening.documents(chosen).library.exists():
        Thread(target=_add_documents, args=(chosen,), daemon=True).start()


def _add_documents(chosen: "Settings") -> None:
    from knowledge.demo import FOLDER
    from knowledge.failures import KnowledgeError
    from knowledge.ingest import add

    try:
        add(opening.documents(chosen), FOLDER, now=chosen.clock().now())
    except KnowledgeError as error:
        typer.echo(f"wendan: the demo's documents are not there: {error}", err=True)
        return
    typer.echo("The demo company's documents are in: try 退货政策是什么.")


def _introduce(desk: "Desk", engine: "Engine") -> None:
    """Prints whom to ask as, and what."""
    from assistant.people import everybody

    with engine.connect() as connection:
        people = everybody(connection)
    typer.echo("People to ask as:")
    for one in people:
        team = f", {one.team}" if one.team else ""
        typer.echo(f"  {one.user_id}  {one.name} ({one.role}{team}): {one.customers} customers")
    asker = next((one for one in people if one.role == "manager"), None)
    if asker is None:
        return
    typer.echo("Questions to begin with:")
    for language in ("zh", "en"):
        for question in desk.welcome(desk.caller(asker.user_id), language).questions:
            typer.echo(f"  {question}")
