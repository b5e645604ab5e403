"""Counts what each user and address does, and goes on alone where the shared count is away."""

import math
import threading
import time
from collections.abc import Callable, Iterable
from typing import Protocol

import structlog
from pyrate_limiter import Decision, Rate
from sqlalchemy.exc import SQLAlchemyError

from assistant.limits.allowance import Allowance, Kind
from assistant.limits.memory import Memory

AWAY_S = 10.0
"""How long the shared count is not asked again after it failed."""
_log = structlog.get_logger("wendan")


class Count(Protocol):
    """Where it is remembered what each key has used up."""

    def check(self, key: str, rate: Rate, *, take: int = 1) -> Decision:
        """Gives whether `take` more are allowed now, and counts them if so."""
        ...


class Counting:
    """Says who has to wait, and how long. One per service, thread-safe.

    Where the shared count fails, this process counts by itself: a service that answers without a
    common limit is better than one that answers nobody.
    """

    def __init__(
        self,
        allowances: Iterable[Allowance],
        *,
        shared: Count | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._rates = {one.kind: one.rate for one in allowances}
        self._alone = {kind: Memory() for kind in self._rates}
        self._shared = shared
        self._monotonic = monotonic
        self._away_until = -math.inf
        self._lock = threading.Lock()

    def wait_s(self, kind: Kind, who: str, *, take: int = 1) -> int:
        """Gives how many seconds `who` has to wait; 0, and counts it, where it may go on.

        With `take=0` nothing is counted.
        """
        rate = self._rates.get(kind)
        if rate is None:
            return 0
        decision = self._decision(kind, who, rate, take)
        if decision.allowed:
            return 0
        return max(1, math.ceil((decision.retry_after_ms or rate.interval) / 1000))

    def _decision(self, kind: Kind, who: str, rate: Rate, take: int) -> Decision:
        if self._shared is not None and self._monotonic() >= self._away_until:
            try:
                return self._shared.check(f"{kind} {who}", rate, take=take)
            except SQLAlchemyError as error:
                self._note_away(error)
        return self._alone[kind].check(who, rate, take=take)

    def _note_away(self, error: Exception) -> None:
        with self._lock:
            self._away_until = self._monotonic() + AWAY_S
        _log.warning("limits.alone", error=type(error).__name__, for_s=AWAY_S)
