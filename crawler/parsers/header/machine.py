"""Machine-readable stamps of the page's own article: structured data, `<meta>`, `<time>` and kin (H9)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from crawler.parsers.attributes import EPOCHS, is_moment
from crawler.parsers.dates.iso import from_epoch, read_machine
from crawler.parsers.header.stamps import ELEMENT, GENERAL, Value
from crawler.parsers.tree import Attrs

if TYPE_CHECKING:
    from crawler.parsers.page import Page

PUBLISHED_METAS = tuple(
    [
        "article:published_time",
        "article:published",
        "og:article:published_time",
        "og:published_time",
        "datepublished",
        "rnews:datepublished",
        "sailthru.date",
        "parsely-pub-date",
        "cxenseparse:recs:publishtime",
        "cxenseparse:publishtime",
        "cxenseparse:recs:articlepublishtime",
        "published_time_telegram",
        "publishdate",
        "publish-date",
        "publish_date",
        "published-date",
        "published_date",
        "published_time",
        "published",
        "publication_date",
        "publication-date",
        "pubdate",
        "pub_date",
        "pub-date",
        "article.published",
        "article_date_original",
        "article:publish_date",
        "article.published_time",
        "dc.date.issued",
        "dcterms.issued",
        "dc.date.published",
        "dcsext.articlefirstpublished",
        "bt:pubdate",
        "analyticsattributes.articledate",
        "gsa:published",
        "mediator_published_time",
        "vr:published_time",
        "ptime",
        "originalpublicationdate",
        "originalpublicationdatetime",
        "originaldate",
        "firstpublished",
        "citation_publication_date",
        "citation_date",
        "prism.publicationdate",
    ]
)
"""`<meta>` names that say when the article was published, the surest first."""
WEAK_METAS = tuple(
    [
        "time",
        "displaydate",
        "dc.date",
        "dcterms.date",
        "dc.date.submitted",
        "icbm.date",
        "date",
        "release_date",
        "creation_date",
        "datecreated",
        "date_created",
        "created",
        "dcterms.created",
        "dc.date.created",
        "dc.created",
        "article.created",
    ]
)
"""Names that some publications use for the file's day: a clear visible stamp of another day wins over them."""
UPDATED_METAS = tuple(
    [
        "article:modified_time",
        "article:modified",
        "og:updated_time",
        "og:modified_time",
        "datemodified",
        "article.updated",
        "article:updated_time",
        "article:updated",
        "dc.date.modified",
        "dcterms.modified",
        "bt:moddate",
        "gsa:modified",
        "utime",
        "lastmod",
        "last-modified",
        "modified",
        "revised",
        "cxenseparse:recs:modifiedtime",
        "updated_time",
    ]
)
"""`<meta>` names of the last change."""
_PAGES = frozenset(
    ("WebPage", "ItemPage", "AboutPage", "FAQPage", "Product", "Recipe", "HowTo", "VideoObject", "Review")
)
_UPDATED = re.compile(r"updat|modif|edit|revis|dateline-upd|changed|aktualis|lastmod", re.I)
_PUBLISHED = re.compile(r"publi|entry-date|posted|creat|post-date|issued|original", re.I)


_TIMES = ("time", "relative-time", "local-time", "time-ago")
"""`<time>` and the elements that scripts replace by "3 hours ago": all have `datetime`."""
WEAK = 0.6
"""Trust of values that a clear visible stamp of another day wins over."""


def page_values(page: Page) -> Iterator[Value]:
    """Values of structured nodes for the page itself (schema.org's WebPage), where no article node is."""
    for node in page.structured.nodes:
        if node.types & _PAGES and (raw := node.text("datePublished")) and (iso := _read(page, raw)):
            yield Value(iso, raw, f"{node.syntax}.page.datePublished", node.where, WEAK, zone=_zone(iso))


def structured_values(page: Page, names: tuple[str, ...]) -> Iterator[Value]:
    """Values of the page's own article node."""
    node = page.structured.article
    if node is None:
        return
    for name in names:
        raw = node.text(name)
        if raw and (iso := _read(page, raw)):
            yield Value(iso, raw, f"{node.syntax}.{name}", node.where, 0.95, zone=_zone(iso))


def meta_values(page: Page, names: tuple[str, ...]) -> Iterator[Value]:
    for name in names:
        for content, _ in page.meta.get(name, ())[:2]:
            if content and (iso := _read(page, content)):
                trust = (
                    0.93
                    if name.startswith("article:")
                    else 0.85
                    if name not in ("date", "time", "dc.date")
                    else GENERAL
                )
                yield Value(iso, content, f"meta.{name}", f"meta[{name}]", trust, zone=_zone(iso))


def time_nodes(page: Page, carriers: list[int]) -> Iterator[tuple[int, str, str]]:
    """Elements that carry a machine-readable moment: (node, raw value, rule)."""
    tree = page.tree
    for i in tree.all(*_TIMES)[:60]:
        if raw := tree.get(i, "datetime") or tree.get(i, "content"):
            yield i, raw, "time.datetime"
    for i in tree.all("abbr")[:30]:
        if tree.get(i, "title") and re.search(r"publish|updated|dtstart|date|time", tree.get(i, "class")):
            yield i, tree.get(i, "title"), "abbr.title"
    for i in carriers:
        yield from _carried(i, tree.tags[i], tree.attrs[i])


def _carried(i: int, tag: str, attrs: Attrs) -> Iterator[tuple[int, str, str]]:
    prop = (attrs.get("itemprop") or attrs.get("property") or "").lower().removeprefix("schema:")
    stated = attrs.get("content") or attrs.get("datetime")
    if stated and tag != "time" and prop in ("datepublished", "datecreated", "datemodified"):
        yield i, stated, f"itemprop.{prop}"
    for name in EPOCHS:
        raw = attrs.get(name)
        if raw and 10 <= len(raw) <= 40 and raw[0].isdigit():
            yield i, raw, name
    if tag != "abbr" and is_moment(title := attrs.get("title") or ""):
        yield i, title, "title"


def element_value(page: Page, i: int, raw: str, rule: str) -> Value | None:
    if raw.isdigit() and len(raw) in (10, 13):
        iso = from_epoch(int(raw[:10]))
    else:
        iso = _read(page, raw)
    if iso is None:
        return None
    trust = ELEMENT if rule == "time.datetime" or rule.startswith("itemprop") else WEAK
    return Value(iso, raw, rule, i, trust, zone=_zone(iso))


def stated_role(page: Page, i: int) -> str:
    """updated, published or "" by an element's itemprop and class, then by that of the element around it."""
    tree = page.tree
    prop = tree.get(i, "itemprop").lower()
    if "datemodified" in prop:
        return "updated"
    if "datepublished" in prop or "pubdate" in tree.attrs[i]:
        return "published"
    own = f"{tree.get(i, 'class')} {tree.get(i, 'id')}"
    parent = tree.parents[i]
    return _named_role(own) or (_named_role(tree.get(parent, "class")) if parent >= 0 else "")


def _named_role(names: str) -> str:
    if _PUBLISHED.search(names):
        return "published"
    return "updated" if _UPDATED.search(names) else ""


def _read(page: Page, raw: str) -> str | None:
    return read_machine(raw, language=page.language, country=page.country)


def _zone(iso: str) -> str | None:
    return iso[-6:] if len(iso) > 10 and iso[-6] in "+-" else None
