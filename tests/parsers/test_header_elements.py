"""Markup around header lines, each case alone, with a lead, and in a page of many links."""

from __future__ import annotations

import pytest

from crawler.parsers.header import read_header
from crawler.parsers.page import Page

LEAD = "<p>The council met for three hours, and in the end all but two of its members agreed to raise the wall again.</p>"
TAILS = {
    "alone": "",
    "lead": LEAD,
    "links": LEAD + "".join(f'<p><a href="/n/{n}">Another story {n}</a></p>' for n in range(15)),
}
# language, markup, then published, updated and article id (as far as given)
CASES: list[tuple[str | None, ...]] = [
    ('en','<time datetime="2014-11-28T15:12:00Z">28 Nov</time>','2014-11-28T15:12:00+00:00'),
    ('en','<h1>W</h1><time datetime="2014-11-28">28 November 2014, 15:12</time>','2014-11-28T15:12'),
    ('en','<h1>W</h1><time datetime="2014-11-28T15:12">28 November 2014</time>','2014-11-28T15:12'),
    ('en','<h1>W</h1><p>Published <time datetime="2014-11-28T15:12:00+03:00">x</time> Updated <time datetime="2014-11-29T10:00:00+03:00">y</time></p>','2014-11-28T15:12:00+03:00','2014-11-29T10:00:00+03:00'),
    ('en','<h1>W</h1><p>Updated <time datetime="2014-11-29T10:00:00+03:00">y</time></p>',None,'2014-11-29T10:00:00+03:00'),
    ('en','<meta property="article:modified_time" content="2014-11-29T10:00:00Z"><h1>W</h1>',None,'2014-11-29T10:00:00+00:00'),
    ('en','<meta property="article:published_time" content="2014-11-28T15:12:00+0330"><h1>W</h1>','2014-11-28T15:12:00+03:30'),
    ('en','<meta name="DC.date.issued" content="2014-11-28"><h1>W</h1>','2014-11-28'),
    ('en','<meta itemprop="datePublished" content="2014-11-28T15:12:00+01:00"><h1>W</h1>','2014-11-28T15:12:00+01:00'),
    ('en','<div itemscope itemtype="http://schema.org/NewsArticle"><h1 itemprop="headline">W</h1><span itemprop="datePublished" content="2014-11-28T15:12:00+01:00">Friday</span></div>','2014-11-28T15:12:00+01:00'),
    ('en','<script type="application/ld+json">{"@context":"https://schema.org","@type":"WebSite","datePublished":"2001-01-01"}</script><h1>W</h1><p>28 Nov 2014</p>','2014-11-28'),
    ('en','<script type="application/ld+json">[{"@type":"NewsArticle","headline":"Other","url":"https://s.example/2","datePublished":"2001-01-01T00:00:00Z"},{"@type":"NewsArticle","headline":"The wall is raised","url":"https://s.example/1","datePublished":"2014-11-28T15:12:00Z"}]</script><h1>The wall is raised</h1>','2014-11-28T15:12:00+00:00'),
    ('en','<h1>The wall</h1><abbr class="published" title="2014-11-28T15:12:00+0000">Friday</abbr>','2014-11-28T15:12:00+00:00'),
    ('en','<h1>The wall</h1><span class="date" data-timestamp="1417187520000">yesterday</span>','2014-11-28T15:12:00+00:00'),
    ('en','<h1>The wall</h1><p class="date">28 November 2014 15:12</p><div class="comments"><h3>Comments (1)</h3><p>Ann, 30 November 2014 10:00</p></div>','2014-11-28T15:12'),
    ('en','<h1>The wall</h1><p>28 Nov 2014</p><aside class="related"><h3>Related</h3><ul><li>1 Dec 2014 Another story</li></ul></aside>','2014-11-28'),
    ('en','<header><div id="clock">Today is Friday 12 December 2025 10:10</div></header><h1>The wall</h1><p>28 Nov 2014</p>','2014-11-28'),
    ('fa','<header><span>جمعه ۲۱ آذر ۱۴۰۴ - 12 December 2025 - ٢٠ جمادى الآخرة ١٤٤٧</span></header><h1>دیوار</h1><div>۷ آذر ۱۳۹۳</div>','2014-11-28'),
    ('en','<h1>Fair opens 10 June 2016</h1><p>3 May 2016</p>','2016-05-03'),
    ('en','<h1>The wall</h1><footer>© 2014 - Last build 28 Nov 2014</footer>',None),
    ('en','<h1>The wall</h1><p>Posted 3 hours ago</p>',None),
    ('en','<h1>The wall</h1><p>28 Nov, 19:09</p>',None),
    ('en-GB','<h1>The wall</h1><p>03/04/2015</p>','2015-04-03'),
    ('en','<h1>The wall</h1><table><tr><td>Date:</td><td>28 November 2014</td></tr><tr><td>Time:</td><td>15:12</td></tr><tr><td>ID:</td><td>13749</td></tr></table>','2014-11-28T15:12',None,'13749'),
    ('en','<h1>The wall</h1><dl><dt>Published</dt><dd>28 November 2014 15:12</dd><dt>News ID</dt><dd>13749</dd></dl>','2014-11-28T15:12',None,'13749'),
    ('en','<ul><li>Date :Friday, November 28th, 2014</li><li>Time : 00:02</li><li>ID: 13749</li><li><a href="/print">Print</a></li></ul><h1>The wall</h1>','2014-11-28T00:02',None,'13749'),
    ('fa','<h1>دیوار</h1><ul class="meta-news"><li><i></i><span class="title-meta">دوشنبه / ۱۶ آبان ۱۴۰۱ / ۰۷:۴۵</span></li><li>دسته‌بندی: سیاسی</li><li>کد خبر: <span>1401081610590</span></li><li>خبرنگار : <span>30165</span></li></ul>','2022-11-07T07:45',None,'1401081610590'),
    ('en','<h1>The wall</h1><div class="row"><div>Oct 11, 2023, 5:42 PM</div><div>News ID 207123</div><div>Journalist ID 5000</div></div>','2023-10-11T17:42',None,'207123'),
    ('en','<h1>The wall</h1><div><span>28</span> <span>November</span> <span>2014</span></div>','2014-11-28'),
    ('en','<h1>The wall</h1><div class="date"><span class="day">28</span><span class="month">Nov</span><span class="year">2014</span></div>','2014-11-28'),
    ('en','<h1>The wall</h1><p><time datetime="2014-11-28T15:12:00+03:30" pubdate>28 Nov 2014</time> | <time datetime="2014-11-29T00:00:00+03:30" itemprop="dateModified">29 Nov</time></p>','2014-11-28T15:12:00+03:30','2014-11-29T00:00:00+03:30'),
    ('en','<meta property="article:published_time" content="2014-11-28T15:12:00"><h1>The wall</h1><p>28 November 2014, 15:12 GMT</p>','2014-11-28T15:12:00+00:00'),
    ('en','<meta property="og:updated_time" content="1417187520"><h1>The wall</h1><p>28 November 2014</p>','2014-11-28','2014-11-28T15:12:00+00:00'),
    ('en','<meta name="date" content="2014-11-28T15:12:00Z"><h1>The wall</h1>','2014-11-28T15:12:00+00:00'),
    ('de','<meta name="date" content="2014-11-28T15:12:00+01:00"><h1>Die Mauer</h1><p>Stand: 29.11.2014 10:00 Uhr</p>','2014-11-28T15:12:00+01:00','2014-11-29T10:00'),
    ('en','<script type="application/ld+json">{"@type":"NewsArticle","headline":"The wall is up","datePublished":"Nov 28, 2014 3:12 PM"}</script><h1>The wall is up</h1>','2014-11-28T15:12'),
    ('en','<script type="application/ld+json">{"@type":["Article","NewsArticle"],"headline":"The wall is up","datePublished":"2014-11-28T15:12:00.000+0000","dateModified":""}</script><h1>The wall is up</h1>','2014-11-28T15:12:00+00:00'),
    ('en','<script type="application/ld+json">{"@type":"NewsArticle","headline":"The wall\nis up","datePublished":"2014-11-28T15:12:00Z",}</script><h1>The wall is up</h1>','2014-11-28T15:12:00+00:00'),
    ('en','<h1>The wall</h1><p class="posted">Posted: <strong>28 November 2014</strong> at <strong>15:12</strong></p>','2014-11-28T15:12'),
    ('en','<h1>The wall</h1><p>By <a rel="author">Ann Lee</a><br>Friday, 28 November 2014<br>15:12</p>','2014-11-28T15:12'),
    ('en','<h1>The wall</h1><small>Nov. 28, 2014 / 15:12 / Category: <a rel="category">World</a></small>','2014-11-28T15:12'),
    ('ar','<h1>الجدار</h1><span>الجمعة</span> <span>28</span>/<span>11</span>/<span>2014</span> - <span>03:12 م</span>','2014-11-28T15:12'),
    ('ja','<h1>壁</h1><p>2014年11月28日(金) 15時12分</p>','2014-11-28T15:12'),
    ('en','<h1>The wall</h1><p>Friday, <s>27</s> 28 November 2014</p>','2014-11-28'),
]  # fmt: skip


@pytest.mark.parametrize("tail", TAILS)
@pytest.mark.parametrize("case", CASES, ids=lambda c: c[1][:60])
def test_markup(case: tuple[str | None, ...], tail: str) -> None:
    language, body, *want = case
    html = f'<html lang="{language}"><head><title>The wall is raised - X</title></head><body>{body}{TAILS[tail]}</body></html>'
    facts = read_header(Page(html.encode(), "https://s.example/1"))
    assert [facts.published, facts.updated, facts.article_id][: len(want)] == want
