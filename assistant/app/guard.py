"""The outermost steps of every request: its size, security headers, and what nobody expected."""

import secrets

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.app.metrics import Meters
from assistant.app.problems import BODY_LIMIT, TOO_LARGE, UNEXPECTED, language_of, response

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


def new_code() -> str:
    """Gives a code that a person can read out, to find the log line by."""
    return f"E-{secrets.token_hex(3).upper()}"


class BodyLimit:
    """An ASGI middleware that ends the reading of a body that is too large."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        left = BODY_LIMIT

        async def limited() -> Message:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            if left < 0:
                raise HTTPException(TOO_LARGE.status)
            return message

        await self._app(scope, limited, send)


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
                found = response(UNEXPECTED, language_of(Request(scope)), code=code)
                await found(scope, receive, guarded)


def _headers(path: str) -> dict[str, str]:
    """Gives what every response carries; answers about a company's orders stay in no cache."""
    return HEADERS | ({"Cache-Control": "no-store"} if path.startswith("/api/") else {})
