"""DingTalk's open platform on loopback: what the adapter calls, with what DingTalk keeps of it."""

import json
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import uuid4

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve

Json = dict[str, Any]


@dataclass
class Company:
    """The cards that were delivered, by their id, in their order."""

    address: str = ""
    cards: dict[str, Json] = field(default_factory=dict[str, Json])
    deliveries: int = 0
    route: Json = field(default_factory=dict[str, Any])
    """The address for clicks."""
    group: Json | None = None
    """What is answered to who is in a group; None where DingTalk does not say."""
    refuses: dict[str, tuple[int, str]] = field(default_factory=dict[str, tuple[int, str]])
    """Statuses and codes, by path."""
    stream: str = ""
    """Where connections are taken."""
    opened: list[Json] = field(default_factory=list[Json])
    """What was said when one was asked for."""
    connections: list[ServerConnection] = field(default_factory=list[ServerConnection])
    acknowledged: dict[str, int] = field(default_factory=dict[str, int])
    """What was answered to frames, by their id."""
    calls: list[str] = field(default_factory=list[str])
    taken: Callable[[str], None] = lambda _call: None
    """Is called when a call was done, before it is answered."""

    def wait_until(self, done: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 60
        while not done():
            assert time.monotonic() < deadline, (self.calls, self.cards)
            time.sleep(0.05)

    def wait_for(self, number: int) -> list[Json]:
        """Gives the cards once there are so many."""
        self.wait_until(lambda: len(self.cards) >= number)
        return list(self.cards.values())

    def connected(self, connection: ServerConnection) -> None:
        """Takes a connection, until it is closed."""
        self.connections.append(connection)
        try:
            for frame in connection:
                told = json.loads(frame)
                self.acknowledged[told["headers"]["messageId"]] = told["code"]
        except ConnectionClosed:
            pass
        finally:
            self.connections.remove(connection)

    def push(self, topic: str, found: Json, frame_id: str = "") -> str:
        """Delivers something over the newest connection; gives the id of its frame."""
        frame_id = frame_id or uuid4().hex
        headers = {"topic": topic, "messageId": frame_id, "contentType": "application/json"}
        kind = "SYSTEM" if topic == "disconnect" else "CALLBACK"
        frame = {"specVersion": "1.0", "type": kind, "headers": headers, "data": json.dumps(found)}
        self.wait_until(lambda: bool(self.connections))
        self.connections[-1].send(json.dumps(frame))
        return frame_id

    def deliver(self, topic: str, found: Json) -> str:
        """Delivers something and waits until it is acknowledged; gives the id of its frame."""
        frame_id = self.push(topic, found)
        self.wait_until(lambda: frame_id in self.acknowledged)
        assert self.acknowledged[frame_id] == 200
        return frame_id

    def answer(self, call: str, given: Json) -> tuple[int, Json]:
        self.calls.append(call)
        path = call.partition(" ")[2]
        status, code = self.refuses.get(path, (0, ""))
        if code:
            return status, {"code": code, "message": "no", "requestid": "r"}
        found = self._done(call, given)
        self.taken(call)
        return found

    def _done(self, call: str, given: Json) -> tuple[int, Json]:
        found: dict[str, Callable[[Json], tuple[int, Json]]] = {
            "POST /v1.0/oauth2/accessToken": lambda _: (200, {"accessToken": "t", "expireIn": 72}),
            "POST /v1.0/card/callbacks/register": self._registered,
            "POST /v1.0/im/sceneGroups/members/batchQuery": self._members,
            "POST /v1.0/card/instances/createAndDeliver": self._delivered,
            "PUT /v1.0/card/instances": self._changed,
            "POST /v1.0/gateway/connections/open": self._opened,
        }
        return found[call](given)

    def _opened(self, given: Json) -> tuple[int, Json]:
        self.opened.append(given)
        return 200, {"endpoint": self.stream, "ticket": "a ticket"}

    def _registered(self, given: Json) -> tuple[int, Json]:
        self.route = given
        return 200, {"success": True, "result": {"callbackUrl": given["callbackUrl"]}}

    def _members(self, _: Json) -> tuple[int, Json]:
        if self.group is None:
            return 400, {"code": "sceneGroupNotFound", "message": "no"}
        return 200, {"success": True, "hasMore": False, **self.group}

    def _delivered(self, given: Json) -> tuple[int, Json]:
        self.deliveries += 1
        self.cards.setdefault(given["outTrackId"], given)
        result = [{"spaceType": "IM", "spaceId": "s", "success": True}]
        return 200, {"success": True, "result": {"deliverResults": result}}

    def _changed(self, given: Json) -> tuple[int, Json]:
        if given["outTrackId"] not in self.cards:
            return 400, {"code": "param.cardNotExist", "message": "no"}
        self.cards[given["outTrackId"]]["cardData"] = given["cardData"]
        return 200, {"success": True, "result": True}


def text_of(card: Json) -> str:
    """Gives what is to be read of a card."""
    return card["cardData"]["cardParamMap"]["markdown"]


def buttons_of(card: Json) -> dict[str, str]:
    """Gives the values of a card's buttons, by what stands on them."""
    found = json.loads(card["cardData"]["cardParamMap"]["sys_full_json_obj"])["msgButtons"]
    return {one["text"]: one["params"]["id"] for one in found}


@contextmanager
def dingtalk_gateway() -> Generator[Company]:
    """Gives a company whose API answers at its `address`."""
    company = Company()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"] or 0))
            given: Json = json.loads(body or b"{}")
            status, answer = company.answer(f"{self.command} {self.path}", given)
            found = json.dumps(answer).encode()
            with suppress(OSError):  # who asked may be dead by now
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(found)))
                self.end_headers()
                self.wfile.write(found)

        do_POST = do_PUT = _answer  # noqa: N815  (the base class's names)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    with serve(company.connected, "127.0.0.1", 0) as stream:
        company.stream = f"ws://127.0.0.1:{stream.socket.getsockname()[1]}/connect"
        threads = [threading.Thread(target=one.serve_forever) for one in (server, stream)]
        for thread in threads:
            thread.start()
        company.address = f"http://127.0.0.1:{server.server_port}"
        try:
            yield company
        finally:
            server.shutdown()
            stream.shutdown()
            for thread in threads:
                thread.join()
            server.server_close()
