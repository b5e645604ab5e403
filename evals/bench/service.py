"""The demo company over HTTP: a real server, and the questions of its cases, by those who ask."""

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from statistics import median

from evals.bench.demo_company import demo_home
from evals.bench.process import Server
from evals.bench.sampling import percentile
from evals.bench.tables import Table, met, ms, times
from evals.case import Case, cases

ALLOWED_MS = 30
ROUNDS = 3
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
    asked = (*cases("demo", "questions"), *cases("demo", "traps"))
    askers = {case.asker for case in asked if case.asker is not None}
    tokens = {asker: home.said("token", asker).strip() for asker in askers}
    with home.serving() as server:
        yield _table(_Client(server.port, tokens), server, asked)


class _Client:
    """One connection that stays open, as browsers and other systems keep it."""

    def __init__(self, port: int, tokens: Mapping[str, str]) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self._tokens = tokens

    def health(self) -> str:
        """Asks whether the server lives; gives its answer."""
        self._connection.request("GET", "/healthz")
        return self._connection.getresponse().read().decode()

    def status(self, case: Case) -> str:
        """Asks a question as its asker; gives the reply's status."""
        token = self._tokens[case.asker or ""]
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        body = json.dumps({"text": case.turns[0].text})
        self._connection.request("POST", "/api/v1/chat", body, headers)
        return json.loads(self._connection.getresponse().read())["status"]


@dataclass(frozen=True)
class _Asked:
    """What requests of one kind took: each one's wall time, and the server's CPU time in all."""

    wall_ms: Sequence[float]
    cpu_ms: float


def _table(client: _Client, server: Server, asked: Sequence[Case]) -> Table:
    def all_once() -> list[float]:
        return [_timed(lambda case=case: client.status(case)) for case in asked]

    first = _asked(server, all_once)
    answered = [client.status(case) for case in asked].count("answered")
    health = _asked(server, lambda: [_timed(client.health) for _ in asked])
    again = _asked(server, lambda: [taken for _ in range(ROUNDS) for taken in all_once()])
    return Table(
        "The demo company over HTTP (15,000 orders), `wendan serve`, one connection",
        HEADER,
        [
            _row("GET /healthz", health, health),
            _row("POST /api/v1/chat, first time asked", first, health),
            _row("POST /api/v1/chat, asked again", again, health),
        ],
        (
            f"{len(asked)} different questions, the demo's cases; asked again: {ROUNDS} rounds.",
            "CPU: the server's, on average.",
            _slowest(again, asked),
            f"Answered: {answered}; asked back or not answered: {len(asked) - answered}.",
        ),
    )


def _asked(server: Server, ask: Callable[[], Sequence[float]]) -> _Asked:
    before = server.cpu_ms()
    return _Asked(ask(), server.cpu_ms() - before)


def _slowest(again: _Asked, asked: Sequence[Case]) -> str:
    """Gives the questions that took longest, by the median of their rounds."""
    medians = {
        case.turns[0].text: median(again.wall_ms[at :: len(asked)]) for at, case in enumerate(asked)
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
