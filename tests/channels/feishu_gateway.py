"""Feishu's open platform on loopback: what the adapter calls, with what Feishu keeps of it."""

import json
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve

from assistant.channels.feishu.frames import DATA, Frame, read, written

Json = dict[str, Any]


@dataclass
class Tenant:
    """What is posted, by its id, in its order."""

    address: str = ""
    messages: dict[str, Json] = field(default_factory=dict[str, Json])
    once: dict[str, str] = field(default_factory=dict[str, str])
    """Ids of messages by the `uuid` that they came with: Feishu takes one once an hour."""
    connections: list[ServerConnection] = field(default_factory=list[ServerConnection])
    acknowledged: dict[str, int] = field(default_factory=dict[str, int])
    """Codes by the id that an event came with over a connection."""
    pings: int = 0
    socket: str = ""
    whispered: list[Json] = field(default_factory=list[Json])
    pictures: list[bytes] = field(default_factory=list[bytes])
    takes_pictures: bool = True
    members: list[str] = field(default_factory=list[str])
    calls: list[str] = field(default_factory=list[str])
    taken: Callable[[str], None] = lambda _call: None
    """Is called when a call was done, before it is answered."""

    def wait_until(self, done: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 60
        while not done():
            assert time.monotonic() < deadline, (self.calls, self.messages)
            time.sleep(0.05)

    def wait_for(self, number: int) -> list[Json]:
        """Gives the cards once there are so many."""
        self.wait_until(lambda: len(self.messages) >= number)
        return list(self.messages.values())

    def answer(self, call: str, given: Json) -> Json:
        self.calls.append(call)
        if call == "POST /callback/ws/endpoint":
            assert set(given) == {"AppID", "AppSecret"}
            found: Json = {"data": {"URL": self.socket, "ClientConfig": {"PingInterval": 1}}}
        elif "file" in given:
            found = self._uploaded(given)
        else:
            found = self._done(call.partition("?")[0], given)
        self.taken(call)
        return {"code": 0, "msg": "ok", **found}

    def _uploaded(self, given: Json) -> Json:
        if not self.takes_pictures:
            return {"code": 99991672}  # the app lacks the permission
        self.pictures.append(given["file"])
        return {"data": {"image_key": f"img_{len(self.pictures)}"}}

    def _done(self, call: str, given: Json) -> Json:
        method, _, path = call.partition(" /open-apis")
        if path == "/auth/v3/tenant_access_token/internal":
            return {"tenant_access_token": "t-1", "expire": 7200}
        if path == "/bot/v3/info":
            return {"bot": {"open_id": "ou_bot"}}
        if path.endswith("/members"):
            return {"data": {"items": [{"member_id": one} for one in self.members]}}
        if path == "/ephemeral/v1/send":
            self.whispered.append(given)
            return {"data": {"message_id": "om_w"}}
        if method == "PATCH":
            self.messages[path.rpartition("/")[2]]["content"] = given["content"]
            return {}
        assert path.startswith("/im/v1/messages"), call
        message_id = self.once.setdefault(given["uuid"], f"om_{len(self.messages)}")
        below = path.split("/")[4] if path.endswith("/reply") else ""
        self.messages.setdefault(message_id, {**given, "below": below})
        return {"data": {"message_id": message_id}}

    def connected(self, connection: ServerConnection) -> None:
        """Notes what is acknowledged over a connection, and answers pings, until it is closed."""
        self.connections.append(connection)
        with suppress(ConnectionClosed):
            for sent in connection:
                assert isinstance(sent, bytes)
                frame = read(sent)
                if frame.headers["type"] == "ping":
                    self.pings += 1
                    assert frame.service == 33
                    connection.send(written(replace(frame, headers={"type": "pong"})))
                else:
                    code = json.loads(frame.payload)["code"]
                    self.acknowledged[frame.headers["message_id"]] = code
        self.connections.remove(connection)

    def deliver(self, found: Json, event: str, parts: int = 1) -> None:
        """Sends an event over the latest connection, once there is one."""
        self.wait_until(lambda: bool(self.connections))
        whole = json.dumps(found).encode()
        size = len(whole) // parts + 1
        for number in range(parts):
            own = {"sum": str(parts), "seq": str(number), "message_id": event, "type": "event"}
            piece = whole[number * size : (number + 1) * size]
            self.connections[-1].send(written(Frame(DATA, 33, own, piece, log=2**63)))


@contextmanager
def long_connection(tenant: Tenant) -> Generator[None]:
    """Has a tenant take connections, until the block ends."""
    with serve(tenant.connected, "127.0.0.1", 0) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        port = server.socket.getsockname()[1]
        tenant.socket = f"ws://127.0.0.1:{port}/ws?device_id=1&service_id=33"
        try:
            yield
        finally:
            for one in list(tenant.connections):
                one.close()
            server.shutdown()
            thread.join()


@contextmanager
def feishu_gateway() -> Generator[Tenant]:
    """Gives a tenant whose API answers at its `address`."""
    tenant = Tenant()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"] or 0))
            is_file = "multipart" in (self.headers["content-type"] or "")
            given: Json = {"file": body} if is_file else json.loads(body or b"{}")
            found = json.dumps(tenant.answer(f"{self.command} {self.path}", given)).encode()
            with suppress(OSError):  # who asked may be dead by now
                self.send_response(200)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(found)))
                self.end_headers()
                self.wfile.write(found)

        do_GET = do_POST = do_PATCH = _answer  # noqa: N815  (the base class's names)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    tenant.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield tenant
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
