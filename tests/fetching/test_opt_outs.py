"""Opt-outs: read wherever they stand, noted with each request, obeyed where the site file says so."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from archive.home import Home
from archive.warc.read import walk
from crawler.fetching.optouts import agent_rules, in_headers, in_page, reserved

URL = "http://press.example/news/1"


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ((b"X-Robots-Tag", b"noarchive, nosnippet"), ["noarchive (X-Robots-Tag)"]),
        ((b"x-robots-tag", b"NoAI, noimageai"), ["noai (X-Robots-Tag)", "noimageai (X-Robots-Tag)"]),
        ((b"X-Robots-Tag", b"googlebot: noarchive"), []),
        ((b"X-Robots-Tag", b"newsark: noarchive"), ["noarchive (X-Robots-Tag)"]),
        ((b"X-Robots-Tag", b"max-snippet: 20, noarchive"), ["noarchive (X-Robots-Tag)"]),
        ((b"X-Robots-Tag", b"noindex"), []),
        ((b"TDM-Reservation", b" 1"), ["tdm-reservation (header)"]),
        ((b"tdm-reservation", b"0"), []),
    ],
)
def test_headers(header: tuple[bytes, bytes], found: list[str]) -> None:
    assert list(in_headers([header], "newsark")) == found


@pytest.mark.parametrize(
    ("tag", "found"),
    [
        (b'<meta name="robots" content="noarchive">', ["noarchive (meta robots)"]),
        (b"<META CONTENT='max-image-preview:large, noai' NAME=robots>", ["noai (meta robots)"]),
        (b"<meta name=newsark content=noarchive>", ["noarchive (meta newsark)"]),
        (b'<meta name="googlebot" content="noarchive">', []),
        (b'<meta name="tdm-reservation" content="1">', ["tdm-reservation (meta)"]),
        (b'<meta name="description" content="noarchive">', []),
        (b"<meta " * 20_000, []),
    ],
)
def test_meta_elements(tag: bytes, found: list[str]) -> None:
    assert list(in_page(b"<html><head>" + tag, "newsark")) == found


def test_what_robots_txt_says_to_gatherers() -> None:
    rules = agent_rules(
        b"User-agent: GPTBot\nUser-Agent: ccbot # all\nDisallow: /news/\n\nUser-agent: *\nDisallow: /x/\n"
    )
    assert rules is not None
    assert rules.agents == ("GPTBot", "CCBot")
    assert list(rules.forbid(URL)) == ["ai-agents (robots.txt)"]
    assert list(rules.forbid("http://press.example/")) == []
    assert agent_rules(b"User-agent: *\nDisallow: /\n") is None


@pytest.mark.parametrize(
    ("rules", "found"),
    [
        ([{"location": "/news/*", "tdm-reservation": 1}], ["tdm-reservation (tdmrep.json)"]),
        ([{"location": "/", "tdm-reservation": 0}, {"location": "/news/", "tdm-reservation": 1}], []),
        ([{"location": "/news/1$", "tdm-reservation": "1"}], ["tdm-reservation (tdmrep.json)"]),
        ([{"location": "/news/[1]", "tdm-reservation": 1}], []),
        ({"location": "/"}, []),
        ([[1], None, {"location": "*" * 400, "tdm-reservation": 1}], []),
    ],
)
def test_tdmrep(rules: object, found: list[str]) -> None:
    assert list(reserved(json.dumps(rules).encode(), URL)) == found


class Press(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    pages = {  # noqa: RUF012 - a table
        "/robots.txt": ("User-agent: CCBot\nDisallow: /mined/\n", ()),
        "/.well-known/tdmrep.json": ('[{"location": "/reserved/", "tdm-reservation": 1}]', ()),
        "/": (
            "".join(f"<a href='/{n}/'>{n}</a>" for n in ("free", "tagged", "meta", "mined", "reserved")),
            (),
        ),
        "/tagged/": ("<p>kept by nobody", ("X-Robots-Tag", "noarchive")),
        "/meta/": ('<meta name=robots content="noarchive"><p>kept by nobody', ()),
    }

    def do_GET(self) -> None:
        text, header = self.pages.get(self.path, ("<p>a page", ()))
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(text)))
        if header:
            self.send_header(*header)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def press() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.2", 0), Press)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.2:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


def crawled(press: str, folder: Path, setting: str) -> tuple[dict[str, str], dict[str, bytes]]:
    """Opt-outs by path as the metadata records have them, and the kept pages."""
    home = Home.create(folder)
    (home.sites / "paper.toml").write_text(
        f'start = ["{press}/"]\n[crawl]\ndelay = 0\nopt_outs = "{setting}"\n'
    )
    command = [sys.executable, "-m", "crawler.cli", "crawl", "paper", "--no-project", "--home", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    records = [record for file in home.warc.glob("*.gz") for record in walk(file)]
    said = {
        record.get("WARC-Target-URI").removeprefix(press): record.block.decode()
        for record in records
        if record.type == "metadata"
        and b"opt" in record.block
        and record.get("WARC-Target-URI").startswith(press)
    }
    kept = {r.get("WARC-Target-URI").removeprefix(press): r.block for r in records if r.type == "response"}
    return said, kept


def test_they_are_recorded_with_each_request(press: str, tmp_path: Path) -> None:
    said, kept = crawled(press, tmp_path / "home", "record")
    assert set(said) == {"/tagged/", "/mined/"}
    assert "opt-out: noarchive (X-Robots-Tag)" in said["/tagged/"]
    assert "opt-out: ai-agents (robots.txt)" in said["/mined/"]
    assert {"/tagged/", "/meta/", "/mined/", "/reserved/", "/free/"} <= set(kept)
    assert "/.well-known/tdmrep.json" not in kept


def test_where_they_are_obeyed_nothing_is_kept(press: str, tmp_path: Path) -> None:
    said, kept = crawled(press, tmp_path / "home", "obey")
    assert set(kept) == {"/robots.txt", "/.well-known/tdmrep.json", "/", "/free/"}
    assert set(said) == {"/tagged/", "/meta/"}  # the others were not even asked for
    assert "opted out, not kept: noarchive (meta robots)" in said["/meta/"]
    assert b"kept by nobody" not in b"".join(kept.values())
