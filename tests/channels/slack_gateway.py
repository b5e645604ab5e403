"""Slack's Web API on loopback: what the adapter calls, with what Slack keeps of it."""

import json
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast
from urllib.parse import parse_qsl, urlsplit

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import Server, ServerConnection, serve

SCOPES = (
    "app_mentions:read,chat:write,im:history,im:write,channels:read,groups:read,"
    "channels:history,groups:history,files:write,commands"
)
Json = dict[str, Any]


@dataclass
class Workspace:
    """What is posted, in its order, and how often what was called."""

    address: str = ""
    messages: list[Json] = field(default_factory=list[Json])
    ephemeral: list[Json] = field(default_factory=list[Json])
    calls: list[str] = field(default_factory=list[str])
    members: list[str] = field(default_factory=list[str])
    scopes: str = SCOPES
    socket: str = ""
    """Where it takes connections in Socket Mode."""
    connections: list[ServerConnection] = field(default_factory=list[ServerConnection])
    acknowledged: dict[str, Json] = field(default_factory=dict[str, Json])
    """What was said to each envelope."""
    uploads: dict[str, bytes] = field(default_factory=dict[str, bytes])
    """Files by their id."""
    digests: int = 0
    """So many times a file is not taken in yet."""
    refuses: dict[str, str] = field(default_factory=dict[str, str])
    """Codes of Slack's, by method."""
    taken: Callable[[str], None] = lambda _method: None
    """Is called when a call was done, before it is answered."""
    changed: threading.Condition = field(default_factory=threading.Condition)

    def wait_for(self, number: int) -> list[Json]:
        """Gives the messages once there are so many."""
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.messages) >= number, 60), self.messages
            return list(self.messages)

    def wait_until(self, done: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 60
        with self.changed:
            while not done():
                assert time.monotonic() < deadline, (self.calls, self.messages)
                self.changed.wait(0.1)

    def answer(self, method: str, given: Json) -> Json:
        with self.changed:
            self.calls.append(method)
            if code := self.refuses.get(method) or self._refused_file(given):
                found: Json = {"ok": False, "error": code}
            else:
                found = {"ok": True, **self._done(method, given)}
            self.changed.notify_all()
        self.taken(method)
        return found

    def _refused_file(self, given: Json) -> str | None:
        ids = [part["slack_file"]["id"] for part in parts(given) if "slack_file" in part]
        if not ids or (self.digests == 0 and set(ids) <= set(self.uploads)):
            return None
        self.digests -= 1
        return "invalid_blocks"

    def _done(self, method: str, given: Json) -> Json:
        here = [one for one in self.messages if one["channel"] == given.get("channel")]
        if method == "chat.postEphemeral":
            self.ephemeral.append(given)
        found: dict[str, Callable[[], Json]] = {
            "files.getUploadURLExternal": lambda: {
                "file_id": f"F{len(self.uploads)}",
                "upload_url": f"{self.address}upload/F{len(self.uploads)}",
            },
            "files.completeUploadExternal": lambda: {
                "files": [{"id": one["id"]} for one in json.loads(given["files"])]
            },
            "apps.connections.open": lambda: {"url": self.socket},
            "auth.test": lambda: {"user_id": "UBOT", "team_id": "T111"},
            "conversations.members": lambda: {"members": self.members},
            "conversations.open": lambda: {"channel": {"id": f"D-{given['users']}"}},
            "conversations.history": lambda: {"messages": here},
            "conversations.replies": lambda: {"messages": here},
            "chat.postMessage": lambda: self._posted(given),
            "chat.update": lambda: self._updated(given),
            "chat.postEphemeral": lambda: {"message_ts": "1.1"},
        }
        return found[method]()

    def deliver(self, kind: str, found: Json, envelope: str) -> None:
        """Sends something over the latest connection, once there is one."""
        self.wait_until(lambda: bool(self.connections))
        sent = {"type": kind, "envelope_id": envelope, "payload": found}
        self.connections[-1].send(json.dumps({**sent, "accepts_response_payload": True}))

    def connected(self, connection: ServerConnection) -> None:
        """Greets a connection, and notes what is acknowledged over it, until it is closed."""
        connection.send(json.dumps({"type": "hello", "num_connections": 1}))
        with self.changed:
            self.connections.append(connection)
            self.changed.notify_all()
        with suppress(ConnectionClosed):
            for text in connection:
                told = json.loads(text)
                with self.changed:
                    self.acknowledged[told["envelope_id"]] = told.get("payload") or {}
                    self.changed.notify_all()
        with self.changed:
            self.connections.remove(connection)

    def _posted(self, given: Json) -> Json:
        message = {**given, "ts": f"17.{len(self.messages):06d}"}
        self.messages.append(message)
        return {"channel": message["channel"], "ts": message["ts"]}

    def _updated(self, given: Json) -> Json:
        (message,) = [one for one in self.messages if one["ts"] == given["ts"]]
        message.update(given)
        return {"channel": message["channel"], "ts": message["ts"]}


def parts(found: object) -> Iterator[Json]:
    """Gives all objects in a document, the outer ones first."""
    if isinstance(found, dict):
        yield cast("Json", found)
        for one in cast("Json", found).values():
            yield from parts(one)
    elif isinstance(found, list):
        for one in cast("list[object]", found):
            yield from parts(one)


def text_of(message: Json) -> str:
    """Gives all that is to be read of a message, its buttons among it."""
    texts = [part.get("text") for part in parts(message.get("blocks"))]
    return "\n".join(one for one in texts if isinstance(one, str))


@contextmanager
def socket_mode(workspace: Workspace) -> Generator[Server]:
    """Has a workspace take connections, until the block ends."""
    with serve(workspace.connected, "127.0.0.1", 0) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        workspace.socket = f"ws://127.0.0.1:{server.socket.getsockname()[1]}/link"
        try:
            yield server
        finally:
            for one in list(workspace.connections):
                one.close()
            server.shutdown()
            thread.join()


@contextmanager
def slack_gateway() -> Generator[Workspace]:
    """Gives a workspace whose API answers at its `address`."""
    workspace = Workspace()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:  # the SDK sends arguments as JSON, as a form, or in the address
            body = self.rfile.read(int(self.headers["content-length"] or 0))
            if "/upload/" in self.path:
                workspace.uploads[self.path.rpartition("/")[2]] = body
                self.send_response(200)
                self.send_header("content-length", "0")
                self.end_headers()
                return
            self._take(body.decode())

        def _take(self, body: str) -> None:
            given = json.loads(body) if body.startswith("{") else dict(parse_qsl(body))
            self._answer(given | dict(parse_qsl(urlsplit(self.path).query)))

        def _answer(self, given: Json) -> None:
            method = urlsplit(self.path).path.removeprefix("/api/")
            found = json.dumps(workspace.answer(method, given)).encode()
            with suppress(OSError):  # who asked may be dead by now
                self.send_response(200)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(found)))
                self.send_header("x-oauth-scopes", workspace.scopes)
                self.end_headers()
                self.wfile.write(found)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    workspace.address = f"http://127.0.0.1:{server.server_port}/api/"
    try:
        yield workspace
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
