"""An identity provider of our own: keys, and tokens signed with them, well and badly."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt import api_jws
from jwt.algorithms import get_default_algorithms

from assistant.identity.keys import Keys
from assistant.identity.signed import Provider, SignedTokens

ISSUER, AUDIENCE = "https://login.example.com/", "wendan"
Kind = Literal["RS256", "ES256", "EdDSA"]


@dataclass(frozen=True)
class Key:
    """A key of the provider."""

    kid: str
    algorithm: Kind
    private: Any

    @property
    def public(self) -> dict[str, Any]:
        """Gives the key as the provider publishes it."""
        kind: Any = get_default_algorithms()[self.algorithm]
        told: dict[str, Any] = json.loads(kind.to_jwk(self.private.public_key()))
        return {**told, "kid": self.kid, "use": "sig", "alg": self.algorithm}

    @property
    def pem(self) -> bytes:
        """Gives the public half as a file would hold it."""
        kind = serialization.PublicFormat.SubjectPublicKeyInfo
        return self.private.public_key().public_bytes(serialization.Encoding.PEM, kind)

    def sign(self, claims: Mapping[str, object], **header: object) -> str:
        """Gives a token; a header that is None is left out."""
        named = {"kid": self.kid, **header}
        kept = {name: value for name, value in named.items() if value is not None}
        payload = json.dumps(claims).encode()  # unchecked: what is wrong shall go through
        return api_jws.encode(payload, self.private, algorithm=self.algorithm, headers=kept)


@cache
def key(kid: str, algorithm: Kind = "RS256") -> Key:
    """Gives the key with that id, which is made once."""
    made: Mapping[Kind, Any] = {
        "RS256": lambda: rsa.generate_private_key(65537, 2048),
        "ES256": lambda: ec.generate_private_key(ec.SECP256R1()),
        "EdDSA": ed25519.Ed25519PrivateKey.generate,
    }
    return Key(kid, algorithm, made[algorithm]())


def key_set(*keys: Mapping[str, Any]) -> bytes:
    """Gives the document with these keys."""
    return json.dumps({"keys": keys}).encode()


def claims(now: float | None = None, /, **more: object) -> dict[str, object]:
    """Gives what a good token says, for an hour; what is None is left out."""
    began = int(time.time() if now is None else now)
    good = {"iss": ISSUER, "aud": AUDIENCE, "sub": "U05", "iat": began, "exp": began + 3600}
    return {name: value for name, value in {**good, **more}.items() if value is not None}


def written(header: Mapping[str, object], told: Mapping[str, object], signature: bytes) -> str:
    """Gives a token put together by hand."""
    parts = (json.dumps(header).encode(), json.dumps(told).encode(), signature)
    return ".".join(map(encoded, parts))


def encoded(part: bytes) -> str:
    """Gives a part of a token as it stands in it."""
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()


def signed_with_a_secret(secret: bytes, told: Mapping[str, object], **header: object) -> str:
    """Gives a token signed with a shared secret (HS256)."""
    head = {"alg": "HS256", "typ": "JWT", **header}
    begun = written(head, told, b"").rstrip(".")
    signature = hmac.new(secret, begun.encode(), hashlib.sha256).digest()
    return written(head, told, signature)


NOW = 1_795_000_000.0
RSA, EC, ED = key("r"), key("e", "ES256"), key("d", "EdDSA")


def checking(*keys: Key, **changes: object) -> SignedTokens:
    """Gives what checks tokens of a provider with these keys, else with three, at `NOW`."""
    document = key_set(*(one.public for one in keys or (RSA, EC, ED)))
    provider = Provider(ISSUER, AUDIENCE, **changes)  # pyright: ignore[reportArgumentType]
    return SignedTokens(provider, Keys(lambda: document, lambda: NOW), lambda: NOW)
