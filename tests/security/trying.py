"""Tries a property on many examples."""

import math
from collections.abc import Callable
from random import Random

import hypothesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.security.comparing import Leak
from tests.security.examples import Asked, Example
from tests.security.shrinking import smallest

_USUAL = settings(
    phases=[Phase.generate],
    database=None,
    derandomize=False,
    deadline=None,
    print_blob=False,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def tried(holds: Callable[[Asked], None], example: Example, *, examples: float, seed: int) -> None:
    """Tries a property on so many examples, the same ones for the same seed.

    Hypothesis gives the numbers that examples are made of; it cannot make a company smaller, so
    that this is done here.

    Raises:
        Leak: it does not hold; with the smallest example that was found.
    """
    leaks: dict[int, Leak] = {}  # hypothesis comes again, to see whether it was no accident

    def holds_for(number: int) -> None:
        if number not in leaks:
            asked = example(Random(number))
            try:
                holds(asked)
            except Leak as leak:
                leaks[number] = smallest(holds, asked, leak)
        if number in leaks:
            raise leaks[number]

    limited = settings(_USUAL, max_examples=math.ceil(examples))
    hypothesis.seed(seed)(limited(given(st.integers(0, 2**63))(holds_for)))()
