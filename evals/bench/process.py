"""The product, and what it is measured against, as processes of their own."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Generator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path

from evals.bench.big_company import TODAY
from evals.bench.sampling import Spent

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
    settings: Mapping[str, str] = field(default_factory=dict[str, str])
    """More environment variables, by their whole names."""

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
    def serving(self) -> Generator["Server"]:
        """Gives a running `wendan serve` on loopback, stopped afterwards.

        Raises:
            BenchError: it did not answer within a minute.
        """
        port = _free_port()
        log = self.folder / "serve.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [str(WENDAN), "serve", "--port", str(port)],
                env=self.environment(),
                stdout=output,
                stderr=output,
            )
        try:
            if not _is_healthy(port, process):
                raise BenchError(f"`wendan serve` did not answer: {log.read_text()[-2000:]}")
            yield Server(port, process.pid)
        finally:
            process.terminate()
            process.wait(LIMIT_S)

    def environment(self) -> dict[str, str]:
        """Gives the environment of the installation, without settings of whoever runs the bench."""
        database = {"WENDAN_DATABASE_URL": self.database_url} if self.database_url else {}
        ours = {"WENDAN_HOME": str(self.folder), "WENDAN_TODAY": TODAY.isoformat(), **database}
        # One client asks as fast as it is answered.
        free = {f"WENDAN_{kind}_PER_MINUTE": "0" for kind in ("QUESTIONS", "REQUESTS")}
        return {**_plain_environment(), **ours, **free, **self.settings}


@dataclass(frozen=True)
class Server:
    """A running `wendan serve`."""

    port: int
    pid: int

    def cpu_ms(self) -> float:
        """Gives the CPU time that it has used so far; 0 where the system has no `/proc`."""
        try:
            numbers = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return 0.0
        return sum(map(int, numbers[11:13])) * 1000 / os.sysconf("SC_CLK_TCK")

    def memory_mb(self) -> float:
        """Gives the memory that it holds now; 0 where the system has no `/proc`."""
        try:
            lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        except OSError:
            return 0.0
        return next(int(one.split()[1]) / 1024 for one in lines if one.startswith("VmRSS"))


def measured(*command: str | Path, environment: dict[str, str] | None = None) -> Spent:
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
    variables = os.environ.items()  # what the children inherit
    return {name: value for name, value in variables if not name.startswith(unwanted)}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _is_healthy(port: int, process: subprocess.Popen[bytes]) -> bool:
    """Waits until the server answers; False if it ends or a minute goes by before that."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with closing(HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
                connection.request("GET", "/healthz")
                if connection.getresponse().status == 200:
                    return True
        except OSError:
            time.sleep(0.05)
    return False
