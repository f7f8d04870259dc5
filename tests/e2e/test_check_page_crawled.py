"""The check page served by a real server, crawled like any page, and played back: what a crawl can see is all there."""

from __future__ import annotations

import json
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from checkpage import SCRIPTED, STATIC, STATIC_TEST, served
from chromium import CHROMIUM, browsing
from newsroom.room import free_port
from test_main_job import newsark
from test_replay_proxy import proxying

from archive.home import Home

pytestmark = pytest.mark.browser
HOSTS = ("127.0.0.2", "127.0.0.3")
UNSEEN = ["post"]
"""A crawl makes no POST requests."""


class _Handler(socketserver.StreamRequestHandler):
    pages: dict[str, bytes]

    def handle(self) -> None:
        target = self.rfile.readline().split()[1].decode()
        while self.rfile.readline().strip():
            pass
        host, port = self.server.server_address[:2]
        missing = b"HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\n\r\nnone"
        address = f"http://{host}:{port}{target}"
        if target.startswith("/fuzzy?"):  # whatever the number against caches
            address = next(known for known in self.pages if known.startswith(address.partition("&_=")[0]))
        self.wfile.write(self.pages.get(address, missing))


@contextmanager
def press() -> Iterator[str]:
    """The page's server on two hosts; the address of the page. Its bytes end with the connection."""
    port = free_port(list(HOSTS))
    site, cdn = (f"{host}:{port}" for host in HOSTS)
    handler = type("Handler", (_Handler,), {"pages": served(site, cdn)})
    servers = [socketserver.ThreadingTCPServer((host, port), handler) for host in HOSTS]
    threads = [threading.Thread(target=server.serve_forever) for server in servers]
    for thread in threads:
        thread.start()
    try:
        yield f"http://{site}/check/"
    finally:
        for server, thread in zip(servers, threads, strict=True):
            server.shutdown()
            server.server_close()
            thread.join()


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_a_crawled_page_runs_as_it_did(tmp_path: Path) -> None:
    folder = tmp_path / "home"
    newsark(folder, "init", str(folder))
    with press() as page:
        text = f'start = ["{page}"]\n[crawl]\ndelay = 0\n'
        (folder / "sites" / "check.toml").write_text(text)
        newsark(folder, "crawl", "check", "--no-project")
    with proxying(Home.open(folder)) as port, browsing(proxy=port) as (browser, sink):
        browser.open(page)
        deadline = time.monotonic() + 60
        while browser.evaluate("!!window.results") is not True and time.monotonic() < deadline:
            browser.evaluate("new Promise(done => setTimeout(done, 100))")
        found = dict(browser.evaluate(STATIC_TEST)) | json.loads(
            browser.evaluate("JSON.stringify(window.results)")
        )
        assert [name for name in (*STATIC, *SCRIPTED) if not found[name]] == UNSEEN
        assert sink.lines == []
