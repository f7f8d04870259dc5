"""The dateline of a page's article: in its first paragraph, or in the texts right behind the headline."""

from __future__ import annotations

from collections.abc import Iterator

from archive.model import Candidate
from crawler.parsers.datelines import Dateline, read_dateline, signing_agency
from crawler.parsers.header.scene import Scene
from crawler.parsers.words import extent

FEW, SHORTEST = 12, 6
"""Blocks of a page that is little more than a header and a lead, where any line of so many characters may be the lead."""
_Found = tuple[Dateline | None, str]


def find_dateline(scene: Scene, lead: str | None) -> _Found:
    """The dateline and where it stands; one with agency and city is surer than one with either."""
    page = scene.page
    texts = list(_texts(scene, lead))
    bare: _Found = (None, "")
    signed: _Found = (None, "")
    for text, where in texts:
        found = read_dateline(text, language=page.language, country=page.country)
        if found and found.agency and (found.city or len(page.blocks) > FEW):
            return found, where
        if found and found.agency and signed[0] is None:
            signed = found, where
        if found and bare[0] is None and (found.day or extent(text) > extent(found.text) + 8):
            bare = found, where
    if signed[0]:
        return signed
    if agency := next((n for text, _ in texts if (n := signing_agency(text))), None):
        city, day, text = (bare[0].city, bare[0].day, bare[0].text) if bare[0] else (None, None, "")
        return Dateline(text, agency, None, city, day), "body"
    return bare


def dateline_candidates(found: Dateline, where: str) -> Iterator[Candidate]:
    for field, value in (("agency", found.agency), ("city", found.city), ("dateline_date", found.day)):
        if value:
            yield Candidate(field, value, found.text, "dateline", where, 0.8, True)


def _texts(scene: Scene, lead: str | None) -> Iterator[tuple[str, str]]:
    """Where a dateline may stand."""
    tree = scene.page.tree
    if lead:
        yield lead, "body"
    if len(scene.page.blocks) <= FEW:
        yield from ((x.text, tree.path(x.block.node)) for x in scene.lines if extent(x.text) > SHORTEST)
    if not lead or len(lead) <= 60:
        yield from _first_texts(scene)


def _first_texts(scene: Scene) -> Iterator[tuple[str, str]]:
    """The first running texts behind the headline."""
    page = scene.page
    after = page.tree.ends[page.headline[1]] if page.headline else 0
    running = (
        b for b in page.blocks if b.first >= after and extent(b.text) > 40 and b.linked * 2 < len(b.text)
    )
    for block, _ in zip(running, range(2), strict=False):
        yield block.text, page.tree.path(block.node)
