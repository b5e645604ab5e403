"""Processes that deliver are killed at any step: no message is lost, and none leaves twice."""

from collections import Counter
from pathlib import Path

from sqlalchemy.engine import Engine

from tests.functional.killing import Killer, killer
from tests.security.figures import Figures
from tests.unit.assistant.actions.house import House, furnished, letter

EVERY = {"sqlite": 9_000, "postgresql": 30_000}
"""Divided by the cases to try: how far apart the steps are at which a process dies."""
MOST_STEPS = 120


def test_deliveries_killed_at_any_step_lose_nothing_and_send_nothing_twice(
    engine: Engine, tmp_path: Path, figures: Figures
) -> None:
    house, kills, step = furnished(engine), 0, 1
    apart = max(1, EVERY[engine.dialect.name] // figures.cases)
    where = engine, tmp_path / "home"
    with killer() as dying:
        while step < MOST_STEPS:
            one = house.approve(house.propose(letter()))
            if not _killed(dying, house, step, where):
                break
            kills += 1
            step += apart
            house.clock.turn(minutes=11)
            assert not _killed(dying, house, 0, where)
            sent = Counter((tmp_path / "sent").read_text(encoding="utf-8").split())
            assert set(sent.values()) == {1}, "it left twice"
            state = house.state(one)
            if state == ("done", None):
                assert sent[one.action_id] == 1, "it is said to have left"
            else:
                assert state == ("failed", "cut_off")
    assert kills >= 2
    figures.count("deliveries killed", kills)


def _killed(dying: Killer, house: House, step: int, where: tuple[Engine, Path]) -> bool:
    """Delivers in a process that dies at a step; gives whether it died."""
    clock = where[1].parent / "clock"
    clock.write_text(house.clock.now.isoformat(), encoding="utf-8")
    return dying.do("deliver", step, *where)[1] != 0
