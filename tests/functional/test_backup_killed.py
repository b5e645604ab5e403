"""A backup or a restore that is killed with SIGKILL leaves all of the old or all of the new."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from crm.backups.deployment import Deployment
from crm.backups.restoring import COMMITTED, restore
from crm.backups.saving import About, save
from crm.backups.workplace import WORKPLACE, finish
from crm.database import connect, sqlite_url
from crm.models import metadata
from crm.schema import prepare
from tests.functional.backup_process import FILES, NOW
from tests.functional.import_folder import COMPANY, Importer

CHECKOUT = Path(__file__).parents[2]
State = tuple[dict[str, list[tuple[Any, ...]]], dict[str, bytes]]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with measures that the backup does not have."""
    made = tmp_path / "home"
    made.mkdir()
    (made / "measures.toml").write_text("# old\n")
    return made


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    """A backup of a company of another day, with words."""
    there = tmp_path / "there"
    there.mkdir()
    (there / "words.toml").write_text("# new\n")
    engine = connect(sqlite_url(there / "wendan.db"))
    prepare(engine)
    others = COMPANY["orders.csv"] + "O7,C1,2026-11-07,completed,7\n"
    Importer(engine, there).take({**COMPANY, "orders.csv": others})
    save(Deployment(engine, there, FILES), tmp_path / "a.wendan", About("0", NOW, {}))
    engine.dispose()
    return tmp_path / "a.wendan"


def state(engine: Engine, home: Path) -> State:
    """Gives all rows and the home's files; versions rise with every restore and are left out."""
    with engine.connect() as connection:
        rows = {
            name: [tuple(row) for row in connection.execute(sa.select(table))]
            for name, table in metadata.tables.items()
            if name not in {"restores", "table_state"}
        }
    sorted_rows = {name: sorted(some, key=repr) for name, some in rows.items()}
    there = [home / name for name in FILES if (home / name).exists()]
    return sorted_rows, {path.name: path.read_bytes() for path in there}


def steps(
    what: str, engine: Engine, home: Path, file: Path, *, kill_after: int | None = None
) -> Sequence[str]:
    """Gives the steps that a process told of until it ended, or was killed after so many."""
    url = engine.url.render_as_string(hide_password=False).replace("+psycopg", "")
    command = [sys.executable, Path(__file__).with_name("backup_process.py"), what, url, home, file]
    told: list[str] = []
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for line in process.stdout:
            told.append(line.rsplit(" ", 1)[0].strip())
            if len(told) == kill_after:
                process.send_signal(signal.SIGKILL)
                process.wait(60)
                assert process.returncode == -signal.SIGKILL
                return told
            if line != "done\n":
                process.stdin.write("\n")
                process.stdin.flush()
    assert process.returncode == 0
    return told


def test_a_restore_killed_anywhere_leaves_the_old_state_or_the_new_one(
    engine: Engine, home: Path, backup: Path, tmp_path: Path
) -> None:
    importer = Importer(engine, tmp_path)
    importer.take(COMPANY)
    old, total = state(engine, home), 0

    def count(source: str, rows: int, known: int | None) -> None:
        nonlocal total
        del source, rows, known
        total += 1

    empty = connect(sqlite_url(tmp_path / "empty.db"))
    here = tmp_path / "here"
    restore(Deployment(empty, here, FILES), backup, now=NOW, progress=count)
    new = state(empty, here)
    empty.dispose()
    assert old != new
    # On the stage; at the first table, in the middle and at the end of the transaction.
    for after in (1, 5, total // 2, total - 2):
        told = steps("restore", engine, home, backup, kill_after=after)
        assert told[-1] != COMMITTED
        finish(engine, home)
        assert state(engine, home) == old
        assert not (home / WORKPLACE).exists()
    whole = steps("restore", engine, home, backup)
    assert whole[-2:] == [COMMITTED, "done"]
    assert state(engine, home) == new


def test_a_restore_killed_between_rows_and_files_is_ended_by_the_next_command(
    engine: Engine, home: Path, backup: Path
) -> None:
    prepare(engine)
    calls = len(steps("restore", engine, home, backup)) - 1
    (home / "words.toml").write_text("# old\n")
    (home / "measures.toml").write_text("# old\n")
    told = steps("restore", engine, home, backup, kill_after=calls)
    assert told[-1] == COMMITTED
    assert (home / "words.toml").read_text() == "# old\n"
    finish(engine, home)
    assert state(engine, home)[1] == {"words.toml": b"# new\n"}
    assert len(state(engine, home)[0]["orders"]) == 3
    assert not (home / WORKPLACE).exists()


def test_a_backup_killed_on_the_way_leaves_the_earlier_one(
    engine: Engine, home: Path, tmp_path: Path
) -> None:
    Importer(engine, tmp_path).take(COMPANY)
    folder = tmp_path / "backups"
    folder.mkdir()
    target = folder / "a.wendan"
    for after in (1, 6):
        steps("save", engine, home, target, kill_after=after)
        assert not target.exists()
    save(Deployment(engine, home, FILES), target, About("0", NOW, {}))
    before = target.read_bytes()
    steps("save", engine, home, target, kill_after=3)
    assert target.read_bytes() == before
    save(Deployment(engine, home, FILES), target, About("0", NOW, {}), replace=True)
    assert [path.name for path in folder.iterdir()] == ["a.wendan"]
