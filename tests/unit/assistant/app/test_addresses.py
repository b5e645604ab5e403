"""Where a request comes from: nobody chooses the address that they are counted by."""

from ipaddress import ip_network

import pytest
from starlette.requests import Request
from starlette.types import Scope

from assistant.app.addresses import address_of, is_from_this_machine

PROXIES = [ip_network("10.0.0.0/8"), ip_network("fd00::/8")]


def scope(peer: str | None, *forwarded: str, host: str = "127.0.0.1") -> Scope:
    headers = [(b"x-forwarded-for", line.encode()) for line in forwarded]
    return {
        "type": "http",
        "method": "GET",
        "path": "/",
        "query_string": b"",
        "client": None if peer is None else (peer, 50_000),
        "server": ("127.0.0.1", 8765),
        "headers": [(b"host", host.encode()), *headers],
    }


@pytest.mark.parametrize(
    ("peer", "forwarded", "found"),
    [
        ("203.0.113.7", [], "203.0.113.7"),
        ("203.0.113.7", ["198.51.100.1"], "203.0.113.7"),
        ("10.0.0.5", ["198.51.100.1"], "198.51.100.1"),
        ("10.0.0.5", ["1.1.1.1, 198.51.100.1"], "198.51.100.1"),
        ("10.0.0.5", ["1.1.1.1", "198.51.100.1, 10.9.9.9"], "198.51.100.1"),
        ("10.0.0.5", ["10.1.1.1"], "10.1.1.1"),
        ("10.0.0.5", ["nonsense"], "10.0.0.5"),
        ("10.0.0.5", [""], "10.0.0.5"),
        ("10.0.0.5", ["198.51.100.1, nonsense"], "198.51.100.1"),
        ("::ffff:203.0.113.7", [], "203.0.113.7"),
        ("::ffff:10.0.0.5", ["198.51.100.1"], "198.51.100.1"),
        ("2001:db8:1:2:aaaa::1", [], "2001:db8:1:2::/64"),
        ("fd00::5", ["2001:db8:1:2:bbbb::9"], "2001:db8:1:2::/64"),
        ("fe80::1%eth0", [], "fe80::/64"),
        (None, ["198.51.100.1"], "local"),
        ("testclient", [], "local"),
    ],
)
def test_a_proxy_is_believed_as_far_as_it_is_trusted(
    peer: str | None, forwarded: list[str], found: str
) -> None:
    assert address_of(scope(peer, *forwarded), PROXIES) == found


def test_a_long_list_of_addresses_ends_at_the_first_that_is_no_proxy() -> None:
    said = ", ".join(["9.9.9.9"] * 1000)
    assert address_of(scope("10.0.0.5", said), PROXIES) == "9.9.9.9"


@pytest.mark.parametrize(
    ("peer", "host", "forwarded", "here"),
    [
        ("127.0.0.1", "127.0.0.1:8765", [], True),
        ("::1", "localhost", [], True),
        ("127.0.0.1", "shop.example", [], False),
        ("127.0.0.1", "127.0.0.1", ["127.0.0.1"], False),
        ("192.168.1.4", "127.0.0.1", [], False),
        (None, "127.0.0.1", [], False),
    ],
)
def test_this_machine_is_who_calls_by_a_loopback_name_without_a_proxy(
    peer: str | None, host: str, forwarded: list[str], here: bool
) -> None:
    assert is_from_this_machine(Request(scope(peer, *forwarded, host=host))) is here
