"""Counts in this process alone."""

import threading
from collections import OrderedDict

from pyrate_limiter import GCRA, Decision, MonotonicClock, Rate
from pyrate_limiter.abstracts.algorithm import State

MOST_KEYS = 20_000
"""So many users or addresses are remembered; whoever was quiet longest is forgotten first.

To forget somebody gives a full allowance back, so that only whoever commands more addresses than
these gains by it.
"""


class Memory:
    """Remembers what each key has used up, thread-safe."""

    def __init__(self, most: int = MOST_KEYS) -> None:
        self._most = most
        self._algorithm = GCRA()
        self._states: OrderedDict[str, State] = OrderedDict()
        self._clock = MonotonicClock()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """Gives how many keys are remembered."""
        return len(self._states)

    def check(self, key: str, rate: Rate, *, take: int = 1) -> Decision:
        """Gives whether `take` more are allowed now, and counts them if so."""
        with self._lock:
            known = self._states.get(key) or self._algorithm.initial([rate])
            after, decision = self._algorithm.step([rate], known, self._clock.now(), max(take, 1))
            if decision.allowed and take:
                self._states[key] = after
                self._states.move_to_end(key)
                if len(self._states) > self._most:
                    self._states.popitem(last=False)
            return decision
