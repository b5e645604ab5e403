"""A database or a disk that cannot be used for a while: a clear problem, and then all goes on."""

import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Engine

from assistant.app.problems import BUSY
from assistant.app.readiness import SPACE, Readiness
from assistant.audit import HEADS, Head, Heads
from crm.database import connect
from crm.models import audit_log, turns
from tests.functional.import_folder import COMPANY, NOW, Importer
from tests.functional.serving import as_, assert_problem, served
from tests.postgres import Server

QUESTION = {"text": "sales this year", "language": "en"}
Fault = Callable[[], AbstractContextManager[None]]


@dataclass(frozen=True)
class Service:
    """A running service on a company of its own, and somebody who asks it."""

    engine: Engine
    client: httpx.Client
    home: Path
    headers: dict[str, str]

    def ask(self) -> httpx.Response:
        return self.client.post("/api/v1/chat", headers=self.headers, json=QUESTION)

    def streamed(self) -> httpx.Response:
        return self.client.post("/api/v1/chat/stream", headers=self.headers, json=QUESTION)

    def ready(self) -> httpx.Response:
        return self.client.get("/readyz")

    @property
    def file(self) -> Path:
        return Path(str(self.engine.url.database))


@contextmanager
def serving(engine: Engine, folder: Path) -> Generator[Service]:
    home = folder / "home"
    home.mkdir()
    Importer(engine, folder).take(COMPANY)
    with served(engine, home=home) as client:
        service = Service(engine, client, home, as_(engine, "U2"))
        assert service.ask().json()["status"] == "answered"
        assert service.ready().json() == {"status": "ok"}
        yield service


@pytest.fixture
def service(engine: Engine, tmp_path: Path) -> Generator[Service]:
    with serving(engine, tmp_path) as found:
        yield found


@pytest.fixture
def on_sqlite(sqlite_engine: Engine, tmp_path: Path) -> Generator[Service]:
    with serving(sqlite_engine, tmp_path) as found:
        yield found


@pytest.fixture
def on_postgres(postgres_engine: Engine, tmp_path: Path) -> Generator[Service]:
    with serving(postgres_engine, tmp_path) as found:
        yield found


def assert_refused(response: httpx.Response, status: int, code: str) -> None:
    assert_problem(response, status, code)
    assert int(response.headers["retry-after"]) > 0
    assert "sqlite" not in response.text.lower()
    assert "postgres" not in response.text.lower()


def assert_recovered(service: Service) -> None:
    """Sees that the next question is answered, and that no turn is without its entry."""
    assert service.ask().json()["status"] == "answered"
    assert service.ready().json() == {"status": "ok"}
    with service.engine.connect() as connection:
        kept = connection.execute(sa.select(turns.c.turn_id)).scalars()
        asked = sa.select(audit_log.c.subject).where(audit_log.c.event == "question.asked")
        assert sorted(kept) == sorted(connection.execute(asked).scalars())


# SQLite


@contextmanager
def taken_away(service: Service) -> Generator[None]:
    away = service.file.with_name("away")
    service.file.rename(away)
    yield
    assert not service.file.exists()  # nobody made an empty one in its place
    away.rename(service.file)


@contextmanager
def locked(service: Service) -> Generator[None]:
    with closing(sqlite3.connect(service.file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


@contextmanager
def with_pragmas(service: Service, fault: str, cure: str) -> Generator[None]:
    """Gives every connection a pragma, as a disk or a mount would have it; then another one."""
    chosen = [fault]

    def choose(connection: sqlite3.Connection, *_others: object) -> None:
        connection.execute(f"PRAGMA {chosen[0]}")

    event.listen(service.engine, "checkout", choose)
    yield
    chosen[0] = cure


def damaged(service: Service) -> AbstractContextManager[None]:
    return replaced(service, b"this is no database. " * 500)


@contextmanager
def replaced(service: Service, content: bytes) -> Generator[None]:
    """Puts a file in the place of the database, which is moved away with its log, and back."""
    folder = service.file.with_name("moved")
    folder.mkdir()
    own = [path for path in service.file.parent.glob(f"{service.file.name}*") if path.is_file()]
    for path in own:
        path.rename(folder / path.name)
    service.file.write_bytes(content)
    yield
    for path in service.file.parent.glob(f"{service.file.name}*"):
        path.unlink()
    for path in own:
        (folder / path.name).rename(path)


SQLITE_FAULTS: dict[str, tuple[Callable[[Service], AbstractContextManager[None]], int, str]] = {
    "the file is gone": (taken_away, 503, "E-DATABASE"),
    "another process writes for too long": (locked, 503, "E-DATABASE"),
    "the file is read-only": (
        lambda service: with_pragmas(service, "query_only = ON", "query_only = OFF"),
        *(503, "E-UNUSABLE"),
    ),
    "the disk is full": (
        lambda service: with_pragmas(service, "max_page_count = 1", "max_page_count = 1000000"),
        *(507, "E-STORAGE"),
    ),
    "something else stands in its place": (damaged, 503, "E-UNUSABLE"),
    "an empty database stands in its place": (lambda s: replaced(s, b""), 503, "E-UNUSABLE"),
}


@pytest.mark.parametrize("fault", SQLITE_FAULTS)
def test_sqlite_out_of_order_is_told_and_answers_again_by_itself(
    on_sqlite: Service, fault: str
) -> None:
    begun, status, code = SQLITE_FAULTS[fault]
    event.listen(on_sqlite.engine, "checkout", _wait_little)
    with begun(on_sqlite):
        for _ in range(2):
            assert_refused(on_sqlite.ask(), status, code)
        assert on_sqlite.client.get("/healthz").json() == {"status": "ok"}
    assert_recovered(on_sqlite)


def _wait_little(connection: sqlite3.Connection, *_others: object) -> None:
    connection.execute("PRAGMA busy_timeout = 20")


def test_a_stream_that_meets_an_outage_ends_with_the_same_problem(on_sqlite: Service) -> None:
    event.listen(on_sqlite.engine, "checkout", _wait_little)
    with locked(on_sqlite):  # it can be read, so that the answer is made, and then not kept
        last = on_sqlite.streamed().text.strip().rpartition("event: ")[2]
    assert last.startswith("error\n")
    assert json.loads(last.partition("data: ")[2])["code"] == "E-DATABASE"
    assert on_sqlite.streamed().text.count("event: done") == 1
    assert_recovered(on_sqlite)


def test_what_was_asked_goes_into_the_file_that_is_there(on_sqlite: Service) -> None:
    other = on_sqlite.file.with_name("other.db")
    with (
        closing(sqlite3.connect(on_sqlite.file)) as source,
        closing(sqlite3.connect(other)) as copy,
    ):
        source.backup(copy)
    for rest in ("-wal", "-shm"):
        on_sqlite.file.with_name(on_sqlite.file.name + rest).unlink(missing_ok=True)
    shutil.move(other, on_sqlite.file)
    turn_id = on_sqlite.ask().json()["turn_id"]
    with closing(sqlite3.connect(on_sqlite.file)) as found:
        kept = [row[0] for row in found.execute("SELECT turn_id FROM turns")]
    assert len(kept) == 2
    assert turn_id in kept


# PostgreSQL


def test_a_server_that_stops_and_starts_again_is_waited_for(
    on_postgres: Service, postgres_server: Server
) -> None:
    with postgres_server.stopped():
        for response in (on_postgres.ask(), on_postgres.streamed(), on_postgres.ready()):
            assert_refused(response, 503, "E-DATABASE")
        assert on_postgres.client.get("/healthz").json() == {"status": "ok"}
    assert_recovered(on_postgres)


def test_connections_that_the_server_ended_are_not_met_by_a_question(on_postgres: Service) -> None:
    end_all(on_postgres)
    assert on_postgres.ask().json()["status"] == "answered"


def end_all(service: Service) -> None:
    """Has the server end all connections to the service's database but the one that says so."""
    name = service.engine.url.database
    other = connect(service.engine.url.render_as_string(hide_password=False))
    with other.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            f"WHERE datname = '{name}' AND pid <> pg_backend_pid()"
        )
    other.dispose()


def test_a_database_turned_read_only_is_told_and_answers_again(
    on_postgres: Service, postgres_server: Server
) -> None:
    name = on_postgres.engine.url.database
    postgres_server.execute(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
    end_all(on_postgres)
    assert_refused(on_postgres.ask(), 503, "E-UNUSABLE")
    assert_refused(on_postgres.ready(), 503, "E-READ-ONLY")
    postgres_server.execute(f'ALTER DATABASE "{name}" RESET default_transaction_read_only')
    end_all(on_postgres)
    assert_recovered(on_postgres)


def test_a_server_without_a_free_connection_is_told_and_answers_again(
    postgres_engine: Engine, postgres_server: Server, tmp_path: Path
) -> None:
    role = f"asker_{os.getpid()}"
    postgres_server.execute(f"DROP ROLE IF EXISTS {role}", f"CREATE ROLE {role} LOGIN")
    with ExitStack() as ended:
        ended.callback(postgres_server.execute, f"DROP ROLE {role}")
        with postgres_engine.begin() as connection:
            connection.exec_driver_sql(f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {role}")
            connection.exec_driver_sql(f"GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO {role}")
        url = postgres_engine.url.set(username=role, drivername="postgresql")
        limited = connect(url.render_as_string(hide_password=False))
        ended.callback(_revoke, postgres_engine, role)
        ended.callback(limited.dispose)
        with serving_as(postgres_engine, limited, tmp_path) as service:
            postgres_server.execute(f"ALTER ROLE {role} CONNECTION LIMIT 0")
            limited.dispose()
            assert_refused(service.ask(), 503, "E-DATABASE")
            assert_refused(service.ready(), 503, "E-DATABASE")
            postgres_server.execute(f"ALTER ROLE {role} CONNECTION LIMIT -1")
            assert service.ask().json()["status"] == "answered"


def _revoke(engine: Engine, role: str) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql(f"DROP OWNED BY {role}")


@contextmanager
def serving_as(owner: Engine, engine: Engine, folder: Path) -> Generator[Service]:
    Importer(owner, folder).take(COMPANY)
    with served(engine) as client:
        yield Service(engine, client, folder, as_(owner, "U2"))


def test_a_connection_is_given_up_after_seconds_not_minutes(postgres_engine: Engine) -> None:
    with postgres_engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        chosen = driver.info.get_parameters()
    assert (chosen["connect_timeout"], chosen["keepalives_idle"]) == ("5", "15")
    url = postgres_engine.url.render_as_string(hide_password=False)
    own = connect(f"{url}&connect_timeout=9")
    with own.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        assert driver.info.get_parameters()["connect_timeout"] == "9"
    own.dispose()


# What /readyz says


def test_readyz_names_a_schema_of_another_version(service: Service) -> None:
    for version in ("9999", None):  # of a newer program; and of nobody
        with service.engine.begin() as connection:
            connection.execute(sa.text("DELETE FROM alembic_version"))
            if version:
                connection.execute(sa.text(f"INSERT INTO alembic_version VALUES ('{version}')"))
        assert_refused(service.ready(), 503, "E-SCHEMA")


def test_readyz_names_a_log_that_lacks_what_was_noted_of_it(service: Service) -> None:
    heads = Heads(service.home / HEADS)
    with service.engine.connect() as connection:
        number, found = connection.execute(sa.select(audit_log.c.number, audit_log.c.hash)).one()
    heads.note(Head(number, found), NOW)
    assert service.ready().json() == {"status": "ok"}
    heads.note(Head(number + 7, "0" * 64), NOW)
    assert_refused(service.ready(), 503, "E-AUDIT")
    assert service.client.get("/healthz").json() == {"status": "ok"}
    heads.path.write_text("nothing\n")
    assert_refused(service.ready(), 503, "E-AUDIT")
    heads.path.unlink()
    assert service.ready().json() == {"status": "ok"}


def test_readyz_names_a_home_that_is_gone_and_a_disk_that_is_nearly_full(
    on_sqlite: Service,
) -> None:
    readiness = Readiness(on_sqlite.engine, on_sqlite.home)
    assert readiness.fault() is None
    assert replace(readiness, least_free=1 << 60).fault() == SPACE
    on_sqlite.home.rmdir()
    assert_refused(on_sqlite.ready(), 503, "E-HOME")
    on_sqlite.home.mkdir()
    with taken_away(on_sqlite):
        assert readiness.fault() == BUSY
        assert_refused(on_sqlite.ready(), 503, "E-DATABASE")
    assert readiness.fault() is None
