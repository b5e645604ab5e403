"""A recogniser: a server on loopback with OpenAI's interface, which hears what it is told."""

import json
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from python_multipart.multipart import parse_form


@dataclass
class Ear:
    """What the server answers (words, a status, bytes), and what it was sent."""

    base_url: str = ""
    answer: str | int | bytes = ""
    slow_s: float = 0.0
    """How long it takes over the bytes of an answer."""
    fields: list[dict[str, str]] = field(default_factory=list[dict[str, str]])
    files: list[bytes] = field(default_factory=list[bytes])
    keys: list[str] = field(default_factory=list[str])


@contextmanager
def recogniser_server() -> Generator[Ear]:
    """Gives a recogniser that runs until the block ends."""
    ear = Ear()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.path == "/v1/audio/transcriptions"
            sent: dict[str, str] = {}
            head = {
                "Content-Type": self.headers["Content-Type"].encode(),
                "Content-Length": self.headers["Content-Length"].encode(),
            }

            def on_field(found: object) -> None:
                name, value = found.field_name, found.value  # type: ignore[attr-defined]
                sent[name.decode()] = value.decode()

            def on_file(found: object) -> None:
                found.file_object.seek(0)  # type: ignore[attr-defined]
                ear.files.append(found.file_object.read())  # type: ignore[attr-defined]

            parse_form(head, self.rfile, on_field, on_file)
            ear.fields.append(sent)
            ear.keys.append(self.headers.get("Authorization", ""))
            self._reply()

        def _reply(self) -> None:
            status = ear.answer if isinstance(ear.answer, int) else 200
            body = ear.answer if isinstance(ear.answer, bytes) else b"{}"
            if isinstance(ear.answer, str):
                body = json.dumps({"text": ear.answer}).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            for byte in body:
                self.wfile.write(bytes((byte,)))
                self.wfile.flush()
                time.sleep(ear.slow_s / len(body))

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (its name there)
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    ear.base_url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield ear
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
