"""Schedules over HTTP and in the terminal: the own ones, and sent once by whoever serves."""

import json
import time
from collections.abc import Generator, Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from threading import Thread

import httpx
import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from crm.models import digests, schedules, turns, users
from tests.functional.running import START_LIMIT_S, Wendan
from tests.functional.serving import as_, assert_problem, served

MANAGER, REP = "U02", "U05"
WORDS = "每周一9点把我组的逾期发给我"
PATH = "/api/v1/schedules"
LONG_AGO = datetime.fromisoformat("2026-01-01 08:00")


@pytest.fixture
def client(own_demo_engine: Engine) -> Generator[httpx.Client]:
    with served(own_demo_engine) as found:
        yield found


def test_a_schedule_over_http_is_proposed_kept_changed_sent_and_removed(
    own_demo_engine: Engine, client: httpx.Client
) -> None:
    manager, rep = as_(own_demo_engine, MANAGER), as_(own_demo_engine, REP)
    proposed = client.post(PATH, json={"text": WORDS}, headers=manager).json()
    assert (proposed["state"], proposed["schedule_id"]) == ("proposed", None)
    assert (proposed["name"], len(proposed["next"])) == ("每周一 09:00：我组的逾期", 3)
    assert client.get(PATH, headers=manager).json()["items"] == []

    kept = client.post(PATH, json={"text": WORDS, "confirm": True}, headers=manager).json()
    own = f"{PATH}/{kept['schedule_id']}"
    for response in (
        client.patch(own, json={"state": "paused"}, headers=rep),
        client.delete(own, headers=rep),
        client.post(f"{own}/run", headers=rep),
    ):
        assert_problem(response, 404, "E-SCHEDULE")
    assert client.get(PATH, headers=rep).json()["items"] == []

    paused = client.patch(own, json={"state": "paused"}, headers=manager).json()
    assert (paused["state"], paused["next"]) == ("paused", [])
    client.put(f"{PATH}/timezone", json={"timezone": "Europe/Berlin"}, headers=manager)
    going = client.patch(own, json={"state": "active"}, headers=manager).json()
    assert (going["timezone"], going["next"][0][-5:]) == ("Europe/Berlin", "09:00")

    run = client.post(f"{own}/run", headers=manager).json()
    assert run["outcome"] == "sent"
    where = f"/api/v1/conversations/{run['conversation_id']}"
    (turn,) = client.get(where, headers=manager).json()["turns"]
    assert turn["reply"]["digest"]["schedule_id"] == kept["schedule_id"]
    assert client.delete(own, headers=manager).status_code == 204
    assert client.get(where, headers=manager).is_success
    assert_problem(client.delete(own, headers=manager), 404, "E-SCHEDULE")


def test_digests_stay_unread_until_their_person_looks(
    own_demo_engine: Engine, client: httpx.Client
) -> None:
    manager, rep = as_(own_demo_engine, MANAGER), as_(own_demo_engine, REP)
    kept = client.post(PATH, json={"text": WORDS, "confirm": True}, headers=manager).json()
    run = client.post(f"{PATH}/{kept['schedule_id']}/run", headers=manager).json()
    seen = f"/api/v1/conversations/{run['conversation_id']}/seen"

    def unread() -> int:
        (one,) = client.get("/api/v1/conversations", headers=manager).json()["items"]
        return one["unread"]

    assert unread() == 1
    client.post(seen, headers=rep)
    assert unread() == 1
    client.post(seen, headers=manager)
    assert unread() == 0


def test_what_is_no_schedule_is_refused_and_no_question_answered_on_no_record(
    own_demo_engine: Engine, client: httpx.Client
) -> None:
    manager = as_(own_demo_engine, MANAGER)
    for text in ("今年销售额", "我的定时", "每周一把咕噜值发给我"):
        response = client.post(PATH, json={"text": text, "confirm": True}, headers=manager)
        assert_problem(response, 409, "E-NO-SCHEDULE")
        assert "¥" not in response.text
    zone = client.put(f"{PATH}/timezone", json={"timezone": "../../etc/passwd"}, headers=manager)
    assert_problem(zone, 422, "E-ZONE")


def test_a_schedule_in_the_terminal_is_shown_kept_and_sent(demo_wendan: Wendan) -> None:
    kept = demo_wendan.run("schedules", "add", WORDS, "--as", MANAGER, "--yes")
    assert "每周一 09:00：我组的逾期\nnext: " in kept.stdout
    listed = json.loads(demo_wendan.run("schedules", "list", "--as", MANAGER, "--json").stdout)
    (item,) = listed["items"]
    sent = demo_wendan.run("schedules", "run", item["schedule_id"], "--as", MANAGER)
    assert sent.stdout == "每周一 09:00：我组的逾期: sent.\n"


def kept_long_ago(engine: Engine, number: int) -> None:
    """Makes schedules that have been due for a while."""
    wish = {
        "rhythm": {"every": "day", "at": "08:00:00"},
        "questions": ["sales this month"],
        "language": "en",
    }
    with engine.begin() as connection:
        connection.execute(users.insert().values(user_id=REP, name="Ida Holm", role="rep"))
        for one in range(number):
            row = {"schedule_id": f"s{one}", "user_id": REP, "text": "Daily", "wish": wish}
            due = {"next_at": LONG_AGO, "made_at": LONG_AGO, "state": "active"}
            connection.execute(schedules.insert().values(row | due))


def waited_for(engine: Engine, number: int) -> Sequence[str]:
    """Gives the turns of digests once there are so many."""
    deadline = time.monotonic() + START_LIMIT_S
    while time.monotonic() < deadline:
        with engine.connect() as connection:
            sent = sa.select(digests.c.turn_id).where(digests.c.state == "sent")
            found = connection.execute(sent).scalars().all()
        if len(found) >= number:
            return found
        time.sleep(0.05)
    raise AssertionError("the digests did not come")


def test_two_servers_send_each_digest_once(engine: Engine, tmp_path: Path) -> None:
    kept_long_ago(engine, 6)
    url = engine.url.render_as_string(hide_password=False).replace("+psycopg", "")
    wendan = Wendan(tmp_path, {"DATABASE_URL": url})
    with ExitStack() as servers:
        starts = [Thread(target=servers.enter_context, args=(wendan.serving(),)) for _ in range(2)]
        for start in starts:
            start.start()
        for start in starts:
            start.join()
        sent = waited_for(engine, 6)
    with engine.connect() as connection:
        kept = connection.execute(sa.select(turns.c.turn_id)).scalars().all()
    assert sorted(sent) == sorted(kept)
    assert len(kept) == 6
