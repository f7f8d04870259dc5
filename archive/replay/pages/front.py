"""The front page and the search results. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from archive.db.load import Stored
from archive.query import Hit
from archive.replay.address import COLLECTION
from archive.replay.address import escape as percent
from archive.replay.articles import MARKS
from archive.replay.pages.layout import Site, address_text, bdi, document, parameter, safe
from archive.replay.wire import Reply


def front_page(
    site: Site, sites: Sequence[tuple[str, int]], newest: Sequence[Stored], *, chosen: str = ""
) -> Reply:
    """Search, addresses, publications, newest articles."""
    body = ["<h1>This archive</h1>", search_form(""), address_form()]
    if sites:
        links = (
            f'<li><a href="/?site={escape(parameter(name))}"{CURRENT if name == chosen else ""}>{bdi(name)}</a> ({count:,})</li>'
            for name, count in sites
        )
        body.append(
            f'<nav aria-label="Publications"><h2>Publications</h2><ul class="years plain">{"".join(links)}</ul></nav>'
        )
    heading = f"Newest articles of {bdi(chosen)}" if chosen else "Newest articles"
    if newest:
        body.append(
            f'<h2>{heading}</h2><ol class="plain">{"".join(_article(site, stored) for stored in newest)}</ol>'
        )
    else:
        body.append(
            "<p>No articles have been projected yet (<code>newsark project</code>); captured pages can be opened by address.</p>"
        )
    return document(site, "Front page", "\n".join(body))


CURRENT = ' aria-current="true"'


def results_page(site: Site, text: str, hits: Sequence[Hit], *, problem: str = "") -> Reply:
    """Search results, newest first."""
    body = [f"<h1>Search: {bdi(text, 200)}</h1>", search_form(text)]
    if problem:
        body.append(f'<p role="alert">{safe(problem)}</p>')
    elif not hits:
        body.append("<p>Nothing found.</p>")
    else:
        body.append(f'<ol class="plain">{"".join(_hit(site, hit) for hit in hits)}</ol>')
    return document(site, f"Search: {text}", "\n".join(body), status=400 if problem else 200)


def search_form(text: str) -> str:
    return (
        '<form role="search" action="/-/search" method="get"><label for="q">Search the articles</label>'
        f'<input type="search" id="q" name="q" dir="auto" value="{safe(text, 500)}"><button>Search</button></form>'
    )


def address_form() -> str:
    return (
        '<form action="/-/captures" method="get"><label for="url">Captures of an address</label>'
        '<input type="text" id="url" name="url" dir="ltr" inputmode="url" placeholder="http://…"><button>Show</button></form>'
    )


def digits(captured: str) -> str:
    """The 14 digits of an ISO 8601 instant in UTC."""
    return "".join(c for c in captured if c.isdigit())[:14]


def _article(site: Site, stored: Stored) -> str:
    own = stored.article
    about = " · ".join(filter(None, (bdi(stored.site), safe(own.published), _comments(own.comment_count))))
    return f"<li>{_title(site, own.title or own.url, own.url, stored.captured)}<br><small>{about} · {_more(stored.id, own.url)}</small></li>"


def _hit(site: Site, hit: Hit) -> str:
    snippet = escape(hit.snippet).replace(MARKS[0], "<mark>").replace(MARKS[1], "</mark>")
    about = " · ".join(
        filter(None, (bdi(hit.site), safe(hit.published), "" if hit.is_current else "an earlier version"))
    )
    return (
        f'<li>{_title(site, hit.title or hit.url, hit.url, hit.captured)}<br><bdi dir="auto">{snippet}</bdi><br>'
        f"<small>{about} · {_more(hit.id, hit.url)} · {address_text(hit.url, 100)}</small></li>"
    )


def _title(site: Site, title: str, url: str, captured: str) -> str:
    target = f"{site.content}/{COLLECTION}/{digits(captured)}/{percent(url)}"
    return f'<a href="{escape(target)}">{bdi(title, 300)}</a>'


def _more(record_id: str, url: str) -> str:
    return (
        f'<a href="/-/capture?id={escape(parameter(record_id))}">text and evidence</a> · '
        f'<a href="/-/captures?url={escape(parameter(url))}">all captures</a>'
    )


def _comments(count: int | None) -> str:
    return "" if count is None else f"{count:,} comment{'' if count == 1 else 's'}"
