"""Rules R1 to R12 on small pages: one line a rule or trap."""

from __future__ import annotations

import pytest

from crawler.parsers.comments import CommentFacts, read_comments
from crawler.parsers.page import Page

URL = "https://gazette.example/2024/05/harvest"
LD = '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Harvest","commentCount":%s}</script>'


def read(html: str, url: str = URL) -> CommentFacts:
    return read_comments(Page(html.encode(), url))


RULES: list[tuple[str, int | None, str]] = [
    # themes and CMS
    ('<div class="td-post-comments"><a href="#comments"><i class="td-icon-comments"></i>0</a></div>', 0, "Newspaper icon"),
    ('<div class="td-comments-title-wrap"><h4 class="td-block-title"><span>NO COMMENTS</span></h4></div>', 0, "Newspaper zero"),
    ('<h1>T</h1><span class="meta-comment"><a href="#comments"><span class="fa fa-comments"></span> 27</a></span>', 27, "Jannah"),
    ('<span class="post-comments"><a href="#comments">27</a></span>', 27, "Sahifa"),
    ('<div class="jeg_share_count">88</div><div class="jeg_views_count">900</div><div class="jeg_meta_comment"><a href="#c"><i class="fa fa-comment-o"></i> 46</a></div>', 46, "JNews"),
    ('<span class="entry-comments-link"><a href="#comments">9 Comments</a></span><div id="comments"><h3>Comments</h3></div>', 9, "Genesis"),
    ('<span class="fusion-comments"><a href="#comments">2 Comments</a></span>', 2, "Avada"),
    ('<div id="comment-wrap"><h1 id="comments" class="page_title">18 Comments</h1></div>', 18, "Divi"),
    ('<h3 class="comments-title uppercase">5 thoughts on “<span>Harvest 2024</span>”</h3>', 5, "Flatsome"),
    ('<h3 class="theme-heading comments-title"><span class="text">This Post Has 3 Comments</span></h3>', 3, "OceanWP"),
    ('<div class="wpd-thread-info" data-comments-count="8"><span class="wpdtc">8</span> Comments</div>', 8, "wpDiscuz 7"),
    ('<div id="wpdiscuz-bubble"><span class="wpd-cc-value">8</span></div>', 8, "wpDiscuz bubble"),
    ('<div class="wc-threads"><span>3</span> Comment threads <span>5</span> Thread replies <span>0</span> Followers</div>', 8, "wpDiscuz 5"),
    ('<ul class="links"><li class="comment-comments"><a href="#comments">6 comments</a></li></ul>', 6, "Drupal"),
    ('<ul class="links"><li class="comment-add"><a href="#comment-form">Add new comment</a></li></ul>', None, "Drupal zero is silent"),
    ('<a class="itemCommentsLink" href="#itemCommentsAnchor">Be the first to comment!</a>', 0, "K2"),
    ("<a>Write comment (97 Comments)</a>", 97, "JComments"),
    ('<div class="comments" id="comments"><h4>5 comments:</h4></div>', 5, "Blogger"),
    ('<a class="comment-link" href="#">No comments:</a>', 0, "Blogger zero"),
    ('<a class="comment-link" href="#">Post a Comment</a>', None, "Blogger invitation"),
    ('<h2 class="comments-header">Comments (3)</h2><h2 class="trackbacks-header">TrackBacks (7)</h2>', 3, "Movable Type"),
    ('<span data-ghost-comment-count="abc"></span>', None, "Ghost"),
    ("<h3>12 responses</h3><span>250 claps</span>", 12, "Medium"),
    ('<a class="post-ufi-comment-button" aria-label="View comments (57)"><svg></svg><div class="label">57</div></a>', 57, "Substack"),
    ('<a href="#tncms-comments">(7) comments</a>', 7, "BLOX"),
    ('<span class="js_reply-count">133</span>', 133, "Kinja"),
    ('<h3 id="comments-title">Join the Conversation</h3><div class="discussion-meta"><p class="discussion-meta-info">3 Comments</p></div>', 3, "Twenty Nineteen"),
    ('<h2 class="comment-reply-title">Leave a comment</h2>', None, "Twenty Twenty invitation"),
    ('<div class="wp-block-post-comments-count">14</div>', 14, "block count"),
    ('<div class="wp-block-post-comments-link"><a href="#respond">No comments</a></div>', 0, "block link zero"),
    ('<h2 class="wp-block-comments-title" id="comments">Responses to “Harvest 24”</h2>', None, "title block without a number"),
    ("<p>Posted By Ann On May 3, 2024 @ 10:00 In Farms | 3 Comments</p><h1>Harvest</h1>", 3, "WP-Print"),
    ("<p>Posted By Ann On May 3, 2024 @ 10:00 In Farms | Comments Disabled</p>", None, "WP-Print disabled"),
    ("<p>Posted By Ann On May 3, 2024 @ 10:00 In Farms | No Comments</p>", 0, "WP-Print zero"),
    ('<span class="comments-link">Comments Off<span class="screen-reader-text"> on Harvest</span></span>', None, "comments off"),
    ('<p class="nocomments">Enter your password to view comments.</p>', None, "password"),
    # publishers
    ('<a href="#c">reader comments <span>132</span> with 73 posters participating</a>', 132, "posters"),
    ('<div><span class="shares">1.1k shares</span><p class="readerCommentsCount">560</p><a>View comments</a></div>', 560, "view comments"),
    ('<a class="metadata__commentcount" href="#comments">571 Kommentare</a>', 571, "German"),
    ("<a>Kommentare lesen (93 Beiträge)</a>", 93, "Beiträge"),
    ("<a>412 Postings</a>", 412, "Postings"),
    ('<a href="#comments">91 Ergänzungen</a>', 91, "Ergänzungen"),
    ('<span class="js-ueCommentsCounter" content="UserComments:5"></span>', 5, "token in an attribute"),
    ('<span class="u_cbox_count">326</span><span>작성자 삭제 12</span>', 326, "Naver"),
    ("<p>コメント<span>1,205</span><span>件</span></p>", 1205, "split over spans"),
    ("<div><a>评论 <em>326</em> 条</a> <span>参与 5.1万 人</span></div>", 326, "comments and participants"),
    ("<a>跟贴 842</a>", 842, "NetEase"),
    ("<a>已有 96 条评论</a>", 96, "Tencent"),
    ("<a>203 comments (12 new)</a>", 203, "new ones"),
    ("<div><h4>Readers' comments</h4><p>No comment</p><a>Add a comment</a></div>", 0, "agency zero"),
    ('<ul class="comments-list"><li><p>a</p></li><li><p>b</p></li></ul>', 2, "list of a CMS family"),
    # widgets
    ('<div id="disqus_thread"></div><a class="disqus-comment-count" data-disqus-identifier="7">0 Comments</a>', None, "unfilled Disqus"),
    ('<span class="disqus-comment-count" data-disqus-identifier="7">651 Comments</span>', 651, "server-written Disqus"),
    ('<span class="fb-comments-count" data-href="x">0</span>', None, "unfilled Facebook"),
    ('<span class="fb-comments-count" data-href="x"><span class="fb_comments_count">12</span></span> comments', 12, "rendered Facebook"),
    ('<span class="livefyre-commentcount" data-lf-article-id="3">0 Comments</span>', None, "Livefyre placeholder"),
    ('<span class="remark42__counter" data-url="x">…</span>', None, "Remark42"),
    ('<a href="#commento">0 comments</a><div id="commento"></div>', None, "Commento"),
    ('<div id="vk_comments"></div><span class="comments-count">0</span>', None, "VK"),
    ('<div id="mc-container"></div><a href="#mc-container">Комментариев: 0</a>', None, "Cackle"),
    ('<div class="spot-im-module" data-messages-count="14" data-post-id="3"></div>', 14, "OpenWeb server side"),
    ("<h1>A</h1>" + LD % "0" + '<div id="disqus_thread"></div>', None, "structured zero beside a widget"),
    ("<h1>A</h1>" + LD % "0", 0, "structured zero, native"),
    ("<h1>A</h1>" + LD % '"37"', 37, "text number"),
    ('<div id="disqus_thread"></div><span style="display:none">No Comments</span>', None, "hidden native zero"),
    # traps
    ("<div>128 SHARES 14 COMMENTS</div>", 14, "shares"),
    ('<div class="meta"><i class="fa fa-eye"></i> 3,402 <i class="fa fa-comment"></i> 16</div>', 16, "icons"),
    ('<div class="meta"><span><svg><title>Views</title></svg> 3,402</span> <span><svg><title>Comments</title></svg> 16</span></div>', 16, "svg titles"),
    ('<div><span aria-label="16 comments"><svg></svg>16</span></div>', 16, "aria-label"),
    ('<div class="comments"><div class="comment" id="comment-1"><p>a</p><button>View 3 replies</button></div><button>Load more</button></div>', None, "replies of one comment"),
    ("<article><h1>Minister</h1><p>“No comment,” said the minister, who had drawn more than 300 comments on Facebook.</p></article>", None, "story text"),
    ("<h1>10 comments that made us laugh</h1>", None, "headline"),
    ("<template><span>5 comments</span></template>", None, "template element"),
    ('<script type="text/x-handlebars"><span>5 comments</span></script>', None, "script template"),
    ("<!-- <span>5 comments</span> -->", None, "commented out"),
    ('<div id="comments"><h3>0 Comments</h3><p>Comments are closed.</p></div>', 0, "zero and closed"),
    ('<a href="/feed/">Harvest 2024 Comments Feed</a>', None, "feed"),
    ('<div class="widget widget_recent_comments"><h3>Recent comments</h3><ul><li>Ann on Harvest 12</li></ul></div>', None, "recent comments"),
    ('<div class="comments-title">Five harvests of 2024</div>', None, "style class"),
    ("<select><option>Show 10 comments per page</option></select>", None, "page size"),
    ("<span>28 Nov</span> <a>Comments</a>", None, "date"),
    ("<p>May 3, 2023 <a>Comments</a></p>", None, "year"),
    ("<p>4 reviews</p><p>12 votes</p><p>7 photos</p><p>900 page views</p><p>30 participants</p>", None, "others"),
    ('<form class="comment-form"><label>5 + 3 = <input></label><textarea name="comment"></textarea><input value="Post Comment"></form>', None, "captcha"),
    ('<div class="tabs"><button>All 57</button><button>NYT Picks 4</button></div><h3>57 Comments</h3>', 57, "total and picks"),
    ("<p>Showing 1-10 of 64 comments</p>", 64, "shown range"),
    ('<div class="post-navigation"><a href="/next">Next</a> <span>5 comments</span></div>', None, "next article"),
    ('<ul><li><a href="/2024/05/other">Another story with a long title here</a> <span>31 comments</span></li></ul>', None, "teaser"),
    ('<a href="https://gazette.example/2024/05/other#comments">31 comments</a>', None, "another page's comments"),
    ('<a href="https://gazette.example/2024/05/harvest/#comments">31 comments</a>', 31, "own address"),
    ('<h3>Most commented</h3><ul><li>Locks – 77 comments</li></ul>', None, "box by heading"),
    ('<article data-url="/2024/05/harvest"><h1>A</h1><a>3 comments</a></article><article data-url="/2024/05/b"><h1>B</h1><a>7 comments</a></article>', 3, "endless page"),
    ('<article data-url="/2024/05/b"><h1>B</h1><a>7 comments</a></article><article data-url="/2024/05/harvest"><h1>A</h1><a>3 comments</a></article>', 3, "endless page, own second"),
    ('<ol class="commentlist"><li class="comment" id="comment-1"><p>a</p></li><li class="pingback" id="comment-2"><p>b</p></li></ol>', 1, "pingback"),
    ('<ol class="commentlist"><li class="comment" id="comment-1"><p>a</p><ul class="children"><li class="comment" id="comment-2"><p>b</p></li></ul></li></ol>', 2, "nested"),
    ('<div class="pinned-comment"><div class="comment" id="comment-1"><p>a</p></div></div><div class="comment" id="comment-1"><p>a</p></div><div class="comment" id="comment-2"><p>b</p></div>', 2, "pinned copy"),
    ('<ol class="commentlist"><li class="comment" id="comment-1"><p>a</p></li><li class="comment" id="comment-2"><em class="comment-awaiting-moderation">Your comment is awaiting moderation.</em><p>b</p></li></ol>', 1, "pending"),
    ('<ol class="commentlist"><li class="comment" id="comment-1"><p>a</p><ul class="children"><li class="comment" id="comment-2"><em class="pending">Waiting.</em><p>b</p></li></ul></li></ol>', 1, "pending reply"),
    ('<ol class="commentlist"><li class="comment" id="comment-1"><div class="body"><em class="unapproved">Waiting.</em><p>a</p></div><ul class="children"><li class="comment" id="comment-2"><p>b</p></li></ul></li></ol>', 1, "pending with a reply"),
    ('<ol class="commentlist"><li class="comment" id="comment-1"><p>a</p></li></ol><nav class="comment-navigation"><a href="?cpage=1">Older Comments</a></nav>', None, "paged"),
    ("<p>Aún no hay comentarios</p>", 0, "Spanish zero"),
    ("<p>Закрыто для комментариев</p>", None, "closed"),
]  # fmt: skip


@pytest.mark.parametrize(("html", "expected", "what"), RULES, ids=[what for _, _, what in RULES])
def test_rule(html: str, expected: int | None, what: str) -> None:
    assert read(html).comment_count == expected


HEAD = (
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Harvest – Gazette</title></head><body>'
    '<header><nav><ul><li><a href="/">Home</a></li><li><a href="/n">News 24</a></li></ul></nav></header><main>'
)
FOOT = (
    '</main><aside class="sidebar"><h3>Most commented</h3><ol><li><a href="/x/1">Another long title of a story</a> 999 comments'
    '</li></ol></aside><footer><p>© 2024 Gazette, 12 offices</p><a href="/comments/feed">Comments Feed</a></footer></body></html>'
)


@pytest.mark.parametrize(("html", "expected", "what"), RULES, ids=[what for _, _, what in RULES])
def test_rule_within_a_page(html: str, expected: int | None, what: str) -> None:
    assert read(HEAD + html + FOOT).comment_count == expected


def test_common_words_do_not_use_up_the_labels_of_a_long_page() -> None:
    prose = "<p>the <b>one</b></p>" * 1_000
    html = f"<html lang='en'><article><h1>Snow</h1>{prose}</article><h3>12 comments</h3></html>"
    assert read_comments(Page(html.encode(), "https://paper.test/a")).comment_count == 12
