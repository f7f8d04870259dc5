"""`newsark show ID|URL`"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from archive.home import Home
from crawler.cli.options import format_options, home_option
from crawler.cli.output import emit, printable, say, short_id

if TYPE_CHECKING:
    from archive.db.load import Stored

MEASURE = 100
"""Characters a line of text: what a reader's eye follows back without losing the line."""


@click.command()
@click.argument("name", metavar="ID|URL")
@format_options
@home_option
def command(home: Home, name: str, form: str | None) -> None:
    """Show one article as a reader sees it.

    ID is a record id (its first digits will do) or the article's own printed number.
    """
    from archive import query

    with query.reading(home.archive_db, keeper=True) as db:
        stored = query.article(db, name)
        if form is not None:
            emit([stored.as_dict()], form, [])
            return
        captures = query.captures(db, name)
        say(map(printable, _page(stored, [capture.date for capture in captures])))


def _page(stored: Stored, dates: list[str]) -> Iterator[str]:
    article = stored.article
    yield article.title or "(no title)"
    yield " | ".join(_header(stored))
    if article.authors:
        yield "By " + ", ".join(article.authors)
    yield ""
    for paragraph in article.body.split("\n\n"):
        yield textwrap.fill(paragraph, MEASURE, break_long_words=False, break_on_hyphens=False) + "\n"
    yield _comments(stored)
    yield f"Address   {article.url}"
    yield f"Captured  {_times(dates)}; this version is record {short_id(stored.id)}"
    if stored.whole_id:
        yield f"Paywall   this capture is not whole; newsark show {short_id(stored.whole_id)} has the last text before it"
    if stored.gone:
        yield f"Gone      since {stored.gone}"


def _header(stored: Stored) -> Iterator[str]:
    article = stored.article
    if article.published is None:
        yield "no date stated"
    else:
        zone = "" if article.published_zone_known else ", zone not stated" if "T" in article.published else ""
        yield article.published + zone
    if article.updated:
        yield f"updated {article.updated}"
    for label, value in (
        ("id", article.article_id),
        ("agency", article.agency),
        ("city", article.city),
        ("section", article.section),
    ):
        if value:
            yield f"{label} {value}"
    yield f"site {stored.site}"


def _comments(stored: Stored) -> str:
    article = stored.article
    mark = {"approx": "about ", "at_least": "at least "}.get(article.comment_count_qualifier or "", "")
    count = "not stated" if article.comment_count is None else f"{mark}{article.comment_count:,}"
    state = {True: "open", False: "closed", None: ""}[article.comments_open]
    parts = [count, state, article.comments_system or ""]
    return "Comments  " + ", ".join(part for part in parts if part)


def _times(dates: list[str]) -> str:
    if not dates:
        return "never"
    first, last = dates[0], dates[-1]
    return first if len(dates) == 1 else f"{len(dates)} times from {first} to {last}"
