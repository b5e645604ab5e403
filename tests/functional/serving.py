"""The HTTP service on a port of its own, in this process: with desks that fail on purpose."""

import socket
import tempfile
import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import uvicorn
from fastapi import FastAPI
from sqlalchemy.engine import Engine

from assistant import tokens
from assistant.app import create_app
from assistant.cli.server import PatientProtocol, configured
from assistant.conversation.question import Question
from assistant.conversation.reply import Reply
from assistant.desk import Desk, Event
from assistant.settings import Clock, Settings
from crm.access import Caller
from crm.database import writing
from crm.measures import standard
from tests.demo import TODAY


class FailingDesk(Desk):
    """A desk that breaks in the middle of a turn, over something that must stay inside."""

    def ask(self, caller: Caller, question: Question) -> Reply:
        raise RuntimeError(f"cannot answer {question.text} of {caller.name}")

    def stream(self, caller: Caller, question: Question) -> Iterator[Event]:
        yield "status", {"state": "understanding", "reading": []}
        self.ask(caller, question)


def desk_of(engine: Engine, clock: Clock, kind: type[Desk] = Desk) -> Desk:
    return kind(engine, catalog=standard(), today=clock.today, now=clock.now)


@contextmanager
def served(
    engine: Engine,
    *,
    kind: type[Desk] = Desk,
    demo: bool = False,
    settings: Settings | None = None,
    home: Path | None = None,
) -> Generator[httpx.Client]:
    """Gives a client of a server that runs on a port of its own."""
    settings = settings or Settings(today=TODAY, home=home or Path(tempfile.gettempdir()))
    desk = desk_of(engine, settings.clock(), kind)
    app = create_app(settings, desk, engine=engine, version="0", demo=demo)
    with running(app) as address, httpx.Client(base_url=address, timeout=30) as client:
        yield client


@contextmanager
def running(app: FastAPI, protocol: type[PatientProtocol] = PatientProtocol) -> Generator[str]:
    door = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(configured(app, protocol))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [door]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{door.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


def token_for(engine: Engine, user_id: str, *, days: int = 1) -> str:
    now = Settings().clock().now()
    with writing(engine) as connection:
        return tokens.issue(connection, user_id, now=now, days=days)


def as_(engine: Engine, user_id: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token_for(engine, user_id)}"}


def assert_problem(response: httpx.Response, status: int, code: str) -> None:
    """Sees that the response is a problem document with that status and code."""
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    told = response.json()
    assert set(told) == {"type", "title", "status", "detail", "code"}
    assert (told["status"], told["code"]) == (status, code)
    assert told["detail"]
