"""Allowances: how many at once, how long to wait, and what is counted together."""

import threading
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from pyrate_limiter import Decision, Rate
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError

from assistant.limits import Allowance, Counting, Memory, Shared
from assistant.limits.counting import AWAY_S
from crm.models import rate_states

MINUTE = 60_000


def counting(per_minute: int | None, shared: Shared | None = None) -> Counting:
    return Counting([Allowance("questions", per_minute)], shared=shared)


@pytest.fixture(params=["memory", "shared"])
def make(request: pytest.FixtureRequest) -> Callable[[int], Counting]:
    """Gives a counting of each kind in turn: what holds for one must hold for the other."""
    if request.param == "memory":
        return counting
    engine: Engine = request.getfixturevalue("postgres_engine")
    return lambda per_minute: counting(per_minute, Shared(engine))


def test_as_many_as_a_minute_allows_go_at_once_and_the_next_waits(
    make: Callable[[int], Counting],
) -> None:
    limits = make(3)
    assert [limits.wait_s("questions", "U05") for _ in range(3)] == [0, 0, 0]
    assert 1 <= limits.wait_s("questions", "U05") <= 20


def test_everybody_has_an_allowance_of_their_own(make: Callable[[int], Counting]) -> None:
    limits = make(1)
    assert limits.wait_s("questions", "U05") == 0
    assert limits.wait_s("questions", "U05") > 0
    assert limits.wait_s("questions", "U06") == 0


def test_to_look_counts_nothing(make: Callable[[int], Counting]) -> None:
    limits = make(1)
    assert [limits.wait_s("questions", "U05", take=0) for _ in range(5)] == [0] * 5
    assert limits.wait_s("questions", "U05") == 0
    assert limits.wait_s("questions", "U05", take=0) > 0


def test_without_a_limit_nobody_waits() -> None:
    limits = counting(None)
    assert {limits.wait_s("questions", "U05") for _ in range(1000)} == {0}


def test_two_servers_on_one_database_count_together(postgres_engine: Engine) -> None:
    servers = [counting(10, Shared(postgres_engine)) for _ in range(2)]
    waited = [servers[turn % 2].wait_s("questions", "U05") for turn in range(12)]
    assert [wait > 0 for wait in waited] == [False] * 10 + [True] * 2


def test_servers_that_count_at_the_same_moment_allow_no_more(postgres_engine: Engine) -> None:
    servers = [counting(20, Shared(postgres_engine)) for _ in range(4)]
    allowed: list[int] = []

    def ask(server: Counting) -> None:
        allowed.extend(server.wait_s("questions", "U05") == 0 for _ in range(15))

    threads = [threading.Thread(target=ask, args=[server]) for server in servers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # One more is allowed every three seconds, should the machine be that slow.
    assert 20 <= sum(allowed) <= 25


def test_what_has_its_allowance_again_is_cleaned_away(postgres_engine: Engine) -> None:
    with postgres_engine.begin() as connection:
        connection.execute(rate_states.insert().values(key="questions old", used_until=1))
    limits = counting(60, Shared(postgres_engine, cleaned_each=3))
    for number in range(3):
        limits.wait_s("questions", f"U{number}")
    with postgres_engine.connect() as connection:
        keys = set(connection.execute(sa.select(rate_states.c.key)).scalars())
    assert keys == {"questions U0", "questions U1", "questions U2"}


def test_of_very_many_addresses_the_latest_are_remembered() -> None:
    memory, rate = Memory(most=100), Rate(1, MINUTE)
    for number in range(1000):
        assert memory.check(f"address {number}", rate).allowed
    assert len(memory) == 100
    assert not memory.check("address 999", rate).allowed
    assert memory.check("address 0", rate).allowed


class Away:
    """A shared count whose database is away."""

    asked = 0

    def check(self, key: str, rate: Rate, *, take: int = 1) -> Decision:
        del key, rate, take
        self.asked += 1
        raise OperationalError("SELECT", {}, Exception("the server closed the connection"))


def test_without_the_shared_count_this_process_counts_alone_and_asks_again_later() -> None:
    away, now = Away(), [0.0]
    allowance = Allowance("questions", 2)
    limits = Counting([allowance], shared=away, monotonic=lambda: now[0])
    assert [limits.wait_s("questions", "U05") > 0 for _ in range(3)] == [False, False, True]
    assert away.asked == 1
    now[0] = AWAY_S
    limits.wait_s("questions", "U05")
    assert away.asked == 2
