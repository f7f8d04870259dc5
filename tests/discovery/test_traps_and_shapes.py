"""Addresses that never end, and what addresses look like."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery import traps
from crawler.discovery.model import Link
from crawler.discovery.scope import Scope
from crawler.discovery.shapes import Shapes, looks, shape
from crawler.discovery.traps import BARREN, Yields, family, identity, refuse
from crawler.sites.model import CrawlRules, Site

SENTENCE = "a sentence that is long enough to be something that a person has written down, number {}"


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/2014/11/28/story", None),
        ("/a/b/a/b/a", None),
        ("/a/b/a/b/a/b/a", "repeats"),
        ("/" + "/".join("abcdefghijklmnopqrstu"), "deep"),
        ("/x?" + "&".join(f"p{n}=1" for n in range(13)), "parameters"),
        ("/x?replytocom=4", "action"),
        ("/x?share=post", "action"),
        ("/share?id=4", None),
    ],
)
def test_refused_by_what_the_address_says(path, reason):
    assert refuse("http://a.example" + path) == reason


@pytest.mark.parametrize(
    ("url", "one"),
    [
        ("/x?sid=8f3a9c0b77d1&id=4", "/x?id=4"),
        ("/x?PHPSESSID=abcdef0123456789", "/x"),
        ("/x;jsessionid=0A1B2C.node1?y=1", "/x?y=1"),
        ("/show?lang=en&sid=358487", "/show?lang=en&sid=358487"),
        ("/x?s=parliament", "/x?s=parliament"),
        ("/x?id=8f3a9c0b77d1", "/x?id=8f3a9c0b77d1"),
    ],
)
def test_session_ids_tell_visitors_apart_not_pages(url, one):
    assert identity("http://a.example" + url) == "http://a.example" + one


@given(st.text(max_size=80))
def test_addresses_of_any_kind_have_a_family_an_identity_and_a_shape(text):
    url = f"http://a.example/{text}".replace("\n", "")
    assert identity(identity(url)) == identity(url)
    for read in (refuse, family, shape, looks):
        read(url)


def fetched(yields, urls, text="", links=()):
    return [yields.page(url, f"<p>{text.format(n)}</p>".encode(), list(links)) for n, url in enumerate(urls)]


ENDLESS = {
    "calendar": [f"http://a.example/calendar/{2014 + n // 12}/{n % 12}/" for n in range(200)],
    "calendar-days": [f"http://a.example/events?month={n}" for n in range(200)],
    "maze": [
        f"http://a.example/maze/{'/'.join('abc'[(n * k) % 3] for k in range(n % 9 + 1))}/" for n in range(200)
    ],
    "sessions": [f"http://a.example/s/{n % 8}/?v={n:x}f" for n in range(200)],
}


@pytest.mark.parametrize("trap", sorted(ENDLESS))
def test_a_family_that_says_nothing_new_is_left_after_a_while(trap):
    yields, urls = Yields(), ENDLESS[trap]
    fetched(yields, urls[:BARREN], SENTENCE.replace("{}", "always the same"))
    fetched(yields, urls[:1])
    assert all(yields.exhausted(url) for url in urls[:BARREN])
    assert not yields.exhausted("http://a.example/politics/2014")


def test_a_family_that_goes_on_saying_new_things_is_never_left():
    yields, urls = Yields(), [f"http://a.example/story/{n}" for n in range(500)]
    assert all(fetched(yields, urls, SENTENCE))
    assert not yields.exhausted(urls[0])


def test_a_list_of_bare_headlines_is_not_left_while_it_leads_elsewhere():
    yields = Yields()
    urls = [f"http://a.example/list?page={n}" for n in range(200)]
    assert all(fetched(yields, urls, links=["http://a.example/story/1"]))
    assert not yields.exhausted(urls[0])
    fetched(yields, urls, links=["http://a.example/list?page=9"])
    assert yields.exhausted(urls[0])


def test_a_maze_of_filters_is_left_whatever_their_number():
    yields, asked = Yields(), 0
    for n in range(2_000):
        chosen = [
            name for place, name in enumerate(("cat", "sort", "view", "tag", "f%5B0%5D")) if n >> place & 1
        ]
        url = "http://a.example/search?" + "&".join(f"{name}={n}" for name in chosen)
        if not yields.exhausted(url, url):
            asked += 1
            yields.page(url, b"<p>nothing</p>", [f"{url}&len={n}", f"{url}&f%5B{n}%5D=x"])
    assert asked <= traps.GROUP + BARREN


def test_families_that_only_lead_to_each_other_are_left():
    yields, asked = Yields(), 0
    for n in range(2_000):
        url, other = (
            f"http://a.example/{name}?visitor={n}" for name in (("a", "b") if n % 2 else ("b", "a"))
        )
        if not yields.exhausted(url, other):
            asked += 1
            yields.page(url, b"<p>nothing</p>", [other])
    assert asked <= 6 * BARREN


def test_what_lists_name_is_asked_for_although_its_family_has_many_pages_that_say_nothing():
    yields, story = Yields(), "http://a.example/Y/{}/"
    fetched(yields, [story.format(n) for n in range(12)], SENTENCE)
    fetched(yields, [story.format(n) for n in range(100, 160)])
    url = story.format(99)
    assert yields.exhausted(url, story.format(100))
    assert not yields.exhausted(url, "http://a.example/page/2/")
    fetched(yields, [story.format(n) for n in range(100, 160)])
    assert yields.exhausted(url, "http://a.example/page/2/")


@pytest.mark.parametrize("coding", ["utf-8", "shift_jis", "ascii"])
def test_sentences_without_blanks_are_news(coding):
    yields = Yields()
    for n in range(3 * BARREN):
        text = (
            f"政府は{n}日の会議で新しい経済計画について説明し、来年度の予算案に盛り込む方針を明らかにした。"
        )
        body = f"<p>{text}</p>".encode(coding, "xmlcharrefreplace")
        assert yields.page(f"http://a.example/view?id={n}", body, [])
        assert not yields.page(f"http://a.example/view?id={n}&x=1", body, [])


def test_redirects_to_what_is_known_are_left_after_a_while():
    yields, url = Yields(), "http://a.example/comment/{}"
    for n in range(BARREN):
        assert not yields.exhausted(url.format(n), "http://a.example/node/1")
        yields.redirect(url.format(n), new=False)
    assert yields.exhausted(url.format(1), "http://a.example/node/1")


def test_memory_of_families_and_sentences_is_bounded():
    yields = Yields(families=10, sayings=10)
    fetched(yields, [f"http://a.example/{'x' * n}/1" for n in range(1, 200)], SENTENCE)
    assert len(yields._records) <= 10
    assert len(yields._said) <= 10


@pytest.mark.parametrize(
    ("path", "form", "kind"),
    [
        ("/", "/", "section"),
        ("/world", "/world", "section"),
        ("/world/page/2", "/world/page/9", "section"),
        ("/2014/11/28/a-long-story-of-the-day/", "/Y/9/9/slug/", "article"),
        ("/world/minister-says-no-to-plan-4711.html", "/world/slug9.html", "article"),
        ("/article.asp?id=4711", "/article.asp?id=9", "article"),
        ("/read.cgi?4711", "/read.cgi?9", "article"),
        ("/fa/news/4711/%D8%AE%D8%A8%D8%B1-%D8%A8%D8%AF-%D8%A7%D8%B3%D8%AA", "/fa/news/9/slug", "article"),
        ("/tag/energy-and-water-policy", "/tag/slug", "section"),
        ("/media/2014/11/x.jpg", "/media/Y/9/x.jpg", "requisite"),
        ("/about?author=A+B", "/about?author=A+B", "page"),
        ("/2014/11/a-long-story-of-it/comment-page-2/", "/Y/9/slug/comment-page-9/", "page"),
        ("/sections/world/page-12", "/sections/world/page-9", "page"),
    ],
)
def test_shapes_and_first_guesses(path, form, kind):
    assert shape("http://a.example" + path) == form
    assert looks("http://a.example" + path) == kind


def test_a_site_teaches_its_own_shapes():
    shapes = Shapes()
    url = "http://a.example/n/{}"
    assert shapes.kind(url.format(3)) != "article"
    for n in (1, 2):
        shapes.is_article(url.format(n))
    assert shapes.kind(url.format(3)) == "article"
    for n in (1, 2):
        shapes.canonical(f"http://a.example/p/{n}", url.format(n))
    assert shapes.kind("http://a.example/p/9") == "alternate"
    shapes.canonical("http://a.example/p/5", "http://a.example/p/5")
    assert shapes.kind("http://a.example/p/9") != "alternate"


@pytest.mark.parametrize(
    ("url", "kind", "reason"),
    [
        ("http://news.example/x", "page", None),
        ("http://news.example:8080/x", "page", None),
        ("http://deep.er.wild.example/x", "page", None),
        ("http://wild.example/x", "page", None),
        ("http://notwild.example/x", "page", "other-host"),
        ("http://127.0.0.2:8700/x", "page", None),
        ("http://127.0.0.2/x", "page", "other-host"),
        ("http://cdn.example/x.png", "page", "other-host"),
        ("http://cdn.example/x.png", "requisite", None),
        ("http://ads.example/x.js", "requisite", "other-asset-host"),
        ("http://news.example/x.js", "requisite", None),
    ],
)
def test_bounds(url, kind, reason):
    site = Site(
        "p", ("http://news.example/",), ("news.example", "*.wild.example", "127.0.0.2:8700"), ("cdn.example",)
    )
    assert Scope(site).refuse(Link(url, kind)) == reason


def test_requisites_can_be_left_out():
    site = Site("p", ("http://a.example/",), ("a.example",), crawl=CrawlRules(requisites=False))
    assert Scope(site).refuse(Link("http://a.example/x.png", "requisite")) == "requisites-off"


def test_a_hostile_body_is_searched_in_linear_time():
    yields = Yields()
    for body in (b">" * 2_000_000, b"<p>" + b"x" * 2_000_000, b"> " * 1_000_000, (b">" + b"y " * 3000) * 300):
        yields.page("http://a.example/x", body, [])
    assert traps.MAX_REPEATS == 3
