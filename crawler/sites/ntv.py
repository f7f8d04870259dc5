"""n-tv: kicker and headline are two spans of one `h2`; the `h1` in the breadcrumb is written for searchers."""

from __future__ import annotations

from crawler.parsers.page import Page

HOSTS = ("n-tv.de",)


def title(page: Page) -> str | None:
    tree = page.tree
    for head in tree.all("h2"):
        for i in range(head + 1, tree.ends[head]):
            if tree.tags[i] == "span" and "headline" in tree.get(i, "class"):
                return tree.text(i)
    return None
