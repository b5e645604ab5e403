"""Processes are killed at any step: what was acknowledged is there, and nothing is half-done."""

from collections.abc import Generator
from pathlib import Path
from random import Random

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from crm.database import connect, sqlite_url
from crm.models import metadata, users
from crm.schema import HEAD, revision
from tests.functional.import_folder import COMPANY
from tests.functional.killing import Killer, Witness, killer
from tests.postgres import Server
from tests.security.figures import Figures

KILLS, LOST = "kills survived", "rows lost"
LEAST_STEPS = 100
"""A migration of an empty database takes more."""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home, with the files of a company beside it."""
    files = tmp_path / "files"
    files.mkdir()
    for name, text in COMPANY.items():
        (files / name).write_text(text, encoding="utf-8")
    made = tmp_path / "home"
    made.mkdir()
    return made


@pytest.fixture
def witness(engine: Engine, home: Path) -> Witness:
    """Somebody who looks at a database with one user who may ask."""
    with engine.begin() as connection:
        connection.execute(users.insert().values(user_id="U2", name="Ida Holm", role="rep"))
    return Witness(engine, home)


@pytest.fixture(scope="module")
def kills() -> Generator[Killer]:
    """What kills, started once."""
    with killer() as found:
        yield found


def killed(kills: Killer, witness: Witness, works: list[str], figures: Figures, times: int) -> None:
    """Kills works at random steps, and looks after each."""
    random = Random(figures.seed_of(len(works)))
    where = witness.engine, witness.home
    steps: dict[str, int] = {}
    for work in works:
        said, steps[work] = kills.steps_of(work, *where)
        witness.hear(said)
    survived = lost = 0
    for _ in range(times):
        work = random.choice(works)
        said, ended_by = kills.do(work, random.randint(1, steps[work]), *where)
        witness.hear(said)
        lost += witness.lost()
        survived += bool(ended_by)
    for work in works:  # and what was killed can be done again
        witness.hear(kills.steps_of(work, *where)[0])
    lost += witness.lost()
    figures.count(KILLS, survived)
    figures.count(LOST, lost)
    assert lost == 0
    assert survived > times // 2


def test_questions_lessons_and_imports_killed_at_any_step_lose_nothing(
    kills: Killer, witness: Witness, figures: Figures
) -> None:
    killed(kills, witness, ["ask", "teach", "load"], figures, figures.cases // 125)


def test_a_log_whose_sealing_is_killed_at_any_step_is_whole(
    kills: Killer, witness: Witness, figures: Figures
) -> None:
    killed(kills, witness, ["seal"], figures, figures.cases // 200)


def test_a_migration_killed_at_any_step_and_run_again_ends_as_if_run_once(
    kills: Killer, tmp_path: Path, figures: Figures
) -> None:
    random = Random(figures.seed_of(1))
    for number in range(figures.cases // 500):
        engine = connect(sqlite_url(tmp_path / f"{number}.db"))
        upgrade_killed(kills, engine, random, figures)
        engine.dispose()


def test_a_migration_of_postgresql_killed_at_any_step_ends_as_if_run_once(
    kills: Killer, postgres_server: Server, figures: Figures
) -> None:
    random = Random(figures.seed_of(2))
    for _ in range(figures.cases // 1000):
        with postgres_server.database(template="template0") as url:
            engine = connect(url)
            upgrade_killed(kills, engine, random, figures)
            engine.dispose()


def upgrade_killed(kills: Killer, engine: Engine, random: Random, figures: Figures) -> None:
    """Kills a migration on its way; nothing of it is there until it is done."""
    where = engine, Path("nowhere")
    for _ in range(4):
        _, ended_by = kills.do("upgrade", random.randint(1, LEAST_STEPS), *where)
        assert ended_by
        figures.count(KILLS, 1)
        assert sa.inspect(engine).get_table_names() == []
    _, first = kills.steps_of("upgrade", *where)
    _, second = kills.steps_of("upgrade", *where)
    assert first > LEAST_STEPS > second  # the second time nothing was left to do
    with engine.connect() as connection:
        assert revision(connection) == HEAD
        there = sa.inspect(connection).get_table_names()
    assert set(there) == {*metadata.tables, "alembic_version"}
