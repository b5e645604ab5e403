"""The figures that `make security` prints: what any test counted or measured, in one table.

A test takes the `figures` fixture and says `figures.count("endpoints fuzzed", 41)`: counts of the
same name are added up, also over the processes that tests run in. Of `most`, the largest is kept.
"""

from collections.abc import Iterable

import pytest

from tests.security.proofs import Proofs

_COUNT, _MOST = "figure, added up: ", "figure, the largest: "
"""By what a property of a report is known to be a figure."""
CASES = "cases tried"
EMPTY = "  of these, answers to queries without a row"
LEAKS = "leaks"
"""Properties that failed."""


class Figures:
    """Where a test puts its figures, and how many cases it shall try."""

    def __init__(self, item: pytest.Item, *, cases: int, seed: int) -> None:
        self.cases = cases
        self._seed = seed
        self._item = item
        self._proofs: dict[str, Proofs] = {}

    def count(self, name: str, number: int) -> None:
        """Adds to a count."""
        self._item.user_properties.append((_COUNT + name, number))

    def most(self, name: str, number: float) -> None:
        """Says a number of which the largest counts."""
        self._item.user_properties.append((_MOST + name, number))

    def seed_of(self, number: int) -> int:
        """Gives the seed of a test's part of the cases; others where other cases are wanted."""
        return self._seed * 1000 + number

    def proofs(self, name: str) -> Proofs:
        """Gives proofs whose cases are counted under a name when the test has ended."""
        return self._proofs.setdefault(name, Proofs())

    def close(self, *, failed: bool) -> None:
        """Counts what was tried, and the property that failed."""
        for name, proofs in self._proofs.items():
            proofs.close()
            tally = proofs.tally
            self.count(CASES, tally.cases)
            self.count(LEAKS, int(failed))
            self.count(EMPTY, tally.empty)
            self.count(f"  {name}", tally.cases)


def table(reports: Iterable[pytest.TestReport]) -> list[tuple[str, str]]:
    """Gives the figures of the reports, in the order in which they first came."""
    found: dict[str, float] = {}
    for report in reports:
        if report.when != "teardown":  # the last one, with all that was said
            continue
        for name, value in report.user_properties:
            if name.startswith(_COUNT) and isinstance(value, int):
                said = name.removeprefix(_COUNT)
                found[said] = found.get(said, 0) + value
            elif name.startswith(_MOST) and isinstance(value, int | float):
                said = name.removeprefix(_MOST)
                found[said] = max(value, found.get(said, value))
    return [(name, f"{number:,.2f}".removesuffix(".00")) for name, number in found.items()]
