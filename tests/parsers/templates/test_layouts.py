"""Layouts: learned from pages of the press, used on others of its pages, dated, and left alone where they do not fit."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from newsroom.model import PUBS
from newsroom.room import Room

from archive.model import Article
from crawler.parsers import extract
from crawler.parsers.page import Page
from crawler.parsers.templates import Layouts, Reading, learn, study
from crawler.parsers.templates.lines import Lines
from crawler.parsers.tree import Tree

START = datetime(2026, 11, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def pages(
    publication: str, count: int, *, redesigned: bool = False
) -> list[tuple[str, bytes, dict[str, str]]]:
    """Address, bytes and headers of articles of the press, newest first."""
    room = Room(13, count, [publication], faults="none", redesign_at=0 if redesigned else None)
    site = room.sites[publication]
    found = [(site.url(a), site.page(site.path(a))) for a in site.view.live]
    return [(url, page.body, {"content-type": page.ctype}) for url, page in found]


def readings(made: list[tuple[str, bytes, dict[str, str]]], first: datetime = START) -> list[Reading]:
    parsed = [
        Page(html, url, headers=h, captured_at=first + n * DAY) for n, (url, html, h) in enumerate(made)
    ]
    return [reading for reading in map(study, parsed) if reading]


def read(made: tuple[str, bytes, dict[str, str]], layouts: Layouts, at: datetime = START + DAY) -> Article:
    url, html, headers = made
    outcome = extract(html, url, headers=headers, captured_at=at, layouts=layouts)
    assert isinstance(outcome, Article)
    return outcome


def rule(article: Article) -> str:
    return next(c.rule for c in article.evidence if c.field == "body" and c.chosen)


@pytest.mark.parametrize("publication", PUBS)
def test_a_learned_layout_reads_what_the_generic_parser_reads(publication: str) -> None:
    """The courier's text stands in one table cell with everything else, so that some pages are left to the trees."""
    made = pages(publication, 14)
    layouts = Layouts(learn("press", readings(made[:8])), "v")
    assert layouts.all
    for page in made[8:]:
        by_layout, generic = read(page, layouts), read(page, Layouts())
        assert by_layout.body == generic.body
        assert publication == "courier" or rule(by_layout).startswith("learned:press")
        assert rule(generic) == "body.blocks"
        assert by_layout.confidence > 0.8


def test_four_pages_are_enough_and_three_are_not() -> None:
    found = readings(pages("weekly", 4))
    assert learn("press", found[:3]) == ()
    (layout,) = learn("press", found)
    assert layout.pages == 4
    assert layout.title.endswith(("h1", "h2")) or "headline" in layout.title
    assert layout.comments.endswith("section#comments")


def test_the_order_of_the_pages_is_no_matter() -> None:
    found = readings(pages("agency", 8))
    assert learn("press", found) == learn("press", found[::-1])


def test_a_layout_ends_where_the_next_begins_and_old_captures_keep_theirs() -> None:
    old, new = pages("forum", 6), pages("forum", 6, redesigned=True)
    turn = START + 30 * DAY
    first, second = learn("press", [*readings(old), *readings(new, turn)])
    assert (first.until, second.since, second.until) == (turn, turn, None)
    layouts = Layouts((first, second), "v")
    assert rule(read(old[0], layouts, turn - DAY)) == first.rule
    assert rule(read(new[0], layouts, turn + DAY)) == second.rule
    assert rule(read(old[0], layouts, turn + DAY)) == "body.blocks"
    assert rule(read(old[0], layouts, START - DAY)) == "body.blocks"


def test_a_redesigned_page_is_read_by_the_generic_parser() -> None:
    layouts = Layouts(learn("press", readings(pages("agency", 8))), "v")
    page = pages("agency", 3, redesigned=True)[0]
    assert rule(read(page, layouts)) == "body.blocks"
    assert read(page, layouts) == read(page, Layouts())


def test_texts_that_many_pages_share_are_no_body() -> None:
    note = b"<p>This story was supported by the readers of this newspaper, who keep it free for everybody.</p></div>"
    made = [(url, html.replace(b"</p></div>", b"</p>" + note, 1), h) for url, html, h in pages("forum", 8)]
    assert all(note in html for _, html, _ in made)
    assert "supported by the readers" in read(made[7], Layouts()).body
    layouts = Layouts(learn("press", readings(made[:6])), "v")
    assert "supported by the readers" not in read(made[7], layouts).body


def test_other_hosts_are_not_touched() -> None:
    layouts = Layouts(learn("press", readings(pages("forum", 6))), "v")
    url, html, headers = pages("forum", 2)[0]
    assert rule(read((url.replace("127.0.0.6", "127.0.0.66"), html, headers), layouts)) == "body.blocks"


def test_lines_leave_numbers_out() -> None:
    html = '<main><div class="post post-4711 story a b" id=x><p id="p-12"><b itemprop=name>text</b></p></div></main>'
    tree = Tree(html)
    line = Lines(tree).of
    assert line(tree.all("b")[0]) == "main > div.post.story.a > p > b[itemprop=name]"
    assert line(tree.all("div")[0]) == "main > div.post.story.a"
