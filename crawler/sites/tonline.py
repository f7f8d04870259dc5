"""t-online: kicker and headline are two elements of one `h2`; the `h1` in the breadcrumb is written for searchers."""

from __future__ import annotations

from crawler.parsers.page import Page

HOSTS = ("t-online.de",)


def title(page: Page) -> str | None:
    tree = page.tree
    return next(
        (name for i in tree.with_attr("data-external-article-headline") if (name := tree.text(i))), None
    )
