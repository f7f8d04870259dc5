"""Requests as bytes: the form of the target, and that no address or header can make a second line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.fetching.request import BadAddress, Proxy, Target, request_bytes


@pytest.mark.parametrize(
    ("url", "authority", "path", "port"),
    [
        ("http://press.test", "press.test", "/", 80),
        ("http://press.test:80/a?b#c", "press.test", "/a?b", 80),
        ("https://press.test:443/", "press.test", "/", 443),
        ("https://press.test:8443/a", "press.test:8443", "/a", 8443),
        ("http://user:pw@press.test/x", "press.test", "/x", 80),
        ("http://[::1]:81/x", "[::1]:81", "/x", 81),
        ("http://PRESS.test?q=1", "press.test", "/?q=1", 80),
        ("http://press.test/caf\u00e9 \u06f1?\u00fc=%zz", "press.test", "/caf%C3%A9%20%DB%B1?%C3%BC=%zz", 80),
        ('http://press.test/a|b"<c>', "press.test", '/a|b"<c>', 80),
    ],
)
def test_targets(url: str, authority: str, path: str, port: int) -> None:
    target = Target.of(url)
    assert (target.authority, target.path, target.port) == (authority, path, port)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "press.test",
        "mailto:a@b",
        "http://",
        "http:///x",
        "http://[::1",
        "http://a:99999/",
        "http://a:0/",
        "http://a\u00e9.test/",
        "http://a b/",
    ],
)
def test_what_is_no_address(url: str) -> None:
    with pytest.raises(BadAddress):
        Target.of(url)


def test_a_request_in_both_forms() -> None:
    target = Target.of("http://press.test:81/a?b")
    headers = [
        ("User-Agent", "newsark/0.1"),
        ("host", "evil.test"),
        ("Connection", "x"),
        ("X-Odd: y\r\nZ", "1"),
    ]
    assert request_bytes("GET", target, headers) == (
        b"GET /a?b HTTP/1.1\r\nHost: press.test:81\r\nUser-Agent: newsark/0.1\r\n\r\n"
    )
    assert request_bytes("POST", target, [], b"q=1", absolute=True) == (
        b"POST http://press.test:81/a?b HTTP/1.1\r\nHost: press.test:81\r\nContent-Length: 3\r\n\r\nq=1"
    )


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_no_address_and_no_header_makes_another_line(path: str, name: str, value: str) -> None:
    try:
        target = Target.of(f"http://press.test/{path}")
    except BadAddress:
        return
    raw = request_bytes("GET", target, [(name, value)])
    assert raw.endswith(b"\r\n\r\n")
    assert raw.count(b"\n") == raw.count(b"\r") in (3, 4)
    assert raw.count(b" HTTP/1.1\r\n") <= 1 + value.count("HTTP")
    assert raw.split(b"\r\n")[0].count(b" ") == 2


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://proxy.test:3128", Proxy("proxy.test", 3128)),
        ("proxy.test:3128", Proxy("proxy.test", 3128)),
        ("http://a%3Ab:c%40d@proxy.test:1", Proxy("proxy.test", 1, b"Basic YTpiOmNAZA==")),
    ],
)
def test_proxies(url: str, expected: Proxy) -> None:
    assert Proxy.of(url) == expected


@pytest.mark.parametrize("url", ["", "socks5://p:1", "https://p:1", "http://p:x", "http://"])
def test_no_proxies(url: str) -> None:
    with pytest.raises(BadAddress):
        Proxy.of(url)
