from __future__ import annotations

import pytest

from crawler.fetching.guard import kind, may_connect


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("93.184.216.34", "global"),
        ("2606:2800:220:1::1", "global"),
        ("127.0.0.1", "loopback"),
        ("127.8.9.1", "loopback"),
        ("::1", "loopback"),
        ("::ffff:127.0.0.1", "loopback"),
        ("10.1.2.3", "private"),
        ("172.16.0.1", "private"),
        ("192.168.1.1", "private"),
        ("100.64.0.1", "private"),
        ("fd00::1", "private"),
        ("64:ff9b::10.0.0.1", "private"),
        ("2002:0a00:0001::1", "private"),
        ("169.254.169.254", "link-local"),
        ("fe80::1%eth0", "link-local"),
        ("::ffff:169.254.169.254", "link-local"),
        ("0.0.0.0", "reserved"),
        ("::", "reserved"),
        ("224.0.0.1", "reserved"),
        ("255.255.255.255", "reserved"),
        ("not an address", "reserved"),
    ],
)
def test_kinds(address: str, expected: str) -> None:
    assert kind(address) == expected


@pytest.mark.parametrize(
    ("address", "home", "allowed"),
    [
        ("93.184.216.34", (), True),
        ("127.0.0.1", (), False),
        ("127.0.0.1", ("93.184.216.34",), False),
        ("127.0.0.8", ("127.0.0.2",), True),
        ("::1", ("127.0.0.2",), True),
        ("10.0.0.1", ("127.0.0.2",), False),
        ("10.9.9.9", ("192.168.1.5",), True),
        ("169.254.169.254", ("10.0.0.1", "127.0.0.1"), False),
        ("0.0.0.0", ("0.0.0.0",), False),
        ("93.184.216.34", ("10.0.0.1",), True),
    ],
)
def test_private_addresses_are_for_sites_that_live_there(
    address: str, home: tuple[str, ...], allowed: bool
) -> None:
    assert may_connect(address, home) is allowed
