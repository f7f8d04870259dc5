"""Hostile pages of a site with layouts, and hostile pages to learn from: no failure, and what is written can be read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from mutations import hostile
from newsroom.room import Room

from archive.model import Failed
from crawler.parsers import extract
from crawler.parsers.article import read_page
from crawler.parsers.page import Page
from crawler.parsers.templates import Layouts, learn, proven, study
from crawler.sites.layouts import load_layouts, write_layouts

START = datetime(2026, 11, 1, tzinfo=UTC)
URL = "http://127.0.0.2:8700/news/{}/"


def clean(count: int) -> list[bytes]:
    site = Room(17, count, ["agency"], faults="none").sites["agency"]
    return [site.page(site.path(a)).body for a in site.view.live]


def pages(found: list[bytes]) -> list[Page]:
    return [
        Page(html, URL.format(n), captured_at=START + timedelta(minutes=n)) for n, html in enumerate(found)
    ]


def test_broken_pages_of_a_known_site_are_read() -> None:
    made = clean(8)
    known = pages(made)
    layouts = Layouts(proven(learn("press", filter(None, map(study, known))), known, read_page), "v")
    assert layouts.all
    followed = 0
    for number in range(60):
        page = hostile(number, made)
        at = START + timedelta(days=1)
        outcome = extract(
            page.html, URL.format(number), headers=page.headers, captured_at=at, layouts=layouts
        )
        assert not isinstance(outcome, Failed), (number, page.made, outcome)
        followed += "learned:press" in str(getattr(outcome, "evidence", ""))
    assert 5 < followed < 60


def test_what_is_learned_from_broken_pages_can_be_written_and_read(tmp_path: Path) -> None:
    made = clean(8)
    for first in (0, 12):
        broken = pages([hostile(number, made).html for number in range(first, first + 12)])
        layouts = proven(learn("press", filter(None, map(study, broken))), broken, read_page)
        write_layouts(tmp_path, "press", layouts)
        assert load_layouts(tmp_path).all == layouts


def test_names_as_no_page_should_have_them(tmp_path: Path) -> None:
    names = ["a'b", 'a"b', "a\\b", "a\tb", "a\nb", "\u202eev", "x" * 400, "a]b>c", "#", "é", "\x7f", "'''"]
    text = b"<p>" + b"Words of a body that is long enough to be one, with a full stop at its end. " * 6
    made = []
    for n in range(6):
        inner = "".join(
            f"<div class='{name.replace(chr(39), '&#39;')}' id='i{k}'>"
            + "<p><a href=/m>menu</a></p>" * 9
            + "</div>"
            for k, name in enumerate(names)
        )
        made.append(
            f"<title>News {n} of today</title><h1>News {n} of today</h1>".encode() + text + inner.encode()
        )
    layouts = learn("press", filter(None, map(study, pages(made))))
    assert layouts[0].apart
    write_layouts(tmp_path, "press", layouts)
    assert load_layouts(tmp_path).all == layouts
