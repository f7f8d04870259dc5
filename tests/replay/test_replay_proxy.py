"""Proxy replay: the archive answers as if it were the web; with scripts on, the check page passes through it."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from checkpage import PAGE, SCRIPTED, SITE, STATIC, STATIC_TEST, exchanges
from chromium import CHROMIUM, browsing
from replay_home import S1, ask, exchange, make_home, serving

from archive.home import Home
from archive.replay.proxy import serve_proxy
from archive.replay.server import ReplayError


@contextmanager
def proxying(home: Home) -> Iterator[int]:
    """The real proxy on a free port."""
    stop, started, found = threading.Event(), threading.Event(), list[str]()

    def ready(address: str) -> None:
        found.append(address)
        started.set()

    thread = threading.Thread(
        target=serve_proxy, args=(home,), kwargs={"port": 0, "ready": ready, "stop": stop}
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
