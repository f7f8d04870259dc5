"""Anadolu Ajansı: the page has no machine-readable author; the name stands before a bar in the row of the date."""

from __future__ import annotations

from crawler.parsers.page import Page

HOSTS = ("aa.com.tr",)


def authors(page: Page) -> list[str] | None:
    byline = page.soup.select_one(".detay-spot .row > span:not(.tarih)")
    name = byline.get_text().strip(" |\n\t") if byline else ""
    return [name] if name else None


def section(page: Page) -> str | None:
    category = page.soup.select_one(".detay-news-category a")
    return category.get_text(strip=True) if category else None
