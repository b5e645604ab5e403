"""The time and the tokens that one question may take of a model, and what it took of them."""

import time
from collections.abc import Callable

from assistant.brains.planning import Failure, Spent

LONGEST_CALL = 400
"""Tokens: a call of a tool is short, and what is longer is no call."""


class Exhausted(Exception):
    """The question may take no more."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure)
        self.failure = failure


class Allowance:
    """What is left to a question, and what its calls took so far."""

    def __init__(
        self, tokens: int, seconds: float, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self.spent = Spent()
        self.model = ""
        """The model that answered last; nothing where none did."""
        self._tokens = tokens
        self._monotonic = monotonic
        self._until = monotonic() + seconds

    def begin(self, asked: int) -> float:
        """Begins a call that sends so many tokens; gives the seconds it may take.

        Raises:
            Exhausted: there is no time or there are no tokens left for one.
        """
        left_s = self._until - self._monotonic()
        if left_s <= 0:
            raise Exhausted(Failure.SLOW)
        if self.spent.prompt + self.spent.completion + asked + LONGEST_CALL > self._tokens:
            raise Exhausted(Failure.BUDGET)
        self.add(Spent(calls=1))
        return left_s

    def add(self, taken: Spent) -> None:
        """Adds what a call took."""
        self.spent = self.spent.plus(taken)
