"""Fetches the provider's keys from the one address that is set, and from no other."""

import ssl
import time
from http.client import HTTPException, HTTPResponse
from typing import cast
from urllib.parse import urlsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
)

from assistant.identity.keys import Fetch
from assistant.outgoing import safe

TIMEOUT_S = 5
MOST_BYTES = 512 * 1024


def fetching(address: str, *, timeout_s: float = TIMEOUT_S) -> Fetch:
    """Gives what fetches that address, and no other: redirects are not followed.

    Raises:
        ValueError: it is not safe.
    """
    opener = _opener(safe(address))

    def fetch() -> bytes:
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
