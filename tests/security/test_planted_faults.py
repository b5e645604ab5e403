"""Each planted fault is noticed by the properties, within a few hundred cases."""

from collections.abc import Generator

import pytest

from tests.security.comparing import Leak
from tests.security.examples import Asked, conversed, masked, mixed, queried
from tests.security.faults import FAULTS, Fault
from tests.security.figures import Figures
from tests.security.offices import Offices, in_memory
from tests.security.proofs import Proofs
from tests.security.trying import tried

WITHIN = 150
"""Examples of some cases each."""
PROPERTIES = {
    "queries": (Proofs.queries_tell_nothing, queried),
    "conversations": (Proofs.conversations_tell_nothing, conversed),
    "masked": (Proofs.masked_stays_masked, masked),
    "groups": (Proofs.groups_are_told_nothing, mixed),
}


class Noticed(Exception):
    """A property noticed the fault."""


@pytest.fixture(scope="module")
def offices() -> Generator[Offices]:
    """The companies that all faults are planted in."""
    found = Offices(in_memory, kept=60)
    yield found
    found.close()


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_planted_fault_is_noticed(fault: Fault, figures: Figures, offices: Offices) -> None:
    holds, cases = PROPERTIES[fault.caught_by]
    proofs, leaks = Proofs(offices=offices), list[Leak]()

    def notice(asked: Asked) -> None:
        try:
            if not leaks:  # hypothesis comes again to see whether it was no accident
                holds(proofs, asked)
        except Leak as leak:
            leaks.append(leak)
        if leaks:
            raise Noticed

    figures.count("faults planted", 1)
    with fault.planted(), pytest.raises(Noticed):
        tried(notice, cases, examples=WITHIN, seed=figures.seed_of(53))
    figures.count("faults noticed", len(leaks))
    figures.most("cases until the last of them was", proofs.tally.cases + 1)
