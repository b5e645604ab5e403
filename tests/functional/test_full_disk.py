"""A disk that takes no more: it is told, nothing is half-done, and all goes on afterwards."""

import resource
from contextlib import closing
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from crm.database import connect, sqlite_url
from crm.models import users
from crm.schema import prepare
from tests.functional.killing import Witness
from tests.functional.running import Wendan, free_port, wait_until_healthy
from tests.functional.serving import as_, assert_problem
from tests.unit.crm.backups.deployments import room_for

BODY = {"text": "sales this year", "language": "en"}
MANY = "order_id,customer_id,ordered_at,status,amount\n" + "".join(
    f"O{number},C{number % 50},2026-10-{number % 28 + 1:02},completed,{number}\n"
    for number in range(6_000)
)


def database(wendan: Wendan) -> Engine:
    engine = connect(sqlite_url(wendan.home / "wendan.db"))
    prepare(engine)
    with engine.begin() as connection:
        connection.execute(users.insert().values(user_id="U2", name="Ida Holm", role="rep"))
    return engine


def test_a_server_whose_disk_is_full_refuses_and_answers_again_when_there_is_room(
    wendan: Wendan,
) -> None:
    engine = database(wendan)
    witness, headers, port = Witness(engine, wendan.home), as_(engine, "U2"), free_port()
    address = f"http://127.0.0.1:{port}"
    server = wendan.launch("serve", "--port", str(port))
    try:
        wait_until_healthy(address, server)
        with httpx.Client(base_url=address, headers=headers, timeout=60) as client:
            room = (wendan.home / "wendan.db-wal").stat().st_size + 60_000
            resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))
            refused = client.post("/api/v1/chat", json=BODY)
            while refused.is_success:
                witness.hear([("turn", refused.json()["turn_id"])])
                assert len(witness.known["turn"]) < 100
                refused = client.post("/api/v1/chat", json=BODY)
            assert_problem(refused, 507, "E-STORAGE")
            assert refused.headers["retry-after"] == "60"
            assert client.get("/api/v1/conversations").is_success  # what needs no room goes on
            free = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
            resource.prlimit(server.pid, resource.RLIMIT_FSIZE, free)
            answered = client.post("/api/v1/chat", json=BODY)
            witness.hear([("turn", answered.json()["turn_id"])])
    finally:
        server.terminate()
        server.wait()
    assert witness.known["turn"]
    assert witness.lost() == 0
    engine.dispose()


@pytest.mark.parametrize("room", [300_000, 40_000])
def test_an_import_onto_a_full_disk_imports_nothing_and_can_be_repeated(
    wendan: Wendan, tmp_path: Path, room: int
) -> None:
    """The database outgrows the disk; or the file of rejected rows does."""
    engine = database(wendan)
    file = tmp_path / "orders.csv"
    file.write_text(MANY if room > 100_000 else MANY.replace("2026-10-", "2026-19-"))
    with room_for(room):
        full = wendan.run("import", file)
    assert full.returncode == 1
    assert full.stderr.startswith("wendan: ")
    assert full.stderr.count("\n") == 1
    assert "Free some space" in full.stderr
    assert counts(engine) == (0, 0)
    assert [path.name for path in wendan.home.glob("*rejects*")] == []
    again = wendan.run("import", file)
    assert again.returncode == 0, again.stderr
    assert counts(engine) == (1, 1)
    engine.dispose()


def counts(engine: Engine) -> tuple[int, int]:
    """Gives how many imports were run, and how many are in the audit log."""
    with engine.connect() as connection:
        runs = connection.execute(sa.text("SELECT count(*) FROM import_runs")).scalar_one()
        told = sa.text("SELECT count(*) FROM audit_log WHERE event = 'import.run'")
        return runs, connection.execute(told).scalar_one()


def test_a_word_that_does_not_fit_on_the_disk_is_not_taught(wendan: Wendan) -> None:
    engine = database(wendan)
    words = wendan.home / "words.toml"
    comments = "# a long story\n" * 20_000
    words.write_text(comments)
    with room_for(len(comments) - 100):
        full = wendan.run("teach", "grubble", "sales")
    assert full.returncode == 1
    assert full.stderr.count("\n") == 1
    assert "Free some space" in full.stderr
    assert words.read_text() == comments
    with closing(engine.raw_connection()) as raw:
        cursor = raw.cursor()
        cursor.execute("SELECT count(*) FROM audit_log")
        assert cursor.fetchone() == (0,)
    assert {path.name for path in wendan.home.iterdir() if path.suffix == ".next"} == set()
    assert wendan.run("teach", "grubble", "sales").returncode == 0
    assert words.read_text().startswith(comments)
    engine.dispose()
