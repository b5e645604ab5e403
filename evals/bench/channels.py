"""The doors of the chat programs: how soon a message is acknowledged, and whether all are kept."""

import asyncio
import json
import os
import signal
import time
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from threading import Thread
from typing import Any, Self

import sqlalchemy as sa

from crm.database import connect
from crm.models import chat_messages
from evals.bench.letters import SIGNED_WITH, Letter, Sent, letters, send
from evals.bench.postgres import new_database, postgres_server
from evals.bench.process import Home, Server
from evals.bench.sampling import percentile
from evals.bench.tables import Table, met, ms

RATE, SECONDS = 500, 60
KILLED_SECONDS = 10
"""How long is sent where the server is killed half way."""
ALLOWED_MS = {"SQLite": 50, "PostgreSQL": 100}
ALLOWED_MB, ALLOWED_START_S = 250, 3.0
STARTS = 3
HEADER = ("database", "sent", "median ms", "p99 ms", "slowest ms", "server CPU ms", "demand")


def channels(workplace: Path, scale: float) -> Iterator[Table]:
    """Gives the table of starts, that of acknowledgements and that of what a kill leaves."""
    seconds = max(1, round(SECONDS * scale))
    with _Program() as program, postgres_server() as address:
        first = _home(workplace, "SQLite", program.port, None)
        second = _home(workplace, "PostgreSQL", program.port, new_database(address, "chats"))
        yield _starts(first)
        yield Table(
            f"Acknowledgements: {RATE} signed messages a second for {seconds} s, from 200 people",
            HEADER,
            [_acknowledged(name, home, seconds) for name, home in (first, second)],
            (
                "Each from when it was due to the last byte of the answer; it is on disk by then.",
                "The same process answers them meanwhile, over a Slack on loopback.",
            ),
        )
        yield _killed(first, second)


def _home(workplace: Path, name: str, port: int, url: str | None) -> tuple[str, Home]:
    """Gives an installation with all programs set but Feishu."""
    (folder := workplace / name).mkdir()
    local = f"http://127.0.0.1:{port}"
    settings = {
        "SLACK_BOT_TOKEN": "bench",
        "SLACK_SIGNING_SECRET": SIGNED_WITH,
        "SLACK_BASE_URL": f"{local}/api/",
        "DINGTALK_CLIENT_ID": "bench",
        "DINGTALK_CLIENT_SECRET": "bench",
        "DINGTALK_MODE": "http",
        "DINGTALK_BASE_URL": local,
        "WECOM_CORP_ID": "wwbench",
        "WECOM_AGENT_ID": "1000002",
        "WECOM_SECRET": "bench",
        "WECOM_TOKEN": "bench",
        "WECOM_AES_KEY": "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C",
        "WECOM_BASE_URL": local,
    }
    home = Home(folder, url, {f"WENDAN_{key}": value for key, value in settings.items()})
    home.run("db", "upgrade")
    return name, home


def _starts(on: tuple[str, Home]) -> Table:
    """Gives how long a start takes, and what the server holds when nobody asks anything."""
    _, home = on
    taken: list[float] = []
    held: list[float] = []
    for _ in range(STARTS):
        began = time.perf_counter()
        with home.serving() as server:
            taken.append(time.perf_counter() - began)
            time.sleep(2)
            held.append(server.memory_mb())
    start, memory = median(taken), max(held)
    return Table(
        "`wendan serve` with Slack, DingTalk and WeCom set",
        ("what", "measured", "demand"),
        [
            ("start until it answers, s", f"{start:.2f}", met(start <= ALLOWED_START_S)),
            ("idle memory, MB", f"{memory:.0f}", met(memory <= ALLOWED_MB)),
        ],
        (f"{STARTS} starts: the median of the times, the most memory.",),
    )


def _acknowledged(name: str, home: Home, seconds: int) -> tuple[str, ...]:
    sending = letters(RATE * seconds)
    with home.serving() as server:
        before = server.cpu_ms()
        sent = asyncio.run(send(server.port, sending, RATE))
        cpu_ms = server.cpu_ms() - before
    taken = [1000 * one for one in sent.taken_s.values()] or [float("inf")]
    p99 = percentile(taken, 0.99)
    whole = len(sent.taken_s) == len(sending)
    return (
        name,
        f"{len(sent.taken_s):,} of {len(sending):,}",
        ms(median(taken)),
        ms(p99),
        ms(max(taken)),
        ms(cpu_ms / len(sending)),
        f"p99 <= {ALLOWED_MS[name]} ms: {met(whole and p99 <= ALLOWED_MS[name])}",
    )


def _killed(*homes: tuple[str, Home]) -> Table:
    return Table(
        "Killed half way, started again; what was not acknowledged is delivered again",
        ("database", "acknowledged first", "again", "lost", "doubled", "none"),
        [_after_kill(name, home) for name, home in homes],
        (
            "Lost or doubled: by what is in the inbox.",
            "All that have no answer are sent again, and 100 that have.",
        ),
    )


def _after_kill(name: str, home: Home) -> tuple[str, ...]:
    sending = letters(RATE * KILLED_SECONDS, first=1_000_000)
    before = len(_kept(home))
    with home.serving() as server:
        first = asyncio.run(_until_killed(server, sending))
    again = [one for one in sending if one.name in first.unanswered]
    again += [one for one in sending if one.name in first.taken_s][:100]
    with home.serving() as server:
        second = asyncio.run(send(server.port, again, RATE))
    acknowledged = first.taken_s.keys() | second.taken_s.keys()
    kept = _kept(home)
    lost = len(acknowledged - set(kept))
    doubled = len(kept) - before - len({one.name for one in sending} & set(kept))
    return (
        name,
        f"{len(first.taken_s):,}",
        f"{len(second.taken_s):,}",
        str(lost),
        str(doubled),
        met(not lost and not doubled and len(acknowledged) == len(sending)),
    )


async def _until_killed(server: Server, sending: Sequence[Letter]) -> Sent:
    asyncio.get_running_loop().call_later(KILLED_SECONDS / 2, os.kill, server.pid, signal.SIGKILL)
    return await send(server.port, sending, RATE)


def _kept(home: Home) -> list[str]:
    """Gives the keys of all marks in the inbox, as often as they are there."""
    engine = connect(home.database_url or f"sqlite:///{home.folder / 'wendan.db'}")
    with engine.connect() as connection:
        found = list(connection.execute(sa.select(chat_messages.c.key)).scalars())
    engine.dispose()
    return found


class _Program:
    """A Slack on loopback, which takes all that is said and tells nothing."""

    def __enter__(self) -> Self:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Taking)
        self.port = self._server.server_port
        Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Taking(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.do_GET()

    def do_GET(self) -> None:
        is_opening = self.path.endswith("conversations.open")
        channel = {"id": "D1"} if is_opening else "D1"
        told: dict[str, Any] = {
            "ok": True,
            "channel": channel,
            "ts": "1.1",
            "user_id": "U1",
            "messages": [],
        }
        body = json.dumps(told).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Says nothing."""
