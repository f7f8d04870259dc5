"""`extract` as a library function: it answers to anything, and an empty page is no article."""

from __future__ import annotations

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
