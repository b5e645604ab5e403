"""The demo's door: who may ask as anybody, and from where."""

import json

import pytest
from sqlalchemy.engine import Engine

from tests.functional.serving import assert_problem, served

REP = "U05"


def test_in_the_demo_one_asks_as_anybody(own_demo_engine: Engine) -> None:
    with served(own_demo_engine, demo=True) as client:
        people = client.get("/api/v1/demo/people").json()["items"]
        counts = {one["user_id"]: one["customers"] for one in people}
        session = client.post("/api/v1/demo/session", json={"user_id": REP}).json()
        me = client.get("/api/v1/me", headers={"Authorization": f"Bearer {session['token']}"})
    assert len(people) == 12
    assert me.json()["user"]["user_id"] == REP
    assert me.json()["scope"]["customers"] == counts[REP]
    assert me.json()["demo"] is True


def test_outside_the_demo_there_is_no_such_door(own_demo_engine: Engine) -> None:
    with served(own_demo_engine) as client:
        assert_problem(client.get("/api/v1/demo/people"), 404, "E-NOT-FOUND")
        response = client.post("/api/v1/demo/session", json={"user_id": REP})
        assert_problem(response, 404, "E-NOT-FOUND")


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "demo.example.com"},
        {"Host": "127.0.0.1.example.com"},
        {"Origin": "https://example.com"},
        {"Origin": "null"},
        {"X-Forwarded-For": "127.0.0.1"},
        {"Forwarded": "for=127.0.0.1"},
    ],
)
def test_the_demos_door_opens_to_this_machine_only(
    own_demo_engine: Engine, headers: dict[str, str]
) -> None:
    with served(own_demo_engine, demo=True) as client:
        assert_problem(client.get("/api/v1/demo/people", headers=headers), 404, "E-NOT-FOUND")
        response = client.post("/api/v1/demo/session", headers=headers, json={"user_id": REP})
        assert_problem(response, 404, "E-NOT-FOUND")


def test_the_demos_door_takes_no_form_that_another_site_could_send(
    own_demo_engine: Engine,
) -> None:
    with served(own_demo_engine, demo=True) as client:
        body = json.dumps({"user_id": REP})
        response = client.post(
            "/api/v1/demo/session", headers={"Content-Type": "text/plain"}, content=body
        )
        assert_problem(response, 422, "E-INPUT")
        unknown = client.post("/api/v1/demo/session", json={"user_id": "nobody"})
        assert_problem(unknown, 404, "E-NOT-FOUND")
