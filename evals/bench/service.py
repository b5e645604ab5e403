"""The demo company over HTTP: a real server, forty different questions."""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from statistics import median

from evals.bench.demo_company import ASKER, QUESTIONS, demo_home
from evals.bench.process import Server
from evals.bench.sampling import percentile
from evals.bench.tables import Table, met, ms, times

ALLOWED_MS = 30
ROUNDS = 5
HEADER = (
    "request",
    "count",
    "median ms",
    "p95 ms",
    "CPU ms",
    "ratio of medians",
    f"p95 <= {ALLOWED_MS} ms",
)


def service(workplace: Path, _scale: float) -> Iterator[Table]:
    """Gives one table: the questions beside a request that does nothing."""
    home = demo_home(workplace)
    token = home.said("token", ASKER).strip()
    with home.serving() as server:
        yield _table(_Client(server.port, token), server)


class _Client:
    """One connection that stays open, as browsers and other systems keep it."""

    def __init__(self, port: int, token: str) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def health(self) -> str:
        """Asks whether the server lives; gives its answer."""
        self._connection.request("GET", "/healthz")
        return self._connection.getresponse().read().decode()

    def status(self, text: str) -> str:
        """Asks a question; gives the reply's status."""
        body = json.dumps({"text": text})
        self._connection.request("POST", "/api/v1/chat", body, self._headers)
        return json.loads(self._connection.getresponse().read())["status"]


@dataclass(frozen=True)
class _Asked:
    """What requests of one kind took: each one's wall time, and the server's CPU time in all."""

    wall_ms: Sequence[float]
    cpu_ms: float


def _table(client: _Client, server: Server) -> Table:
    first = _asked(server, lambda: _all_once(client))
    statuses = [client.status(text) for text in QUESTIONS]
    health = _asked(server, lambda: [_timed(client.health) for _ in range(ROUNDS * len(QUESTIONS))])
    again = _asked(server, lambda: [taken for _ in range(ROUNDS) for taken in _all_once(client)])
    unanswered = [
        text for text, status in zip(QUESTIONS, statuses, strict=True) if status != "answered"
    ]
    return Table(
        "The demo company over HTTP (15,000 orders), `wendan serve`, one connection",
        HEADER,
        [
            _row("GET /healthz", health, health),
            _row("POST /api/v1/chat, first time asked", first, health),
            _row("POST /api/v1/chat, asked again", again, health),
        ],
        (
            f"{len(QUESTIONS)} different questions; asked again: {ROUNDS} rounds.",
            "CPU: the server's, on average.",
            _slowest(again),
            f"Answered: {len(QUESTIONS) - len(unanswered)} of {len(QUESTIONS)}."
            + "".join(f" Not: {text!r}." for text in unanswered),
        ),
    )


def _asked(server: Server, ask: Callable[[], Sequence[float]]) -> _Asked:
    before = server.cpu_ms()
    return _Asked(ask(), server.cpu_ms() - before)


def _all_once(client: _Client) -> list[float]:
    return [_timed(lambda text=text: client.status(text)) for text in QUESTIONS]


def _slowest(again: _Asked) -> str:
    """Gives the questions that took longest, by the median of their rounds."""
    medians = {
        text: median(again.wall_ms[at :: len(QUESTIONS)]) for at, text in enumerate(QUESTIONS)
    }
    worst = sorted(medians, key=lambda text: -medians[text])[:4]
    return "Slowest: " + ", ".join(f"{text!r} {ms(medians[text])} ms" for text in worst) + "."


def _row(name: str, taken: _Asked, floor: _Asked) -> tuple[str, ...]:
    p95 = percentile(taken.wall_ms, 0.95)
    return (
        name,
        str(len(taken.wall_ms)),
        ms(median(taken.wall_ms)),
        ms(p95),
        ms(taken.cpu_ms / len(taken.wall_ms)),
        times(median(taken.wall_ms), median(floor.wall_ms)),
        met(p95 <= ALLOWED_MS) if taken is not floor else "",
    )


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000
