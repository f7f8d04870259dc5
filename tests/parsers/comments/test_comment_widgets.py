"""External widgets: recognised by name or by shape, asked by their own protocols, and hostile input."""

from __future__ import annotations

import json

import pytest

from crawler.parsers.comments import CommentFacts, count_request, parse_count_answer, read_comments
from crawler.parsers.page import Page

URL = "https://gazette.example/2024/05/harvest"


def read(html: str) -> CommentFacts:
    return read_comments(Page(html.encode(), URL))


def test_disqus_is_asked_by_identifier() -> None:
    facts = read(
        '<div id="disqus_thread"></div><span class="disqus-comment-count" data-disqus-identifier="7 a"></span>'
        '<script src="https://daily-x.disqus.com/embed.js"></script>'
    )
    assert (facts.comments_system, facts.comment_count) == ("disqus", None)
    request = count_request(facts, URL)
    assert request is not None
    assert (request.url, request.key) == ("https://daily-x.disqus.com/count-data.js?1=7%20a", "7 a")
    answer = 'DISQUSWIDGETS.displayCount({"text":{"comments":{"zero":"0"}},"counts":[{"id":"7 a","comments":41}]});'
    assert parse_count_answer("disqus", answer) == {"7 a": 41}


def test_isso_is_asked_by_post() -> None:
    facts = read(
        '<script data-isso="/isso/" src="/isso/js/embed.min.js"></script><section id="isso-thread"></section>'
    )
    request = count_request(facts, URL)
    assert request is not None
    assert (request.method, request.url) == ("POST", "https://gazette.example/isso/count")
    assert json.loads(request.body or b"") == ["/2024/05/harvest"]
    assert parse_count_answer("isso", "[12]", (request.key,)) == {"/2024/05/harvest": 12}


def test_an_unknown_widget_is_known_by_its_shape() -> None:
    facts = read(
        '<h1>Harvest</h1><a class="zz-count" data-zz-id="g-7" href="#comments">Comments</a><div id="comments" class="zz-thread" '
        'data-zz-id="g-7"></div><script>window.ZZ={"site":"g","api":"https://counts.example/api/counts.json"}</script>'
        '<script async src="https://counts.example/count.js"></script>'
    )
    assert (facts.comments_system, facts.comment_count) == ("widget", None)
    assert facts.comments_thread == "https://counts.example/api/counts.json?site=g&ids=g-7"
    request = count_request(facts, URL)
    assert request is not None
    assert parse_count_answer("widget", b'{"response":[{"id":"g-7","comments":9}]}') == {request.key: 9}


@pytest.mark.parametrize(
    ("html", "system"),
    [
        ('<div class="fb-comments" data-href="x"></div>', "facebook"),
        ('<div id="coral_thread"></div>', "coral"),
        ('<div data-spotim-module="conversation" data-post-id="5"></div>', "openweb"),
        (
            '<vf-conversations></vf-conversations><script src="https://cdn.viafoura.net/entry/index.js"></script>',
            "viafoura",
        ),
        ('<hyvor-talk-comments website-id="1" page-id="2"></hyvor-talk-comments>', "hyvor"),
        ('<script src="https://giscus.app/client.js" data-repo="a/b"></script>', "giscus"),
        ('<form id="commentform"><textarea name="comment"></textarea></form>', "native"),
        ("<p>Nothing.</p>", None),
    ],
)
def test_system(html: str, system: str | None) -> None:
    assert read(html).comments_system == system


@pytest.mark.parametrize(
    "body", ["", "x(", "[" * 100_000, '{"a":1.5}', "null", "<html>", '{"counts":[{"id":[],"comments":-3}]}']
)
def test_answers_that_say_nothing(body: str) -> None:
    assert parse_count_answer("disqus", body) == {}


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<div class='comment'>" * 3_000,
        "<a href='http://[' class='comments-link'>5 comments</a>",
        "<p>" + "comment " * 50_000,
        "<span class='" + "comment-" * 20_000 + "'>5</span>",
        "<h3>" + "“" * 5_000 + " comments</h3>",
        "<h3>" + "1 " * 3_000 + "comments</h3>",
        '<script type="application/ld+json">{"@type":"NewsArticle","commentCount":'
        + "9" * 5_000
        + "}</script>",
        "<svg><title>Comments</title></svg>" * 2_000,
    ],
)
def test_hostile_pages_are_read(html: str) -> None:
    count = read(html).comment_count
    assert count is None or count < 10**8
