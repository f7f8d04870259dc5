"""Proxy replay: the archive answers as if it were the web; with scripts on, the check page passes through it."""

from __future__ import annotations

import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from checkpage import PAGE, SCRIPTED, SITE, STATIC, STATIC_TEST, exchanges
from chromium import CHROMIUM, browsing
from replay_home import S1, ask, exchange, make_home, serving

from archive.home import Home
from archive.replay.authority import Authority, AuthorityError
from archive.replay.listen import ReplayError
from archive.replay.proxy import serve_proxy


@contextmanager
def proxying(home: Home, authority: Authority | None = None) -> Iterator[int]:
    """The real proxy on a free port."""
    stop, started, found = threading.Event(), threading.Event(), list[str]()

    def ready(address: str) -> None:
        found.append(address)
        started.set()

    thread = threading.Thread(
        target=serve_proxy,
        args=(home,),
        kwargs={"port": 0, "authority": authority, "ready": ready, "stop": stop},
    )
    thread.start()
    try:
        assert started.wait(20)
        yield urlsplit(found[0]).port or 0
    finally:
        stop.set()
        thread.join(20)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    folder: Path = tmp_path_factory.mktemp("proxy") / "home"
    more = [
        exchange(
            "https://old.example/",
            b"<p>secure",
            "Strict-Transport-Security: max-age=9",
            "Set-Cookie: a=b",
            "Alt-Svc: h3",
        ),
        exchange("http://old.example/", b"", "Location: https://old.example/", status="301 Moved"),
    ]
    return make_home(folder, [*exchanges(), *more])


def test_nothing_is_rewritten(home: Home) -> None:
    with proxying(home) as port:
        answer = ask(port, "GET", PAGE, {})
        assert answer.status == 200
        assert f"{SITE}" not in answer["location"]
        assert 'href="/s/link.css"' in answer.text
        assert answer["memento-datetime"]
        assert ask(port, "GET", f"{SITE}/s/gzip.css", {})["content-encoding"] == ""
        assert ask(port, "GET", f"{SITE}/s/a.wav", {"Range": "bytes=0-3"}).body == b"RIFF"
        assert ask(port, "GET", f"{SITE}/never", {}).status == 404
        secure = ask(port, "GET", "http://old.example/", {})
        assert (secure.text, secure["set-cookie"]) == ("<p>secure", "a=b")
        assert secure["strict-transport-security"] == secure["alt-svc"] == ""


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("GET / HTTP/1.1", 400),
        ("CONNECT a.example:443 HTTP/1.1", 501),
        ("GET ftp://a.example/ HTTP/1.1", 400),
        ("GET http://[::1/ HTTP/1.1", 404),
    ],
)
def test_what_is_no_proxy_request_is_refused(home: Home, line: str, status: int) -> None:
    with proxying(home) as port, socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(f"{line}\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        assert int(connection.recv(4_096).split()[1]) == status


def test_a_port_in_use_is_one_clear_line(home: Home) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(ReplayError, match="is in use"):
        serve_proxy(home, port=taken.getsockname()[1])


def tunnelled(port: int, authority: Authority, host: str, target: str = "/") -> bytes:
    """The reply to one GET through a tunnel, as a client that trusts nobody but the authority gets it."""
    trusting = ssl.create_default_context(cafile=str(authority.path))
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(f"CONNECT {host}:443 HTTP/1.1\r\nHost: {host}:443\r\n\r\n".encode())
        assert connection.recv(4_096).startswith(b"HTTP/1.1 200 ")
        with trusting.wrap_socket(connection, server_hostname=host) as secure:
            reply = b""
            for close in ("keep-alive", "close"):
                secure.sendall(
                    f"GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: {close}\r\n\r\n".encode()
                )
            while data := secure.recv(65_536):
                reply += data
    return reply


def test_with_an_authority_https_is_answered(home: Home, tmp_path: Path) -> None:
    authority = Authority.open(tmp_path / "ca")
    with proxying(home, authority) as port:
        reply = tunnelled(port, authority, "old.example")
        assert reply.count(b"HTTP/1.1 200 OK") == 2  # the tunnel stays open
        assert reply.endswith(b"<p>secure")
        assert b" 404 " in tunnelled(port, authority, "never.example")
        with pytest.raises(ssl.SSLCertVerificationError):
            tunnelled(port, Authority.open(tmp_path / "another"), "old.example")


def test_a_tunnel_without_a_host_is_refused(home: Home, tmp_path: Path) -> None:
    authority = Authority.open(tmp_path / "ca")
    with proxying(home, authority) as port:
        for target in ("a.example", "[::1:443", f"{'a' * 300}:443", "a b:443"):
            with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
                connection.sendall(f"CONNECT {target} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
                assert connection.recv(4_096).startswith(b"HTTP/1.1 400 ")


def test_the_authority_is_made_once_and_kept_to_its_owner(tmp_path: Path) -> None:
    first, again = Authority.open(tmp_path / "ca"), Authority.open(tmp_path / "ca")
    assert (first.pin, first.path.read_bytes()) == (again.pin, again.path.read_bytes())
    assert (tmp_path / "ca/ca.key").stat().st_mode & 0o777 == 0o600
    later = Authority.open(tmp_path / "ca", now=datetime.now(UTC) + timedelta(days=365 * 5))
    assert later.pin != first.pin  # it has run out and is made anew
    (tmp_path / "ca/ca.key").write_bytes(b"nonsense")
    with pytest.raises(AuthorityError, match="is damaged; delete both"):
        Authority.open(tmp_path / "ca")


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_a_browser_opens_https_pages_at_their_own_address(home: Home, tmp_path: Path) -> None:
    authority = Authority.open(tmp_path / "ca")
    with proxying(home, authority) as port, browsing(proxy=port, trust=authority.pin) as (browser, sink):
        loaded = browser.open("https://old.example/")
        assert loaded.requests["https://old.example/"] == 200
        assert browser.evaluate("document.body.innerText + isSecureContext") == "securetrue"
        assert sink.lines == []


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_the_check_page_passes_through_the_proxy(home: Home) -> None:
    with proxying(home) as port, browsing(proxy=port) as (browser, sink):
        browser.open(PAGE)
        deadline = time.monotonic() + 30
        while browser.evaluate("!!window.results") is not True and time.monotonic() < deadline:
            browser.evaluate("new Promise(done => setTimeout(done, 100))")
        found = dict(browser.evaluate(STATIC_TEST)) | json.loads(
            browser.evaluate("JSON.stringify(window.results)")
        )
        failed = [name for name in (*STATIC, *SCRIPTED) if not found[name]]
        assert failed == []
        assert sink.lines == []


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_the_static_checks_pass_by_default(home: Home) -> None:
    """Scripts off: every check that needs none."""
    with serving(home) as server, browsing(direct=(server.port, server.pages)) as (browser, sink):
        browser.open(f"http://127.0.0.1:{server.port}/web/{S1}/{PAGE}")
        found = dict(browser.evaluate(STATIC_TEST))
        assert [name for name in STATIC if not found[name]] == []
        assert browser.evaluate("typeof window.results") == "undefined"
        assert sink.pages_asked() == []
