"""Titles: the headline as readers see it, not the social one, without the site's name."""

from __future__ import annotations

import pytest

from crawler.parsers.page import Page
from crawler.parsers.titles import read_title, without_site

META = '<meta property="og:title" content="{}"><meta property="og:site_name" content="The Example">'


@pytest.mark.parametrize(
    ("html", "title"),
    [
        ("<title>Storm hits coast - The Example</title><h1>Storm hits coast</h1>", "Storm hits coast"),
        ("<title>Storm hits coast | News | The Example</title>" + META.format("You won't believe this storm") + "<h1>Storm hits the coast</h1>", "Storm hits the coast"),
        ("<title>Storm hits coast - The Example</title>" + META.format("Storm hits coast"), "Storm hits coast"),
        ("<title>Politics: A new law - The Example</title>" + META.format("Politics: A new law") + "<h1><span>Politics</span> A new law</h1>", "Politics: A new law"),
        ("<title>A new law is on its way - X</title>" + META.format("A new law is on its way") + "<h1><span>Opinion</span> A new law is on its way</h1>", "A new law is on its way"),
        ("<title>Kenya: Life from below - The Example</title>" + META.format("Kenya: Life from below") + "<p>Kenya</p><h1>Life from below</h1>", "Kenya: Life from below"),
        ("<TITLE>Mayor resigns - Courier</TITLE><table><tr><td><FONT SIZE=5><B>Mayor resigns</B></FONT><BR><FONT>By N</FONT></table>", "Mayor resigns"),
        ("<p>nothing</p>", None),
    ],
)  # fmt: skip
def test_the_title_is_the_headline(html: str, title: str | None) -> None:
    assert read_title(Page(html.encode(), "https://theexample.com/a"))[0] == title


def test_losers_are_kept() -> None:
    html = "<title>Storm - X</title>" + META.format("Social storm") + "<h1>Storm</h1>"
    _, found = read_title(Page(html.encode(), "https://x.example/a"))
    assert [(c.value, c.chosen) for c in found] == [("Storm", True), ("Social storm", False)]


def test_the_site_goes_from_either_end() -> None:
    assert without_site("Example News | A - B | Example News", ["Example News"]) == "A - B"
