"""Where a request comes from: the peer, or what a proxy that is trusted says of it."""

import ipaddress
from collections.abc import Sequence
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import Scope

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
LOCAL = "local"
"""Whoever comes over a socket of this machine, which has no address."""
NEIGHBOURS = 64
"""Bits of an IPv6 address that one household or server shares; it has the rest to itself."""


def address_of(scope: Scope, trusted: Sequence[Network]) -> str:
    """Gives by what a request's origin is counted.

    `X-Forwarded-For` counts only where the peer is a trusted proxy, and in it the last address that
    is none: what stands before that, the caller may have written.
    """
    peer = _read((scope.get("client") or ("", 0))[0])
    if peer is None:
        return LOCAL
    found = peer
    for said in reversed(_forwarded(Headers(scope=scope))):
        if not any(found in network for network in trusted):
            break
        found = _read(said) or found
    return _as_key(found)


def _forwarded(headers: Headers) -> list[str]:
    lines = headers.getlist("x-forwarded-for")
    return [part.strip() for line in lines for part in line.split(",")]


def _read(text: str) -> Address | None:
    """Gives an address; one of IPv4 that is written as IPv6 as what it is."""
    try:
        found = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def _as_key(address: Address) -> str:
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network((address, NEIGHBOURS), strict=False))


def is_from_this_machine(request: Request) -> bool:
    """Whether somebody at this machine calls by a loopback name, with no proxy between.

    The name counts as well: a page of another site could reach the service by a name of its own
    that it lets point here.
    """
    names = [request.url.hostname]
    if origin := request.headers.get("origin"):
        names.append(urlsplit(origin).hostname)
    peer = request.client.host if request.client else None
    forwarded = any(name.startswith(("x-forwarded", "forwarded")) for name in request.headers)
    return not forwarded and all(map(_is_loopback, [peer, *names]))


def _is_loopback(host: str | None) -> bool:
    found = _read(host or "")
    return host == "localhost" or (found is not None and found.is_loopback)
