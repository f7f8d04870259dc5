"""What documents other than pages need: style sheets, drawings, scripts, XML documents."""

from __future__ import annotations

from collections.abc import Iterator

from crawler.discovery import css, html, scripts
from crawler.discovery.gather import Gathering, Known, sheets_named
from crawler.discovery.model import Link


def xml(text: str, url: str, *, known: Known | None = None) -> list[Link]:
    """What an XML document got from `url` is shown with."""
    gathering = Gathering(url, known)
    for found in sheets_named(text):
        gathering.part(found)
    return gathering.page.links


def drawing(text: str, url: str, *, known: Known | None = None) -> Iterator[Link]:
    """What an SVG document got from `url` needs; its links lead to no pages of ours."""
    yield from (link for link in html.read(text, url, known=known).links if link.hop in "EX")


def sheet(text: str, url: str, *, known: Known | None = None) -> Iterator[Link]:
    """What a style sheet got from `url` needs: other sheets, fonts, pictures."""
    gathering = Gathering(url, known)
    for found in css.addresses(text):
        gathering.part(found)
    yield from gathering.page.links


def script(text: str, url: str, *, page: str | None = None, known: Known | None = None) -> Iterator[Link]:
    """What a script got from `url` will load. `page` is one that runs it; where none is known, addresses relative to it are
    left out, but for those that begin with a slash, as most scripts come from their page's own host."""
    gathering = Gathering(url, known)
    for found in scripts.addresses(text):
        if not found.of_page or page is not None or found.value.startswith(("/", "http://", "https://")):
            gathering.base = page if found.of_page and page is not None else url
            gathering.add(found.value, "requisite", "X")
    yield from gathering.page.links
