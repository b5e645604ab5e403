import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Engine

import crm.schema
from crm.database import DatabaseError, connect, sqlite_url
from crm.models import metadata
from crm.schema import HEAD, REVISIONS, prepare
from tests.postgres import Server


def test_the_revisions_make_the_tables_that_the_models_say(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_the_list_of_revisions_is_complete() -> None:
    scripts = ScriptDirectory(str(Path(crm.schema.__file__).parent / "migrations"))
    known = [script.revision for script in scripts.walk_revisions()]
    assert tuple(reversed(known)) == REVISIONS
    assert scripts.get_current_head() == HEAD


def test_preparing_twice_does_nothing_the_second_time(engine: Engine) -> None:
    prepare(engine)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM alembic_version").scalar() == 1


def test_a_new_sqlite_file_is_in_wal_mode(tmp_path: Path) -> None:
    engine = connect(sqlite_url(tmp_path / "new.db"))
    prepare(engine)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    engine.dispose()


def test_a_database_that_is_up_to_date_does_not_load_alembic(sqlite_engine: Engine) -> None:
    script = (
        "import sys; from crm.database import connect; from crm.schema import prepare; "
        f"prepare(connect({sqlite_engine.url.render_as_string()!r})); "
        "sys.exit('alembic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_a_database_of_a_newer_version_is_refused(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseError, match="newer version of Wendan"):
        prepare(engine)


def test_processes_that_prepare_one_database_at_once_all_succeed(
    tmp_path: Path, postgres_server: Server
) -> None:
    with postgres_server.database(template="template0") as postgres:
        for url, number in ((sqlite_url(tmp_path / "shared.db"), 3), (postgres, 2)):
            script = (
                "from crm.database import connect; from crm.schema import prepare; "
                f"prepare(connect({url!r}))"
            )
            started = [subprocess.Popen([sys.executable, "-c", script]) for _ in range(number)]
            assert {process.wait(120) for process in started} == {0}


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("this is no database, it is long enough to look like one " * 9)
    engine = connect(sqlite_url(path))
    with pytest.raises(DatabaseError, match=r"notes\.txt.*something else"):
        prepare(engine)
    engine.dispose()


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    engine = connect(sqlite_url(tmp_path / "none" / "wendan.db"))
    with pytest.raises(DatabaseError, match="Check that its folder exists"):
        prepare(engine)
    engine.dispose()


def test_a_database_locked_by_another_program_is_named(tmp_path: Path) -> None:
    path = tmp_path / "locked.db"
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("PRAGMA journal_mode = WAL")
    other.execute("BEGIN IMMEDIATE")
    engine = connect(sqlite_url(path))
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 10")
        connection.rollback()
    with pytest.raises(DatabaseError, match="Another program is writing"):
        prepare(engine)
    other.close()
    engine.dispose()
