"""The step that counts requests by address, and tokens from there that were none."""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Sequence

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.app.addresses import Network, address_of
from assistant.app.problems import TOO_MANY_FAILURES, TOO_MANY_REQUESTS, Kind, response
from assistant.limits import Counting

FREE = ("/static/", "/healthz", "/channels/")
"""Paths that read no database: a page is of sixty files, and a probe must not wait for people.

A chat program sends the messages of a whole company from a few addresses; it is known by its
signature, before the database is touched, and who asks has an allowance of their own.
"""
BEARER_KNOWN = "bearer_known"
"""By what a route says, in the request's state, that it looked the token up and it is good.

Its status alone says nothing: some routes need no token, and answer whoever shows a made-up one.
"""
MOST_GOOD = 10_000


class GoodTokens:
    """Remembers which tokens were good lately, by a piece of their hash."""

    def __init__(self, most: int = MOST_GOOD) -> None:
        self._most = most
        self._known: OrderedDict[bytes, None] = OrderedDict()
        self._lock = threading.Lock()

    def __contains__(self, bearer: str) -> bool:
        return _digest(bearer) in self._known

    def add(self, bearer: str) -> None:
        """Remembers a token."""
        with self._lock:
            self._known[_digest(bearer)] = None
            self._known.move_to_end(_digest(bearer))
            if len(self._known) > self._most:
                self._known.popitem(last=False)


def _digest(bearer: str) -> bytes:
    return hashlib.sha256(bearer.encode()).digest()[:16]


class Turnstile:
    """An ASGI middleware that lets through what an address may still do.

    Where an address has offered too many tokens that were none, others are not looked up, save
    those that were good before: one wrong program must not shut out all of an office.
    """

    def __init__(self, app: ASGIApp, *, limits: Counting, trusted: Sequence[Network]) -> None:
        self._app = app
        self._limits = limits
        self._trusted = trusted
        self._good = GoodTokens()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if scope["type"] != "http" or scope["path"] == "/" or scope["path"].startswith(FREE):
            await self._app(scope, receive, send)
            return
        address = address_of(scope, self._trusted)
        bearer = Headers(scope=scope).get("authorization")
        refused = await run_in_threadpool(self._refused, address, bearer)
        if refused is not None:
            await response(Request(scope), refused)(scope, receive, send)
            return
        noting = self._noting(address, bearer, scope, send) if bearer else send
        await self._app(scope, receive, noting)

    def _refused(self, address: str, bearer: str | None) -> Kind | None:
        if wait_s := self._limits.wait_s("requests", address):
            return TOO_MANY_REQUESTS.after(wait_s)
        if bearer is None or bearer in self._good:
            return None
        wait_s = self._limits.wait_s("failures", address, take=0)
        return TOO_MANY_FAILURES.after(wait_s) if wait_s else None

    def _noting(self, address: str, bearer: str, scope: Scope, send: Send) -> Send:
        """Gives `send`, which also notes whether the token was looked up and found good."""
        found: dict[str, object] = scope.setdefault("state", {})

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                if message["status"] == 401:
                    await run_in_threadpool(self._limits.wait_s, "failures", address)
                elif found.get(BEARER_KNOWN):
                    self._good.add(bearer)
            await send(message)

        return noted
