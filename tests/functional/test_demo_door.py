"""The demo's door: who may ask as anybody, and from where."""

import json
import socket
from collections.abc import Generator

import httpx
import pytest
from sqlalchemy.engine import Engine

from assistant.app import create_app
from assistant.settings import Settings
from tests.demo import TODAY
from tests.functional.serving import assert_problem, desk_of, served

REP = "U05"


@pytest.fixture(scope="module")
def door(demo_engine: Engine) -> Generator[httpx.Client]:
    """A demo that nothing can be written to: for those who are turned away."""
    with served(demo_engine, demo=True) as client:
        yield client


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
        {"X-Forwarded-Host": "127.0.0.1"},
        {"X-Real-IP": "127.0.0.1"},
        {"Via": "1.1 proxy"},
        {"CF-Connecting-IP": "127.0.0.1"},
        {"True-Client-IP": "127.0.0.1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Host": "localhost."},
        {"Host": "0.0.0.0"},
        {"Host": "127.0.0.1@demo.example.com"},
        {"Host": "demo.example.com:127"},
        {"Host": "2130706433"},
        {"Host": ""},
        {"Origin": "http://127.0.0.1.example.com"},
        {"Origin": "file://"},
        {"Origin": "http://["},
        {"Origin": "http://127.0.0.1@example.com"},
    ],
)
def test_the_demos_door_opens_to_this_machine_only(
    door: httpx.Client, headers: dict[str, str]
) -> None:
    assert_problem(door.get("/api/v1/demo/people", headers=headers), 404, "E-NOT-FOUND")
    response = door.post("/api/v1/demo/session", headers=headers, json={"user_id": REP})
    assert_problem(response, 404, "E-NOT-FOUND")


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "127.0.0.1:1", "[::1]", "[::1]:80"])
def test_this_machine_may_be_called_by_any_name_that_is_always_its_own(
    door: httpx.Client, name: str
) -> None:
    headers = {"Host": name, "Origin": f"http://{name}", "Sec-Fetch-Site": "same-origin"}
    assert door.get("/api/v1/demo/people", headers=headers).status_code == 200


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


async def reached(engine: Engine, *, peer: str, at: str) -> int:
    """Gives what the door answers a peer that called an address of this machine by a good name."""
    settings = Settings(today=TODAY)
    desk = desk_of(engine, settings.clock())
    app = create_app(settings, desk, engine=engine, version="0", demo=True)
    way = httpx.ASGITransport(app, client=(peer, 40_000))
    async with httpx.AsyncClient(transport=way, base_url=f"http://{at}") as client:
        found = await client.get("/api/v1/demo/people", headers={"Host": "127.0.0.1"})
    return found.status_code


@pytest.mark.parametrize(
    ("peer", "at", "status"),
    [
        ("127.0.0.1", "127.0.0.1", 200),
        ("127.8.8.8", "127.0.0.1", 200),
        ("192.168.1.5", "192.168.1.7", 404),
        ("192.168.1.5", "127.0.0.1", 404),
        ("127.0.0.1", "192.168.1.7", 404),
        ("0.0.0.0", "0.0.0.0", 404),
        ("testclient", "127.0.0.1", 404),
    ],
)
async def test_who_calls_from_elsewhere_or_over_another_address_finds_no_door_by_whatever_name(
    demo_engine: Engine, peer: str, at: str, status: int
) -> None:
    assert await reached(demo_engine, peer=peer, at=at) == status


def test_a_proxy_of_this_machine_that_says_nothing_of_itself_shows_by_its_old_http(
    door: httpx.Client,
) -> None:
    place = (door.base_url.host, door.base_url.port or 0)
    answers = list[bytes]()
    for version in ("1.0", "1.1"):
        with socket.create_connection(place, timeout=30) as line, line.makefile("rb") as answer:
            asked = f"GET /api/v1/demo/people HTTP/{version}\r\nHost: 127.0.0.1\r\n"
            line.sendall(f"{asked}Connection: close\r\n\r\n".encode())
            answers.append(answer.readline())
    assert [answer.split()[1] for answer in answers] == [b"404", b"200"]
