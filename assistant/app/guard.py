"""The outermost steps of every request: its size, security headers, and what nobody expected."""

import asyncio
import secrets
import time

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.app.metrics import Meters
from assistant.app.problems import (
    BODY_LIMIT,
    CHAT_LIMIT,
    HEADERS_LIMIT,
    HEADERS_TOO_LARGE,
    OPENAI,
    TOO_LARGE,
    TOO_SLOW,
    UNEXPECTED,
    response,
)
from assistant.voice import MOST_BYTES

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(self)",
}

PRIVATE = ("/api/", "/v1/", "/mcp")
"""Where answers about a company's orders come from: they stay in no cache."""
LARGE = (OPENAI, "/channels/")
"""Whole conversations come there, and clicks with all of the card that was clicked."""
VOICE = "/api/v1/voice"
RECORDING_LIMIT = MOST_BYTES + 64 * 1024
"""Of a body with a recording, and the form around it."""
BODY_S = 20.0
"""How long a body may take to come, in all."""
MOST_HEADERS = 100


def new_code() -> str:
    """Gives a code that a person can read out, to find the log line by."""
    return f"E-{secrets.token_hex(3).upper()}"


class RequestLimit:
    """An ASGI middleware that ends requests that are too large or come too slowly."""

    def __init__(self, app: ASGIApp, *, body_s: float = BODY_S) -> None:
        self._app = app
        self._body_s = body_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers: list[tuple[bytes, bytes]] = scope["headers"]
        size = sum(len(name) + len(value) for name, value in headers)
        if len(headers) > MOST_HEADERS or size > HEADERS_LIMIT:
            await response(Request(scope), HEADERS_TOO_LARGE)(scope, receive, send)
            return
        await self._app(scope, self._limited(receive, _most_bytes(scope["path"])), send)

    def _limited(self, receive: Receive, most: int) -> Receive:
        """Gives `receive` for a body of at most so many bytes that is there in time."""
        left, whole = most, False
        end = time.monotonic() + self._body_s

        async def limited() -> Message:
            nonlocal left, whole
            if whole:  # what comes then is that the caller has gone
                return await receive()
            try:
                message = await asyncio.wait_for(receive(), max(0.0, end - time.monotonic()))
            except TimeoutError as error:
                raise HTTPException(TOO_SLOW.status) from error
            left -= len(message.get("body", b""))
            whole = not message.get("more_body", False)
            if left < 0:
                raise HTTPException(TOO_LARGE.status)
            return message

        return limited


def _most_bytes(path: str) -> int:
    if path == VOICE:
        return RECORDING_LIMIT
    return CHAT_LIMIT if path.startswith(LARGE) else BODY_LIMIT


class Guard:
    """An ASGI middleware that gives every response its headers, and lets no exception out."""

    def __init__(self, app: ASGIApp, *, meters: Meters) -> None:
        self._app = app
        self._meters = meters

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                for name, value in _headers(scope["path"]).items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            await self._app(scope, receive, guarded)
        except Exception as error:  # noqa: BLE001  (the edge: nothing above could still answer)
            code = new_code()
            self._meters.failure(code, error)
            # An answer that has begun is cut off: the server closes the connection.
            if not started:
                found = response(Request(scope), UNEXPECTED, code=code)
                await found(scope, receive, guarded)


def _headers(path: str) -> dict[str, str]:
    """Gives what every response carries."""
    return HEADERS | ({"Cache-Control": "no-store"} if path.startswith(PRIVATE) else {})
