"""External widgets: recognised by name or by shape, asked by their own protocols, and hostile input."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

import pytest

from crawler.parsers.comments import CommentFacts, count_request, parse_count_answer, read_comments
from crawler.parsers.comments.external import systems_at
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


def test_disqus_may_be_behind_a_host_of_another_name() -> None:
    facts = read(
        '<div id="disqus_thread"></div><script>var disqus_config=function(){this.page.identifier="n-7";'
        'this.page.url="https://gazette.example/7"}</script>'
        '<script id="dsq-count-scr" src="//talk.gazette.example:8080/d/count.js" async></script>'
    )
    assert facts.comments_system == "disqus"
    assert facts.comments_thread == "https://talk.gazette.example:8080/d/count-data.js?1=n-7"


def test_remark42_is_asked_by_address() -> None:
    facts = read(
        '<div id="remark42"></div><script>var remark_config={host:"https://r.example",site_id:"g"}</script>'
        f'<span class="remark42__counter" data-url="{URL}"></span>'
    )
    request = count_request(facts, URL)
    assert request is not None
    assert (request.method, request.key) == ("GET", URL)
    assert request.url.startswith("https://r.example/api/v1/count?site=g&url=https%3A%2F%2F")
    assert parse_count_answer("remark42", f'{{"url": "{URL}", "count": 4}}', (URL,)) == {URL: 4}


@pytest.mark.parametrize(
    ("url", "systems"),
    [
        ("https://daily-x.disqus.com/count-data.js", ("disqus",)),
        ("http://127.0.0.9:81/count-data.js", ("disqus", "widget")),
        ("https://notdisqus.com/counts", ("widget",)),
        ("https://coral.paper.example/api/story/count.js", ("coral",)),
        ("https://r.example/remark/api/v1/count", ("remark42",)),
    ],
)
def test_an_address_tells_whose_counts_it_gives(url: str, systems: tuple[str, ...]) -> None:
    parts = urlsplit(url)
    assert systems_at(parts.hostname or "", parts.path) == systems


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
        ('<div id="lv-container" data-uid="M"></div>', "livere"),
        ('<div id="SOHUCS" sid="501"></div>', "changyan"),
        ('<div class="ds-thread" data-thread-key="501"></div>', "duoshuo"),
        ('<div class="tolstoycomments-feed"></div>', "tolstoycomments"),
        ('<script>Artalk.init({el:"#Comments"})</script>', "artalk"),
        ('<script src="https://telegram.org/js/w.js" data-telegram-discussion="c/1"></script>', "telegram"),
        ('<form id="commentform"><textarea name="comment"></textarea></form>', "native"),
        ("<p>Nothing.</p>", None),
    ],
)
def test_system(html: str, system: str | None) -> None:
    assert read(html).comments_system == system


def test_an_application_is_no_thread() -> None:
    assert read('<div id="cusdis_thread" data-app-id="z" data-page-id="n-7"></div>').comments_thread == "n-7"


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
