"""The public keys of the deployment's identity provider, from the one address that is set.

They are kept: a provider that is away for a while keeps nobody out, one that changes its keys is
asked again, and tokens with made-up keys cannot make us ask it often.
"""

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias, cast

import structlog
from jwt import PyJWK
from jwt.exceptions import PyJWTError

from assistant.identity.failures import NoKeysError

_log = structlog.get_logger("wendan")
ALGORITHMS = (
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512", "EdDSA"),
)
"""Those with a public and a private half. With a shared secret (HS256), whoever knows the public
key could sign (RFC 8725, section 2.1)."""
FRESH_S = 600
"""After that the keys are fetched anew."""
USABLE_S = 24 * 3600
"""As long as the provider does not answer, its keys hold so long."""
AGAIN_S = 30
"""Between two attempts to fetch, whatever comes in."""
MOST_KEYS = 100

Fetch: TypeAlias = Callable[[], bytes]
"""Gives the provider's JSON Web Key Set (RFC 7517).

Raises:
    OSError: it cannot be had.
"""


@dataclass(frozen=True)
class Fetched:
    """Keys by their ids, when they were fetched, and when that was last tried."""

    keys: Mapping[str, PyJWK] = field(default_factory=dict[str, PyJWK])
    at: float = float("-inf")
    tried_at: float = float("-inf")


class Keys:
    """The keys, for any number of threads. One fetches; the others go on with what is there."""

    def __init__(self, fetch: Fetch, clock: Callable[[], float] = time.monotonic) -> None:
        self._fetch = fetch
        self._clock = clock
        self._found = Fetched()
        self._lock = threading.Lock()

    def key(self, key_id: str) -> PyJWK | None:
        """Gives the key with that id, or None if the provider has none.

        Raises:
            NoKeysError: that cannot be told.
        """
        if self._is_wanting(key_id):
            self._renew(key_id)
        found, now = self._found, self._clock()
        if now - found.at > USABLE_S:
            raise NoKeysError
        return found.keys.get(key_id)

    def _is_wanting(self, key_id: str) -> bool:
        found, now = self._found, self._clock()
        due = now - found.at > FRESH_S or key_id not in found.keys
        return due and now - found.tried_at >= AGAIN_S

    def _renew(self, key_id: str) -> None:
        # Without any keys there is nothing to go on with: all wait for the first attempt.
        if not self._lock.acquire(blocking=not self._found.keys):
            return
        try:
            if self._is_wanting(key_id):
                self._found = self._fetched()
        finally:
            self._lock.release()

    def _fetched(self) -> Fetched:
        before = self._found
        try:
            keys = dict(parsed(self._fetch()))
        except (OSError, ValueError) as error:
            _log.warning("identity.keys_missed", error=type(error).__name__)
            return Fetched(before.keys, before.at, self._clock())
        now = self._clock()
        return Fetched(keys, now, now)


def parsed(document: bytes) -> Iterator[tuple[str, PyJWK]]:
    """Gives the keys of a key set that signatures can be checked with, by their ids.

    Raises:
        ValueError: it is no key set, or holds no such key.
    """
    try:
        found: object = json.loads(document)
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    listed = cast("dict[str, object]", found).get("keys") if isinstance(found, dict) else None
    if not isinstance(listed, list):
        raise ValueError("no key set")  # noqa: TRY004  (a document, not a programmer, is wrong)
    usable = [key for key in map(_key, cast("list[object]", listed)[:MOST_KEYS]) if key]
    if not usable:
        raise ValueError("no key to check signatures with")
    yield from reversed(usable)  # of two with one id, the first holds


def _key(found: object) -> tuple[str, PyJWK] | None:
    """Gives a key with its id; None for one that is not for checking signatures."""
    if not isinstance(found, dict):
        return None
    told = cast("dict[str, Any]", found)
    key_id = told.get("kid")
    # A shared secret or a private key has no place there; whoever can read it can sign.
    if not isinstance(key_id, str) or not key_id or told.get("kty") == "oct" or "d" in told:
        return None
    if told.get("use") not in (None, "sig") or told.get("alg") not in (None, *ALGORITHMS):
        return None
    try:
        key = PyJWK(told)
    except (PyJWTError, ValueError, TypeError):
        return None
    return (key_id, key) if key.algorithm_name in ALGORITHMS else None
