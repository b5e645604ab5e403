"""A restore: into what, over what, from which version; and never only a part of it."""

import sqlite3
import stat
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError

from crm.backups.failures import RestoreFailed
from crm.backups.restoring import COMMITTED, Restored
from crm.backups.workplace import WORKPLACE, finish, workplace
from crm.database import DatabaseError, connect, reading, sqlite_url, writing
from crm.models import audit_log, customers, orders, restores, table_state
from crm.names import versions
from tests.unit.crm.backups.conftest import Databases
from tests.unit.crm.backups.deployments import (
    CHAIN,
    MADE,
    NOW,
    Rows,
    customer,
    everything,
    fill,
    link,
    order,
    restored,
    room_for,
    saved,
)

OTHER: Rows = {
    customers.name: [customer("C9", "乙公司")],
    orders.name: [order("O9", "1")],
    table_state.name: [
        {"table_name": name, "as_of": MADE, "version": 9} for name in ("customers", "payments")
    ],
}
"""What is in the database before; lost by the restore."""


@pytest.fixture
def backup(databases: Databases, tmp_path: Path) -> Path:
    """A backup of rows of every kind, with words and a calendar."""
    engine, home = databases("sqlite"), tmp_path / "there"
    fill(engine)
    home.mkdir()
    (home / "words.toml").write_text("# 词\n", encoding="utf-8")
    (home / "calendar.toml").write_text("# days\n", encoding="utf-8")
    saved(engine, home, tmp_path / "a.wendan")
    return tmp_path / "a.wendan"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with other words and with measures."""
    made = tmp_path / "home"
    made.mkdir()
    (made / "words.toml").write_text("# other\n")
    (made / "measures.toml").write_text("# measures\n")
    (made / "notes.txt").write_text("not of the product\n")
    return made


def files(home: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in home.iterdir() if path.is_file()}


# ------------------------------------------------------------------------------- into and over


def test_a_home_that_is_not_there_is_made(backup: Path, tmp_path: Path) -> None:
    home = tmp_path / "new" / "home"
    home.parent.mkdir()
    engine = connect(sqlite_url(home / "wendan.db"))
    restored(engine, home, backup)
    assert (home / "words.toml").read_text(encoding="utf-8") == "# 词\n"
    assert len(everything(engine)["orders"]) == 3
    engine.dispose()


def test_a_database_with_rows_is_left_alone_and_named(
    engine: Engine, backup: Path, tmp_path: Path
) -> None:
    fill(engine, OTHER)
    before = everything(engine)
    with pytest.raises(RestoreFailed, match=r"holds rows already \(customers, orders, table_state"):
        restored(engine, tmp_path / "home", backup)
    assert everything(engine) == before


def test_a_home_with_other_words_is_left_alone_and_the_same_words_are_none(
    sqlite_engine: Engine, backup: Path, home: Path
) -> None:
    before = files(home)
    with pytest.raises(RestoreFailed, match=r"home/words\.toml is there already, and differs"):
        restored(sqlite_engine, home, backup)
    assert files(home) == before
    (home / "words.toml").write_text("# 词\n", encoding="utf-8")
    (home / "measures.toml").unlink()
    assert restored(sqlite_engine, home, backup).files == ("calendar.toml",)


def test_replacing_leaves_nothing_of_what_was_there(
    engine: Engine, backup: Path, home: Path
) -> None:
    fill(engine, OTHER)
    found = restored(engine, home, backup, replace=True)
    after = everything(engine)
    assert [row[0] for row in after["orders"]] == ["O1", "O2", "O3"]
    assert "C9" not in [row[0] for row in after["customers"]]
    assert set(found.files) == {"words.toml", "calendar.toml", "measures.toml"}
    told = {"notes.txt": "not of the product\n", "words.toml": "# 词\n"}
    assert files(home) == {**told, "calendar.toml": "# days\n"}


def test_a_file_keeps_its_mode_and_stays_where_its_link_leads(
    sqlite_engine: Engine, backup: Path, home: Path, tmp_path: Path
) -> None:
    real = tmp_path / "kept-elsewhere.toml"
    real.write_text("# other\n")
    real.chmod(0o640)
    (home / "words.toml").unlink()
    (home / "words.toml").symlink_to(real)
    restored(sqlite_engine, home, backup, replace=True)
    assert (home / "words.toml").is_symlink()
    assert real.read_text(encoding="utf-8") == "# 词\n"
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


def test_every_version_rises_above_all_that_a_server_has_seen(
    engine: Engine, backup: Path, tmp_path: Path
) -> None:
    fill(engine, OTHER)
    with reading(engine) as connection:
        seen = [versions(connection)]
    for _ in range(2):
        restored(engine, tmp_path / "home", backup, replace=True)
        with reading(engine) as connection:
            seen.append(versions(connection))
    assert seen[1:] == [
        (("customers", 10), ("orders", 7), ("payments", 10)),
        (("customers", 11), ("orders", 8), ("payments", 11)),
    ]


def test_a_database_says_what_was_restored_into_it(
    engine: Engine, backup: Path, tmp_path: Path
) -> None:
    found = restored(engine, tmp_path / "home", backup)
    with engine.connect() as connection:
        (row,) = connection.execute(sa.select(restores))
    assert (row.source, row.made_at, row.finished_at) == (found.seal, MADE, NOW)


# ------------------------------------------------------------------------------ all or nothing


@pytest.mark.parametrize("table", ["activities", "waiting_rows"])
def test_a_failure_on_the_way_changes_nothing_and_leaves_nothing(
    engine: Engine, backup: Path, home: Path, table: str
) -> None:
    fill(engine, OTHER)
    before = everything(engine), files(home)
    calls: list[str] = []

    def fail(source: str, rows: int, total: int | None) -> None:
        del rows, total
        calls.append(source)
        if source == table and "waiting_rows" in calls[:-1]:  # in the database, not on the stage
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        restored(engine, home, backup, replace=True, progress=fail)
    finish(engine, home)
    assert (everything(engine), files(home)) == before
    assert not (home / WORKPLACE).exists()


def test_what_cannot_be_recorded_is_not_restored(engine: Engine, backup: Path, home: Path) -> None:
    fill(engine, OTHER)
    before = everything(engine), files(home)

    def record(connection: Connection, found: Restored) -> None:
        connection.exec_driver_sql(f"SELECT {found.manifest.revision}x FROM nowhere")

    with pytest.raises(RestoreFailed, match="Nothing was restored"):
        restored(engine, home, backup, replace=True, record=record)
    assert (everything(engine), files(home)) == before
    assert not (home / WORKPLACE).exists()


def test_files_that_cannot_be_put_in_place_are_put_there_by_the_next_command(
    engine: Engine, backup: Path, home: Path
) -> None:
    (home / "calendar.toml").mkdir()  # no file can take its name
    with pytest.raises(RestoreFailed, match=r"rows are restored, and .* not yet.*calendar\.toml"):
        restored(engine, home, backup, replace=True)
    assert len(everything(engine)["orders"]) == 3
    (home / "calendar.toml").rmdir()
    finish(engine, home)
    assert files(home)["calendar.toml"] == "# days\n"
    assert "measures.toml" not in files(home)
    assert not (home / WORKPLACE).exists()


def test_one_restore_at_a_time_works_in_a_home(
    sqlite_engine: Engine, backup: Path, home: Path
) -> None:
    with workplace(home), pytest.raises(RestoreFailed, match="another restore works in"):
        restored(sqlite_engine, home, backup, replace=True)
    with workplace(home) as folder:
        finish(sqlite_engine, home)  # another command, meanwhile
        assert folder.is_dir()
    assert not (home / WORKPLACE).exists()


def test_readers_see_all_of_the_old_rows_until_all_of_the_new_are_there(
    engine: Engine, backup: Path, tmp_path: Path
) -> None:
    fill(engine, OTHER)
    before, seen = everything(engine), list[bool]()
    with reading(engine) as other:
        count = sa.select(sa.func.count()).select_from(customers)
        assert other.execute(count).scalar_one() == 1

        def look(source: str, rows: int, total: int | None) -> None:
            del rows, total
            if source != COMMITTED:
                seen.append(everything(engine) == before)

        restored(engine, tmp_path / "home", backup, replace=True, progress=look)
        # One that began before goes on with what it saw.
        assert other.execute(sa.select(orders.c.order_id)).scalars().all() == ["O9"]
    assert len(seen) > 25
    assert all(seen)


@pytest.mark.parametrize("size", [0, 20_000, 200_000])
def test_a_full_disk_is_told_and_changes_nothing(
    sqlite_engine: Engine, backup: Path, home: Path, size: int
) -> None:
    fill(sqlite_engine, OTHER)
    before = everything(sqlite_engine), files(home)
    with room_for(size), pytest.raises((RestoreFailed, DBAPIError), match=r"full|disk|large"):
        restored(sqlite_engine, home, backup, replace=True)
    finish(sqlite_engine, home)
    assert (everything(sqlite_engine), files(home)) == before
    assert not (home / WORKPLACE).exists()


def test_a_database_that_another_program_writes_to_is_told(
    sqlite_engine: Engine, backup: Path, home: Path
) -> None:
    with sqlite_engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 10")
    with closing(sqlite3.connect(str(sqlite_engine.url.database), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(RestoreFailed, match=r"locked\. Another program is writing to it"):
            restored(sqlite_engine, home, backup, replace=True)
    assert not (home / WORKPLACE).exists()


# ------------------------------------------------------------------------------- the audit log


def _log(engine: Engine) -> list[tuple[int, str]]:
    with engine.connect() as connection:
        rows = connection.execute(sa.select(audit_log).order_by(audit_log.c.number))
        return [(row.number, row.hash) for row in rows]


@pytest.mark.parametrize(
    ("here", "became", "last"),
    [
        ([], "taken", (3, "c" * 64)),
        (CHAIN[:2], "taken", (3, "c" * 64)),
        (CHAIN, "kept", (3, "c" * 64)),
        ([*CHAIN, link(4, "d" * 64, "c" * 64)], "kept", (4, "d" * 64)),
        ([link(1, "e" * 64, "0" * 64)], "replaced", (3, "c" * 64)),
    ],
)
def test_a_log_is_never_cut_back_to_that_of_a_backup(
    sqlite_engine: Engine,
    backup: Path,
    tmp_path: Path,
    here: Sequence[Mapping[str, object]],
    became: str,
    last: tuple[int, str],
) -> None:
    if here:
        fill(sqlite_engine, {audit_log.name: here})
    found = restored(sqlite_engine, tmp_path / "home", backup, replace=True)
    assert (found.log, _log(sqlite_engine)[-1]) == (became, last)


def test_a_log_that_went_on_since_stays_on_postgresql_too(
    postgres_engine: Engine, backup: Path, tmp_path: Path
) -> None:
    fill(postgres_engine, {audit_log.name: [*CHAIN, link(4, "d" * 64, "c" * 64)]})
    assert restored(postgres_engine, tmp_path / "home", backup, replace=True).log == "kept"
    assert _log(postgres_engine)[-1] == (4, "d" * 64)


def test_the_log_is_guarded_again_after_a_restore(
    engine: Engine, backup: Path, tmp_path: Path
) -> None:
    restored(engine, tmp_path / "home", backup)
    for change in (
        audit_log.delete(),
        audit_log.update().values(actor="U1"),
        audit_log.insert().values(link(9, "9" * 64, "8" * 64)),
    ):
        with pytest.raises(DBAPIError, match="audit_log"), writing(engine) as connection:
            connection.execute(change)
    with writing(engine) as connection:
        connection.execute(audit_log.insert().values(link(4, "d" * 64, "c" * 64)))


def test_a_log_whose_beginning_was_sealed_is_restored_as_it_was(
    databases: Databases, engine: Engine, tmp_path: Path
) -> None:
    there = databases("sqlite")
    entry = {**link(4, "d" * 64, "c" * 64), "event": "audit.sealed", "subject": "2"}
    fill(there, {audit_log.name: [*CHAIN, entry]})
    with writing(there) as connection:
        connection.execute(audit_log.delete().where(audit_log.c.number <= 2))
    saved(there, tmp_path / "there", tmp_path / "b.wendan")
    restored(engine, tmp_path / "home", tmp_path / "b.wendan")
    assert [number for number, _ in _log(engine)] == [3, 4]


# --------------------------------------------------------------------------- the database itself


def test_a_database_of_a_newer_version_is_left_alone(
    engine: Engine, backup: Path, tmp_path: Path
) -> None:
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseError, match="newer version of Wendan"):
        restored(engine, tmp_path / "home", backup, replace=True)


def test_what_postgresql_cannot_hold_is_told_with_its_place(
    databases: Databases, tmp_path: Path
) -> None:
    there, here = databases("sqlite"), databases("postgres")
    fill(there, {customers.name: [customer("C1"), customer("C2" * 150)]})
    saved(there, tmp_path / "there", tmp_path / "b.wendan")
    told = r"too long.*character varying\(200\) \(CONTEXT: *COPY customers, line 2"
    with pytest.raises(RestoreFailed, match=told):
        restored(here, tmp_path / "home", tmp_path / "b.wendan")
    assert not any(everything(here).values())


def test_the_moment_of_a_restore_is_not_the_moment_of_the_backup(
    sqlite_engine: Engine, backup: Path, tmp_path: Path
) -> None:
    made = restored(sqlite_engine, tmp_path / "home", backup).manifest.made_at
    assert made == datetime(2026, 11, 20, 23, 59, 59)  # noqa: DTZ001 - business time
