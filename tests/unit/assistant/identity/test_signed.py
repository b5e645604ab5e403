"""Signed tokens of the own login: which hold, and every forgery that was ever in the news."""

import json
from collections.abc import Mapping, Sequence

import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.warnings import InsecureKeyLengthWarning
from sqlalchemy.engine import Engine

from assistant.identity import NoKeysError
from assistant.identity.keys import Keys
from assistant.identity.signed import MOST_LETTERS, Provider, SignedTokens
from crm.database import writing
from crm.models import users
from tests.login import (
    AUDIENCE,
    ISSUER,
    Key,
    claims,
    encoded,
    key,
    key_set,
    signed_with_a_secret,
    written,
)

NOW = 1_795_000_000.0
RSA, EC, ED = key("r"), key("e", "ES256"), key("d", "EdDSA")
STRANGER = key("stranger")
MINUTE = 60


def checking(**changes: object) -> SignedTokens:
    """Gives what checks tokens of a provider with three keys."""
    return checking_with(key_set(RSA.public, EC.public, ED.public), **changes)


def checking_with(document: bytes, **changes: object) -> SignedTokens:
    provider = Provider(ISSUER, AUDIENCE, **changes)  # pyright: ignore[reportArgumentType]
    return SignedTokens(provider, Keys(lambda: document, lambda: NOW), lambda: NOW)


@pytest.mark.parametrize("one", [RSA, EC, ED], ids=["RSA", "EC", "Ed25519"])
def test_a_token_that_the_provider_signed_names_its_user(one: Key, sqlite_engine: Engine) -> None:
    assert checking().bearer(sqlite_engine, one.sign(claims(NOW))) == "U05"


def test_our_audience_may_be_one_of_several_and_another_claim_may_name_the_user(
    sqlite_engine: Engine,
) -> None:
    token = RSA.sign(claims(NOW, aud=["other", AUDIENCE], employee="U07"))
    assert checking(claim="employee").bearer(sqlite_engine, token) == "U07"


def mixed(token: str, told: object) -> str:
    """Gives the token with other claims between its header and its signature."""
    header, _, signature = token.split(".")
    return ".".join((header, encoded(json.dumps(told).encode()), signature))


GOOD = claims(NOW)
FORGED: Mapping[str, str] = {
    "no token": "nonsense",
    "two parts": "a.b",
    "empty parts": "..",
    "other letters": "令.牌.令",
    "signed by nobody": written({"alg": "none", "kid": "r"}, GOOD, b""),
    "signed by nobody, written otherwise": written({"alg": "NoNe", "kid": "r"}, GOOD, b""),
    "no algorithm": written({"kid": "r"}, GOOD, b"x"),
    "the public key as a secret": signed_with_a_secret(RSA.pem, GOOD, kid="r"),
    "the published key as a secret": signed_with_a_secret(
        json.dumps(RSA.public).encode(), GOOD, kid="r"
    ),
    "an empty secret": signed_with_a_secret(b"", GOOD, kid="r"),
    "another key under a known id": STRANGER.sign(GOOD, kid="r"),
    "another key under its own id": STRANGER.sign(GOOD),
    "a key of the token's own": STRANGER.sign(GOOD, kid="r", jwk=STRANGER.public),
    "a key of the token's own, without an id": STRANGER.sign(GOOD, kid=None, jwk=STRANGER.public),
    "an address of the token's own": STRANGER.sign(
        GOOD, kid="stranger", jku="https://keys.example.net/"
    ),
    "a certificate's address": STRANGER.sign(GOOD, kid="r", x5u="https://keys.example.net/"),
    "a path as an id": STRANGER.sign(GOOD, kid="../../../dev/null"),
    "no id": RSA.sign(GOOD, kid=None),
    "an id that is no text": written({"alg": "RS256", "kid": 7}, GOOD, b"x"),
    "another algorithm than the key's": written({"alg": "RS512", "kid": "r"}, GOOD, b"x" * 256),
    "a rule that nobody knows": RSA.sign(GOOD, crit=["secret-rule"]),
    "one letter changed": RSA.sign(GOOD)[:-3] + "AAA",
    "other claims under its signature": mixed(RSA.sign(GOOD), claims(NOW, sub="U12")),
    "claims that are no object": mixed(RSA.sign(GOOD), [1]),
    "too long": RSA.sign(claims(NOW, more="x" * MOST_LETTERS)),
}
OTHERS: Mapping[str, Mapping[str, object]] = {
    "another issuer": {"iss": "https://login.example.net/"},
    "an issuer that begins alike": {"iss": ISSUER + "x"},
    "no issuer": {"iss": None},
    "several issuers": {"iss": [ISSUER]},
    "another audience": {"aud": "other"},
    "other audiences": {"aud": ["other", "wendan2"]},
    "no audience": {"aud": None},
    "an empty audience": {"aud": ""},
    "an audience that is a number": {"aud": 1},
    "ended": {"exp": NOW - MINUTE},
    "no end": {"exp": None},
    "an end that is a text": {"exp": "2999-01-01"},
    "an end that is true": {"exp": True},
    "an end that never comes": {"exp": float("inf")},
    "an end that is none": {"exp": float("nan")},
    "not begun": {"nbf": NOW + MINUTE + 1},
    "a beginning that is a text": {"nbf": "now"},
    "made later": {"iat": NOW + MINUTE + 1},
    "no user": {"sub": None},
    "an empty user": {"sub": ""},
    "a user that is a number": {"sub": 5},
    "a user with what cannot be shown": {"sub": "U05\0"},
    "a user too long": {"sub": "U" * 201},
    "a machine": {"sub": "service:report"},
}


@pytest.mark.parametrize("token", FORGED.values(), ids=FORGED)
def test_a_forged_token_is_nobodys(token: str, sqlite_engine: Engine) -> None:
    assert checking().bearer(sqlite_engine, token) is None


@pytest.mark.parametrize("changes", OTHERS.values(), ids=OTHERS)
def test_a_token_that_is_not_for_us_or_not_for_now_is_nobodys(
    changes: Mapping[str, object], sqlite_engine: Engine
) -> None:
    assert checking().bearer(sqlite_engine, RSA.sign(claims(NOW, **changes))) is None


@pytest.mark.parametrize(
    "changes",
    [{"exp": NOW - MINUTE + 1}, {"nbf": NOW + MINUTE}, {"iat": NOW + MINUTE}, {"iat": None}],
)
def test_clocks_may_be_a_little_apart(changes: Mapping[str, object], sqlite_engine: Engine) -> None:
    token = RSA.sign(claims(NOW, **changes))
    assert checking().bearer(sqlite_engine, token) == "U05"
    if changes != {"iat": None}:
        assert checking(skew_s=0).bearer(sqlite_engine, token) is None


def test_a_key_that_is_too_short_signs_nothing(sqlite_engine: Engine) -> None:
    weak = Key("weak", "RS256", rsa.generate_private_key(65537, 1024))
    found = checking_with(key_set(weak.public))
    with pytest.warns(InsecureKeyLengthWarning):
        token = weak.sign(GOOD)
    assert found.bearer(sqlite_engine, token) is None


def test_without_keys_nothing_can_be_told(sqlite_engine: Engine) -> None:
    def fetch() -> bytes:
        raise ConnectionRefusedError

    found = SignedTokens(Provider(ISSUER, AUDIENCE), Keys(fetch, lambda: NOW), lambda: NOW)
    with pytest.raises(NoKeysError):
        found.bearer(sqlite_engine, RSA.sign(GOOD))
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
