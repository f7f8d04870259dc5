"""Bodies: the article's paragraphs, all of them and nothing else; clean markup; what is stated in data as the last resort."""

from __future__ import annotations

import json
import re

from crawler.parsers.body import read_body
from crawler.parsers.body_features import COLUMNS, features
from crawler.parsers.body_model import judge, shipped
from crawler.parsers.page import Page

TEXTS = [
    f"Paragraph {n} of the report says that the council met on Tuesday, heard {n} witnesses and put off its decision "
    f"on the harbour until the spring, when new figures, promised by the ministry, should be at hand."
    for n in range(1, 7)
]
NAV = "<nav><ul>" + "".join(f'<li><a href="/s{n}">Section {n}</a></li>' for n in range(12)) + "</ul></nav>"
FOOT = '<footer><p>© Example Media. All rights reserved.</p><a href="/imprint">Imprint</a></footer>'


def page(inner: str, head: str = "") -> Page:
    title = "<title>Harbour decision put off</title>"
    html = f"<html><head>{title}{head}</head><body>{NAV}<main><article><h1>Harbour decision put off</h1>{inner}</article></main>{FOOT}</body></html>"
    return Page(html.encode(), "https://news.example/harbour")


def paragraphs(texts: list[str]) -> str:
    return "".join(f"<p>{t}</p>" for t in texts)


def test_paragraphs_come_out_and_the_rest_does_not() -> None:
    assert list(read_body(page(f'<div class="story">{paragraphs(TEXTS)}</div>')).paragraphs) == TEXTS


def test_labels_captions_and_corrections_inside_the_text_go() -> None:
    inner = paragraphs(TEXTS[:2]) + '<div class="ad-slot">Advertisement 12</div>' + paragraphs(TEXTS[2:4])
    inner += (
        '<figure><img src="/i.jpg" alt="A"><figcaption>The harbour last year</figcaption></figure>'
        + paragraphs(TEXTS[4:])
    )
    inner += "<p><i>Correction: an earlier version misstated the figures.</i></p>"
    body = read_body(page(f"<div>{inner}</div>"))
    assert list(body.paragraphs) == TEXTS
    assert body.images == ["https://news.example/i.jpg"]
    assert "<figcaption>The harbour last year</figcaption>" in body.html


def test_the_comment_area_is_no_body() -> None:
    found = page(
        f'<div class="story">{paragraphs(TEXTS)}</div><div id="talk">{paragraphs([t + " I agree." for t in TEXTS])}</div>'
    )
    area = next(i for i in found.tree.all("div") if found.tree.get(i, "id") == "talk")
    assert list(read_body(found, [area]).paragraphs) == TEXTS


def test_line_breaks_part_paragraphs_in_old_pages() -> None:
    html = "<title>Harbour decision put off - Courier</title><table><tr><td><font size=5><b>Harbour decision put off</b></font><br>"
    html += f"<font size=1>By N. N.</font><hr>{'<br><br>'.join(TEXTS)}</td></tr></table>"
    assert list(read_body(Page(html.encode("cp1252"), "https://courier.example/a?id=1")).paragraphs) == TEXTS


def test_a_second_story_below_is_cut() -> None:
    inner = f"<div>{paragraphs(TEXTS)}</div></article><article><h1>Another story</h1><div>{paragraphs([t.upper() for t in TEXTS])}</div>"
    assert list(read_body(page(inner)).paragraphs) == TEXTS


def test_text_that_is_only_in_data_is_taken_from_there() -> None:
    data = {"@type": "NewsArticle", "headline": "Harbour decision put off", "articleBody": "\n\n".join(TEXTS)}
    body = read_body(
        page(f"<p>{TEXTS[0]}</p>", f'<script type="application/ld+json">{json.dumps(data)}</script>')
    )
    assert list(body.paragraphs) == TEXTS
    assert body.rule == "jsonld.articleBody"
    assert body.losers


def test_the_markup_is_clean_and_safe() -> None:
    inner = f'<p onclick="x()">{TEXTS[0]} <a href="javascript:alert(1)">one</a> <a href="/two?a=1&b=2">two</a> &lt;script&gt;</p>'
    inner += f"<h2>Figures</h2><ul><li>{TEXTS[1]}</li><li><em>{TEXTS[2]}</em></li></ul><blockquote><p>{TEXTS[3]}</p></blockquote>"
    html = read_body(page(f'<div class="story">{inner}{paragraphs(TEXTS[4:])}</div>')).html
    assert "javascript" not in html
    assert "onclick" not in html
    assert "&lt;script&gt;" in html
    assert '<a href="https://news.example/two?a=1&amp;b=2">two</a>' in html
    assert re.search(
        r"<h2>Figures</h2>\n<ul>\n<li>.*</li>\n<li><em>.*</em></li>\n</ul>\n<blockquote><p>", html
    )


def test_an_empty_page_has_no_body() -> None:
    body = read_body(Page(b"", ""))
    assert body.text == ""
    assert body.confidence == 0.0


def test_the_model_and_the_features_agree() -> None:
    found = page(paragraphs(TEXTS))
    rows = features(found, found.blocks)
    assert {len(row) for row in rows} == {len(COLUMNS)}
    assert all(0.0 <= c <= 1.0 for c in judge(rows))
    assert len(shipped().first) + len(shipped().rest) > 50
