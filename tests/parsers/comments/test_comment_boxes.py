"""Numbers in boxes about other stories are not the article's (R2), whatever language their heading is in."""

from __future__ import annotations

import pytest

from crawler.parsers.comments import read_comments
from crawler.parsers.page import Page

PAGE = (
    '<html lang="{language}"><meta charset="utf-8"><body><main><article><h1>Harbour wall to be raised</h1><p>The council met for '
    "three hours on Friday and agreed to raise the wall along the old quay by a metre.</p></article>{own}{box}</main></body></html>"
)
HEADINGS = [
    ("ca", "El més llegit", "{} comentaris"), ("is", "Tengdar fréttir", "{} athugasemdir"), ("et", "Loe ka", "{} kommentaari"),
    ("lv", "Lasi arī", "{} komentāri"), ("lt", "Skaitomiausi", "{} komentarai"), ("cs", "Čtěte také", "{} komentářů"),
    ("sl", "Preberite tudi", "{} komentarjev"), ("sr", "Прочитајте још", "{} коментара"), ("sq", "Lexo edhe", "{} komente"),
    ("be", "Чытайце таксама", "{} каментарыяў"), ("az", "Oxşar xəbərlər", "{} şərh"), ("kk", "Көп оқылған", "{} пікір"),
    ("ka", "მსგავსი სიახლეები", "{} კომენტარი"), ("hy", "Ամենաընթերցված", "{} մեկնաբանություն"), ("ur", "متعلقہ خبریں", "{} تبصرے"),
    ("bn", "আরও পড়ুন", "{}টি মন্তব্য"), ("ta", "தொடர்புடைய செய்திகள்", "{} கருத்துகள்"), ("ms", "Berita berkaitan", "{} komen"),
    ("sw", "Habari zinazohusiana", "Maoni {}"), ("en", "Elsewhere", "{} comments"),
]  # fmt: skip
BOXES = [
    '<section><h3>{heading}</h3><ul><li><a href="/x/quay">Quay</a> <span>{count}</span></li></ul></section>',
    '<div><h4>{heading}</h4><div><a href="/x/quay">Quay closed</a><i>{count}</i></div></div>',
]


@pytest.mark.parametrize("box", BOXES)
@pytest.mark.parametrize(("language", "heading", "words"), HEADINGS)
def test_box_about_others(language: str, heading: str, words: str, box: str) -> None:
    other = box.format(heading=heading, count=words.format(31))
    for own, expected in (("", None), (f"<div><h3>{words.format(7)}</h3></div>", 7)):
        page = PAGE.format(language=language, own=own, box=other)
        assert read_comments(Page(page.encode(), "https://paper.example/news/1/")).comment_count == expected


def test_own_number_beside_a_link_to_the_author() -> None:
    meta = '<ul class="info"><li>By <a href="/people/ann">Ann Lee</a></li><li>7 comments</li></ul>'
    page = PAGE.format(language="en", own="", box="").replace("</h1>", f"</h1>{meta}")
    assert read_comments(Page(page.encode(), "https://paper.example/news/1/")).comment_count == 7


@pytest.mark.parametrize(
    "link", ['href="/author/ann-lee-smith"', 'href="/ann" rel="author"', 'href="/tag/harbours/"']
)
def test_own_number_under_a_subtitle(link: str) -> None:
    deck = f"<section><h2>A metre more along the quay</h2><div><a {link}>Ann Lee-Smith</a> <span>7 comments</span></div></section>"
    page = PAGE.format(language="en", own=deck, box="")
    assert read_comments(Page(page.encode(), "https://paper.example/news/1/")).comment_count == 7
