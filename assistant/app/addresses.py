"""Where a request comes from: the peer, or what a proxy that is trusted says of it."""

import ipaddress
import re
from collections.abc import Iterator, Sequence

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import Scope

from assistant.outgoing import is_this_machine

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
LOCAL = "local"
"""Whoever comes over a socket of this machine, which has no address."""
NEIGHBOURS = 64
"""Bits of an IPv6 address that one household or server shares; it has the rest to itself."""

_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^\s:@/?#\[\]]+)(?::\d{1,5})?")
PROXIES = tuple(
    "forwarded via x-forwarded x-real-ip x-original x-client-ip x-cluster-client-ip "
    "true-client-ip cf- fly- x-envoy- x-appengine-".split()
)
"""How the headers begin that proxies add."""


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
    return not _is_passed_on(request) and all(map(is_this_machine, _ends(request)))


def _ends(request: Request) -> Iterator[str]:
    """Gives who calls, where the call came in, and by which names: its own and that of its page."""
    yield request.client.host if request.client else ""
    yield str((request.scope.get("server") or ("", 0))[0])
    # Not `request.url`: where a name is none, that has the server's own instead.
    yield _named(request.headers.get("host", ""))
    if origin := request.headers.get("origin"):
        yield _named(origin.removeprefix("http://"))


def _named(host: str) -> str:
    """Gives the name or number before the port; nothing where it is none."""
    found = _HOST.fullmatch(host)
    return found[1].strip("[]") if found else ""


def _is_passed_on(request: Request) -> bool:
    """Whether a proxy passed the call on, or another site's page began it.

    A proxy on this machine calls from it, and perhaps by its name. It shows by the headers that
    proxies add, or by HTTP/1.0, which nginx speaks to what is behind it unless told otherwise.
    """
    told = any(name.startswith(PROXIES) for name in request.headers)
    old = request.scope.get("http_version") == "1.0"
    elsewhere = request.headers.get("sec-fetch-site", "none") not in {"none", "same-origin"}
    return told or old or elsewhere
