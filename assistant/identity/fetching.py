"""Fetches the provider's keys from the one address that is set, and from no other."""

import socket
import ssl
import time
from collections.abc import Callable, Collection, Iterable
from http.client import HTTPException, HTTPResponse
from typing import TypeAlias, cast
from urllib.parse import urlsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    getproxies,
    proxy_bypass,
)

from assistant.identity.keys import Fetch
from assistant.outgoing import refusal_of_resolved, safe

TIMEOUT_S = 5
MOST_BYTES = 512 * 1024
Resolve: TypeAlias = Callable[[str], Iterable[str]]
"""Gives the addresses that a host's name leads to.

Raises:
    OSError: it leads nowhere.
"""


def resolved(host: str) -> Iterable[str]:
    """Gives the addresses that a host's name leads to now."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return {str(where[0]) for *_, where in found}


def fetching(
    address: str,
    *,
    allowed: Collection[str] = (),
    timeout_s: float = TIMEOUT_S,
    resolve: Resolve = resolved,
) -> Fetch:
    """Gives what fetches that address, and no other: redirects are not followed.

    Where its name leads is looked at each time, for that may change (`assistant.outgoing`).

    Args:
        address: where the keys are.
        allowed: hosts that may be called wherever they lead.
        timeout_s: what a fetch may take.
        resolve: what tells where a name leads.

    Raises:
        ValueError: it is not safe.
    """
    opener = _opener(safe(address, allowed))
    host = urlsplit(address).hostname or ""

    def fetch() -> bytes:
        if not _by_proxy(address) and (reason := refusal_of_resolved(host, resolve(host), allowed)):
            raise PermissionError(f"{host!r} {reason}")
        request = Request(address, headers={"Accept": "application/json"})  # noqa: S310  (`safe`)
        deadline = time.monotonic() + timeout_s
        try:
            with cast("HTTPResponse", opener.open(request, timeout=timeout_s)) as response:
                return _read(response, deadline)
        except HTTPException as error:
            raise OSError(str(error)) from error

    return fetch


def _opener(address: str) -> OpenerDirector:
    """Gives an opener that knows https, http on this machine, and nothing else."""
    opener = OpenerDirector()
    if urlsplit(address).scheme == "https":
        opener.add_handler(ProxyHandler())  # the machine's own, where it has one
        opener.add_handler(HTTPSHandler(context=ssl.create_default_context()))
    else:
        opener.add_handler(HTTPHandler())
    for handler in (HTTPDefaultErrorHandler, HTTPErrorProcessor):
        opener.add_handler(handler())  # 3xx and all else but 2xx are errors
    return opener


def _by_proxy(address: str) -> bool:
    """Whether the machine's proxy looks the name up, and not this machine."""
    parts = urlsplit(address)
    return (
        parts.scheme == "https"
        and "https" in getproxies()
        and not proxy_bypass(parts.hostname or "")
    )


def _read(response: HTTPResponse, deadline: float) -> bytes:
    """Gives the body, if it is not too long and does not take too long."""
    found = bytearray()
    while part := response.read1(16_384):
        found += part
        if len(found) > MOST_BYTES:
            raise OSError("the key set is too large")
        if time.monotonic() > deadline:
            raise TimeoutError("the key set comes too slowly")
    return bytes(found)
