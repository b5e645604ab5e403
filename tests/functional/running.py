"""The product as its users run it: a process of its own, with a home and settings of its own."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Protocol
from urllib.error import URLError
from urllib.request import urlopen

from tests.functional.warm import Started, starter

COMMAND = Path(sys.executable).parent / "wendan"
START_LIMIT_S = 180  # a limit for a server that hangs, not for a slow machine
RUN_LIMIT_S = 300
# What is loaded only where a language model is set: twice what all else takes.
OF_A_MODEL = ("langchain_openai", "langchain.agents")


class Running(Protocol):
    """A process, of `subprocess` or of ours."""

    def poll(self) -> int | None: ...


@dataclass(frozen=True)
class Wendan:
    """One installation: its home, and its settings without their prefix (`TODAY`)."""

    home: Path
    settings: Mapping[str, str] = field(default_factory=dict[str, str])

    def run(self, *arguments: str | Path, **settings: str) -> subprocess.CompletedProcess[str]:
        """Runs one command to its end, with `settings` on top; never raises for its exit status."""
        with (
            TemporaryFile("w+", encoding="utf-8") as output,
            TemporaryFile("w+", encoding="utf-8") as errors,
        ):
            status = self._started(arguments, settings, output, errors).wait(RUN_LIMIT_S)
            said = [_whole(stream) for stream in (output, errors)]
        return subprocess.CompletedProcess(arguments, status, *said)

    def python(self, code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Runs Python code to its end as if it were the command."""
        return subprocess.run(
            [sys.executable, "-c", code, *arguments],
            env=self._environment({}),
            cwd=self.home,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=RUN_LIMIT_S,
            check=False,
        )

    def launch(self, *arguments: str | Path, **settings: str) -> Started:
        """Starts one command, with `settings` on top; what it says is in the home's `*.log`."""
        with (self.home / f"{arguments[0]}.log").open("a", encoding="utf-8") as output:
            return self._started(arguments, settings, output, output)

    def start(self, *arguments: str | Path, **settings: str) -> subprocess.Popen[str]:
        """Starts the installed command itself, with `settings` on top; its output is one stream."""
        return subprocess.Popen(
            [COMMAND, *arguments],
            env=self._environment(settings),
            cwd=self.home,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )

    @contextmanager
    def serving(self, *arguments: str, command: str = "serve", **settings: str) -> Generator[str]:
        """Gives the address of a running server (`http://127.0.0.1:PORT`), stopped afterwards."""
        port = free_port()
        log = self.home / f"{command}-{port}.log"
        with log.open("w", encoding="utf-8") as output:
            asked = (command, "--port", str(port), *arguments)
            process = self._started(asked, settings, output, output)
        address = f"http://127.0.0.1:{port}"
        try:
            _wait_until_healthy(address, process, log)
            yield address
        finally:
            process.terminate()
            process.wait(START_LIMIT_S)

    def _started(
        self,
        arguments: Sequence[str | Path],
        settings: Mapping[str, str],
        output: IO[str],
        errors: IO[str],
    ) -> Started:
        environment = self._environment(settings)
        more = OF_A_MODEL if "WENDAN_LLM_BASE_URL" in environment else ()
        return starter(*more).start(
            arguments, environment=environment, folder=self.home, output=output, errors=errors
        )

    def _environment(self, settings: Mapping[str, str]) -> dict[str, str]:
        ours = {"HOME": str(self.home), **self.settings, **settings}
        return os.environ | {f"WENDAN_{name}": value for name, value in ours.items()}


def _whole(stream: IO[str]) -> str:
    stream.seek(0)
    return stream.read()


def free_port() -> int:
    """Gives a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_until_healthy(address: str, process: Started, log: Path) -> None:
    try:
        wait_until_healthy(address, process)
    except AssertionError as error:
        raise AssertionError(f"{error}; the server said:\n{log.read_text()}") from None


def wait_until_healthy(address: str, process: Running) -> None:
    """Waits until a server of ours answers.

    Raises:
        AssertionError: it ended, or takes too long.
    """
    wait_until_answered(f"{address}/healthz", process)


def wait_until_answered(address: str, process: Running) -> None:
    """Waits until any server answers at an address.

    Raises:
        AssertionError: it ended, or takes too long.
    """
    deadline = time.monotonic() + START_LIMIT_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            with urlopen(address, timeout=5):
                return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.05)
    raise AssertionError(f"no answer from {address}")
