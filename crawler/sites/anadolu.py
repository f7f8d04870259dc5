"""Anadolu Ajansı: the page has no machine-readable author; the name stands before a bar in the row of the date."""

from __future__ import annotations

from collections.abc import Iterator

from crawler.parsers.page import Page

HOSTS = ("aa.com.tr",)


def authors(page: Page) -> list[str] | None:
    tree = page.tree
    rows = (i for spot in _named(page, "detay-spot") for i in _named(page, "row") if tree.inside(i, spot))
    spans = (j for i in rows for j in tree.children(i) if tree.tags[j] == "span")
    byline = next((j for j in spans if not tree.has_class(j, "tarih")), None)
    name = tree.text(byline).strip(" |") if byline is not None else ""
    return [name] if name else None


def section(page: Page) -> str | None:
    tree = page.tree
    boxes = _named(page, "detay-news-category")
    links = (i for box in boxes for i in range(box + 1, tree.ends[box]) if tree.tags[i] == "a")
    return next((tree.text(i) for i in links), None)


def _named(page: Page, name: str) -> Iterator[int]:
    return (i for i in page.tree.with_attr("class") if page.tree.has_class(i, name))
