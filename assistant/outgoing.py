"""Which addresses this service may call: the rule for every setting that names one.

A setting must not make the service fetch what only its own machine may: the metadata of a cloud's
virtual machine answers with keys to whoever asks from there. Whoever calls an address of a setting
checks where its name leads (`refusal_of_resolved`) before connecting, and follows no redirect: the
answer of a stranger would name the next address.

Loopback and private addresses are allowed: a model or an identity provider of one's own is there.
"""

import ipaddress
import re
import socket
from collections.abc import Collection, Iterable
from urllib.parse import SplitResult, urlsplit

FOLLOW_REDIRECTS = False
"""For every client that calls an address of a setting."""
SCHEMES = frozenset({"http", "https", "ws", "wss"})
_METADATA_NAMES = frozenset(
    {"metadata", "metadata.google.internal", "metadata.goog", "instance-data", "metadata.azure.com"}
)
_METADATA = frozenset(
    map(ipaddress.ip_address, ("100.100.100.200", "192.0.0.192", "168.63.129.16", "fd00:ec2::254"))
)
"""Of clouds whose metadata have an address that is not link-local: Alibaba, Oracle, Azure, AWS."""
_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?")
_EMBEDDING = ipaddress.ip_network("64:ff9b::/96")
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def refusal(url: str, allowed: Collection[str] = ()) -> str | None:
    """Gives why an address may not be called; None where it may.

    Args:
        url: the address, as the setting has it.
        allowed: hosts that may be called whatever they are.
    """
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".")
        _ = parts.port
    except ValueError:
        return "is no address"
    if fault := _fault_of_form(url, parts, host):
        return fault
    if host in allowed:
        return None
    if host in _METADATA_NAMES:
        return _OWN
    address = _literal(host)
    return None if address is None else _refusal_of(address)


def encrypted(url: str) -> str:
    """Gives an address back if what comes from it is nobody else's: https, or this machine.

    Raises:
        ValueError: it could be anybody's.
    """
    parts = urlsplit(url)
    if parts.scheme == "http" and not is_this_machine(parts.hostname or ""):
        raise ValueError("http is for this machine only; use https")
    if parts.scheme not in {"http", "https"}:
        raise ValueError("give an https address")
    return url


def origins(sites: tuple[str, ...]) -> tuple[str, ...]:
    """Gives sites back if each is an origin that nobody else can speak for.

    Raises:
        ValueError: one is none, or could be anybody's.
    """
    for one in sites:
        if not _ORIGIN.fullmatch(one):
            raise ValueError("give https://host or https://host:port, with no path and no *")
        encrypted(one)
    return sites


def safe(url: str, allowed: Collection[str] = ()) -> str:
    """Gives an address back if keys may be fetched from it.

    Raises:
        ValueError: it may not be called, or what comes from it could be anybody's.
    """
    if reason := refusal(url, allowed):
        raise ValueError(reason)
    return encrypted(url)


def is_this_machine(host: str) -> bool:
    """Whether a name or number in an address is always this machine's own."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def refusal_of_resolved(
    host: str, addresses: Iterable[str], allowed: Collection[str]
) -> str | None:
    """Gives why a host may not be called that its name leads to; None where it may.

    Args:
        host: as the setting has it.
        addresses: what the name was resolved to, all of it, right before the connection.
        allowed: hosts that may be called whatever they are.
    """
    if host in allowed:
        return None
    found = (_refusal_of(ipaddress.ip_address(one.partition("%")[0])) for one in addresses)
    return next((reason for reason in found if reason is not None), None)


_OWN = (
    "leads to an address of this machine's own network or cloud, such as its metadata; "
    "where that is meant, name the host in WENDAN_ALLOWED_HOSTS"
)


def _fault_of_form(url: str, parts: SplitResult, host: str) -> str | None:
    if parts.scheme not in SCHEMES or not host:
        return "is no address such as https://example.com"
    if any(character.isspace() or not character.isprintable() for character in url):
        return "has white space or control characters"
    if "@" in parts.netloc:
        return "has a user or password in it; give those in their own settings"
    return "has a fragment (#…)" if parts.fragment else None


def _literal(host: str) -> Address | None:
    """Gives the address that a host is written as, also 2852039166 and 0xA9.0xFE.43518."""
    try:
        return ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        pass
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host))
    except (OSError, ValueError):
        return None


def _refusal_of(address: Address) -> str | None:
    own = _embedded(address)
    bad = own.is_link_local or own.is_unspecified or own.is_multicast or own in _METADATA
    return _OWN if bad or (own.is_reserved and not own.is_loopback) else None


def _embedded(address: Address) -> Address:
    """Gives the IPv4 address that one of IPv6 stands for, where it does."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _EMBEDDING:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address
