"""The connection to a model: where it may lead, how long an answer may take, how long it may be.

A library's read timeout begins anew with each byte, so that a server which sends one a second holds
a question for ever. Here a whole answer has that time.
"""

import socket
import time
from collections.abc import Callable, Collection, Iterator

import httpx2

from assistant.outgoing import FOLLOW_REDIRECTS, refusal_of_resolved

MOST_BYTES = 1_000_000
CONNECT_S = 5.0


def client(allowed: Collection[str], *, seconds: float) -> httpx2.Client:
    """Gives what calls a model. Its environment's proxies are used, redirects are not followed.

    Args:
        allowed: hosts that may be called wherever their names lead.
        seconds: how long one answer may take, where the call itself does not say.
    """

    def refuse(request: httpx2.Request) -> None:
        host = request.url.host
        if reason := refusal_of_resolved(host, _addresses(host), allowed):
            raise httpx2.ConnectError(f"the model's address {reason}", request=request)

    return httpx2.Client(
        timeout=httpx2.Timeout(seconds, connect=min(CONNECT_S, seconds)),
        follow_redirects=FOLLOW_REDIRECTS,
        event_hooks={"request": [refuse], "response": [_in_time]},
    )


def _addresses(host: str) -> list[str]:
    """Gives what a name leads to; nothing where only a proxy would know."""
    try:
        return [str(found[4][0]) for found in socket.getaddrinfo(host, None)]
    except OSError:
        return []


def _in_time(response: httpx2.Response) -> None:
    limits: dict[str, float | None] = response.request.extensions.get("timeout", {})
    seconds = limits.get("read")
    stream = response.stream
    if seconds is not None and isinstance(stream, httpx2.SyncByteStream):
        response.stream = _Timely(stream, response.request, seconds)


class _Timely(httpx2.SyncByteStream):
    """A body that is cut off when it takes too long, or is too long."""

    def __init__(
        self,
        stream: httpx2.SyncByteStream,
        request: httpx2.Request,
        seconds: float,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._stream = stream
        self._request = request
        self._monotonic = monotonic
        self._until = monotonic() + seconds

    def __iter__(self) -> Iterator[bytes]:
        size = 0
        for part in self._stream:
            size += len(part)
            if size > MOST_BYTES:
                raise httpx2.ReadError("the answer is too long", request=self._request)
            if self._monotonic() > self._until:
                raise httpx2.ReadTimeout("the answer takes too long", request=self._request)
            yield part

    def close(self) -> None:
        """Lets go of the connection."""
        self._stream.close()
