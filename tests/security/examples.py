"""What the properties are tried on: a caller, what happens unseen, and what is asked."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from random import Random

from tests.security.accounts import once_in
from tests.security.changes import Change, Kind
from tests.security.companies import MOST_ACCOUNTS, MOST_PEOPLE, Company, company
from tests.security.queries import Query, masked_query, query
from tests.security.sight import Sight

ASKERS = ("rep", "manager")
"""Who does not see everything."""
CHANGES: tuple[frozenset[Kind], ...] = (
    frozenset({"other", "more", "people"}),
    frozenset({"gone"}),
    frozenset({"fewer"}),
    frozenset({"other"}),
    frozenset({"more"}),
    frozenset({"people"}),
    frozenset({"gone", "more"}),
    frozenset({"gone", "people"}),
)


@dataclass(frozen=True)
class Behind:
    """A caller of a company, and what happens to the rows that this caller does not see."""

    company: Company
    user_id: str
    change: Change

    @cached_property
    def sight(self) -> Sight:
        """Gives what the caller sees."""
        return Sight.of(self.company, self.user_id)

    @cached_property
    def changed(self) -> Company:
        """Gives the company after the change."""
        return self.change.of(self.sight)

    @cached_property
    def markers(self) -> frozenset[str]:
        """Gives the texts that stand in hidden rows alone, before the change or after it."""
        return self.sight.markers() | Sight.of(self.changed, self.user_id).markers()

    def secrets(self) -> tuple[str, ...]:
        """Gives masked values of customers that the caller sees, and what they begin with."""
        rows = [account.customer for account in self.sight.visible[:4]]
        whole = [str(row[column]) for row in rows for column in ("phone", "tax_id")]
        return (*whole, *(value[:4] for value in whole))


@dataclass
class Tally:
    """How many cases were tried: a case is one answer to one caller, held against another."""

    cases: int = 0
    empty: int = 0
    """Answers without a row: little can be seen in them."""


@dataclass(frozen=True)
class Asked:
    """A caller, what changes unseen, and what is asked before and after it."""

    behind: Behind
    queries: tuple[Query, ...] = ()
    conversations: tuple[int, ...] = ()
    """Seeds."""


Example = Callable[[Random], Asked]
"""Gives an example, the same one for the same state of the random numbers."""
QUERIES, CONVERSATIONS = 8, 5
"""How many an example has."""


def queried(random: Random) -> Asked:
    """Gives a caller and queries."""
    behind = _behind(random, random.choice(ASKERS))
    return Asked(behind, tuple(query(random) for _ in range(QUERIES)))


def conversed(random: Random) -> Asked:
    """Gives a caller and conversations."""
    behind = _behind(random, random.choice(ASKERS))
    return Asked(behind, (), _seeds(random, CONVERSATIONS))


def masked(random: Random) -> Asked:
    """Gives a manager, queries about what managers see masked, and a conversation."""
    behind = _behind(random, "manager")
    secrets = behind.secrets()
    queries = tuple(masked_query(random, secrets) for _ in range(QUERIES))
    return Asked(behind, queries, _seeds(random, 1))


def mixed(random: Random) -> Asked:
    """Gives a caller, queries and a conversation."""
    return replace(queried(random), conversations=_seeds(random, 1))


def _seeds(random: Random, number: int) -> tuple[int, ...]:
    return tuple(random.getrandbits(32) for _ in range(number))


def _behind(random: Random, role: str) -> Behind:
    """Gives somebody of a random company who sees customers, one time in ten one who sees none."""
    while True:
        size = random.randint(3, MOST_PEOPLE), random.randint(5, MOST_ACCOUNTS)
        made = company(random.getrandbits(32), *size)
        people = [str(row["user_id"]) for row in made.people if row["role"] == role]
        sights = [Sight.of(made, user_id) for user_id in people]
        if sights:  # most companies have somebody of each role
            break
    seeing = [sight for sight in sights if bool(sight.visible) != once_in(random, 10)]
    asker = random.choice(seeing or sights)
    return Behind(made, asker.user_id, Change(random.choice(CHANGES), random.getrandbits(32)))
