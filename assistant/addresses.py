"""Addresses: which of them are this machine, and which may be called."""

import ipaddress
from urllib.parse import urlsplit


def safe(address: str) -> str:
    """Gives the address back if keys may be fetched from it.

    Raises:
        ValueError: what comes over that way could be anybody's.
    """
    parts = urlsplit(address)
    if parts.scheme == "http" and not is_this_machine(parts.hostname or ""):
        raise ValueError("http is for this machine only; use https")
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("give an https address")
    if parts.username or parts.password or parts.fragment or not address.isprintable():
        raise ValueError("give an address without a user and a fragment")
    return address


def is_this_machine(host: str) -> bool:
    """Tells whether a name or number in an address is always this machine's own."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
