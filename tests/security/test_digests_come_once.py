"""Workers are killed at any step of a digest: each slot is sent once, none twice, none never."""

from collections.abc import Generator
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from crm.models import conversations, digests, schedules, turns, users
from tests.functional.killing import Killer, Witness, killer
from tests.security.figures import Figures
from tests.security.test_kills_lose_nothing import KILLS, LOST

LEAST = 8
"""Kills in the ordinary run of the suite."""


@pytest.fixture(scope="module")
def kills() -> Generator[Killer]:
    """What kills, started once."""
    with killer() as found:
        yield found


def test_a_digest_whose_worker_is_killed_at_any_step_comes_once(
    kills: Killer, engine: Engine, tmp_path: Path, figures: Figures
) -> None:
    with engine.begin() as connection:
        connection.execute(users.insert().values(user_id="U2", name="Ida Holm", role="rep"))
    witness, random = Witness(engine, tmp_path), Random(figures.seed_of(4))
    said, steps = kills.steps_of("digest", engine, tmp_path)
    witness.hear(said)
    killed, times = 0, max(LEAST, figures.cases // 500)
    for _ in range(times):
        said, ended_by = kills.do("digest", random.randint(1, steps), engine, tmp_path)
        witness.hear(said)
        killed += bool(ended_by)
    witness.hear(kills.steps_of("digest", engine, tmp_path)[0])
    lost = witness.lost()
    figures.count(KILLS, killed)
    figures.count(LOST, lost)
    assert lost == 0
    assert killed > times // 2
    assert_each_slot_came_once(engine)


def assert_each_slot_came_once(engine: Engine) -> None:
    """Sees a turn for each slot that is settled, a slot for each turn, and no day without one."""
    with engine.connect() as connection:
        rows = connection.execute(sa.select(digests).order_by(digests.c.slot)).all()
        kept = connection.execute(sa.select(turns.c.turn_id)).scalars().all()
        unread = connection.execute(sa.select(sa.func.sum(conversations.c.unread))).scalar_one()
        following = connection.execute(sa.select(schedules.c.next_at)).scalar_one()
    settled = [row for row in rows if row.state in {"sent", "failed"}]
    assert sorted(row.turn_id for row in settled) == sorted(kept)
    assert unread == len(kept) == len(settled) == len(rows)
    days = [*(row.slot.date() for row in rows), following.date()]
    assert {(later - day).days for day, later in pairwise(days)} == {1}
