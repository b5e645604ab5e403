"""The threads in which messages are answered, several conversations at a time."""

import threading
from collections.abc import Callable, Sequence
from concurrent import futures
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Self

import structlog

from assistant.channels.delivery import Delivery
from assistant.channels.inbox import LEASE

AT_ONCE = 4
"""Conversations that one process answers at a time; one alone takes its messages in turn."""
EVERY_S = 2.0
"""Between two looks at what others put into the inbox; what comes in here is seen at once."""
LOOKED_AT_S = 0.01
"""Between two looks at the inbox, however many messages come."""
RENEWED_S = LEASE.total_seconds() / 4
SWEPT_S = 3600.0
ENDING_S = 10.0
_log = structlog.get_logger("wendan")


class Correspondence:
    """Answers what comes in until its block ends; then what is in hand is finished."""

    def __init__(self, delivery: Delivery, *, every_s: float = EVERY_S) -> None:
        self._delivery = delivery
        self._every_s = every_s
        self._ended = threading.Event()
        self._call = threading.Event()
        self._in_hand: dict[str, Future[int]] = {}
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="wendan-channels")
        self._threads = (
            threading.Thread(target=self._work, name="wendan-inbox", daemon=True),
            threading.Thread(target=self._every, args=(RENEWED_S, self._renew), daemon=True),
            threading.Thread(target=self._every, args=(SWEPT_S, delivery.sweep), daemon=True),
        )

    def __enter__(self) -> Self:
        """Begins to answer."""
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Begins nothing new, and waits a little for what is in hand."""
        self._ended.set()
        self._call.set()
        self._threads[0].join(ENDING_S)
        self._pool.shutdown(wait=False, cancel_futures=True)
        futures.wait(list(self._in_hand.values()), ENDING_S)

    def wake(self) -> None:
        """Has the inbox looked at now."""
        self._call.set()

    def _work(self) -> None:
        while not self._ended.is_set():
            self._call.clear()
            try:
                self._begin()
            except Exception as error:  # noqa: BLE001  (the edge: it must outlive an outage)
                _log.warning("channels.wait", error=type(error).__name__)
            self._call.wait(self._every_s)
            self._ended.wait(LOOKED_AT_S)

    def _begin(self) -> None:
        """Begins with what is due, as far as there are threads for it."""
        running = self._running()
        if len(running) >= AT_ONCE:
            return  # whichever is done first calls
        for lane in self._delivery.due():
            if lane not in running and len(running) < AT_ONCE:
                self._in_hand[lane] = self._pool.submit(self._delivery.answer_lane, lane)
                self._in_hand[lane].add_done_callback(self._done)
                running.append(lane)

    def _running(self) -> list[str]:
        for lane in [lane for lane, one in self._in_hand.items() if one.done()]:
            del self._in_hand[lane]
        return list(self._in_hand)

    def _done(self, future: Future[int]) -> None:
        if not future.cancelled() and (error := future.exception()) is not None:
            _log.warning("channels.wait", error=type(error).__name__)
            return
        self._call.set()

    def _renew(self) -> None:
        held: Sequence[str] = [lane for lane, one in list(self._in_hand.items()) if not one.done()]
        if held:
            self._delivery.renew(held)

    def _every(self, pause_s: float, work: Callable[[], None]) -> None:
        while True:
            try:
                work()
            except Exception as error:  # noqa: BLE001  (the edge: it must outlive an outage)
                _log.warning("channels.wait", error=type(error).__name__)
            if self._ended.wait(pause_s):
                return
