"""Starts the server of the model, and ends it."""

import subprocess
import threading
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue
from typing import IO

from evals.local_model.cache import NotToBeHad, cache_folder, environment, weights

SERVING = Path(__file__).with_name("serving.py")
START_S, END_S = 180, 10


@contextmanager
def local_model(*, threads: int = 1) -> Generator[str]:
    """Gives the address of a model that answers; it ends afterwards.

    Raises:
        NotToBeHad: it cannot be downloaded, installed or started here.
    """
    folder = cache_folder()
    python = environment(folder)
    file = weights(folder, python)
    log = folder / "server.log"
    with log.open("wb") as errors:
        process = subprocess.Popen(  # noqa: S603  (our own script, by its own interpreter)
            [str(python), str(SERVING), str(file), str(threads)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
        )
        try:
            yield _address(process, log)
        finally:
            _end(process)


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    """Gives the address that a server prints once it answers."""
    assert process.stdout is not None, "it is a pipe"
    said = Queue[bytes]()
    threading.Thread(target=_read_a_line, args=(process.stdout, said), daemon=True).start()
    try:
        line = said.get(timeout=START_S)
    except Empty:
        raise NotToBeHad(f"the server did not start in {START_S} s: see {log}") from None
    if not line:
        raise NotToBeHad(f"the server did not start: see {log}")
    return line.decode().strip()


def _read_a_line(stream: IO[bytes], said: "Queue[bytes]") -> None:
    said.put(stream.readline())


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends a server: it goes when nobody writes to it any more."""
    assert process.stdin is not None, "it is a pipe"
    process.stdin.close()
    try:
        process.wait(END_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
