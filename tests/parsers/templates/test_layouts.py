"""Layouts: learned from pages of the press, used on others of its pages, dated, and left alone where they do not fit."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from newsroom.model import PUBS
from newsroom.room import Room

from archive.model import Article
from crawler.parsers import extract
from crawler.parsers.article import read_page
from crawler.parsers.page import Page
from crawler.parsers.templates import Layouts, Reading, learn, proven, study
from crawler.parsers.templates.apart import element_of, spelt
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


def parsed(made: list[tuple[str, bytes, dict[str, str]]], first: datetime = START) -> list[Page]:
    return [Page(html, url, headers=h, captured_at=first + n * DAY) for n, (url, html, h) in enumerate(made)]


def learned(made: list[tuple[str, bytes, dict[str, str]]]) -> Layouts:
    """As `newsark site learn` does it."""
    return Layouts(proven(learn("press", readings(made)), parsed(made), read_page), "v")


def readings(made: list[tuple[str, bytes, dict[str, str]]], first: datetime = START) -> list[Reading]:
    return [reading for reading in map(study, parsed(made, first)) if reading]


def read(made: tuple[str, bytes, dict[str, str]], layouts: Layouts, at: datetime = START + DAY) -> Article:
    url, html, headers = made
    outcome = extract(html, url, headers=headers, captured_at=at, layouts=layouts)
    assert isinstance(outcome, Article)
    return outcome


def rule(article: Article) -> str:
    return next(c.rule for c in article.evidence if c.field == "body" and c.chosen)


def values(article: Article) -> dict[str, object]:
    """Everything that the page is said to state."""
    return {k: v for k, v in article.as_dict().items() if k != "confidence"}


@pytest.mark.parametrize("publication", PUBS)
def test_a_learned_layout_reads_what_the_generic_parser_reads(publication: str) -> None:
    """The courier's text stands in one table cell with everything else, so that some pages are left to the trees."""
    made = pages(publication, 14)
    layouts = learned(made[:8])
    assert layouts.all
    for page in made[8:]:
        by_layout, generic = read(page, layouts), read(page, Layouts())
        assert values(by_layout) == values(generic)
        assert publication == "courier" or rule(by_layout).startswith("learned:press")
        assert rule(generic) == "body.blocks"
        assert by_layout.confidence > 0.8


def test_three_pages_are_enough_and_two_are_not() -> None:
    found = readings(pages("weekly", 3))
    assert learn("press", found[:2]) == ()
    (layout,) = learn("press", found)
    assert layout.pages == 3
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


def test_a_page_captured_often_is_one_page() -> None:
    one, *others = pages("forum", 5)
    found = readings([one] * 6 + others[:1])
    assert learn("press", found) == ()
    (layout,) = learn("press", readings([one] * 6 + others))
    assert layout.pages == 5


def test_different_articles_at_one_address_are_different_pages() -> None:
    made = [("http://127.0.0.6:8700/", html, headers) for _, html, headers in pages("forum", 4)]
    assert learn("press", readings(made))[0].pages == 4


def test_print_pages_are_a_layout_of_their_own_and_their_date_line_is_no_body() -> None:
    room = Room(13, 8, ["agency"], faults="none")
    site = room.sites["agency"]
    made = []
    for a in site.view.live:
        page = site.page(site.path(a, "print"))
        made.append((site.url(a, "print"), page.body, {"content-type": page.ctype}))
    main, prints = learn("press", [*readings(pages("agency", 8)), *readings(made, START + 20 * DAY)])
    assert (main.name, prints.name) == ("press", "press.2")
    assert not prints.writes_body("p.meta")
    assert prints.writes_body("p")


def test_what_a_page_keeps_apart_is_not_read() -> None:
    layouts = learned(pages("agency", 8))
    (layout,) = layouts.all
    assert ("nav", "main-nav", None) in layout.apart
    (page,) = parsed(pages("agency", 9)[8:])
    quick = page.without(layout.apart)
    assert len(quick.tree) < 0.8 * len(page.tree)
    assert not any(b.text for b in quick.blocks if "main-nav" in quick.tree.get(b.node, "class"))
    assert page.tree.path(page.headline[1]) == quick.tree.path(quick.headline[1])  # type: ignore[index]


def test_elements_that_matter_on_one_page_are_not_left_apart() -> None:
    """The count of comments that one page of seven shows in its side column is read on that page all the same."""
    made = pages("forum", 8)
    side = '<aside class="side"><p>Weather</p><p>Sun</p><p>Rain</p><p>Wind</p><p>Moon</p>{}</aside></body>'
    counted = '<a href="#comments" class="comments-link">17 comments</a>'
    made = [
        (url, html.replace(b"</body>", side.format(counted if n == 5 else "").encode()), h)
        for n, (url, html, h) in enumerate(made)
    ]
    assert read(made[5], Layouts()).comment_count == 17
    with_it, without = learned(made), learned([page for n, page in enumerate(made) if n != 5])
    assert ("aside", "side", None) in without.all[0].apart
    assert ("aside", "side", None) not in with_it.all[0].apart
    assert read(made[5], with_it).comment_count == 17


def test_new_elements_in_a_known_container_are_like_their_neighbours() -> None:
    layouts = learned(pages("forum", 8))
    url, html, headers = pages("forum", 9)[8]
    added = b"<div class=text><ol><li>A list as no page had one before, of some length.</li></ol>"
    article = read((url, html.replace(b'<div class="text">', added), headers), layouts)
    assert article.body.startswith("A list as no page had")
    assert rule(article).startswith("learned:press")


def test_elements_are_spelt_as_in_the_source() -> None:
    for element in [
        ("nav", None, None),
        ("div", "side left", "menu"),
        ("ul", None, "a"),
        ("aside", "x y", None),
    ]:
        assert element_of(spelt(element)) == element
    assert spelt(("div", "side left", "menu")) == '<div class="side left" id="menu">'
    for wrong in ("div", "<div onclick='x'>", "<div><p>", '<div class="a"b">'):
        with pytest.raises(ValueError, match="is no element"):
            element_of(wrong)


def test_short_articles_follow_where_every_line_is_known() -> None:
    layouts = learned(pages("forum", 8))
    url, html, headers = pages("forum", 9)[8]
    brief = re.sub(
        rb'(<div class="text">.*?</p>).*?(</div><div (?:class="share"|id="comments"))',
        rb"\1\2",
        html,
        flags=re.S,
    )
    article = read((url, brief, headers), layouts)
    assert 80 < len(article.body or "") < 1000
    assert rule(article).startswith("learned:press")
