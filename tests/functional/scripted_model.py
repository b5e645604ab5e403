"""A scripted model: a server on loopback that speaks OpenAI's chat interface and does as told."""

import json
import threading
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


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


Line = Calls | Says | Fails


@dataclass
class Script:
    """What the model does, request by request (the last line again and again), and was asked."""

    base_url: str
    lines: list[Line] = field(default_factory=list[Line])
    requests: list[bytes] = field(default_factory=list[bytes])

    def does(self, *lines: Line) -> None:
        """Takes a new script, and forgets what was asked."""
        self.lines[:], self.requests[:] = lines, []

    def next_line(self) -> Line:
        """Gives what the model does now."""
        return self.lines.pop(0) if len(self.lines) > 1 else self.lines[0]


@contextmanager
def scripted_model() -> Generator[Script]:
    """Serves a model on a free port."""
    script = Script("")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            script.requests.append(self.rfile.read(int(self.headers["Content-Length"])))
            line = script.next_line()
            status = line.status if isinstance(line, Fails) else 200
            body = json.dumps(_completion(line, len(script.requests))).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (its name there)
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        script.base_url = f"http://127.0.0.1:{server.server_address[1]}/v1"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield script
        server.shutdown()
        thread.join()


def _completion(line: Line, number: int) -> dict[str, object]:
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
