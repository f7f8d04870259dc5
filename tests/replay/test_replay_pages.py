"""Our own pages over a projected archive: search, newest articles, one capture, two versions compared."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from replay_home import S1, S2, T1, T2, Server, exchange, make_home, serving

from archive.model import Article, Candidate, Capture, NotArticle, Outcome
from archive.projector import project
from archive.replay.compare import compare, sentences
from archive.replay.pages.layout import address_text, safe
from archive.replay.visible import visible_text

URL = "http://news.example/story"
OLD = "<h1>Plant opens</h1><p>The plant opened today. Nobody came.</p><p>Costs rose.</p><i>3</i>"
NEW = "<h1>Plant closes</h1><p>The plant closed today. Nobody came.</p><p>Costs rose.</p><i>12</i>"
PERSIAN = "<h1>نیروگاه <b>باز</b> شد</h1><p>نیروگاه امروز باز شد.</p><i>0</i>"


def extractor(capture: Capture) -> Outcome:
    """Reads the little pages above: a headline, paragraphs, a count."""
    text = capture.body.decode()
    title = re.search("<h1>(.*?)</h1>", text)
    if not title:
        return NotArticle(capture.url, "section", extractor="t/1")
    body = "\n\n".join(re.findall("<p>(.*?)</p>", text))
    count = int(re.search(r"<i>(\d+)", text)[1])  # type: ignore[index]
    return Article(
        capture.url, re.sub("<.*?>", "", title[1]), "2014-11-28T00:02", "minute", body=body, comment_count=count,
        comment_count_qualifier="exact", comment_count_source="page", authors=("A <b>B</b>",), extractor="t/1",
        evidence=(
            Candidate("comment_count", 7, "7 <b>views", "label", "div.x > i", 0.3, note="a count of views"),
            Candidate("comment_count", count, f"{count}", "counter", "i", 0.9, chosen=True),
        ),
    )  # fmt: skip


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    exchanges = [
        exchange(URL, OLD.encode(), when=T1),
        exchange(URL, NEW.encode(), when=T2),
        exchange("http://news.example/fa", PERSIAN.encode()),
        exchange(
            "http://news.example/list", b"<title>List</title><p>One. Two.</p><script>x()</script>", when=T1
        ),
        exchange("http://news.example/list", b"<title>List</title><p>One. Three.</p>", when=T2),
        exchange(
            "http://news.example/evil",
            b"<h1>&lt;/script&gt;<script>alert(1)</script>plant</h1><p>x</p><i>1</i>",
        ),
    ]
    home = make_home(tmp_path_factory.mktemp("pages") / "home", exchanges)
    project(home, extractor, extractor_version="t/1")
    with serving(home) as running:
        yield running


def test_the_front_page_lists_publications_and_articles(server: Server) -> None:
    text = server.page("/").text
    assert '<a href="/?site=test"><bdi dir="auto">test</bdi></a> (3)' in text
    assert "Plant closes" in text
    assert "Plant opens" not in text
    assert '<bdi dir="auto">نیروگاه باز شد</bdi>' in text
    assert f"http://127.0.0.1:{server.port}/web/{S2}/{URL}" in text
    assert server.page("/?site=test").text.count("<li>") >= 4
    assert server.page("/?site=nobody").status == 400


def test_search_leads_to_the_capture(server: Server) -> None:
    text = server.page("/-/search?q=plant+opened").text
    assert f"/web/{S1}/{URL}" in text
    assert "<mark>plant</mark>" in text
    assert "an earlier version" in text
    assert "Nothing found" in server.page("/-/search?q=zebra").text
    assert server.page("/-/search?q=").status == 400
    assert server.page("/-/search?q=%D9%86%DB%8C%D8%B1%D9%88%DA%AF%D8%A7%D9%87").text.count("<li>") == 1
    assert "Captures of" in server.page(f"/-/search?q={URL}").text


def test_compare_marks_changed_sentences_and_facts(server: Server) -> None:
    text = server.page(f"/-/compare?url={URL}").text
    assert "1 sentence gone or changed, 1 new or changed, 2 the same." in text
    assert '<p dir="auto"><del>The plant opened today.</del> Nobody came.</p>' in text
    assert '<p dir="auto"><ins>The plant closed today.</ins> Nobody came.</p>' in text
    assert (
        '<del><bdi dir="auto">Plant opens</bdi></del> → <ins><bdi dir="auto">Plant closes</bdi></ins>' in text
    )
    assert "<dt>Comments</dt><dd>3 → 12</dd>" in text
    assert text.count("<tr><td>") == 2  # headline and comments over time
    assert "<iframe" not in text
    assert server.page(f"/-/compare?url={URL}&a={S1}&b={S2}&pages=1").text.count("<iframe") == 2


def test_each_value_says_where_it_comes_from(server: Server) -> None:
    """The winner first, what lost below it, and nothing of either as markup."""
    link = re.search(r"/-/capture\?id=[^\"#]+", server.get(f"/web/{S1}/{URL}").text)
    assert link
    page = server.page(link[0]).text
    table = page[page.index('<h2 id="why">') :]
    assert table.index("<strong>taken</strong>") < table.index("7 &lt;b&gt;views")
    assert "<code>div.x &gt; i</code>" in table
    assert "label (0.30) – a count of views" in table


def test_pages_that_are_no_articles_are_compared_by_what_they_show(server: Server) -> None:
    text = server.page("/-/compare?url=http://news.example/list").text
    assert "<del>Two.</del>" in text
    assert "<ins>Three.</ins>" in text
    assert "x()" not in text


def test_one_capture_shows_fields_record_and_page(server: Server) -> None:
    link = re.search(r"/-/capture\?id=[^\"#]+", server.get(f"/web/{S1}/{URL}").text)
    assert link
    text = server.page(link[0]).text
    assert '<dt>comment count</dt><dd><bdi dir="auto">3</bdi></dd>' in text
    assert "A &lt;b&gt;B&lt;/b&gt;" in text
    assert "newsark why" in text
    assert f'src="http://127.0.0.1:{server.port}/web/{S1}mp_/{URL}"' in text


def test_titles_from_outside_stay_text(server: Server) -> None:
    for path in ("/", "/-/search?q=plant", "/-/compare?url=http://news.example/evil"):
        assert "<script" not in server.page(path).text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("He said “No.” Then left.", ["He said “No.”", "Then left."]),
        ("یک است. دو است؟ سه", ["یک است.", "دو است؟", "سه"]),
        ("一。二！", ["一。", "二！"]),
        ("One.\n\nTwo.", ["One.", "", "Two."]),
        ("", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text) in (expected, [*expected, ""])


@given(
    st.lists(st.sampled_from(["One.", "Two.", "Three.", "Four."])),
    st.lists(st.sampled_from(["One.", "Two.", "Five."])),
)
def test_laws_of_comparing(before: list[str], after: list[str]) -> None:
    """Both sides come back whole; a text is like itself; what is marked on neither side is the same on both."""
    found = compare(" ".join(before), " ".join(after))
    assert [piece.text for piece in found.before] == before
    assert [piece.text for piece in found.after] == after
    assert [p.text for p in found.before if not p.changed] == [p.text for p in found.after if not p.changed]
    assert not any(piece.changed for piece in compare(" ".join(before), " ".join(before)).before)


def test_visible_text_leaves_out_what_readers_do_not_see() -> None:
    page = b"<title> A  b </title><style>x</style><p>One<p>Two<br>three<noscript>n</noscript><template>t</template>"
    assert visible_text(page, "text/html") == ("A b", "One\nTwo\nthree")
    assert visible_text(b"<div>" * 300_000, "text/html") == ("", "")


def test_text_that_turns_other_text_is_defused() -> None:
    assert safe("a\u202eb\u2066<c>\x00") == "ab&lt;c&gt;"
    assert safe("x" * 9, 5) == "xxxxx…"
    assert address_text("http://a.org/%D8%AE/%E2%80%AE/%ff") == (
        '<bdi dir="ltr" class="address">http://a.org/<bdi>خ</bdi>/%E2%80%AE/%ff</bdi>'
    )
