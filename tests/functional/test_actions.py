"""Actions as people meet them: over HTTP, at the command line, by two processes at a time."""

import time
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from assistant import tokens
from assistant.actions.contents import RecordActivity
from assistant.actions.proposal import keep, proposed
from assistant.settings import Settings
from crm.database import connect, sqlite_url, writing
from crm.models import activities, audit_log
from crm.schema import prepare
from tests.demo import TODAY
from tests.functional.mail_server import MailServer, mail_server
from tests.functional.running import Wendan
from tests.functional.serving import as_, assert_problem, served
from tests.unit.assistant.actions.house import furnished, letter

REP, OTHER, FINANCE = "U05", "U06", "U11"
NOTE = "记一下今天拜访了青禾电子，谈了续约"


@pytest.fixture
def client(own_demo_engine: Engine) -> Generator[httpx.Client]:
    with served(own_demo_engine) as found:
        yield found


def asked(client: httpx.Client, engine: Engine, text: str) -> dict[str, str]:
    """Gives the one action that a question of the rep leads to."""
    body = {"text": text}
    reply = client.post("/api/v1/chat", json=body, headers=as_(engine, REP)).json()
    assert reply["status"] == "pending_approval", reply["text"]
    (action,) = reply["actions"]
    return action


def test_an_action_is_listed_edited_approved_and_done_once_over_http(
    client: httpx.Client, own_demo_engine: Engine
) -> None:
    engine = own_demo_engine
    rep = as_(engine, REP)
    first = asked(client, engine, NOTE)
    at = f"/api/v1/actions/{first['action_id']}"
    edit = {"changes": {"note": "谈了续约，下周报价"}, "hash": first["hash"]}
    changed = client.post(f"{at}/edit", json=edit, headers=rep).json()
    assert client.get(at, headers=rep).json()["replaced_by"] == changed["action_id"]
    assert_problem(client.post(f"{at}/approve", headers=rep), 409, "E-ACTION-STATE")
    at = f"/api/v1/actions/{changed['action_id']}"
    wrong = client.post(f"{at}/approve", json={"hash": "0" * 64}, headers=rep)
    assert_problem(wrong, 409, "E-ACTION-STATE")
    seen = {"hash": changed["hash"]}
    states = [client.post(f"{at}/approve", json=seen, headers=rep).json() for _ in range(3)]
    assert {one["state"] for one in states} == {"done"}
    with engine.connect() as connection:
        made = sa.select(activities).where(activities.c.activity_id.startswith("WD-"))
        (row,) = connection.execute(made).all()
        events = sa.select(audit_log.c.event).where(audit_log.c.event.startswith("action."))
        told = connection.execute(events.order_by(audit_log.c.number)).scalars().all()
    assert (row.user_id, row.subject) == (REP, "谈了续约，下周报价")
    assert told == ["action.proposed", "action.proposed", "action.edited", "action.approved"]
    assert_problem(client.post(f"{at}/reject", headers=rep), 409, "E-ACTION-STATE")
    assert_problem(client.post(f"{at}/send-again", headers=rep), 409, "E-ACTION-STATE")
    listed = client.get("/api/v1/actions", params={"state": "done"}, headers=rep).json()["items"]
    assert [one["action_id"] for one in listed] == [changed["action_id"]]


def test_an_action_is_its_owners_alone_and_needs_a_token_that_is_made_for_it(
    client: httpx.Client, own_demo_engine: Engine
) -> None:
    engine = own_demo_engine
    action = asked(client, engine, NOTE)
    at = f"/api/v1/actions/{action['action_id']}"
    for user in (OTHER, FINANCE, "U12"):
        assert_problem(client.get(at, headers=as_(engine, user)), 404, "E-ACTION")
        for act in ("approve", "reject", "send-again"):
            assert_problem(client.post(f"{at}/{act}", headers=as_(engine, user)), 404, "E-ACTION")
        assert client.get("/api/v1/actions", headers=as_(engine, user)).json() == {"items": []}
    now = Settings().clock().now()
    with writing(engine) as connection:
        asking = tokens.issue(connection, REP, now=now, days=1, scopes=["ask"])
    only_asks = {"Authorization": f"Bearer {asking}"}
    assert client.get(at, headers=only_asks).status_code == 200
    assert_problem(client.post(f"{at}/approve", headers=only_asks), 403, "E-SCOPE")
    assert_problem(client.post(f"{at}/approve", json={"x": 1}, headers=only_asks), 403, "E-SCOPE")
    rep = as_(engine, REP)
    assert client.post(f"{at}/reject", headers=rep).json()["state"] == "rejected"
    assert_problem(client.post(f"{at}/approve", headers=rep), 409, "E-ACTION-STATE")


def test_a_task_is_listed_until_it_is_done(client: httpx.Client, own_demo_engine: Engine) -> None:
    engine = own_demo_engine
    rep = as_(engine, REP)
    action = asked(client, engine, "提醒我12月25日给青禾电子打电话")
    client.post(f"/api/v1/actions/{action['action_id']}/approve", headers=rep)
    (task,) = client.get("/api/v1/tasks", headers=rep).json()["items"]
    assert (task["title"], task["due_at"]) == ("给青禾电子打电话", "2026-12-25 09:00")
    path = f"/api/v1/tasks/{task['task_id']}/done"
    assert_problem(client.post(path, headers=as_(engine, OTHER)), 404, "E-ACTION")
    assert client.post(path, headers=rep).status_code == 204
    assert client.get("/api/v1/tasks", headers=rep).json()["items"] == []


@pytest.fixture(params=["sqlite", "postgres"])
def shared(request: pytest.FixtureRequest, wendan: Wendan) -> tuple[Wendan, Engine]:
    """An installation whose database this process looks into as well, of each kind."""
    if request.param == "sqlite":
        url = sqlite_url(wendan.home / "shared.db")
        engine = connect(url)
        prepare(engine)
    else:
        url = request.getfixturevalue("postgres_url")
        engine = connect(url)
    return Wendan(wendan.home, {**wendan.settings, "DATABASE_URL": url}), engine


def test_two_processes_that_approve_at_once_have_it_done_once(
    shared: tuple[Wendan, Engine],
) -> None:
    wendan, engine = shared
    house = furnished(engine)
    house.clock.now = Settings().clock().now()
    content = RecordActivity("C1", "Acorn 1", "visit", TODAY, "met Kay")
    one = proposed("U1", content, house.clock.now)
    with writing(engine) as connection:
        keep(connection, one)
    command = ("proposals", "approve", one.action_id, "--as", "U1", "--hash", one.hash)
    with ThreadPoolExecutor(2) as both:
        runs = [run.result() for run in [both.submit(wendan.run, *command) for _ in range(2)]]
    assert [run.returncode for run in runs] == [0, 0], [run.stderr for run in runs]
    assert all(run.stdout.startswith(f"{one.action_id}  Done") for run in runs)
    assert len(house.rows("activities")) == 1
    assert house.events().count("action.approved") == 1
    other = wendan.run("proposals", "approve", one.action_id, "--as", "U2")
    assert (other.returncode, "no such proposal" in other.stderr) == (1, True)
    engine.dispose()


@pytest.fixture
def server() -> Generator[MailServer]:
    with mail_server() as found:
        yield found


def test_a_served_house_sends_what_is_approved_by_itself(
    wendan: Wendan, server: MailServer, tmp_path: Path
) -> None:
    url = sqlite_url(tmp_path / "own.db")
    engine = connect(url)
    prepare(engine)
    house = furnished(engine)
    house.clock.now = Settings().clock().now()
    first, second = house.propose(letter()), house.propose(letter(subject="Again"))
    mail = {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(server.port), "SMTP_SECURITY": "none"}
    own = {**wendan.settings, **mail, "SMTP_FROM": "sales@ours.example", "DATABASE_URL": url}
    installed = Wendan(wendan.home, own)
    assert "lets us in" in installed.run("doctor").stdout
    assert installed.run("proposals", "approve", first.action_id, "--as", "U1").returncode == 0
    assert installed.run("proposals", "deliver").stdout == "Tried 1 messages.\n"
    with installed.serving() as address:
        path = f"{address}/api/v1/actions/{second.action_id}"
        httpx.post(f"{path}/approve", headers=as_(engine, "U1"), timeout=30).raise_for_status()
        deadline = time.monotonic() + 60  # a limit for one that hangs, not for a slow machine
        while len(server.taken) < 2 and time.monotonic() < deadline:
            time.sleep(0.05)
    assert [str(found["Subject"]) for _, found in server.taken] == ["Hello", "Again"]
    states = [row["state"] for row in house.rows("outbox")]
    assert states == ["sent", "sent"]
    engine.dispose()
