"""Keeps messages that come at the same time together: one commit for all that wait for one.

Every message must be on disk before it is acknowledged, and a commit takes the only write lock.
Who comes while another commits waits for the next one, which takes everybody who waits by then.
"""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.engine import Engine

from assistant.channels import inbox
from assistant.channels.contract import Incoming
from crm.database import writing

_Waiting = tuple[Sequence[Incoming], "Future[None]"]


@dataclass
class Keeping:
    """Keeps messages in the inbox of one database, for all threads of a process."""

    engine: Engine
    moment: Callable[[], datetime]
    """The moment, in UTC."""
    _waiting: list[_Waiting] = field(default_factory=list[_Waiting])
    _list: threading.Lock = field(default_factory=threading.Lock)
    _writer: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(1, thread_name_prefix="wendan-keeping")
    )
    """The one thread that commits: the write lock is one, and nobody else waits for it."""

    @property
    def waiting(self) -> int:
        """Gives how many calls wait for the next commit."""
        return len(self._waiting)

    def keep(self, messages: Sequence[Incoming]) -> None:
        """Returns when messages are kept: all of them, or it raises what the database did."""
        self.kept(messages).result()

    def kept(self, messages: Sequence[Incoming]) -> "Future[None]":
        """Gives what is done when messages are kept; it must not be cancelled."""
        done: Future[None] = Future()
        with self._list:
            self._waiting.append((messages, done))
            is_first = len(self._waiting) == 1
        if is_first:
            self._writer.submit(self._commit)
        return done

    def _commit(self) -> None:
        with self._list:
            together, self._waiting = self._waiting, []
        self._keep(together)

    def _keep(self, together: Sequence[_Waiting]) -> None:
        """Keeps what waits in one transaction; one by one, where one of them cannot be kept."""
        try:
            self._put([message for messages, _ in together for message in messages])
        except Exception as error:  # noqa: BLE001  (each who waits is told)
            if len(together) == 1:
                together[0][1].set_exception(error)
            else:
                for one in together:
                    self._keep([one])
        else:
            for _, done in together:
                done.set_result(None)

    def _put(self, messages: Sequence[Incoming]) -> None:
        with writing(self.engine) as connection:
            inbox.put(connection, messages, self.moment())
