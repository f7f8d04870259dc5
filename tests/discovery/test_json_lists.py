"""Lists that scripts load: where a page asks for them, and what they lead to."""

import json

import pytest

from crawler.discovery import answers, html, more

BASE = "http://news.example/api/list?page=2"


def links(document, url=BASE, kind="page"):
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    found = answers.read(kind, url, 200, "application/json; charset=utf-8", body)
    assert found.lists == bool(found.links)
    return [(link.kind, link.url.removeprefix("http://news.example")) for link in found.links]


@pytest.mark.parametrize(
    ("document", "found"),
    [
        (
            {"items": [{"url": "/a/story-of-many-words-1"}], "next": None},
            [("article", "/a/story-of-many-words-1")],
        ),
        (
            {"data": {"posts": [{"permalink": "http://news.example/story/4711-x-y-z", "image": "/i.png"}]}},
            [("article", "/story/4711-x-y-z"), ("page", "/api/list?page=3")],
        ),
        ({"links": {"next": {"href": "?page=9"}, "self": {"href": BASE}}}, [("page", "/api/list?page=9")]),
        ({"@odata.nextLink": "/api/list?skip=20"}, [("page", "/api/list?skip=20")]),
        (
            {"html": '<li><a href="/2020/01/a-long-story-of-it/">x</a>', "nextPageUrl": "/api/list?page=7"},
            [("article", "/2020/01/a-long-story-of-it/"), ("page", "/api/list?page=7")],
        ),
        ({"items": [], "next": ""}, []),
        ({"url": "not an address", "link": 5, "href": ["javascript:x"], "_links": {"next": "/x"}}, []),
        ([[[]]], []),
        (b"{", []),
        (b"[" * 100_000, []),
        ({"icons": [{"url": "/logo.png"}]}, []),
    ],
)
def test_pages_of_a_list_and_where_it_goes_on(document, found):
    assert links(document) == found


def test_other_forms_of_a_page_and_interfaces_are_no_lists():
    document = {"url": "/a/story-of-many-words-1"}
    assert links(document, kind="alternate") == []
    assert links(document, url="http://news.example/wp-json/wp/v2/posts/1") == []


def test_a_json_feed_is_a_feed_wherever_it_is_found():
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": [{"url": "http://news.example/1"}]}
    body = json.dumps(feed).encode()
    found = answers.read("page", BASE, 200, "application/feed+json", body)
    assert found.sources
    assert [link.url for link in found.links] == ["http://news.example/1"]


def test_where_a_page_asks_for_more():
    text = """<button class=x data-url="/api/list?page=2&amp;per=6">more</button><div data-next-page='?page=2'>
    <div data-load-more-url="http://a.example/more" data-next="3" data-url="no address" data-src="/x.html"
     data-endpoint="https://a.example/api" data-href="javascript:x"></div><img data-source="/pic.jpg">"""
    assert list(more.asked_for(text)) == [
        *("/api/list?page=2&per=6", "?page=2", "http://a.example/more", "https://a.example/api", "/pic.jpg")
    ]
    found = html.read(text, "http://news.example/x")
    assert [link.url for link in found.links if link.hop == "L"] == [
        *("http://news.example/api/list?page=2&per=6", "http://news.example/x?page=2"),
        *("http://a.example/more", "https://a.example/api"),
    ]
