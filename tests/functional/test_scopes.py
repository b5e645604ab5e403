"""What a token is for: its scopes, its user's role as it is now, and both together."""

from collections.abc import Collection, Generator

import httpx
import pytest
from sqlalchemy.engine import Engine

from assistant import tokens
from assistant.settings import Settings
from assistant.tokens import Scope
from crm.database import writing
from crm.models import users
from tests.functional.serving import as_, assert_problem, served

REP, FINANCE, ADMIN = "U05", "U11", "U12"
ASKING = (
    ("POST", "/api/v1/chat"),
    ("POST", "/api/v1/chat/stream"),
    ("GET", "/api/v1/conversations"),
    ("GET", "/api/v1/conversations/1"),
    ("POST", "/api/v1/conversations/1/seen"),
    ("GET", "/api/v1/schedules"),
    ("POST", "/api/v1/schedules"),
    ("PUT", "/api/v1/schedules/timezone"),
    ("PATCH", "/api/v1/schedules/1"),
    ("DELETE", "/api/v1/schedules/1"),
    ("POST", "/api/v1/schedules/1/run"),
    ("POST", "/api/v1/turns/1/dispute"),
    ("POST", "/mcp"),
)
ADMINS = (
    ("GET", "/api/v1/audit"),
    ("GET", "/api/v1/misses"),
    ("POST", "/api/v1/words"),
    ("DELETE", "/api/v1/words?words=x"),
    ("POST", "/api/v1/turns/1/verify"),
    ("GET", "/api/v1/verified"),
    ("POST", "/api/v1/verified/1/confirm"),
    ("DELETE", "/api/v1/verified/1"),
)


@pytest.fixture
def client(own_demo_engine: Engine) -> Generator[httpx.Client]:
    with served(own_demo_engine) as found:
        yield found


def made_for(engine: Engine, user_id: str, scopes: Collection[Scope]) -> dict[str, str]:
    with writing(engine) as connection:
        now = Settings().clock().now()
        token = tokens.issue(connection, user_id, now=now, days=1, scopes=scopes)
    return {"Authorization": f"Bearer {token}"}


def become(engine: Engine, user_id: str, role: str) -> None:
    with writing(engine) as connection:
        connection.execute(users.update().where(users.c.user_id == user_id).values(role=role))


def test_a_token_without_the_scope_is_told_which_one_it_lacks(
    own_demo_engine: Engine, client: httpx.Client
) -> None:
    exporting = made_for(own_demo_engine, ADMIN, ["export", "account"])
    for method, path in ASKING:
        response = client.request(method, path, headers=exporting)
        assert_problem(response, 403, "E-SCOPE")
        assert 'scope="ask"' in response.headers["www-authenticate"]
    for method, path in ADMINS:
        assert_problem(client.request(method, path, headers=exporting), 403, "E-SCOPE")


def test_a_scope_gives_nothing_that_the_role_does_not(
    own_demo_engine: Engine, client: httpx.Client
) -> None:
    for user_id in (REP, FINANCE):
        everything = made_for(own_demo_engine, user_id, tokens.SCOPES)
        assert_problem(client.get("/api/v1/audit", headers=everything), 404, "E-NOT-FOUND")
        assert_problem(client.get("/api/v1/misses", headers=everything), 403, "E-ROLE")


def test_me_says_what_the_token_may_be_used_for(
    own_demo_engine: Engine, client: httpx.Client
) -> None:
    headers = made_for(own_demo_engine, REP, ["export"])
    assert client.get("/api/v1/me", headers=headers).json()["scopes"] == ["export"]
    everything = client.get("/api/v1/me", headers=as_(own_demo_engine, REP)).json()["scopes"]
    assert everything == list(tokens.SCOPES)


def test_a_token_does_what_its_users_role_says_now(
    own_demo_engine: Engine, client: httpx.Client
) -> None:
    headers = as_(own_demo_engine, ADMIN)

    def statuses() -> list[int]:
        paths = ("/api/v1/me", "/api/v1/audit")
        return [client.get(path, headers=headers).status_code for path in paths]

    assert statuses() == [200, 200]
    become(own_demo_engine, ADMIN, "rep")
    assert statuses() == [200, 404]
    assert client.get("/api/v1/me", headers=headers).json()["scope"]["customers"] == 0
    become(own_demo_engine, ADMIN, "gone")
    assert statuses() == [401, 401]


def test_when_a_token_was_used_is_noted_once_an_hour(own_demo_engine: Engine) -> None:
    headers = as_(own_demo_engine, REP)

    def noted() -> object:
        with own_demo_engine.connect() as connection:
            (token,) = tokens.listed(connection, now=Settings().clock().now())
        return token.used_at

    def use() -> None:
        # A use is noted after its answer was sent: a server that stops has done so.
        with served(own_demo_engine) as server:
            assert server.get("/api/v1/me", headers=headers).status_code == 200

    assert noted() is None
    use()
    first = noted()
    assert first is not None
    use()
    assert noted() == first


def test_a_database_that_takes_no_note_of_a_use_hinders_nobody(
    own_demo_engine: Engine, client: httpx.Client
) -> None:
    headers = as_(own_demo_engine, REP)
    with own_demo_engine.begin() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER no_notes BEFORE UPDATE ON api_tokens "
            "BEGIN SELECT RAISE(ABORT, 'no notes'); END"
        )
    assert client.get("/api/v1/me", headers=headers).status_code == 200
    assert client.get("/healthz").status_code == 200
