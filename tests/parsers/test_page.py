"""What a page says of itself: metas, links, language, country, headline, what is hidden."""

from __future__ import annotations

import pytest

from crawler.parsers.page import Page


def page(html: str, url: str = "https://news.example/a/b", **headers: str) -> Page:
    return Page(html.encode(), url, headers=headers)


def test_metas_by_lower_case_name() -> None:
    found = page(
        '<meta property="OG:Title" content=" A "><meta name=author content="N"><meta http-equiv=Refresh content=0>'
    )
    assert found.meta_first("og:title") == "A"
    assert found.meta_first("none", "author") == "N"
    assert found.meta["refresh"][0][0] == "0"


def test_links_are_absolute_and_noise_is_left_out() -> None:
    found = page(
        '<base href="/x/"><link rel="Canonical" href="c?d"><a rel="nofollow noopener" href="e">e</a><a rel="next" href="2">2</a>'
    )
    assert {rel: links[0][0] for rel, links in found.links.items()} == {
        "canonical": "https://news.example/x/c?d",
        "next": "https://news.example/x/2",
    }


@pytest.mark.parametrize(
    ("html", "url", "language", "country"),
    [
        ("<html lang=en-GB>", "https://a.example/", "en-GB", "GB"),
        ("<html lang=en-US>", "https://a.co.uk/", "en-US", "GB"),
        ("<html xml:lang=fa_IR>", "https://a.example/", "fa-IR", "IR"),
        ('<meta property="og:locale" content="pt_BR">', "https://a.example/", "pt-BR", "BR"),
        ("<html lang=zh-hant-tw>", "https://a.example/", "zh-Hant-TW", "TW"),
        (
            "<p>"
            + "Die Regierung hat das Gesetz nicht mit der Mehrheit beschlossen und das ist auch so. " * 3,
            "https://a.at/",
            "de",
            "AT",
        ),
        ("<p>" + "Президент подписал закон о бюджете страны. " * 4, "https://a.io/", "ru", None),
        ("<p>" + "رئیس جمهور گفت که این پیمان مهم است. " * 4, "", "fa", None),
        ("<p>x", "https://a.example/", None, None),
        ("<meta http-equiv=content-language content=utf-8><p>x", "https://a.example/", None, None),
    ],
)
def test_language_and_country(html: str, url: str, language: str | None, country: str | None) -> None:
    found = page(html, url)
    assert (found.language, found.country) == (language, country)


def test_the_headline_is_the_heading_like_the_title() -> None:
    found = page(
        "<title>Storm hits the coast | Example</title><h1>Example</h1><h2>More news</h2><h1>Storm hits the coast</h1>"
    )
    assert found.headline is not None
    assert found.headline[0] == "Storm hits the coast"


def test_hidden_covers_what_is_inside() -> None:
    found = page('<div style="color: red; display : none"><p>a</p></div><p>b</p>')
    assert [found.hidden(i) for i in found.tree.all("p")] == [True, False]


def test_header_names_are_lower_case_and_choose_the_charset() -> None:
    found = Page("é".encode("cp1252"), "", headers={"Content-Type": "text/html; charset=windows-1252"})
    assert found.html == "é"
