"""The product, and what it is measured against, as processes of their own."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from evals.bench.sampling import Spent
from evals.bench.big_company import TODAY

LAUNCHER = Path(__file__).with_name("launcher.py")
PYTHON = Path(sys.executable)
WENDAN = PYTHON.parent / "wendan"
LIMIT_S = 300


class BenchError(Exception):
    """What was to be measured failed; the message holds what it said."""


@dataclass(frozen=True)
class Home:
    """One installation of the product: its data folder and, if not SQLite, its database."""

    folder: Path
    database_url: str | None = None

    def run(self, *arguments: str | Path) -> Spent:
        """Runs `wendan` with `arguments` and gives what it took.

        Raises:
            BenchError: it failed.
        """
        return measured(WENDAN, *arguments, environment=self.environment())

    def said(self, *arguments: str | Path) -> str:
        """Runs `wendan` with `arguments` and gives what it printed."""
        command = [str(WENDAN), *map(str, arguments)]
        return subprocess.run(
            command, env=self.environment(), check=True, capture_output=True, text=True
        ).stdout

    @contextmanager
    def serving(self) -> Generator[int]:
        """Gives the loopback port of a running `wendan serve`, stopped afterwards."""
        port = _free_port()
        process = subprocess.Popen(
            [str(WENDAN), "serve", "--port", str(port)],
            env=self.environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait_until_healthy(port, process)
            yield port
        finally:
            process.terminate()
            process.wait(LIMIT_S)

    def environment(self) -> dict[str, str]:
        """Gives the environment of the installation, without settings of whoever runs the bench."""
        database = {"WENDAN_DATABASE_URL": self.database_url} if self.database_url else {}
        ours = {"WENDAN_HOME": str(self.folder), "WENDAN_TODAY": TODAY.isoformat(), **database}
        return {**_plain_environment(), **ours}


def measured(
    *command: str | Path, environment: dict[str, str] | None = None
) -> Spent:
    """Gives what a command took, from its start to its end.

    Raises:
        BenchError: it failed.
    """
    done = subprocess.run(
        [str(PYTHON), "-I", "-S", str(LAUNCHER), *map(str, command)],
        env=environment or _plain_environment(),
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )
    if done.returncode:
        raise BenchError(f"{command} failed: {done.stderr[-2000:]}")
    return Spent(**json.loads(done.stderr.splitlines()[-1]))


def _plain_environment() -> dict[str, str]:
    # With it each start would compile all sources anew, which no installation does.
    unwanted = ("WENDAN_", "PYTHONDONTWRITEBYTECODE")
    variables = os.environ.items()  # noqa: TID251  (what the children inherit)
    return {name: value for name, value in variables if not name.startswith(unwanted)}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_until_healthy(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.05)
    raise BenchError(f"`wendan serve` did not answer on port {port}.")
