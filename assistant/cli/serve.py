"""`wendan serve`: the HTTP interface and the page."""

import socket
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli import chatting, opening, posting
from assistant.cli.failures import CommandFailed

if TYPE_CHECKING:
    from fastapi import FastAPI
    from sqlalchemy.engine import Engine

    from assistant.desk import Desk
    from assistant.settings import Settings

HOST, PORT = "127.0.0.1", 8765

Port = Annotated[int, typer.Option(min=1, max=65535, help="The port to listen on.")]


def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = HOST, port: Port = PORT
) -> None:
    """Serve the page and the HTTP interface until Ctrl-C."""
    chosen = opening.settings()
    with listening(host, port) as door:
        engine = opening.database(chosen)
        desk = opening.desk(chosen, engine, recorder=opening.recorder(chosen, engine))
        desk.warm()
        _note_head(chosen, engine)
        with posting.delivering(chosen, engine):
            run(application(chosen, desk, engine), door, address(host, port))


def _note_head(chosen: "Settings", engine: "Engine") -> None:
    """Notes outside of the database where the audit log ends; warns where that cannot be."""
    from assistant import audit
    from crm.database import settle

    with engine.connect() as connection:
        found = audit.head(connection)
    settle(engine)  # what is noted must be there after a power cut too
    try:
        audit.Heads(chosen.home / audit.HEADS).note(found, chosen.clock().now())
    except (audit.HeadsError, OSError) as error:
        typer.echo(f"wendan: the audit log's end was not noted: {error}", err=True)


def address(host: str, port: int) -> str:
    """Gives the address to open in a browser."""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def listening(host: str, port: int) -> socket.socket:
    """Gives a socket that listens already: whoever calls now waits until the service is ready.

    Raises:
        CommandFailed: the port is taken, or the address is not of this machine.
    """
    try:
        return _opened(host, port)
    except OverflowError as error:
        raise CommandFailed(f"{port} is no port. Give --port 1 to 65535.") from error
    except OSError as error:
        free = next((n for n in range(port + 1, port + 100) if _is_free(host, n)), None)
        if free is None or isinstance(error, socket.gaierror):
            message = f"Cannot listen on {host}, port {port}: {error.strerror}."
            raise CommandFailed(f"{message} Give another --host or --port.") from error
        reason = f"Port {port} cannot be used ({error.strerror})."
        raise CommandFailed(f"{reason} Use another one: --port {free}") from error


def _opened(host: str, port: int) -> socket.socket:
    family, kind, protocol, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    door = socket.socket(family, kind, protocol)
    try:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind(place)
        door.listen(128)
    except OSError:
        door.close()
        raise
    return door


def _is_free(host: str, port: int) -> bool:
    try:
        _opened(host, port).close()
    except OSError:
        return False
    return True


def application(
    chosen: "Settings", desk: "Desk", engine: "Engine", *, demo: bool = False
) -> "FastAPI":
    """Gives the HTTP application."""
    from assistant.app import create_app

    chatting.require(chosen)
    opening.refuse_half_a_voice(chosen)
    return create_app(chosen, desk, engine=engine, version=opening.product_version(), demo=demo)


def run(app: "FastAPI", door: socket.socket, shown: str) -> None:
    """Serves until Ctrl-C or a request to end, which are both a clean end; sends what is due."""
    from assistant.cli.server import serve_until_interrupted
    from assistant.jobs import Worker

    with Worker([app.state.sender]), chatting.answering(app):
        serve_until_interrupted(
            app, door, lambda: typer.echo(f"Wendan listens on {shown} (Ctrl-C stops it).")
        )
    typer.echo("Stopped.")
