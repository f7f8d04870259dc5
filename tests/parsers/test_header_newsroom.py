"""The header fields of all six publications of the local press, against its manifest."""

from datetime import datetime

import pytest
from newsroom.manifest import record
from newsroom.model import PUBS
from newsroom.render import render
from newsroom.room import Room

from crawler.parsers.header import read_header
from crawler.parsers.page import Page

STATES_ZONE = {"daily", "weekly", "courier"}
STATES_ID = {"agency", "peyk", "daily"}
STATES_TAGS = {"agency", "daily"}
PRINTS = {"agency", "courier", "peyk", "weekly"}


@pytest.mark.parametrize("publication", sorted(PUBS))
@pytest.mark.parametrize("seed", [7, 11, 23])
def test_header_fields(publication: str, seed: int) -> None:
    room = Room(seed, 12, [publication], 2, "none", 8700)
    site = room.sites[publication]
    for article in site.view.every:
        if article.gone(2):
            continue
        truth = record(site, article, 2)
        facts = read_header(Page(render(site, article, "main", 1).body, truth["url"]))
        zoned = publication in STATES_ZONE or (publication == "agency" and bool(site.v.meta_time))
        assert (facts.published or "")[:16] == truth["published"][:16]
        assert facts.published_zone_known == zoned
        if zoned:
            assert datetime.fromisoformat(facts.published or "").utcoffset() == article.published.utcoffset()
        assert facts.article_id == (str(article.id) if publication in STATES_ID else None)
        authors = article.authors[:1] if publication == "agency" else article.authors
        assert [a.casefold() for a in facts.authors] == [a.casefold() for a in authors]
        assert facts.print_url == (truth["alternates"]["print"] if publication in PRINTS else None)
        if publication in STATES_TAGS:
            assert (list(facts.tags), facts.section) == (article.tags, truth["section_name"])
        if publication == "agency":
            assert facts.agency == "SHAFAQNA"
            assert facts.header_line is not None
            assert truth["header_line"] in facts.header_line
