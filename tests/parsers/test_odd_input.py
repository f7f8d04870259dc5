"""`extract` as a library function: it answers to anything, and an empty page is no article."""

from __future__ import annotations

import json
import time
from datetime import datetime

import pytest

from archive.model import Article, Failed, NotArticle
from crawler.parsers import extract

URL = "http://press.example/news/1"
STORY = (
    b"<meta property=og:type content=article><title>Plant restarted</title><h1>Plant restarted</h1><p>"
    + b"The plant was restarted on Friday. " * 9
)


@pytest.mark.parametrize("page", [b"", b" \n", b"<p></p>", b"<html></html>", b"<!-- -->", b"\xef\xbb\xbf"])
def test_a_page_without_any_text_is_no_article(page: bytes) -> None:
    outcome = extract(page, URL)
    assert isinstance(outcome, NotArticle)
    assert outcome.reason in ("no-text", "no-marks")


@pytest.mark.parametrize("page", [bytearray(STORY), memoryview(STORY)])
def test_bytes_of_any_kind(page: object) -> None:
    outcome = extract(page, URL)  # type: ignore[arg-type]
    assert isinstance(outcome, Article)
    assert outcome.title == "Plant restarted"


@pytest.mark.parametrize("page", ["<p>text", None, 7])
def test_what_is_no_bytes_is_told_plainly(page: object) -> None:
    outcome = extract(page, URL)  # type: ignore[arg-type]
    assert isinstance(outcome, Failed)
    assert (
        outcome.error
        == f"TypeError: a page is read from its bytes, as they came, not from {type(page).__name__}"
    )


@pytest.mark.parametrize(
    ("url", "captured_at", "told"),
    [
        (b"http://press.example/", None, "TypeError: an address is text, not bytes"),
        (7, None, "TypeError: an address is text, not int"),
        (URL, "2026-11-28", "TypeError: captured_at is a datetime, not str"),
        (URL, datetime(2026, 11, 28), "ValueError: captured_at has no zone; give it one, for example UTC"),
    ],
)
def test_a_wrong_call_is_told_plainly(url: object, captured_at: object, told: str) -> None:
    outcome = extract(STORY, url, captured_at=captured_at)  # type: ignore[arg-type]
    assert isinstance(outcome, Failed)
    assert outcome.error == told
    assert json.loads(json.dumps(outcome.as_dict()))["failed"] == told
    assert list(outcome.as_dict())[:-1] == list(Article.names())


@pytest.mark.parametrize("value", [None, 7, b"text/html", ["text/html"], "\ud800", "x" * 1_000_000])
def test_any_headers(value: object) -> None:
    headers = {"Content-Type": value, "content-language": value, b"Date": value, None: value}
    assert isinstance(extract(STORY, URL, headers=headers), Article)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "value", ["true", "null", "1", "1.5", '"x"', "[]", "[null, true]", "[" * 900 + "]" * 900]
)
def test_any_state(value: str) -> None:
    script = f"<script type=application/json>{value}</script><script>window.__DATA__ = JSON.parse('{value}')</script>"
    assert isinstance(extract(script.encode() + STORY, URL), Article)


def test_every_outcome_can_be_written() -> None:
    body = json.dumps("The plant was restarted \ud800 on Friday. " * 30)
    data = f'<script type="application/ld+json">{{"@type":"NewsArticle","articleBody":{body},"keywords":"a\\udfffb"}}</script>'
    for page in (data.encode() + STORY, data.encode(), STORY, b"<title>Log in</title><input type=password>"):
        for url in (URL, URL + "\ud800"):
            text = json.dumps(extract(page, url).as_dict(), ensure_ascii=False)  # type: ignore[union-attr]
            assert text.encode()


RUNS = {
    "keywords": "<meta name=keywords content='a{}b'>",
    "title": "<meta property=og:title content='a{}b'><title>a{}b</title>",
    "author": "<meta name=author content='a{}b'>",
    "date": "<meta property=article:published_time content='a{}b'>",
    "keywords in data": '<script type="application/ld+json">{"@type":"NewsArticle","headline":"T","keywords":"a{}b"}</script>',
    "title of many parts": "<title>a | b{} - c{} | d</title>",
    "headline in data": '<script type="application/ld+json">{"@type":"NewsArticle","headline":"a{}b"}</script>',
}


@pytest.mark.parametrize("name", RUNS)
@pytest.mark.parametrize("blank", [" ", "\n", "\u2003", "\xa0", "&#32;"])
def test_a_run_of_blanks_takes_no_time(name: str, blank: str) -> None:
    start = time.process_time()
    page = RUNS[name].replace("{}", blank * 60_000).encode() + STORY
    assert isinstance(extract(page, URL), Article)
    assert time.process_time() - start < 2


PARA = "The quick brown fox was seen again on Friday in the city of York, officials said, and everybody was glad about it. "
WIDE = {
    "teasers": f"<h2><a href=/a/{{}}>A headline of some length number {{}}</a></h2><p>{PARA}</p>",
    "list items that nobody closed": f"<li>{PARA[:60]} in YorkThe mayor said, and the council agreed, that number {{}} was fine.",
    "paragraphs": f"<p>{{}} {PARA}</p>",
    "large headings": "<h1>{} comments</h1>",
    "rows within each other": "<ul class=comment-list><li>{}",
    "linked headlines": "<div><h1><a href=/{}>{}</a></h1></div>",
    "words with a credit": "<div>By the sea (Photo: Ann Lee {})",
}


@pytest.mark.parametrize("name", WIDE)
def test_many_of_a_kind_take_no_time(name: str) -> None:
    start = time.process_time()
    page = "<title>News</title><ul>" + "".join(WIDE[name].replace("{}", str(n)) for n in range(12_000))
    assert not isinstance(extract(page.encode(), URL), Failed)
    assert time.process_time() - start < 4


def test_many_links_in_wide_elements_take_no_time() -> None:
    start = time.process_time()
    assert not isinstance(extract(b"<table><b id=x>x</b>" * 8_000 + STORY, URL), Failed)
    assert time.process_time() - start < 3


@pytest.mark.parametrize("url", ["", None, "::::", "http://[", "\udcff", "x" * 100_000, "http://h:99999999/"])
def test_any_address(url: object) -> None:
    outcome = extract(STORY, url)  # type: ignore[arg-type]
    assert isinstance(outcome, Article)
    assert outcome.body.startswith("The plant was restarted")


@pytest.mark.parametrize(
    "charset", ["nonsense", "utf-16", "\udcff", "", "idna", "base64", "unicode_escape", "undefined"]
)
def test_any_charset(charset: str) -> None:
    outcome = extract(STORY, URL, headers={"Content-Type": f"text/html; charset={charset}"})
    assert not isinstance(outcome, Failed)
