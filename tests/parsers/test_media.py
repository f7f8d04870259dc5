"""Answers that call themselves pages, and are feeds, sitemaps, JSON or plain text."""

from __future__ import annotations

import pytest

from archive.model import NotArticle
from crawler.parsers import extract
from crawler.parsers.media import is_page

WORDS = (
    "The council of Halden voted on Monday to rebuild the old mill bridge, closed since the flood of 2019. "
    * 6
)
ITEMS = "".join(f"<item><title>T{n}</title><description>{WORDS}</description></item>" for n in range(5))
OTHERS = {
    "rss": f'<?xml version="1.0" encoding="utf-8"?>\n<!-- made by a program -->\n<rss version="2.0">{ITEMS}</rss>',
    "atom": f'\ufeff<feed xmlns="http://www.w3.org/2005/Atom">{ITEMS}</feed>',
    "sitemap": "<?xml version='1.0'?><urlset xmlns='x'><url><loc>http://a.example/1</loc></url></urlset>",
    "json": '{"items": [{"content_html": "<p>' + WORDS + '</p>"}]}',
    "robots": "User-agent: *\nDisallow: /private/\n",
    "text": WORDS,
}
PAGES = {
    "html": f"<html><body><h1>A bridge</h1><p>{WORDS}</p></body></html>",
    "piece": f"\n<p>{WORDS}</p>",
    "words before": f"Warning: include() failed <html><h1>A bridge</h1><p>{WORDS}</p></html>",
    "template left over": "{% load %}<!DOCTYPE html><html><h1>A bridge</h1><p>" + WORDS + "</p></html>",
    "xhtml": f'<?xml version="1.0"?><!DOCTYPE html><html xmlns="x"><h1>A bridge</h1><p>{WORDS}</p></html>',
}


@pytest.mark.parametrize("name", OTHERS)
def test_other_media_are_no_articles_whatever_they_are_called(name: str) -> None:
    found = extract(OTHERS[name].encode(), "http://a.example/x", headers={"content-type": "text/html"})
    assert isinstance(found, NotArticle)
    assert found.reason == "other-media"


@pytest.mark.parametrize("name", PAGES)
def test_pages_are_pages_however_they_begin(name: str) -> None:
    assert is_page(PAGES[name].encode())
    assert is_page(PAGES[name].encode("utf-16"))
