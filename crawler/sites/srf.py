"""SRF, the Swiss broadcaster in German: the overline stands inside the `h1`, before the headline."""

from __future__ import annotations

from crawler.parsers.page import Page

HOSTS = ("srf.ch",)


def title(page: Page) -> str | None:
    tree = page.tree
    inner = (i for head in tree.all("h1") for i in range(head + 1, tree.ends[head]))
    return next((tree.text(i) for i in inner if tree.has_class(i, "article-title__text")), None)
