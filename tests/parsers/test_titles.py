"""Titles: the headline as readers see it, not the social one, without the site's name."""

from __future__ import annotations

import pytest

from crawler.parsers.page import Page
from crawler.parsers.site_names import without_site
from crawler.parsers.titles import read_title

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
        ("<title>Bridge opens | Local | The Example</title><h1>Bridge opens <small>After four years of work</small></h1>", "Bridge opens"),
        ("<title>Old <small>and</small> new: a bridge</title><h1>Old and new: <small>a bridge</small></h1>", "Old and new: a bridge"),
        ("<title>The Example: Rain | Snow: a diary - The Example</title>" + META.format("A diary") + "<h1>Rain | Snow: a diary</h1>", "Rain | Snow: a diary"),
        ("<title>Live | Bridge opens | Local | The Example</title><h1><b class=flag>Live</b> Bridge opens</h1>", "Bridge opens"),
        ("<title>Bridge opens - Local - Herald</title><h1><span>Transport</span><span>Bridge opens</span></h1>", "Bridge opens"),
        ("<title>Transport / Bridge opens - Herald</title><h1><span>Transport /</span> <span>Bridge opens</span></h1>", "Transport / Bridge opens"),
        ("<title>Herald | Bridge opens after four years</title><main><h2>Bridge opens at last</h2><div><p>" + "The mayor came and spoke to all. " * 9 + "</p></div></main><section><h3>Bridge opens after four years</h3></section>", "Bridge opens at last"),
        ("<title>Bridge opens | Herald</title><h1>Bridge opens <span>3 comments</span></h1>", "Bridge opens"),
        ("<div><h2 itemprop='headline'>Bridge opens</h2></div><p>The mayor came.</p>", "Bridge opens"),
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


CRUMB = "<nav class='breadcrumb'><h1>Savings bank: how it can beat the rest</h1></nav><header><h2><span>New service</span> {}</h2></header>"


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        # a heading in a breadcrumb is for searchers; the page names the one its readers see
        (META.format("How the savings bank wants to win") + "<title>Savings bank: how it can beat the rest</title>", CRUMB.format("How the savings bank wants to win"), "How the savings bank wants to win"),
        # ... unless the page calls itself so everywhere
        (META.format("Savings bank: how it can beat the rest") + "<title>Savings bank: how it can beat the rest</title>", CRUMB.format("Something quite else"), "Savings bank: how it can beat the rest"),
        # a heading that <title> only adds to what og:title says is the paper's, though it shares a word
        (META.format("Harbour wall to be raised") + "<title>The Harbour Post | Harbour wall to be raised</title>", "<h1>The Harbour Post</h1><div><h2>Harbour wall to be raised</h2></div>", "Harbour wall to be raised"),
        # a heading that shares no word with what the page calls itself twice is the blog's name
        (META.format("Into the new year") + "<title>Into the new year | Whispers</title>", "<h1>Whispers</h1><div>Into the new year</div>", "Into the new year"),
        # the social and the searchers' wording do not correct a heading that another source agrees with
        ('<title>Sleds in pictures with mum</title><script type="application/ld+json">{"@type":"NewsArticle","headline":"Sleds in pictures of the party with mum"}</script>' + META.format("Sleds in pictures with mum"), "<h1>Sleds in pictures of the party with mum</h1>", "Sleds in pictures of the party with mum"),
        # genre words before a bar are no part of it
        (META.format("Opinion | What I pray for") + "<title>Opinion | What I pray for - X</title>", "<h1>Opinion What I pray for</h1>", "What I pray for"),
        # a subtitle is no headline, however like the social one it is
        (META.format("A ghostly particle could unlock computing") + "<title>A ghostly particle could unlock computing</title>", "<h1>The quantum phantom particle</h1><h2 class='hero__subtitle'>A ghostly particle could unlock computing</h2>", "The quantum phantom particle"),
    ],
)  # fmt: skip
def test_which_heading_is_the_headline(head: str, body: str, title: str) -> None:
    html = f"<html><head>{head}</head><body>{body}</body></html>"
    assert read_title(Page(html.encode(), "https://example.com/a"))[0] == title


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        # blogs give <h1> to their own name, which leads to their front page
        ("<title>Ann's Blog: On going first</title>", "<h1><a href='https://x.example/blog/'>Ann's Blog</a></h1><h3>On going first</h3>", "On going first"),
        ("<title>A new lens in stock | 43 Rumours</title>", "<h1><a href='/'>43 Rumours</a></h1><h3><a href='/a/new-lens'>A new lens in stock</a></h3>", "A new lens in stock"),
        ("<title>ANN ROSS - flower magazine</title>" + '<meta property="og:title" content="ANN ROSS - flower magazine">', "<h1><a href='/'>ANN ROSS</a></h1><h3>flower magazine</h3>", "flower magazine"),
        ("<title>Stones rattle the moor « Tam Lee</title>", "<h1>LiveWire</h1><h2>Listen</h2><h3>Stones rattle the moor</h3>", "Stones rattle the moor"),
        ('<title>Holiday tables | Town - Daily Sweets</title><meta property="og:site_name" content="Daily Sweets">', "<h1>Daily Sweets</h1><h1>Eat, drink and keep them busy</h1>", "Eat, drink and keep them busy"),
        ("<title>微創手術練功 電腦來幫忙｜新聞速報｜中時電子報</title>", "<h3>微創手術練功 電腦來幫忙</h3><h2>更多 新聞速報 新聞</h2>", "微創手術練功 電腦來幫忙"),
        ("<title>The wall will be raised - Geek Post</title>", "<h1><a href='/'>Geek Post</a></h1><h3>The wall… will be raised</h3>", "The wall… will be raised"),
        ("<title>Who will win? « Health Economist</title>", "<h2>Health Economist</h2><h2>Who will win?</h2>", "Who will win?"),
        ("<title>新醫改未達標_新聞_鉅亨網</title>", "<h1><a href='/'>鉅亨網 鉅亨新聞</a></h1><h1>新醫改未達標</h1>", "新醫改未達標"),
        ("<title>Fears of a tide - Dawn online</title>", "<h1><a href='/Start'>DAWN</a></h1><div>Fears of a tide</div>", "Fears of a tide"),
        # a kicker that leads to its section is no front page's link
        ("<title>Games: Drinks come by ship - X</title>" + '<meta property="og:title" content="Games: Drinks come by ship">', "<p><a href='/games'>Games</a></p><h1>Drinks come by ship</h1>", "Games: Drinks come by ship"),
        ("<title>Games - Drinks come by ship - Food Post</title>", "<h1><span>Games</span> Drinks come by ship</h1>", "Games Drinks come by ship"),
        ("<title>Opinion | Let them be</title>", "<h1><a href='/opinion'>Opinion</a> | Let them be</h1>", "Let them be"),
        # no heading: the part of <title> that stands on the page
        ("<title>ΤΟ ΒΗΜΑ - Προστατέψτε το δέρμα σας - υγεία</title>", "<p>Προστατέψτε το δέρμα σας</p>", "Προστατέψτε το δέρμα σας"),
        # ... not the site's name, which is short beside it
        ("<title>Peel: The memos about interrogation, detention and war powers</title>", "<div>Peel: a blog</div><div>Peel</div>", "Peel: The memos about interrogation, detention and war powers"),
        # a teaser of the page itself in a list below it
        ("<title>Facts | Campaign of theories: the lie</title>", "<h2>Browse more</h2><ul><li><h3>Campaign of theories: the lie</h3></li></ul>", "Facts | Campaign of theories: the lie"),
        # a standfirst that <title> names behind the headline
        ("<title>\"The court gives no justice at all\" | All is ready for the march that families and unions have called for</title>", "<h1>\"The court gives no justice at all\"</h1><h4>All is ready for the march that families and unions have called for</h4>", '"The court gives no justice at all"'),
        # a headline may lead to its own page, and be short
        ("<title>Storm - The Daily Long Name Of The Harbour</title>", "<h1><a href='https://x.example/a'>Storm</a></h1>", "Storm"),
    ],
)  # fmt: skip
def test_the_sites_name_is_no_headline(head: str, body: str, title: str) -> None:
    page = f"<html><head><meta charset='utf-8'>{head}</head><body>{body}<p>{'The council met on Friday. ' * 8}</p></body></html>"
    assert read_title(Page(page.encode(), "https://x.example/a"))[0] == title
