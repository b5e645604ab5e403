"""An identity provider's address on loopback: what it answers, and how often it was asked."""

import threading
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Address:
    """What the server answers, until that is changed."""

    url: str = ""
    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    asked: list[str] = field(default_factory=list[str])


@contextmanager
def key_server(address: Address) -> Generator[None]:
    """Serves it on a port of its own; the port stays the address's when it is served again."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            address.asked.append(self.path)
            self.send_response(address.status)
            for name, value in {
                "Content-Length": str(len(address.body)),
                **address.headers,
            }.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(address.body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            del format, args

    port = int(address.url.split(":")[2].split("/")[0]) if address.url else 0
    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    address.url = f"http://127.0.0.1:{server.server_port}/keys"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
