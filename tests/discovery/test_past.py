"""Where a publication's past is found: dated pages, numbers, WordPress' interface."""

from __future__ import annotations

import json
import time
from datetime import UTC, date, datetime

import pytest

from crawler.discovery import answers, wordpress
from crawler.discovery.past import Past, links
from crawler.sites.model import Backfill

ROOT = "https://press.example/wp-json/"


def found(past: Past, **where: object) -> list[str]:
    made = list(links(Backfill(**where), past))  # type: ignore[arg-type]
    assert all(link.priority == 1 for link in made)
    return [link.url.removeprefix("https://press.example") for link in made]


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("%Y/%m/%d/", ["/2014/03/02/", "/2014/03/01/", "/2014/02/28/"]),
        ("%Y/%m/", ["/2014/03/", "/2014/02/"]),
        ("archive?year=%Y&month=%-m", ["/archive?year=2014&month=3", "/archive?year=2014&month=2"]),
        ("archive-%Y.html", ["/archive-2014.html"]),
        ("%Y/%B/", ["/2014/March/", "/2014/February/"]),
    ],
)
def test_dated_pages_the_newest_first(template: str, expected: list[str]) -> None:
    past = Past(date(2014, 2, 28), date(2014, 3, 2))
    assert found(past, archives=(f"https://press.example/{template}",)) == expected


def test_numbers_the_highest_first() -> None:
    ids = {"ids": "https://press.example/news/{id}", "first_id": 9, "last_id": 11}
    assert found(Past(date(2014, 1, 1), date(2014, 1, 2)), **ids) == ["/news/11", "/news/10", "/news/9"]


def post(number: int, **more: object) -> dict[str, object]:
    return {
        "id": number,
        "link": f"https://press.example/?p={number}",
        "date_gmt": "2014-11-28T00:02:00",
        "modified_gmt": "2014-11-29T10:00:00",
        "title": {"rendered": "Council &amp; <i>budget</i>"},
        **more,
    }


def read(url: str, document: object) -> list[str]:
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    reading = answers.read("feed", url, 200, "application/json; charset=UTF-8", body)
    return [link.url for link in reading.links]


def test_posts_of_wordpress_with_their_times_and_titles() -> None:
    asked = wordpress.posts_link(ROOT, date(2014, 1, 1), date(2014, 12, 31)).url
    assert "after=2013-12-31T23:59:59" in asked
    assert "before=2015-01-01T00:00:00" in asked
    links_ = wordpress.read(json.dumps([post(7)]).encode(), asked)
    assert links_ is not None
    (link,) = links_
    assert (link.url, link.kind, link.title) == ("https://press.example/?p=7", "article", "Council & budget")
    assert link.published == datetime(2014, 11, 28, 0, 2, tzinfo=UTC)
    assert link.updated == datetime(2014, 11, 29, 10, tzinfo=UTC)


def test_a_title_full_of_open_tags_is_read_at_once() -> None:
    start = time.process_time()
    assert read(f"{ROOT}wp/v2/posts", [post(1, title={"rendered": "<" * 300_000})]) == [
        "https://press.example/?p=1"
    ]
    assert time.process_time() - start < 2


def test_full_pages_lead_to_the_next_one() -> None:
    asked = wordpress.posts_link(ROOT, date(2014, 1, 1), date(2014, 12, 31)).url
    full = [post(n) for n in range(100)]
    following = read(asked, full)[-1]
    assert following == asked.replace("&page=1", "&page=2")
    assert "per_page=100" in following
    assert len(read(asked, full[:99])) == 99


@pytest.mark.parametrize("root", [ROOT, "https://press.example/?rest_route=/"])
def test_comment_totals(root: str) -> None:
    asked = wordpress.posts_link(root, date(2014, 1, 1), date(2014, 1, 2)).url
    (link,) = wordpress.totals(json.dumps([post(7)]).encode(), asked)
    assert link.kind == "count"
    answer = json.dumps([{"id": 3, "post": 7, "link": "https://press.example/2014/x/#comment-3"}]).encode()
    assert wordpress.total(answer, link.url, "12") == ("https://press.example/2014/x/", 12)
    assert wordpress.total(b"[]", link.url, "0") is None
    assert wordpress.total(answer, "https://press.example/other", "12") is None
    assert wordpress.total(answer, link.url, "many") is None


@pytest.mark.parametrize(
    "document",
    [b"", b"<html>", b"{}", b'{"code":"rest_no_route"}', b"[" * 100_000, b"[1,2,null]", b'[{"link":5}]', b'[{"link":"http://["}]'],
)  # fmt: skip
def test_what_is_no_list_of_posts(document: bytes) -> None:
    asked = wordpress.posts_link(ROOT, date(2014, 1, 1), date(2014, 1, 2)).url
    assert read(asked, document) == []
    assert list(wordpress.totals(document, asked)) == []
