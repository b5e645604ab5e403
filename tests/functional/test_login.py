"""Signed tokens of a deployment's own login, over HTTP: a real server, a real provider."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from assistant.cli.checkup import examined
from assistant.identity.fetching import MOST_BYTES, fetching
from assistant.settings import Settings
from crm.database import writing
from crm.models import users
from tests.demo import TODAY
from tests.functional.key_server import Address, key_server
from tests.functional.serving import as_, assert_problem, served
from tests.login import AUDIENCE, ISSUER, Key, claims, key, key_set

REP, ADMIN = "U05", "U12"
FIRST, SECOND, STRANGER = key("first"), key("second", "ES256"), key("stranger")


@pytest.fixture
def provider() -> Address:
    return Address(body=key_set(FIRST.public))


@contextmanager
def serving(engine: Engine, provider: Address, **more: str) -> Generator[httpx.Client]:
    settings = Settings(
        today=TODAY,
        jwt_issuer=ISSUER,
        jwt_audience=AUDIENCE,
        jwt_jwks_url=provider.url,
        failed_tokens_per_minute=0,
        **more,  # pyright: ignore[reportArgumentType]
    )
    with served(engine, settings=settings) as client:
        yield client


def me(client: httpx.Client, token: str) -> httpx.Response:
    return client.get("/api/v1/me", headers={"Authorization": f"Bearer {token}"})


def signed(one: Key = FIRST, **changes: object) -> str:
    return one.sign(claims(**changes))


def test_who_has_a_token_of_the_own_login_asks_as_the_user_it_names(
    own_demo_engine: Engine, provider: Address
) -> None:
    with key_server(provider), serving(own_demo_engine, provider) as client:
        told = me(client, signed(sub=REP)).json()
        by_ours = client.get("/api/v1/me", headers=as_(own_demo_engine, REP)).json()
        assert told == by_ours
        headers = {"Authorization": f"Bearer {signed(sub=ADMIN)}"}
        assert client.get("/api/v1/audit", headers=headers).status_code == 200
        asked = client.post("/api/v1/chat", headers=headers, json={"text": "本季度销售额"})
    assert asked.json()["status"] == "answered"
    assert provider.asked == ["/keys"]


def test_unknown_users_and_bad_tokens_are_answered_alike(
    own_demo_engine: Engine, provider: Address
) -> None:
    with writing(own_demo_engine) as connection:
        guest = {"user_id": "guest", "name": "Guest", "role": "guest"}
        connection.execute(sa.insert(users), guest)
    bad = {
        "unknown": signed(sub="nobody"),
        "without rights": signed(sub="guest"),
        "a machine": signed(sub="service:report"),
        "ended": signed(exp=1_000_000_000),
        "for others": signed(aud="other"),
        "of others": signed(iss="https://login.example.net/"),
        "forged": STRANGER.sign(claims(), kid="first"),
        "nonsense": "a.b.c",
    }
    with key_server(provider), serving(own_demo_engine, provider) as client:
        answers = {name: me(client, token) for name, token in bad.items()}
    for answer in answers.values():
        assert_problem(answer, 401, "E-TOKEN")
    assert len({answer.content for answer in answers.values()}) == 1


def test_made_up_ids_of_keys_do_not_make_us_ask_the_provider(
    own_demo_engine: Engine, provider: Address
) -> None:
    with key_server(provider), serving(own_demo_engine, provider) as client:
        for number in range(20):
            assert me(client, FIRST.sign(claims(), kid=f"made up {number}")).status_code == 401
        assert provider.asked == ["/keys"]
        assert me(client, signed()).status_code == 200


def test_a_provider_that_is_away_hinders_only_where_no_key_is_known(
    own_demo_engine: Engine, provider: Address
) -> None:
    with key_server(provider):
        pass  # it has a port now, and nobody listens there
    with serving(own_demo_engine, provider) as client:
        response = me(client, signed())
        assert_problem(response, 503, "E-LOGIN")
        assert response.headers["retry-after"] == "30"
        assert_problem(me(client, "nonsense"), 401, "E-TOKEN")
        ours = client.get("/api/v1/me", headers=as_(own_demo_engine, REP))
        assert ours.status_code == 200
    with serving(own_demo_engine, provider) as client:
        with key_server(provider):
            assert me(client, signed()).status_code == 200
        assert me(client, signed()).status_code == 200


def test_without_a_login_no_signed_token_holds(own_demo_engine: Engine) -> None:
    with served(own_demo_engine) as client:
        assert_problem(me(client, signed()), 401, "E-TOKEN")


def test_a_user_is_found_by_the_address_that_the_login_gives(
    own_demo_engine: Engine, provider: Address
) -> None:
    by_address = {"jwt_claim": "email", "jwt_names": "email"}
    with writing(own_demo_engine) as connection:
        to_rep = users.update().where(users.c.user_id == REP)
        connection.execute(to_rep.values(email="Rep@Example.com"))
    with key_server(provider), serving(own_demo_engine, provider, **by_address) as client:
        found = me(client, signed(sub="7f3a", email="rep@example.com"))
        assert found.json()["user"]["user_id"] == REP
        assert me(client, signed(sub=REP)).status_code == 401


# -------------------------------------------------------------------------------- the fetching


def test_keys_are_fetched_from_their_address(provider: Address) -> None:
    with key_server(provider):
        assert fetching(provider.url)() == provider.body


def test_no_keys_are_fetched_from_where_a_name_must_not_lead(provider: Address) -> None:
    metadata = ["127.0.0.1", "169.254.169.254"]
    with key_server(provider):
        with pytest.raises(OSError, match="leads to an address of this machine's own network"):
            fetching(provider.url, resolve=lambda _: metadata)()
        assert provider.asked == []
        fetch = fetching(provider.url, allowed=["127.0.0.1"], resolve=lambda _: metadata)
        assert fetch() == provider.body


def test_a_host_that_is_allowed_may_be_one_of_this_machines_network() -> None:
    fetching("https://169.254.169.254/keys", allowed=["169.254.169.254"])


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(provider: Address, status: int) -> None:
    elsewhere = Address(body=key_set(STRANGER.public))
    with key_server(provider), key_server(elsewhere):
        provider.status, provider.headers = status, {"Location": elsewhere.url}
        with pytest.raises(OSError, match=str(status)):
            fetching(provider.url)()
    assert elsewhere.asked == []


@pytest.mark.parametrize("status", [401, 404, 500])
def test_an_answer_that_is_no_success_brings_no_keys(provider: Address, status: int) -> None:
    provider.status = status
    with key_server(provider), pytest.raises(OSError, match=str(status)):
        fetching(provider.url)()


def test_a_key_set_that_is_too_large_is_not_read_to_its_end(provider: Address) -> None:
    provider.body = b" " * (MOST_BYTES + 1)
    with key_server(provider), pytest.raises(OSError, match="too large"):
        fetching(provider.url)()


def test_a_key_set_that_comes_too_slowly_is_given_up(provider: Address) -> None:
    with key_server(provider), pytest.raises(OSError, match=r"slowly|timed out"):
        fetching(provider.url, timeout_s=1e-6)()


@pytest.mark.parametrize(
    "address",
    [
        "http://login.example.com/keys",
        "http://10.0.0.1/keys",
        "http://169.254.169.254/latest",
        "http://localhost.example.com/keys",
        "http://127.0.0.1@login.example.com/keys",
        "http://0.0.0.0/keys",
        "file:///etc/passwd",
        "ftp://127.0.0.1/keys",
        "data:application/json,{}",
        "https://",
        "https://user:pass@login.example.com/keys",
        "https://login.example.com/keys#x",
        "login.example.com/keys",
        "",
    ],
)
def test_keys_come_by_https_or_from_this_machine(address: str) -> None:
    with pytest.raises(ValueError, match=r"https|user or password|fragment|leads to"):
        fetching(address)


def test_doctor_says_whether_the_keys_of_the_login_can_be_had(
    provider: Address, tmp_path: Path
) -> None:
    def told() -> tuple[str, str]:
        settings = Settings(
            home=tmp_path,
            jwt_issuer=ISSUER,
            jwt_audience=AUDIENCE,
            jwt_jwks_url=provider.url,
        )
        (found,) = (one for one in examined(settings) if one.about == "login")
        return found.state, found.text

    with key_server(provider):
        assert told() == ("ok", f"1 keys at {provider.url}, for tokens of {ISSUER}")
        provider.body = b"{}"
        assert told()[0] == "broken"
    state, text = told()
    assert state == "broken"
    assert "see WENDAN_JWT_JWKS_URL" in text
    assert not [one for one in examined(Settings(home=tmp_path)) if one.about == "login"]
