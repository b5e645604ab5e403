"""WeCom's API on loopback: what the adapter calls, and what WeCom does with duplicates."""

import json
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Json = dict[str, Any]


@dataclass
class Corp:
    """What is sent, in its order; the same to the same person once."""

    address: str = ""
    messages: list[Json] = field(default_factory=list[Json])
    updated: list[Json] = field(default_factory=list[Json])
    calls: list[str] = field(default_factory=list[str])
    responded: dict[str, Json] = field(default_factory=dict[str, Json])
    """What an AI bot said at the address of a message: each takes one."""
    refuses: int = 0
    """The code that everything but a token is refused with."""
    taken: Callable[[str], None] = lambda _call: None
    """Is called when a call was done, before it is answered."""

    def wait_until(self, done: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 60
        while not done():
            assert time.monotonic() < deadline, (self.calls, self.messages)
            time.sleep(0.05)

    def wait_for(self, number: int) -> list[str]:
        """Gives the messages as text once there are so many."""
        self.wait_until(lambda: len(self.messages) >= number)
        return [json.dumps(one, ensure_ascii=False) for one in self.messages]

    def answer(self, path: str, given: Json) -> Json:
        self.calls.append(path)
        if path.startswith("/cgi-bin/gettoken"):
            return {"errcode": 0, "access_token": "t-1", "expires_in": 7200}
        if self.refuses:
            return {"errcode": self.refuses}
        if path.startswith("/cgi-bin/aibot/response"):
            if path in self.responded:
                return {"errcode": 40140}
            self.responded[path] = given
        elif path.startswith("/cgi-bin/message/send"):
            assert given["enable_duplicate_check"] == 1
            if given not in self.messages:
                self.messages.append(given)
        elif path.startswith("/cgi-bin/message/update_template_card"):
            self.updated.append(given)
        self.taken(path)
        return {"errcode": 0, "errmsg": "ok"}


@contextmanager
def wecom_gateway() -> Generator[Corp]:
    """Gives a company whose API answers at its `address`."""
    corp = Corp()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"] or 0))
            found = json.dumps(corp.answer(self.path, json.loads(body or b"{}"))).encode()
            with suppress(OSError):  # who asked may be dead by now
                self.send_response(200)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(found)))
                self.end_headers()
                self.wfile.write(found)

        do_GET = do_POST = _answer  # noqa: N815  (the base class's names)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    corp.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield corp
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
