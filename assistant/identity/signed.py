"""Signed tokens (JWT, RFC 7519) of the deployment's own login, checked as RFC 8725 says.

What a token says of itself decides nothing: neither how it is signed (`alg` must be that of the
key), nor where keys are (`jku`, `x5u`) or which (`jwk`, `x5c`); those are not even read.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import jwt
from jwt.exceptions import PyJWTError
from sqlalchemy.engine import Engine

from assistant.identity.keys import ALGORITHMS, Keys
from crm.access import MACHINE, user_with_email

MOST_LETTERS = 8_192
"""Of a token; the headers of a request take not many more."""
MOST_CLAIM_LETTERS = 200


@dataclass(frozen=True)
class Provider:
    """Whose tokens are taken, and how they name a user."""

    issuer: str
    audience: str
    claim: str = "sub"
    """The claim that names the user."""
    names: Literal["user_id", "email"] = "user_id"
    """What that claim is."""
    skew_s: int = 60
    """How far the clocks may be apart."""


class SignedTokens:
    """Tells whose a signed token is."""

    def __init__(self, provider: Provider, keys: Keys, clock: Callable[[], float]) -> None:
        """Makes one; `clock` gives the seconds since 1970."""
        self._provider = provider
        self._keys = keys
        self._clock = clock

    def bearer(self, engine: Engine, token: str) -> str | None:
        """Gives the id that a token names; None if it does not hold, or names nobody.

        Whether there is such a user is not told yet.

        Raises:
            NoKeysError: the provider's keys are not known.
        """
        claims = self._claims(token)
        named = None if claims is None else claims.get(self._provider.claim)
        if claims is None or not isinstance(named, str) or not _is_plain(named):
            return None
        if self._provider.names == "user_id":
            return None if named.startswith(MACHINE) else named
        # Whoever may enter any address as their own must not become its owner.
        if claims.get("email_verified", True) is not True:
            return None
        with engine.connect() as connection:
            return user_with_email(connection, named)

    def _claims(self, token: str) -> Mapping[str, object] | None:
        """Gives what a token says, if it is signed by the provider, for us, and for now."""
        if len(token) > MOST_LETTERS:
            return None
        try:
            key_id: object = jwt.get_unverified_header(token).get("kid")
            key = self._keys.key(key_id) if isinstance(key_id, str) else None
            if key is None:
                return None
            claims: Mapping[str, object] = jwt.decode(
                token,
                key,
                algorithms=ALGORITHMS,
                issuer=self._provider.issuer,
                audience=self._provider.audience,
                options={
                    "require": ["exp", "iss", "aud"],
                    "enforce_minimum_key_length": True,
                    # Below, by our clock.
                    "verify_exp": False,
                    "verify_nbf": False,
                    "verify_iat": False,
                },
            )
        except (PyJWTError, ValueError):
            return None
        return claims if self._is_of_now(claims) else None

    def _is_of_now(self, claims: Mapping[str, object]) -> bool:
        """Tells whether a token has begun and not ended (RFC 7519, sections 4.1.4 to 4.1.6)."""
        now, skew = self._clock(), self._provider.skew_s
        begins = [_moment(claims[name]) for name in ("nbf", "iat") if name in claims]
        ends = _moment(claims["exp"])
        if ends is None or None in begins:
            return False
        return now - skew < ends and all(one <= now + skew for one in begins if one is not None)


def _moment(value: object) -> float | None:
    """Gives seconds since 1970; None for what is no such number."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    return value if math.isfinite(value) else None


def _is_plain(named: str) -> bool:
    # PostgreSQL takes no NUL, and no id or address has anything that cannot be shown.
    return 0 < len(named) <= MOST_CLAIM_LETTERS and named.isprintable()
