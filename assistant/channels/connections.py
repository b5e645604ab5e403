"""Connections that we open to chat programs: what comes in there is kept first, too."""

import threading
import time
from typing import Self

import structlog

from assistant.channels.contract import Adapter, Listener, Pushing
from assistant.channels.pushing import Answers
from assistant.channels.webhook import Doors

AGAIN_S, LONGEST_S = 1.0, 60.0
"""Between the end of a connection and the next try: each time twice as long, up to a minute."""
STEADY_S = 60.0
"""After which a connection was one: the next wait is the first one again."""
ENDING_S = 10.0
_log = structlog.get_logger("wendan")


def is_listening(adapter: Adapter) -> bool:
    """Whether a program's messages come over a connection, not at a door."""
    return isinstance(adapter, Listener | Pushing) and adapter.listens


class Connections:
    """Keeps the connections of chat programs until its block ends."""

    def __init__(self, doors: Doors, *, again_s: float = AGAIN_S) -> None:
        self._doors = doors
        self._again_s = again_s
        self._stopped = threading.Event()
        self._threads = [
            threading.Thread(
                target=self._keep, args=(name, one), name=f"wendan-{name}", daemon=True
            )
            for name, one in doors.adapters.items()
            if isinstance(one, Listener | Pushing) and one.listens
        ]

    def __enter__(self) -> Self:
        """Opens them."""
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Closes them."""
        self._stopped.set()
        for thread in self._threads:
            thread.join(ENDING_S)

    def _keep(self, channel: str, adapter: Listener | Pushing) -> None:
        pause_s = self._again_s
        while not self._stopped.is_set():
            began = time.monotonic()
            try:
                if isinstance(adapter, Pushing):
                    self._converse(channel, adapter)
                else:
                    adapter.listen(self._doors.keep, self._stopped)
            except Exception as error:  # noqa: BLE001  (the edge: it must outlive an outage)
                _log.warning("channel.disconnected", channel=channel, error=type(error).__name__)
            if time.monotonic() - began >= STEADY_S:
                pause_s = self._again_s
            self._stopped.wait(pause_s)
            pause_s = min(2 * pause_s, LONGEST_S)

    def _converse(self, channel: str, adapter: Pushing) -> None:
        """Keeps the one connection of a channel, unless another process has it."""
        doors = self._doors
        answers = Answers(doors.engine, channel, doors.moment, doors.wake)
        if not answers.hold():
            return
        try:
            adapter.converse(doors.keep, answers, self._stopped)
        finally:
            answers.let_go()
