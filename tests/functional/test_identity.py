"""Tokens and chat accounts over HTTP: the own ones, everybody's for admins, and no others."""

from collections.abc import Collection, Generator
from datetime import timedelta

import httpx
import pytest
from sqlalchemy.engine import Engine

from assistant import audit, tokens
from assistant.identity import Account, Act, Service, add_service, arrival, bind, lock
from assistant.settings import Settings
from assistant.tokens import Scope
from crm.access import Caller
from crm.database import writing
from tests.functional.serving import as_, assert_problem, served

REP, OTHER, ADMIN = "U05", "U06", "U12"
ACCOUNT = Account("slack", "U123", "T1")
QUERY = {"channel": "slack", "channel_user": "U123", "tenant": "T1"}
NOW = Settings().clock().now()


@pytest.fixture
def client(own_demo_engine: Engine) -> Generator[httpx.Client]:
    with served(own_demo_engine) as found:
        yield found


def with_scopes(engine: Engine, user_id: str, scopes: Collection[Scope]) -> dict[str, str]:
    with writing(engine) as connection:
        token = tokens.issue(connection, user_id, now=NOW, days=1, scopes=scopes)
    return {"Authorization": f"Bearer {token}"}


def id_of(headers: dict[str, str]) -> str:
    return tokens.id_of(headers["Authorization"].removeprefix("Bearer "))


def events(engine: Engine) -> list[tuple[str, str, str | None]]:
    with engine.connect() as connection:
        return [
            (link.actor, link.event, link.subject)
            for link in reversed(audit.listed(connection, audit.Wanted()))
        ]


def test_one_sees_and_takes_back_ones_own_tokens_only(
    own_demo_engine: Engine, client: httpx.Client
) -> None:
    mine, second, theirs = (as_(own_demo_engine, one) for one in (REP, REP, OTHER))
    listed = client.get("/api/v1/tokens", headers=mine).json()["items"]
    assert {one["token_id"] for one in listed} == {id_of(mine), id_of(second)}
    assert {one["user_id"] for one in listed} == {REP}
    assert_problem(client.get("/api/v1/tokens?all=true", headers=mine), 403, "E-ROLE")
    other = f"/api/v1/tokens/{id_of(theirs)}"
    assert_problem(client.delete(other, headers=mine), 404, "E-NOT-FOUND")
    missing = client.delete("/api/v1/tokens/000000000000", headers=mine)
    assert_problem(missing, 404, "E-NOT-FOUND")
    assert client.delete(f"/api/v1/tokens/{id_of(second)}", headers=mine).status_code == 204
    assert_problem(client.get("/api/v1/me", headers=second), 401, "E-TOKEN")
    assert client.get("/api/v1/me", headers=theirs).status_code == 200
    assert events(own_demo_engine) == [(REP, "token.revoked", REP)]


def test_an_admin_sees_and_takes_back_everybodys(
    own_demo_engine: Engine, client: httpx.Client
) -> None:
    admin, theirs = as_(own_demo_engine, ADMIN), as_(own_demo_engine, REP)
    everybody = client.get("/api/v1/tokens?all=true", headers=admin)
    assert {one["user_id"] for one in everybody.json()["items"]} == {ADMIN, REP}
    own = client.get("/api/v1/tokens", headers=admin).json()["items"]
    assert [one["user_id"] for one in own] == [ADMIN]
    assert theirs["Authorization"][-20:] not in everybody.text
    assert client.delete(f"/api/v1/tokens/{id_of(theirs)}", headers=admin).status_code == 204
    assert_problem(client.get("/api/v1/me", headers=theirs), 401, "E-TOKEN")


def test_a_token_for_asking_looks_after_no_account_and_one_without_admin_after_no_others(
    own_demo_engine: Engine, client: httpx.Client
) -> None:
    asking = with_scopes(own_demo_engine, ADMIN, ["ask", "export", "admin"])
    for method, path in (
        ("GET", "/api/v1/tokens"),
        ("DELETE", f"/api/v1/tokens/{id_of(asking)}"),
        ("POST", "/api/v1/bindings/code"),
        ("GET", "/api/v1/bindings"),
        ("DELETE", "/api/v1/bindings?channel=slack&channel_user=U1"),
        ("POST", "/api/v1/anomalies/review"),
    ):
        assert_problem(client.request(method, path, headers=asking), 403, "E-SCOPE")
    holding = with_scopes(own_demo_engine, ADMIN, ["account"])
    body = {**QUERY, "user_id": REP}
    assert_problem(client.get("/api/v1/bindings?all=true", headers=holding), 403, "E-SCOPE")
    assert_problem(client.put("/api/v1/bindings", headers=holding, json=body), 403, "E-SCOPE")
    theirs = f"/api/v1/tokens/{id_of(as_(own_demo_engine, REP))}"
    assert_problem(client.delete(theirs, headers=holding), 404, "E-NOT-FOUND")


def test_a_code_of_the_page_binds_the_chat_account_that_sends_it(
    own_demo_engine: Engine, client: httpx.Client
) -> None:
    headers = as_(own_demo_engine, REP)
    made = client.post("/api/v1/bindings/code", headers=headers)
    assert made.status_code == 201
    assert made.json()["expires_at"] > (NOW + timedelta(minutes=9)).isoformat()
    arrival(own_demo_engine, ACCOUNT, made.json()["code"], Settings().clock().now())
    found = arrival(own_demo_engine, ACCOUNT, "本季度销售额", NOW)
    assert isinstance(found, Caller)
    assert found.user_id == REP
    (item,) = client.get("/api/v1/bindings", headers=headers).json()["items"]
    assert {name: item[name] for name in QUERY} == QUERY
    assert client.get("/api/v1/bindings", headers=as_(own_demo_engine, OTHER)).json() == {
        "items": []
    }
    assert [event for _, event, _ in events(own_demo_engine)] == ["binding.code", "binding.made"]


def test_one_unbinds_ones_own_account_only_and_an_admin_anybodys(
    own_demo_engine: Engine, client: httpx.Client
) -> None:
    rep, other, admin = (as_(own_demo_engine, one) for one in (REP, OTHER, ADMIN))
    for taker in (rep, admin):
        with writing(own_demo_engine) as connection:
            bind(connection, ACCOUNT, REP, Act("", NOW))
        refused = client.delete("/api/v1/bindings", headers=other, params=QUERY)
        assert_problem(refused, 404, "E-NOT-FOUND")
        gone = client.delete("/api/v1/bindings", headers=taker, params=QUERY)
        assert gone.status_code == 204
        again = client.delete("/api/v1/bindings", headers=taker, params=QUERY)
        assert_problem(again, 404, "E-NOT-FOUND")


def test_an_admin_binds_and_nobody_else(own_demo_engine: Engine, client: httpx.Client) -> None:
    rep, admin = as_(own_demo_engine, REP), as_(own_demo_engine, ADMIN)
    body = {**QUERY, "user_id": REP}
    assert_problem(client.put("/api/v1/bindings", headers=rep, json=body), 403, "E-ROLE")
    assert client.put("/api/v1/bindings", headers=admin, json=body).status_code == 204
    everybody = client.get("/api/v1/bindings?all=true", headers=admin).json()["items"]
    assert [one["user_id"] for one in everybody] == [REP]
    assert_problem(client.get("/api/v1/bindings?all=true", headers=rep), 403, "E-ROLE")


def test_what_cannot_be_bound_is_refused(own_demo_engine: Engine, client: httpx.Client) -> None:
    with writing(own_demo_engine) as connection:
        add_service(connection, Service("report", "", NOW, role="admin"), Act("", NOW))
    admin = as_(own_demo_engine, ADMIN)
    machine = with_scopes(own_demo_engine, "service:report", tokens.SCOPES)
    for wrong, code in (
        ({"user_id": "nobody"}, "E-BINDING"),
        ({"user_id": "service:report"}, "E-BINDING"),
        ({"channel_user": "U\u200b1"}, "E-BINDING"),
        ({"channel_user": "U\x001"}, "E-INPUT"),
        ({"channel_user": ""}, "E-INPUT"),
        ({"channel": "irc"}, "E-INPUT"),
        ({"more": "x"}, "E-INPUT"),
    ):
        body = {**QUERY, "user_id": REP, **wrong}
        assert_problem(client.put("/api/v1/bindings", headers=admin, json=body), 422, code)
    refused = client.post("/api/v1/bindings/code", headers=machine)
    assert_problem(refused, 422, "E-BINDING")


def test_a_machine_asks_as_itself_and_sees_nobodys_conversations(
    own_demo_engine: Engine, client: httpx.Client
) -> None:
    rep = as_(own_demo_engine, REP)
    client.post("/api/v1/chat", headers=rep, json={"text": "本季度销售额"})
    with writing(own_demo_engine) as connection:
        wanted = Service("screen", "the screen in the hall", NOW, sees_as=REP)
        add_service(connection, wanted, Act("", NOW))
    screen = with_scopes(own_demo_engine, "service:screen", ["ask"])
    asked = {"text": "本季度销售额"}
    answers = [client.post("/api/v1/chat", headers=one, json=asked).json() for one in (rep, screen)]
    assert answers[0]["text"] == answers[1]["text"]
    assert answers[0]["scope"] == answers[1]["scope"]
    listed = client.get("/api/v1/conversations", headers=screen).json()["items"]
    assert [one["conversation_id"] for one in listed] == [answers[1]["conversation_id"]]
    assert events(own_demo_engine)[-1][0] == "service:screen"


def test_a_user_who_is_locked_gets_in_no_more_and_is_told_what_strangers_are(
    own_demo_engine: Engine, client: httpx.Client
) -> None:
    rep, other = as_(own_demo_engine, REP), as_(own_demo_engine, OTHER)
    assert client.get("/api/v1/me", headers=rep).status_code == 200
    with writing(own_demo_engine) as connection:
        lock(connection, REP, Act("", NOW))
    assert_problem(client.get("/api/v1/me", headers=rep), 401, "E-TOKEN")
    assert client.get("/api/v1/me", headers=other).status_code == 200
