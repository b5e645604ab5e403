"""Signed tokens of the own login: whose they are, how clocks count, and without keys.

The forged ones are in tests/security/test_forged_tokens.py.
"""

from collections.abc import Mapping, Sequence

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from assistant.identity import NoKeysError
from assistant.identity.keys import Keys
from assistant.identity.signed import Provider, SignedTokens
from crm.database import writing
from crm.models import users
from tests.login import AUDIENCE, EC, ED, ISSUER, NOW, RSA, Key, checking, claims

MINUTE = 60


@pytest.mark.parametrize("one", [RSA, EC, ED], ids=["RSA", "EC", "Ed25519"])
def test_a_token_that_the_provider_signed_names_its_user(one: Key, sqlite_engine: Engine) -> None:
    assert checking().bearer(sqlite_engine, one.sign(claims(NOW))) == "U05"


def test_our_audience_may_be_one_of_several_and_another_claim_may_name_the_user(
    sqlite_engine: Engine,
) -> None:
    token = RSA.sign(claims(NOW, aud=["other", AUDIENCE], employee="U07"))
    assert checking(claim="employee").bearer(sqlite_engine, token) == "U07"


@pytest.mark.parametrize(
    "changes",
    [{"exp": NOW - MINUTE + 1}, {"nbf": NOW + MINUTE}, {"iat": NOW + MINUTE}, {"iat": None}],
)
def test_clocks_may_be_a_little_apart(changes: Mapping[str, object], sqlite_engine: Engine) -> None:
    token = RSA.sign(claims(NOW, **changes))
    assert checking().bearer(sqlite_engine, token) == "U05"
    if changes != {"iat": None}:
        assert checking(skew_s=0).bearer(sqlite_engine, token) is None


def test_without_keys_nothing_can_be_told(sqlite_engine: Engine) -> None:
    def fetch() -> bytes:
        raise ConnectionRefusedError

    found = SignedTokens(Provider(ISSUER, AUDIENCE), Keys(fetch, lambda: NOW), lambda: NOW)
    with pytest.raises(NoKeysError):
        found.bearer(sqlite_engine, RSA.sign(claims(NOW)))
    assert found.bearer(sqlite_engine, "nonsense") is None


PEOPLE = (
    ("u1", "Ada@Example.com"),
    ("u2", "two@example.com"),
    ("u3", "TWO@example.com"),
    ("u4", None),
)


@pytest.fixture
def staffed(engine: Engine) -> Engine:
    """A company in which two people have one address."""
    rows: Sequence[Mapping[str, object]] = [
        {"user_id": user_id, "name": user_id, "role": "rep", "email": email}
        for user_id, email in PEOPLE
    ]
    with writing(engine) as connection:
        connection.execute(sa.insert(users), rows)
    return engine


def test_an_address_names_the_one_user_who_has_it(staffed: Engine) -> None:
    by_address = checking(claim="email", names="email")

    def found(**changes: object) -> str | None:
        return by_address.bearer(staffed, RSA.sign(claims(NOW, **changes)))

    assert found(email="ada@example.com") == "u1"
    assert found(email="ADA@EXAMPLE.COM", email_verified=True) == "u1"
    assert found(email="ada@example.com", email_verified=False) is None
    assert found(email="ada@example.com", email_verified="true") is None
    assert found(email="two@example.com") is None
    assert found(email="nobody@example.com") is None
    assert found(email="u1") is None
    assert found(email="%") is None
    assert found() is None
