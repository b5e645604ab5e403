"""A thread that does chores every few seconds until it is stopped."""

import threading
from collections.abc import Sequence
from typing import Protocol, Self

import structlog

PAUSE_S = 10.0
"""Between two looks at what is to be done."""
STOP_S = 5.0
"""What a chore may still take once the worker is stopped; the next start goes on with it."""
_log = structlog.get_logger("wendan")


class Chore(Protocol):
    """Something that is done again and again."""

    @property
    def name(self) -> str:
        """Gives what it is called in the log."""
        ...

    def run(self) -> int:
        """Does what is to be done now; gives how much there was."""
        ...


class Worker:
    """Does chores, one after the other, in a thread of its own. One that fails is tried again."""

    def __init__(self, chores: Sequence[Chore], *, pause_s: float = PAUSE_S) -> None:
        self._chores = tuple(chores)
        self._pause_s = pause_s
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._work, name="wendan-worker", daemon=True)

    def __enter__(self) -> Self:
        """Begins to work."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Ends after the chore that runs, or without it where that takes too long."""
        self.stop()
        self._thread.join(STOP_S)

    def stop(self) -> None:
        """Lets the chore that runs be the last."""
        self._stopped.set()

    def wait(self) -> None:
        """Waits until it is stopped."""
        self._stopped.wait()

    def once(self) -> int:
        """Does all chores once; gives how much there was."""
        return sum(self._done(chore) for chore in self._chores)

    def _work(self) -> None:
        while not self._stopped.is_set():
            self.once()
            self._stopped.wait(self._pause_s)

    def _done(self, chore: Chore) -> int:
        if self._stopped.is_set():
            return 0
        try:
            count = chore.run()
        except Exception as error:  # noqa: BLE001  (the edge: the worker must outlive an outage)
            _log.warning("chore.failed", chore=chore.name, error=type(error).__name__)
            return 0
        if count:
            _log.info("chore.done", chore=chore.name, count=count)
        return count
