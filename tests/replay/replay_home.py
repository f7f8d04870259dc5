"""Homes for the replay tests: exchanges written with the real writer, served by the real server on loopback."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from archive.home import Home
from archive.index.store import CaptureIndex
from archive.model import CrawlInfo, Exchange
from archive.replay.server import serve
from archive.warc.write import WarcWriter

T1 = datetime(2014, 11, 28, 0, 2, 0, tzinfo=UTC)
T2 = datetime(2015, 3, 1, 12, 0, 0, tzinfo=UTC)
S1, S2 = "20141128000200", "20150301120000"
INFO = CrawlInfo("crawl-1", "test", T1, "newsark-test/1")


def exchange(
    url: str,
    body: bytes = b"",
    *headers: str,
    status: str = "200 OK",
    when: datetime = T1,
    kind: str = "text/html; charset=utf-8",
    method: str = "GET",
    sent: bytes = b"",
    sends: str = "application/x-www-form-urlencoded",
) -> Exchange:
    """One exchange; `headers` are lines that come behind Content-Type. `sent` is the request's body, of type `sends`."""
    typed = (f"Content-Type: {kind}",) if kind else ()
    head = "\r\n".join((f"HTTP/1.1 {status}", *typed, *headers))
    parts = urlsplit(url)
    asked = (
        f"{method} {parts.path or '/'} HTTP/1.1",
        f"Host: {parts.netloc}",
        *([f"Content-Type: {sends}"] if sent else []),
    )
    request = "\r\n".join(asked).encode() + b"\r\n\r\n" + sent
    return Exchange(url, when, request, head.encode("latin-1") + b"\r\n\r\n" + body)


def make_home(folder: Path, exchanges: list[Exchange], *, config: str = "") -> Home:
    """A home with these captures, sealed and indexed; a payload seen before at its address becomes a revisit."""
    home = Home.create(folder)
    if config:
        with (folder / "newsark.toml").open("a") as file:
            file.write(config)
        home = Home.open(folder)
    with CaptureIndex(home.index_db) as index:
        writer = WarcWriter(home.warc, INFO, known=lambda digest, url: index.by_digest(url, digest))
        for one in exchanges:
            index.add([writer.write(one)])
        writer.close({"captures": len(exchanges)})
    return home


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    def __getitem__(self, name: str) -> str:
        return self.headers.get(name.lower(), "")


@dataclass(frozen=True)
class Server:
    """A running server. `get("/web/…")` asks the content's port, `page("/-/…")` that of our own pages."""

    port: int
    pages: int

    def get(self, target: str, **headers: str) -> Answer:
        return ask(
            self.port, "GET", target, {name.replace("_", "-"): value for name, value in headers.items()}
        )

    def page(self, target: str) -> Answer:
        return ask(self.pages, "GET", target, {})


def ask(port: int, method: str, target: str, headers: dict[str, str], body: bytes | None = None) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request(method, target, body, headers)
        reply = connection.getresponse()
        values: dict[str, str] = {}
        for name, value in reply.getheaders():
            values[name.lower()] = f"{values[name.lower()]}, {value}" if name.lower() in values else value
        return Answer(reply.status, values, reply.read())
    finally:
        connection.close()


@contextmanager
def serving(home: Home) -> Iterator[Server]:
    """The real server on free ports, in a thread of its own."""
    stop, started, found = threading.Event(), threading.Event(), list[str]()

    def ready(address: str) -> None:
        found.append(address)
        started.set()

    thread = threading.Thread(target=serve, args=(home,), kwargs={"port": 0, "ready": ready, "stop": stop})
    thread.start()
    try:
        assert started.wait(20)
        port = urlsplit(found[0]).port or 0
        location = ask(port, "GET", "/", {})["location"]
        yield Server(port, urlsplit(location).port or 0)
    finally:
        stop.set()
        thread.join(20)
