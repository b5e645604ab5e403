"""Verified questions as admins meet them: commands, the HTTP interface, the doctor."""

import json
from collections.abc import Generator

import httpx
import pytest
from sqlalchemy.engine import Engine

from assistant.app import create_app
from assistant.desk import Desk
from assistant.settings import Settings
from assistant.teaching import House
from tests.demo import TODAY
from tests.functional.running import Wendan
from tests.functional.serving import as_, assert_problem, running
from tests.unit.assistant.verified.planning import Knowing

MANAGER, REP, ADMIN = "U02", "U05", "U12"
UNREAD, LIKE = "宁波上季度斩获如何", "苏州今年斩获如何"
READ = "宁波上季度销售额"
REDEFINED = '[measures.sales]\nformula = "sales - returned"\n'


# ------------------------------------------------------------------------------- command line


def test_an_answer_is_verified_set_aside_confirmed_and_removed(demo_wendan: Wendan) -> None:
    none = demo_wendan.run("verified").stdout
    assert none == "No question is verified: `wendan verified add TURN_ID` keeps one.\n"
    turn = json.loads(demo_wendan.run("ask", READ, "--json").stdout)["turn_id"]
    added = demo_wendan.run("verified", "add", turn).stdout
    verified_id = added.split()[2].rstrip(":")
    assert added == f"Verified as {verified_id}: 〈city〉〈period〉销售额\n"
    asked = demo_wendan.run("ask", "苏州今年销售额").stdout
    assert "问法: 管理员核实过这样问、这样算" in asked
    assert "verified: 1 questions, all hold" in demo_wendan.run("doctor").stdout

    (demo_wendan.home / "measures.toml").write_text(REDEFINED, encoding="utf-8")
    (item,) = json.loads(demo_wendan.run("verified", "list", "--json").stdout)["items"]
    assert item["state"].startswith("set aside: sales is defined otherwise now")
    assert "1 of 1 are set aside" in demo_wendan.run("doctor").stdout
    assert demo_wendan.run("verified", "confirm", verified_id).returncode == 0
    assert demo_wendan.run("verified").stdout.splitlines()[1].endswith("\tholds")
    assert demo_wendan.run("verified", "remove", verified_id).returncode == 0
    again = demo_wendan.run("verified", "remove", verified_id)
    assert (again.returncode, "No question is verified as" in again.stderr) == (1, True)


def test_a_turn_that_is_not_there_cannot_be_verified(demo_wendan: Wendan) -> None:
    found = demo_wendan.run("verified", "add", "nothing")
    assert (found.returncode, "There is no turn 'nothing'" in found.stderr) == (1, True)


# --------------------------------------------------------------------------------------- HTTP


@pytest.fixture
def client(
    own_demo_engine: Engine, tmp_path_factory: pytest.TempPathFactory
) -> Generator[httpx.Client]:
    settings = Settings(today=TODAY)
    clock = settings.clock()
    house = House(tmp_path_factory.mktemp("home"))
    planner = Knowing()
    desk = Desk(own_demo_engine, catalog=house, today=clock.today, now=clock.now, planner=planner)
    app = create_app(settings, desk, engine=own_demo_engine, version="0")
    with running(app) as address, httpx.Client(base_url=address, timeout=60) as found:
        yield found


def ask(client: httpx.Client, headers: dict[str, str], text: str) -> dict[str, str]:
    found: dict[str, str] = client.post("/api/v1/chat", headers=headers, json={"text": text}).json()
    return found


def test_an_admin_verifies_what_the_model_understood(
    client: httpx.Client, own_demo_engine: Engine
) -> None:
    admin, rep = as_(own_demo_engine, ADMIN), as_(own_demo_engine, REP)
    planned = ask(client, admin, UNREAD)
    assert (planned["brain"], planned["verified"]) == ("llm", False)
    found = client.post(f"/api/v1/turns/{planned['turn_id']}/verify", headers=admin).json()
    assert found["pattern"] == "〈city〉〈period〉斩获如何"
    again = ask(client, rep, LIKE)
    assert (again["status"], again["brain"], again["verified"]) == ("answered", "rules", True)
    (item,) = client.get("/api/v1/verified?language=en", headers=admin).json()["items"]
    assert (item["holds"], item["answered_with"], item["user_id"]) == (True, ["sales"], ADMIN)
    where = f"/api/v1/verified/{found['verified_id']}"
    assert client.post(f"{where}/confirm", headers=admin).status_code == 204
    assert client.delete(where, headers=admin).status_code == 204
    assert_problem(client.delete(where, headers=admin), 404, "E-VERIFIED")
    assert_problem(client.post(f"{where}/confirm", headers=admin), 404, "E-VERIFIED")
    events = [item["event"] for item in client.get("/api/v1/audit", headers=admin).json()["items"]]
    assert {"question.verified", "question.confirmed", "question.unverified"} <= set(events)


def test_what_cannot_be_verified_says_why(client: httpx.Client, own_demo_engine: Engine) -> None:
    admin = as_(own_demo_engine, ADMIN)
    turn = ask(client, admin, "90天没下单的客户")["turn_id"]
    assert_problem(client.post(f"/api/v1/turns/{turn}/verify", headers=admin), 409, "E-VERIFY")
    others = ask(client, as_(own_demo_engine, REP), READ)["turn_id"]
    refused = client.post(f"/api/v1/turns/{others}/verify", headers=admin)
    assert_problem(refused, 404, "E-CONVERSATION")


@pytest.mark.parametrize("user", [REP, MANAGER])
def test_other_roles_are_refused(client: httpx.Client, own_demo_engine: Engine, user: str) -> None:
    headers = as_(own_demo_engine, user)
    turn = ask(client, headers, READ)["turn_id"]
    for method, path in (
        ("POST", f"/api/v1/turns/{turn}/verify"),
        ("GET", "/api/v1/verified"),
        ("POST", "/api/v1/verified/v1/confirm"),
        ("DELETE", "/api/v1/verified/v1"),
    ):
        assert_problem(client.request(method, path, headers=headers), 403, "E-ROLE")
