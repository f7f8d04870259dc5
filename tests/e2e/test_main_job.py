"""The main job against the local press: every article of the manifest comes out of the database with every field right."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from hashlib import sha256
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from readme import NEWSARK, press

from archive.warc.http import decode_body

pytestmark = pytest.mark.e2e
BODY = "df915c8a0d7154e4cd4c6a824238a1d79aca21dc45330f3256bd1be1a70f04b2"
"""SHA-256 of the seed page's eight paragraphs, joined by blank lines."""

CASES = Path(__file__).parents[1] / "sites"


def newsark(home: Path, *words: str, check: bool = True) -> str:
    environ = {**os.environ, "NEWSARK_HOME": str(home)}
    done = subprocess.run(
        [NEWSARK, *words], env=environ, capture_output=True, text=True, timeout=500, check=False
    )
    assert not check or done.returncode == 0, done.stderr
    return done.stdout


def rows(home: Path, *words: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in newsark(home, *words, "--json").splitlines()]


def manifest(seed: int, pub: str, base: str, articles: int) -> list[dict[str, Any]]:
    port = base.rsplit(":", 1)[1]
    command = [sys.executable, "-m", "newsroom", "manifest", "--seed", str(seed), "--pubs", pub]
    command += ["--articles", str(articles), "--port", port]
    environ = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def folded(text: str | None) -> str:
    return " ".join((text or "").split())


@pytest.mark.parametrize("seed", [7, 11])
def test_all_fields_of_two_hundred_agency_articles(tmp_path: Path, seed: int) -> None:
    arguments = ("--seed", str(seed), "--articles", "200", "--pubs", "agency", "--crawl-delay", "0")
    with press(tmp_path, *arguments) as pubs:
        home = tmp_path / "home"
        newsark(home, "init", str(home))
        newsark(home, "site", "add", pubs["agency"] + "/", "--name", "agency")
        newsark(home, "crawl", "agency")
        truth = manifest(seed, "agency", pubs["agency"], 200)
    found = {row["url"]: row for row in rows(home, "articles")}
    wrong: list[object] = []
    for article in truth:
        stored = (
            json.loads(newsark(home, "show", article["url"], "--json")) if article["url"] in found else {}
        )
        exact = datetime.fromisoformat(article["published"])  # some seeds state it in a meta tag as well
        stated = exact.isoformat() if stored.get("published_zone_known") else f"{exact:%Y-%m-%dT%H:%M}"
        expected = {
            "title": article["title"],
            "published": stated,
            "published_precision": "second" if stored.get("published_zone_known") else "minute",
            "article_id": str(article["id"]),
            "agency": "SHAFAQNA",
            "authors": article["authors"][:1],
            "section": article["section_name"],
            "tags": article["tags"],
            "comment_count": article["comment_count"]["0"],
            "comment_count_qualifier": "exact",
            "comments_open": True,
            "language": "en",
        }
        got = {name: stored.get(name) for name in expected}
        if got != expected:
            wrong.append((article["url"], {k: (got[k], v) for k, v in expected.items() if got[k] != v}))
        elif [folded(p) for p in stored["body"].split("\n\n")] != [folded(p) for p in article["body"]]:
            wrong.append((article["url"], "body"))
    assert len(truth) >= 200
    assert wrong == []
    assert set(found) == {article["url"] for article in truth}


@contextmanager
def served(folder: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def test_the_seed_page_field_by_field(tmp_path: Path) -> None:
    case = CASES / "shafaqna" / "13749"
    expected = json.loads((case / "expected.json").read_text())
    place = tmp_path / "web" / "development-of-strategic-partnership-between-iran-russia"
    place.mkdir(parents=True)
    (place / "index.html").write_bytes((case / "page.html").read_bytes())
    (tmp_path / "web" / "index.html").write_text(
        f'<html><body><a href="/{place.name}/">Development</a></body></html>'
    )
    with served(tmp_path / "web") as base:
        home = tmp_path / "home"
        newsark(home, "init", str(home))
        newsark(home, "site", "add", base + "/", "--name", "seed")
        newsark(home, "crawl", "seed")
        url = f"{base}/{place.name}/"
        stored = json.loads(newsark(home, "show", url, "--json"))
    same = set(expected) - {"url"}
    assert {name: stored[name] for name in same} == {name: expected[name] for name in same}
    paragraphs = stored["body"].split("\n\n")
    assert len(paragraphs) == 8
    assert sha256(stored["body"].encode()).hexdigest() == BODY
    assert not any(
        words in stored["body"] for words in ("Leave a Reply", "Want to join", "0 replies", "Date :")
    )
    why = json.loads(newsark(home, "why", url, "comment_count", "--json"))
    assert (why["value"], why["candidates"][0]["chosen"]) == (0, True)
    data = (home / "warc" / why["file"]).read_bytes()[why["offset"] :]
    assert data[:3] == b"\x1f\x8b\x08"


def test_replay_gives_the_page_as_it_was_captured(tmp_path: Path) -> None:
    arguments = ("--seed", "23", "--articles", "5", "--pubs", "weekly", "--crawl-delay", "0")
    with press(tmp_path, *arguments) as pubs:
        home = tmp_path / "home"
        newsark(home, "init", str(home))
        newsark(home, "site", "add", pubs["weekly"] + "/", "--name", "weekly")
        newsark(home, "crawl", "weekly")
        url = rows(home, "articles", "--limit", "1")[0]["url"]
        with urlopen(url, timeout=20) as answer:
            live = answer.read()
    environ = {**os.environ, "NEWSARK_HOME": str(home)}
    command = [NEWSARK, "replay", "--port", "0"]
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            address = next(word for word in server.stdout.readline().split() if word.startswith("http://"))
            asked = Request(f"{address}web/2id_/{url}", headers={"Accept-Encoding": "identity"})
            with urlopen(asked, timeout=20) as answer:
                coding, body = answer.headers["Content-Encoding"], answer.read()
                assert answer.headers["Memento-Datetime"]
        finally:
            server.terminate()
    assert server.returncode == 0
    assert decode_body((("Content-Encoding", coding or ""),), body).data == live
