"""Starts `wendan` as processes that need not load the libraries first, for tests of what it does.

That the installed command itself does the same is tested with `Wendan.start`.
"""

import atexit
import json
import os
import resource
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from select import select
from typing import IO

END_LIMIT_S = 60


@dataclass
class Started:
    """A command that was started; much like `subprocess.Popen`."""

    report: IO[bytes]
    """Unbuffered: what it says, and when there is more to read."""
    pid: int = field(init=False)
    returncode: int | None = None

    def __post_init__(self) -> None:
        self.pid = int(self.report.readline())

    def poll(self) -> int | None:
        """Gives the exit status, as `subprocess` does; None while the command runs."""
        return self._ended_within(0)

    def wait(self, timeout: float = END_LIMIT_S) -> int:
        """Gives the exit status when the command has ended.

        Raises:
            subprocess.TimeoutExpired: it did not end within so many seconds, and was killed.
        """
        status = self._ended_within(timeout)
        if status is None:
            os.kill(self.pid, signal.SIGKILL)
            raise subprocess.TimeoutExpired("wendan", timeout)
        return status

    def terminate(self) -> None:
        """Asks the command to end, if it still runs."""
        if self.poll() is None:
            os.kill(self.pid, signal.SIGTERM)

    def kill(self) -> None:
        """Ends the command at once, if it still runs, wherever it is."""
        if self.poll() is None:
            os.kill(self.pid, signal.SIGKILL)

    def _ended_within(self, seconds: float) -> int | None:
        if self.returncode is None and select([self.report], [], [], seconds)[0]:
            self.returncode = int(self.report.readline())
            self.report.close()
        return self.returncode


@dataclass(frozen=True)
class Starter:
    """Where commands are started: a process that has loaded the libraries."""

    process: "subprocess.Popen[bytes]"
    door: socket.socket

    def start(
        self,
        arguments: Sequence[str | Path],
        *,
        environment: Mapping[str, str],
        folder: Path,
        output: IO[str],
        errors: IO[str],
    ) -> Started:
        """Starts one command."""
        order = {
            "arguments": [str(argument) for argument in arguments],
            "environment": dict(environment),
            "folder": str(folder),
            "largest_file": resource.getrlimit(resource.RLIMIT_FSIZE),
        }
        heard, told = os.pipe()
        descriptors = [output.fileno(), errors.fileno(), told]
        try:
            socket.send_fds(self.door, [json.dumps(order).encode()], descriptors)
        finally:
            os.close(told)
        return Started(os.fdopen(heard, "rb", buffering=0))

    def stop(self) -> None:
        """Ends the process."""
        self.door.close()
        self.process.wait(60)


@cache
def starter(*more: str) -> Starter:
    """Gives the starter of this test process that has loaded `more` too; it ends with this one."""
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    script = Path(__file__).with_name("warm_process.py")
    process = subprocess.Popen(
        [sys.executable, "-P", script, str(its.fileno()), *more],
        pass_fds=[its.fileno()],
        stdin=subprocess.DEVNULL,
    )
    its.close()
    found = Starter(process, ours)
    atexit.register(found.stop)
    return found
