"""A scripted model: a server on loopback that speaks OpenAI's chat interface and does as told."""

import json
import threading
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Calls:
    """The model calls a tool."""

    tool: str
    arguments: dict[str, object] | str
    """A text stands for arguments that are no JSON."""


@dataclass(frozen=True)
class Says:
    """The model says something instead of calling a tool."""

    text: str


@dataclass(frozen=True)
class Fails:
    """The server answers with an error."""

    status: int


@dataclass(frozen=True)
class Answers:
    """The server answers with these bytes, whatever they are; the last of them never come."""

    body: bytes
    withheld: int = 0


@dataclass(frozen=True)
class Chooses:
    """What the model does depends on what it is asked."""

    line: "Callable[[bytes], Line]"


Line = Calls | Says | Fails | Answers | Chooses


@dataclass
class Script:
    """What the model does, request by request (the last line again and again), and was asked."""

    base_url: str
    lines: list[Line] = field(default_factory=list[Line])
    requests: list[bytes] = field(default_factory=list[bytes])
    heads: list[bytes] = field(default_factory=list[bytes])
    """What came before each of them: line and headers."""
    counted: bool = True
    """Whether the server says how many tokens a call took."""
    cached: int = 0
    """How many tokens of each prompt the server says it had read before."""
    during: Callable[[], None] = lambda: None
    """What is done while somebody waits for the model."""
    over: threading.Event = field(default_factory=threading.Event)

    def does(self, *lines: Line) -> None:
        """Takes a new script, and forgets what was asked."""
        self.lines[:], self.requests[:], self.heads[:] = lines, [], []

    def next_line(self) -> Line:
        """Gives what the model does now."""
        return self.lines.pop(0) if len(self.lines) > 1 else self.lines[0]


@contextmanager
def scripted_model() -> Generator[Script]:
    """Serves a model on a free port."""
    script = Script("")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            script.heads.append(f"{self.requestline}\r\n".encode() + self.headers.as_bytes())
            asked = self.rfile.read(int(self.headers["Content-Length"]))
            script.requests.append(asked)
            script.during()
            line = script.next_line()
            while isinstance(line, Chooses):
                line = line.line(asked)
            status = line.status if isinstance(line, Fails) else 200
            body = _body(line, script)
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            withheld = line.withheld if isinstance(line, Answers) else 0
            self.wfile.write(body[: len(body) - withheld])
            if withheld:
                script.over.wait(30)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (its name there)
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        script.base_url = f"http://127.0.0.1:{server.server_address[1]}/v1"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield script
        script.over.set()
        server.shutdown()
        thread.join()


def _body(line: Calls | Says | Fails | Answers, script: Script) -> bytes:
    if isinstance(line, Answers):
        return line.body
    completion = _completion(line, len(script.requests))
    if script.cached and "usage" in completion:
        completion["usage"] |= {"prompt_tokens_details": {"cached_tokens": script.cached}}
    if not script.counted:
        completion.pop("usage", None)
    return json.dumps(completion).encode()


def _completion(line: Calls | Says | Fails, number: int) -> dict[str, Any]:
    if isinstance(line, Fails):
        return {"error": {"message": "as scripted", "type": "server_error"}}
    message: dict[str, object] = {"role": "assistant", "content": None}
    if isinstance(line, Says):
        message["content"] = line.text
    else:
        given = line.arguments
        arguments = given if isinstance(given, str) else json.dumps(given, ensure_ascii=False)
        function = {"name": line.tool, "arguments": arguments}
        message["tool_calls"] = [{"id": f"c{number}", "type": "function", "function": function}]
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    return {
        "id": f"chat-{number}",
        "object": "chat.completion",
        "created": 0,
        "model": "scripted",
        "choices": [choice],
        "usage": {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110},
    }


def figures(measure: str, **arguments: object) -> Calls:
    """Gives a call of the tool for figures; what is not said is empty."""
    empty: dict[str, object] = {
        "measures": [measure],
        "by": [],
        "where": [],
        "period": "",
        "compare": "",
        "bound": "",
        "sort": "",
        "rows": 0,
        "share": False,
        "unknown": [],
    }
    return Calls("figures", empty | arguments)


def texts(requests: Iterable[bytes]) -> str:
    """Gives all that left the house."""
    return "\n".join(request.decode() for request in requests)
