"""WeCom's long connection on loopback: one of a bot, and what is sent is acknowledged."""

import json
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve

Json = dict[str, Any]


@dataclass
class Bot:
    """What a bot said: streams by their id, and all else in its order."""

    address: str = ""
    secret: str = "secret"
    connections: list[ServerConnection] = field(default_factory=list[ServerConnection])
    streams: dict[str, Json] = field(default_factory=dict[str, Json])
    cards: list[Json] = field(default_factory=list[Json])
    sent: list[Json] = field(default_factory=list[Json])
    calls: list[str] = field(default_factory=list[str])
    forgets: bool = False
    """Whether no stream can be changed any more."""
    taken: Callable[[Json], None] = lambda _frame: None
    """Is called when something was taken, before that is acknowledged."""

    def wait_until(self, done: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 60
        while not done():
            assert time.monotonic() < deadline, (self.calls, self.streams, self.sent)
            time.sleep(0.05)

    def finished(self) -> list[str]:
        """Gives the texts of the streams that have ended."""
        return [one["content"] for one in self.streams.values() if one["finish"]]

    def deliver(self, body: Json, req_id: str) -> None:
        """Sends a message or an event over the connection, once there is one."""
        self.wait_until(lambda: bool(self.connections))
        kind = "event" if body["msgtype"] == "event" else "msg"
        frame = {"cmd": f"aibot_{kind}_callback", "headers": {"req_id": req_id}, "body": body}
        self.connections[-1].send(json.dumps(frame))

    def connected(self, connection: ServerConnection) -> None:
        with suppress(ConnectionClosed):
            for text in connection:
                frame = json.loads(text)
                code = self._done(connection, frame["cmd"], frame["body"])
                self.calls.append(frame["cmd"])
                self.taken(frame)
                connection.send(json.dumps({"headers": frame["headers"], "errcode": code}))
        if connection in self.connections:
            self.connections.remove(connection)

    def _done(self, connection: ServerConnection, what: str, body: Json) -> int:
        if what == "aibot_subscribe":
            if body != {"bot_id": "AIBOTID", "secret": self.secret}:
                return 40001
            for older in self.connections:
                older.close()
            self.connections.append(connection)
        elif what == "aibot_send_msg":
            self.sent.append(body)
        elif body.get("msgtype") == "stream":
            stream = body["stream"]
            if self.forgets and stream["finish"]:
                return 846608
            before = self.streams.get(stream["id"], {"finish": False})
            assert stream["finish"] or not before["finish"], "a finished stream began again"
            self.streams[stream["id"]] = stream
        elif "template_card" in body:
            self.cards.append(body["template_card"])
        return 0


@contextmanager
def wecom_bot_gateway() -> Generator[Bot]:
    """Gives a bot to which one can connect at its `address`."""
    bot = Bot()
    with serve(bot.connected, "127.0.0.1", 0) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        bot.address = f"ws://127.0.0.1:{server.socket.getsockname()[1]}"
        try:
            yield bot
        finally:
            for one in list(bot.connections):
                one.close()
            server.shutdown()
            thread.join()
