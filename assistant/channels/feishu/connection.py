"""Feishu's long connection: what comes in is kept before it is acknowledged."""

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from websockets.sync.client import ClientConnection, connect

from assistant.channels.contract import Refused
from assistant.channels.feishu.frames import CONTROL, Frame, read, written

LOOKED_S = 0.5
"""Between two looks whether to stop."""
OPENING_S = 15.0
MISSED = 3
"""So many pings without an answer, and the connection is gone."""
MOST_PARTS, MOST_BYTES = 64, 4_000_000
"""Of an event that comes in parts; what is larger is none of ours."""
Keep = Callable[[bytes], None]
"""Keeps the event in a payload. Raises Refused where it makes no sense, which is taken as read."""


@dataclass(frozen=True)
class Way:
    """Where to connect to, as Feishu says each time anew."""

    address: str
    ping_s: float

    @property
    def service(self) -> int:
        """Gives the number that our pings carry."""
        found = parse_qs(urlsplit(self.address).query).get("service_id", ["0"])[0]
        return int(found) if found.isascii() and found.isdigit() else 0


def listen(way: Way, keep: Keep, stopped: threading.Event) -> None:
    """Keeps a connection until it is stopped.

    Raises:
        ConnectionClosed, OSError, TimeoutError: it is gone.
    """
    with connect(way.address, open_timeout=OPENING_S, max_size=MOST_BYTES) as socket:
        pinged = 0
        due_s = time.monotonic()
        parts = _Parts()
        while not stopped.is_set():
            if time.monotonic() >= due_s:
                if pinged == MISSED:
                    raise TimeoutError("no answer to pings")
                socket.send(written(Frame(CONTROL, way.service, {"type": "ping"})))
                due_s, pinged = time.monotonic() + way.ping_s, pinged + 1
            try:
                sent = socket.recv(timeout=LOOKED_S)
            except TimeoutError:
                continue
            pinged = 0
            if isinstance(sent, bytes):
                _take(socket, read(sent), parts, keep)


def _take(socket: ClientConnection, frame: Frame, parts: "_Parts", keep: Keep) -> None:
    """Keeps what a frame brings and acknowledges it; what could not be kept comes again."""
    if frame.method == CONTROL:
        return
    whole = parts.joined(frame)
    if whole is None:
        return
    code = 200
    try:
        keep(whole)
    except Refused:
        pass
    except Exception:  # noqa: BLE001  (the edge: Feishu is told, and delivers it again)
        code = 500
    socket.send(written(frame.answered(json.dumps({"code": code}).encode())))


@dataclass
class _Parts:
    """Events of which not all parts are there."""

    waiting: dict[str, dict[int, bytes]] = field(default_factory=dict[str, dict[int, bytes]])

    def joined(self, frame: Frame) -> bytes | None:
        """Gives an event once all of its parts are there."""
        names = ("sum", "seq")
        count, number = (_count(frame.headers.get(one, "")) for one in names)
        if count <= 1:
            return frame.payload
        if count > MOST_PARTS:
            return None
        name = frame.headers.get("message_id", "")
        while len(self.waiting) > MOST_PARTS:  # whose rest never came
            self.waiting.pop(next(iter(self.waiting)))
        found = self.waiting.setdefault(name, {})
        found[number] = frame.payload
        if len(found) < count:
            return None
        del self.waiting[name]
        return b"".join(found[one] for one in sorted(found))


def _count(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
