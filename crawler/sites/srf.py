"""SRF, the Swiss broadcaster in German: the overline stands inside the `h1`, before the headline."""

from __future__ import annotations

from crawler.parsers.page import Page

HOSTS = ("srf.ch",)


def title(page: Page) -> str | None:
    headline = page.soup.select_one("h1 .article-title__text")
    return headline.get_text(strip=True) if headline else None
