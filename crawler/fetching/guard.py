"""Which addresses a crawl may connect to. Pure.

A page on the open web can link to `http://169.254.169.254/` or `http://localhost:6379/`, and a name can resolve to
either (DNS rebinding): so it is the resolved address that is judged, each time a connection is made. A publication
that itself lives on a private network may use addresses of the same kind, which is what makes intranets and tests work.
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv6Address, ip_address


def kind(address: str) -> str:
    """`global`, `loopback`, `link-local`, `private` or `reserved` (IANA special-purpose registries; RFC 6890).

    An IPv4 address inside an IPv6 one (mapped, 6to4, Teredo, NAT64) is judged as that IPv4 address.
    """
    try:
        ip = ip_address(address.split("%", 1)[0])
    except ValueError:
        return "reserved"
    if isinstance(ip, IPv6Address):
        inner = _embedded(ip)
        if inner:
            return kind(inner)
    if ip.is_loopback:
        return "loopback"
    if ip.is_link_local:
        return "link-local"
    if ip.is_multicast or ip.is_unspecified or ip.is_reserved:
        return "reserved"
    return "global" if ip.is_global else "private"


def _embedded(ip: IPv6Address) -> str | None:
    if ip.ipv4_mapped:
        return str(ip.ipv4_mapped)
    if ip.sixtofour:
        return str(ip.sixtofour)
    if ip.teredo:
        return str(ip.teredo[1])
    if ip.packed[:12] == bytes.fromhex("0064ff9b0000000000000000"):  # 64:ff9b::/96, RFC 6052
        return ".".join(str(byte) for byte in ip.packed[12:])
    return None


def may_connect(address: str, home: Iterable[str]) -> bool:
    """Whether a crawl whose own start hosts live at the addresses `home` may connect to `address`."""
    its = kind(address)
    return its == "global" or (its != "reserved" and its in {kind(own) for own in home})
