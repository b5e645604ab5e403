"""Seats: how many questions are answered at a time, and who waits for one."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from assistant.app.problems import OVERLOADED, ProblemError

WAITING_S = 10.0
"""How long a question waits for a seat."""
WAITING_PER_SEAT = 8
"""So many may wait for each seat; whoever comes then is told to come again."""
AGAIN_S = 5


class Seats:
    """Seats of one service, for its event loop alone. One user never takes more than half."""

    def __init__(self, number: int, *, waiting_s: float = WAITING_S) -> None:
        self._number = number
        self._waiting_s = waiting_s
        self._waiting = 0
        self._taken: Counter[str] = Counter()
        self._freed = asyncio.Condition()

    @asynccontextmanager
    async def taken(self, user_id: str) -> AsyncGenerator[None]:
        """Holds a seat until the block ends.

        Raises:
            ProblemError: none became free in time, or too many wait already.
        """
        await self._wait_for_one(user_id)
        try:
            yield
        finally:
            async with self._freed:
                self._taken[user_id] -= 1
                self._taken += Counter()  # drops who holds none
                self._freed.notify_all()

    async def _wait_for_one(self, user_id: str) -> None:
        if self._waiting >= self._number * WAITING_PER_SEAT:
            raise ProblemError(OVERLOADED.after(AGAIN_S))
        self._waiting += 1
        try:
            async with self._freed, asyncio.timeout(self._waiting_s):
                await self._freed.wait_for(lambda: self._is_free_for(user_id))
                self._taken[user_id] += 1
        except TimeoutError as error:
            raise ProblemError(OVERLOADED.after(AGAIN_S)) from error
        finally:
            self._waiting -= 1

    def _is_free_for(self, user_id: str) -> bool:
        share = max(1, self._number // 2)
        return self._taken.total() < self._number and self._taken[user_id] < share
