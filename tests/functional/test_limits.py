"""Limits over HTTP: who asks too often, sends too much or too slowly, and who is not held up."""

import json
import socket
import threading
from collections.abc import Generator, Iterator
from contextlib import ExitStack
from urllib.parse import urlsplit

import httpx
import pytest
from sqlalchemy.engine import Engine

from assistant.app import create_app
from assistant.cli.server import PatientProtocol
from assistant.conversation.question import Question
from assistant.conversation.reply import Reply
from assistant.desk import Desk
from assistant.settings import Settings
from crm.access import Caller
from crm.models import users
from tests.demo import TODAY
from tests.functional.serving import as_, assert_problem, desk_of, running, served

REP, OTHER_REP, ADMIN = "U05", "U06", "U12"
BODY = {"text": "本季度销售额"}


def limited(**settings: object) -> Settings:
    return Settings.model_validate({"today": TODAY, **settings})


def asked(client: httpx.Client, headers: dict[str, str], **more: str) -> httpx.Response:
    return client.post("/api/v1/chat", headers={**headers, **more}, json=BODY)


def assert_told_to_wait(response: httpx.Response, status: int, code: str) -> None:
    assert_problem(response, status, code)
    wait = response.headers["retry-after"]
    assert 1 <= int(wait) <= 60
    assert wait in response.json()["detail"]


def test_who_asks_too_often_is_told_how_long_to_wait_and_nobody_else_is(
    own_demo_engine: Engine,
) -> None:
    rep, other = as_(own_demo_engine, REP), as_(own_demo_engine, OTHER_REP)
    with served(own_demo_engine, settings=limited(questions_per_minute=2)) as client:
        assert [asked(client, rep).status_code for _ in range(2)] == [200, 200]
        assert_told_to_wait(asked(client, rep), 429, "E-RATE")
        chinese = asked(client, rep, **{"Accept-Language": "zh-CN"})
        assert chinese.json()["detail"].startswith("你问得太快了，请 ")
        streamed = client.post("/api/v1/chat/stream", headers=rep, json=BODY)
        assert_told_to_wait(streamed, 429, "E-RATE")
        assert client.get("/api/v1/me", headers=rep).status_code == 200
        assert asked(client, other).status_code == 200


def test_two_servers_on_one_database_count_together(office: Engine) -> None:
    rep = as_(office, REP)
    settings = limited(questions_per_minute=3)
    with ExitStack() as stack:
        servers = [stack.enter_context(served(office, settings=settings)) for _ in range(2)]
        found = [asked(servers[turn % 2], rep).status_code for turn in range(5)]
    assert found == [200, 200, 200, 429, 429]


@pytest.fixture
def office(postgres_engine: Engine) -> Engine:
    """A company on PostgreSQL that has a rep, and nothing yet."""
    with postgres_engine.begin() as connection:
        connection.execute(users.insert().values(user_id=REP, name="Rep", role="rep"))
    return postgres_engine


def test_tokens_that_are_none_are_not_looked_up_for_ever_and_good_ones_go_on(
    own_demo_engine: Engine,
) -> None:
    rep, other = as_(own_demo_engine, REP), as_(own_demo_engine, OTHER_REP)
    wrong = {"Authorization": "Bearer wrong"}
    with served(own_demo_engine, settings=limited(failed_tokens_per_minute=3)) as client:
        assert client.get("/api/v1/me", headers=rep).status_code == 200
        for _ in range(3):
            assert_problem(client.get("/api/v1/me", headers=wrong), 401, "E-TOKEN")
        assert_told_to_wait(client.get("/api/v1/me", headers=wrong), 429, "E-RATE-TOKEN")
        # Nobody learns by trying whether a token is one.
        assert_told_to_wait(client.get("/api/v1/me", headers=other), 429, "E-RATE-TOKEN")
        assert client.get("/api/v1/me", headers=rep).status_code == 200
        assert client.get("/docs").status_code == 200


@pytest.mark.parametrize("path", ["/readyz", "/docs", "/openapi.json", "/metrics", "/nothing"])
def test_a_route_that_needs_no_token_makes_no_guess_a_good_one(
    own_demo_engine: Engine, path: str
) -> None:
    guesses = [{"Authorization": f"Bearer wendan_guess{number}"} for number in range(3)]
    with served(own_demo_engine, settings=limited(failed_tokens_per_minute=1)) as client:
        for guess in guesses:
            client.get(path, headers=guess)
        found = [client.get("/api/v1/me", headers=guess).status_code for guess in guesses]
    assert found == [401, 429, 429]


def test_an_address_has_an_allowance_and_the_page_and_probes_are_free(
    own_demo_engine: Engine,
) -> None:
    with served(own_demo_engine, settings=limited(requests_per_minute=2)) as client:
        assert [client.get("/docs").status_code for _ in range(2)] == [200, 200]
        assert_told_to_wait(client.get("/docs"), 429, "E-RATE-ADDRESS")
        for path in ("/", "/static/js/app.js", "/healthz"):
            assert client.get(path).status_code == 200


def test_what_a_stranger_writes_of_an_address_counts_only_through_a_trusted_proxy(
    own_demo_engine: Engine,
) -> None:
    def statuses(*proxies: str) -> list[int]:
        settings = limited(requests_per_minute=1, trusted_proxies=proxies)
        with served(own_demo_engine, settings=settings) as client:
            return [
                client.get("/docs", headers={"X-Forwarded-For": said}).status_code
                for said in ("203.0.113.1", "203.0.113.2", "198.51.100.9, 203.0.113.2")
            ]

    assert statuses() == [200, 429, 429]
    assert statuses("127.0.0.0/8") == [200, 200, 429]


def test_without_a_limit_nobody_is_held_up(own_demo_engine: Engine) -> None:
    free = limited(questions_per_minute=0, requests_per_minute=0, failed_tokens_per_minute=0)
    with served(own_demo_engine, settings=free) as client:
        wrong = {"Authorization": "Bearer wrong"}
        found = {client.get("/api/v1/me", headers=wrong).status_code for _ in range(80)}
    assert found == {401}


class WaitingDesk(Desk):
    """A desk that answers once it is told to."""

    begun = threading.Semaphore(0)
    go_on = threading.Event()

    def ask(self, caller: Caller, question: Question) -> Reply:
        self.begun.release()
        assert self.go_on.wait(60)
        return super().ask(caller, question)


def test_more_questions_than_seats_wait_and_the_service_stays_alive(
    own_demo_engine: Engine,
) -> None:
    everybody = [as_(own_demo_engine, user) for user in (REP, OTHER_REP, ADMIN)]
    WaitingDesk.go_on.clear()
    found: list[int] = []

    def ask(who: dict[str, str]) -> None:
        found.append(asked(client, who).status_code)

    settings = limited(questions_at_once=2)
    with served(own_demo_engine, kind=WaitingDesk, settings=settings) as client:
        threads = [threading.Thread(target=ask, args=[who]) for who in everybody * 2]
        for thread in threads:
            thread.start()
        for _ in range(2):
            assert WaitingDesk.begun.acquire(timeout=60)
        assert client.get("/healthz").status_code == 200
        assert client.get("/api/v1/me", headers=everybody[0]).status_code == 200
        assert not WaitingDesk.begun.acquire(blocking=False)
        WaitingDesk.go_on.set()
        for thread in threads:
            thread.join()
    assert found == [200] * 6


@pytest.mark.parametrize(
    "headers",
    [[(f"x-{number}", "1") for number in range(200)], [("x-long", "a" * 17_000)]],
    ids=["many", "long"],
)
def test_too_many_or_too_long_headers_are_refused(
    own_demo_engine: Engine, headers: list[tuple[str, str]]
) -> None:
    with served(own_demo_engine) as client:
        assert_problem(client.get("/docs", headers=headers), 431, "E-HEADERS")


def test_nesting_too_deep_to_be_read_is_refused(own_demo_engine: Engine) -> None:
    headers = {**as_(own_demo_engine, REP), "Content-Type": "application/json"}
    with served(own_demo_engine) as client:
        for body in ("[" * 30_000, '{"text":' * 7_000 + "1" + "}" * 7_000):
            refused = client.post("/api/v1/chat", headers=headers, content=body)
            assert refused.status_code in {400, 422}
            assert refused.headers["content-type"] == "application/problem+json"


def test_a_question_of_ten_thousand_characters_is_refused_in_words(
    own_demo_engine: Engine,
) -> None:
    rep = as_(own_demo_engine, REP)
    with served(own_demo_engine) as client:
        longest = client.post("/api/v1/chat", headers=rep, json={"text": "销" * 2_000})
        refused = client.post("/api/v1/chat", headers=rep, json={"text": "销" * 10_000})
    assert longest.json()["status"] == "not_understood"
    assert "最多 500 个字" in longest.json()["text"]
    assert_problem(refused, 422, "E-TOO-LONG")


class HastyProtocol(PatientProtocol):
    request_s = 0.2


@pytest.fixture
def hasty(own_demo_engine: Engine) -> Generator[str]:
    settings = limited()
    desk = desk_of(own_demo_engine, settings.clock())
    app = create_app(settings, desk, engine=own_demo_engine, version="0")
    with running(app, HastyProtocol) as address:
        yield address


@pytest.mark.parametrize(
    "sent", [b"", b"GET /healthz HTTP/1.1\r\nHost: x\r\n"], ids=["nothing", "half a request"]
)
def test_a_connection_that_does_not_come_to_the_point_is_closed(hasty: str, sent: bytes) -> None:
    with connected(hasty) as connection:
        connection.sendall(sent)
        assert b"".join(received(connection)) == b""


def test_a_connection_is_kept_from_one_request_to_the_next(hasty: str) -> None:
    with httpx.Client(base_url=hasty) as client:
        assert [client.get("/healthz").status_code for _ in range(3)] == [200] * 3


def connected(address: str) -> socket.socket:
    parts = urlsplit(address)
    return socket.create_connection((str(parts.hostname), parts.port or 0), timeout=60)


def received(connection: socket.socket) -> Iterator[bytes]:
    while piece := connection.recv(4096):
        yield piece


def test_only_this_machine_reads_the_metrics_and_no_proxy_of_it(own_demo_engine: Engine) -> None:
    with served(own_demo_engine) as client:
        assert client.get("/metrics").status_code == 200
        for headers in ({"X-Forwarded-For": "203.0.113.1"}, {"Host": "shop.example"}):
            assert_problem(client.get("/metrics", headers=headers), 404, "E-NOT-FOUND")


def test_with_a_token_set_the_metrics_are_for_who_has_it(own_demo_engine: Engine) -> None:
    token = "of-the-metrics-1234"
    with served(own_demo_engine, settings=limited(metrics_token=token)) as client:
        for given in (None, "Bearer wrong", token, as_(own_demo_engine, ADMIN)["Authorization"]):
            headers = {} if given is None else {"Authorization": given}
            assert_problem(client.get("/metrics", headers=headers), 404, "E-NOT-FOUND")
        found = client.get("/metrics", headers={"Authorization": f"Bearer {token}"})
    assert found.status_code == 200


def test_the_metrics_tell_nothing_of_a_companys_business(own_demo_engine: Engine) -> None:
    rep = as_(own_demo_engine, REP)
    with served(own_demo_engine) as client:
        reply = asked(client, rep).json()
        told = client.get("/metrics").text
    names = {line.split("{")[0].split(" ")[0] for line in told.splitlines() if line[:1] != "#"}
    assert {name.split("_")[1] for name in names} == {
        "turns",
        "turn",
        "tool",
        "model",
        "answers",
        "failures",
    }
    for secret in (
        REP,
        reply["conversation_id"],
        "销售额",
        json.dumps(reply["results"][0]["rows"]),
    ):
        assert secret not in told
