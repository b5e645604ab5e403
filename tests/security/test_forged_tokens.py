"""Signed tokens that nobody's login signed, or not for us, or not for now: none lets anybody in."""

import json
from collections.abc import Mapping

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.warnings import InsecureKeyLengthWarning
from sqlalchemy.engine import Engine

from assistant.identity.signed import MOST_LETTERS
from tests.login import (
    ISSUER,
    NOW,
    RSA,
    Key,
    checking,
    claims,
    encoded,
    key,
    signed_with_a_secret,
    written,
)
from tests.security.figures import Figures

STRANGER = key("stranger")
MINUTE = 60


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
def test_a_forged_token_is_nobodys(token: str, sqlite_engine: Engine, figures: Figures) -> None:
    figures.count("forged tokens tried", 1)
    assert checking().bearer(sqlite_engine, token) is None


@pytest.mark.parametrize("changes", OTHERS.values(), ids=OTHERS)
def test_a_token_that_is_not_for_us_or_not_for_now_is_nobodys(
    changes: Mapping[str, object], sqlite_engine: Engine, figures: Figures
) -> None:
    figures.count("forged tokens tried", 1)
    assert checking().bearer(sqlite_engine, RSA.sign(claims(NOW, **changes))) is None


def test_a_key_that_is_too_short_signs_nothing(sqlite_engine: Engine) -> None:
    weak = Key("weak", "RS256", rsa.generate_private_key(65537, 1024))
    with pytest.warns(InsecureKeyLengthWarning):
        token = weak.sign(GOOD)
    assert checking(weak).bearer(sqlite_engine, token) is None
