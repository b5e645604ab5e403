"""A backup: of one moment, under its name only when it is whole, and readable by one user."""

import fcntl
import json
import os
import stat
import threading
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from crm.backups.failures import BackupFailed
from crm.backups.manifest import LARGEST_FILE
from crm.backups.saving import Saved
from crm.database import writing
from crm.models import order_lines, orders, payments
from tests.unit.crm.backups.deployments import MADE, fill, order, room_for, saved


def sell(engine: Engine, number: int) -> None:
    """Places an order of two lines that is paid, all in one transaction."""
    line = {"order_id": f"N{number}", "product_id": "P1", "quantity": 1, "unit_price": 5}
    paid = {"payment_id": f"N{number}", "order_id": f"N{number}", "amount": 10, "paid_at": MADE}
    with writing(engine) as connection:
        connection.execute(payments.insert(), paid)
        connection.execute(orders.insert(), order(f"N{number}", "10"))
        lines = [{**line, "line_no": place, "amount": Decimal(5)} for place in (1, 2)]
        connection.execute(order_lines.insert(), lines)


def sold(path: Path) -> tuple[set[str], list[str], set[str]]:
    """Gives the new orders of a backup: those of the orders, the lines and the payments."""
    with zipfile.ZipFile(path) as archive:
        found = [
            [json.loads(line)[at] for line in archive.read(f"tables/{name}.jsonl").splitlines()]
            for name, at in (("orders", 0), ("order_lines", 0), ("payments", 1))
        ]
    new = [[number for number in numbers if number.startswith("N")] for numbers in found]
    return set(new[0]), new[1], set(new[2])


def assert_consistent(path: Path) -> int:
    """Sees that each order has its two lines and its payment; gives how many orders there are."""
    numbers, lines, paid = sold(path)
    assert paid == numbers
    assert sorted(lines) == sorted([*numbers, *numbers])
    return len(numbers)


def test_what_is_written_while_a_backup_runs_is_in_it_whole_or_not_at_all(
    engine: Engine, tmp_path: Path
) -> None:
    fill(engine)
    written: list[str] = []

    def write(source: str, rows: int, total: int | None) -> None:
        del rows, total
        written.append(source)
        sell(engine, len(written))

    saved(engine, tmp_path, tmp_path / "a.wendan", progress=write)
    assert written.index("activities") < written.index("order_lines") < written.index("payments")
    assert assert_consistent(tmp_path / "a.wendan") == 0
    saved(engine, tmp_path, tmp_path / "b.wendan")
    assert assert_consistent(tmp_path / "b.wendan") == len(written)


def test_backups_beside_a_busy_writer_are_each_of_one_moment(
    engine: Engine, tmp_path: Path
) -> None:
    fill(engine)
    done, some = threading.Event(), threading.Event()

    def write() -> None:
        number = 0
        while not done.is_set():
            number += 1
            sell(engine, number)
            some.set()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        counts: list[int] = []
        for number in range(5):
            some.clear()
            assert some.wait(60)  # so that each backup has more than the one before
            saved(engine, tmp_path, tmp_path / f"{number}.wendan")
            counts.append(assert_consistent(tmp_path / f"{number}.wendan"))
    finally:
        done.set()
        writer.join()
    assert counts == sorted(set(counts))


# ----------------------------------------------------------------------------------- the file


def test_only_this_user_may_read_it_whatever_the_umask(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    before = os.umask(0)
    try:
        saved(sqlite_engine, tmp_path, tmp_path / "a.wendan")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a.wendan").stat().st_mode) == 0o600


def test_its_name_is_free_or_of_a_backup_that_may_be_replaced(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    target = tmp_path / "a.wendan"
    saved(sqlite_engine, tmp_path, target)
    before = target.read_bytes()
    with pytest.raises(BackupFailed, match=r"is there already.*--replace"):
        saved(sqlite_engine, tmp_path, target)
    assert target.read_bytes() == before
    fill(sqlite_engine)
    saved(sqlite_engine, tmp_path, target, replace=True)
    assert target.read_bytes() != before


def test_the_database_itself_is_never_replaced(sqlite_engine: Engine, tmp_path: Path) -> None:
    database = Path(str(sqlite_engine.url.database))
    before = database.read_bytes()
    with pytest.raises(BackupFailed, match="is no backup, so it is not replaced"):
        saved(sqlite_engine, tmp_path, database, replace=True)
    assert database.read_bytes() == before


@pytest.mark.parametrize(
    ("name", "told"),
    [("none/a.wendan", "There is no folder"), ("folder", "is a folder"), ("x" * 300, "too long")],
)
def test_a_name_that_cannot_be_is_told(
    sqlite_engine: Engine, tmp_path: Path, name: str, told: str
) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(BackupFailed, match=told):
        saved(sqlite_engine, tmp_path, tmp_path / name)


@pytest.mark.parametrize("size", [0, 100, 5_000])
def test_a_full_disk_is_told_and_leaves_the_earlier_backup_and_nothing_else(
    sqlite_engine: Engine, tmp_path: Path, size: int
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    fill(sqlite_engine)
    saved(sqlite_engine, tmp_path, folder / "a.wendan")
    before = (folder / "a.wendan").read_bytes()
    with room_for(size), pytest.raises(BackupFailed, match=r"a\.wendan cannot be: .*Free some"):
        saved(sqlite_engine, tmp_path, folder / "a.wendan", replace=True)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {"a.wendan": before}


def test_what_cannot_be_recorded_gets_no_name(sqlite_engine: Engine, tmp_path: Path) -> None:
    def record(found: Saved) -> None:
        raise LookupError(found.seal)

    with pytest.raises(LookupError):
        saved(sqlite_engine, tmp_path, tmp_path / "a.wendan", record=record)
    assert [path.name for path in tmp_path.iterdir() if "a.wendan" in path.name] == []


def test_what_a_killed_backup_left_goes_with_the_next_one_of_that_name(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    left, other = tmp_path / ".a.wendan.abc.part", tmp_path / ".b.wendan.abc.part"
    running = tmp_path / ".a.wendan.def.part"
    for path in (left, other, running):
        path.write_text("half")
    with running.open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        saved(sqlite_engine, tmp_path, tmp_path / "a.wendan")
    assert [path.exists() for path in (left, other, running)] == [False, True, True]


def test_a_file_of_the_home_that_is_too_large_or_unreadable_is_told(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    (tmp_path / "words.toml").write_bytes(b"#" * (LARGEST_FILE + 1))
    with pytest.raises(BackupFailed, match=r"words\.toml has 16,777,217 bytes, at most"):
        saved(sqlite_engine, tmp_path, tmp_path / "a.wendan")


def test_a_backup_names_no_secret_and_only_the_files_that_belong_to_it(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    (tmp_path / "wendan.toml").write_text('llm_api_key = "sk-secret"\n')
    (tmp_path / "measures.toml").write_text("[measures]\n")
    made = saved(sqlite_engine, tmp_path, tmp_path / "a.wendan")
    assert [part.name for part in made.manifest.files] == ["measures.toml"]
    with zipfile.ZipFile(tmp_path / "a.wendan") as archive:
        assert not any(b"sk-secret" in archive.read(name) for name in archive.namelist())
        assert not any("wendan.toml" in name for name in archive.namelist())
