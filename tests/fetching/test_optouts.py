"""What publishers reserve: in headers, pages, tdmrep.json and robots.txt."""

from __future__ import annotations

import json
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.fetching.optouts import in_answer, tdmrep
from crawler.fetching.rules import rules_of

SITE = "http://press.test"
REP = [
    {"location": "/free/*.html$", "tdm-reservation": 0},
    {"location": "/news/", "tdm-reservation": 1, "tdm-policy": "http://press.test/policy.json"},
    {"location": "/news/", "tdm-reservation": 0},
    {"location": "*/print/*", "tdm-reservation": "1"},
    {"tdm-reservation": 1},
    "no rule",
]
ROBOTS = b"""\
User-agent: *
Disallow: /private/

User-agent: GPTBot
User-agent: CCBot/2.0
Disallow: /news/
Allow: /news/free/

User-agent: Bingbot
Disallow: /
"""


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("X-Robots-Tag: noarchive", ["noarchive"]),
        ("x-robots-tag: NoIndex, NOARCHIVE , nofollow", ["noarchive"]),
        ("X-Robots-Tag: nocache, noai", ["noarchive", "ai"]),
        ("X-Robots-Tag: otherbot: noarchive, noai", []),
        ("X-Robots-Tag: newsark: noarchive", ["noarchive"]),
        ("X-Robots-Tag: unavailable_after: 25 Jun 2030 15:00:00 PST, noml", ["ai"]),
        ("X-Robots-Tag: nosnippet", []),
        ("TDM-Reservation: 1", ["tdm"]),
        ("tdm-reservation: 0", []),
    ],
)
def test_headers(header: str, expected: list[str]) -> None:
    name, _, value = header.partition(": ")
    assert [mark.kind for mark in in_answer([(name.encode(), value.encode())], b"", "newsark")] == expected


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ('<meta name="robots" content="index, noarchive">', ["meta robots: noarchive"]),
        ("<META CONTENT='noai, noimageai' NAME=Robots>", ["meta robots: noai", "meta robots: noimageai"]),
        ('<meta name="newsark" content="noarchive">', ["meta newsark: noarchive"]),
        ('<meta name="googlebot" content="noarchive">', []),
        ('<meta name="tdm-reservation" content="1">', ["meta tdm-reservation: 1"]),
        ('<meta name="tdm-reservation" content="0">', []),
        ('<p>What noarchive means: &lt;meta name="robots" content="noarchive"></p>', []),
    ],
)
def test_pages(page: str, expected: list[str]) -> None:
    assert [mark.where for mark in in_answer([], page.encode(), "newsark")] == expected


@pytest.mark.parametrize(
    ("path", "reserved"),
    [
        ("/news/a", True),
        ("/news", False),
        ("/free/a.html", False),
        ("/sport/print/a", True),
        ("/sport/print", False),
        ("/", False),
    ],
)
def test_the_first_rule_of_tdmrep_that_matches_decides(path: str, reserved: bool) -> None:
    rules = tdmrep(200, json.dumps(REP).encode())
    assert (rules.mark(SITE + path) is not None) is reserved
    assert tdmrep(404, json.dumps(REP).encode()).mark(SITE + path) is None


@pytest.mark.parametrize("body", [b"", b"<html>", b"1", b"[[[", b"\xff\xfe", b"{}", b"[" * 100_000])
def test_what_is_no_tdmrep_reserves_nothing(body: bytes) -> None:
    assert tdmrep(200, body).mark(SITE + "/") is None


def test_robots_txt_that_shuts_out_crawlers_for_training() -> None:
    rules = rules_of(200, ROBOTS, "newsark")
    closed = {path: rules.mark(SITE + path) is not None for path in ("/news/a", "/news/free/a", "/sport/")}
    assert closed == {"/news/a": True, "/news/free/a": False, "/sport/": False}
    assert rules.allows(SITE + "/news/a")
    assert rules_of(200, b"User-agent: *\nDisallow: /\n", "newsark").mark(SITE + "/") is None
    assert rules_of(404, ROBOTS, "newsark").mark(SITE + "/news/a") is None


@given(st.binary(max_size=300), st.text(max_size=60), st.text(max_size=60))
def test_nothing_breaks_the_readers(data: bytes, location: str, path: str) -> None:
    in_answer([(b"X-Robots-Tag", data)], b"<meta name=robots noarchive " + data, "newsark")
    tdmrep(200, json.dumps([{"location": location, "tdm-reservation": 1}]).encode()).mark(f"{SITE}/{path}")


def test_hostile_patterns_and_pages_cost_little() -> None:
    begun = process_time()
    rules = tdmrep(
        200, json.dumps([{"location": "/" + "*a" * 900 + "b$", "tdm-reservation": 1}] * 900).encode()
    )
    assert rules.mark(f"{SITE}/" + "a" * 8_000) is None
    in_answer([(b"X-Robots-Tag", b"noarchive," * 100_000)], b"noai<meta name=" * 100_000, "newsark")
    assert process_time() - begun < 5.0
