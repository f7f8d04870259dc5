"""Laws of comment counts: what may change on a page without changing the number it states."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.parsers.comments import CommentFacts, read_comments
from crawler.parsers.page import Page

URL = "https://gazette.example/2024/05/harvest"
LABELS = (
    "{n} comments", "Comments ({n})", "Comments: {n}", "{n} Kommentare", "Kommentare ({n})", "{n} commentaires", "{n} comentarios",
    "{n} comentários", "{n} commenti", "{n} reacties", "{n} kommentarer", "{n} komentarzy", "{n} komentářů", "{n} комментариев",
    "Комментарии ({n})", "{n} коментарів", "{n} yorum", "{n} σχόλια", "{n} hozzászólás", "{n} comentarii", "{n} نظر", "نظرات ({n})",
    "{n} تعليق", "{n} תגובות", "{n} टिप्पणियाँ", "{n} মন্তব্য", "{n} ความคิดเห็น", "{n} bình luận", "{n} komentar", "{n}件のコメント",
    "コメント（{n}）", "댓글 {n}개", "{n}条评论", "{n} 則留言",
)  # fmt: skip
DIGITS = (
    "0123456789",
    "۰۱۲۳۴۵۶۷۸۹",
    "٠١٢٣٤٥٦٧٨٩",
    "०१२३४५६७८९",
    "০১২৩৪৫৬৭৮৯",
    "๐๑๒๓๔๕๖๗๘๙",
    "０１２３４５６７８９",
)
WRAPPERS = ("div", "section", "span", "p", "header", "ul", "b")
COUNTERS = (
    '<span class="disqus-comment-count" data-disqus-identifier="1">{}</span>',
    '<span class="fb-comments-count" data-href="x">{}</span>',
    '<span class="coral-count" data-coral-id="a">{}</span>',
    '<span class="spot-im-replies-count" data-post-id="5">{}</span>',
    '<span class="remark42__counter" data-url="x">{}</span>',
    '<span class="livefyre-commentcount" data-lf-article-id="3">{}</span>',
    '<span class="waline-comment-count" data-path="/x">{}</span>',
    '<a href="#disqus_thread">{}</a>',
    '<a href="#commento">{}</a>',
)
OTHERS = (
    '<aside><h3>Most read</h3><ul><li><a href="/o">Locks and weirs reopened</a> {} comments</li></ul></aside>',
    '<div class="related-posts"><h3>Related</h3><a href="/o">Locks</a> <span class="comment-count">{}</span></div>',
    '<div class="author-box">Ann Lee, {} comments</div>',
    '<div class="widget widget_recent_comments"><h3>Recent comments</h3><p>{} comments</p></div>',
    "<p>{} shares</p>",
    '<span class="views"><i class="fa fa-eye"></i> {}</span>',
)


def read(body: str) -> CommentFacts:
    page = f"<html><body><main><article><h1>Harvest</h1><p>Text of a story.</p></article>{body}</main></body></html>"
    return read_comments(Page(page.encode(), URL))


numbers = st.integers(0, 99_999)
laws = settings(max_examples=120, deadline=None)


@laws
@given(
    numbers,
    st.sampled_from(LABELS),
    st.sampled_from(DIGITS),
    st.lists(st.sampled_from(WRAPPERS), max_size=25),
)
def test_elements_around_a_heading_do_not_matter(
    number: int, label: str, digits: str, around: list[str]
) -> None:
    written = str(number).translate(str.maketrans("0123456789", digits))
    html = f"<h3>{label.format(n=written)}</h3>"
    for tag in around:
        html = f"<{tag}>{html}</{tag}>"
    assert read(html).comment_count == number


@laws
@given(
    numbers,
    st.sampled_from(LABELS),
    st.lists(st.tuples(st.sampled_from(OTHERS), numbers), max_size=4),
    st.integers(0, 4),
)
def test_boxes_about_others_do_not_matter(
    number: int, label: str, others: list[tuple[str, int]], place: int
) -> None:
    boxes = [box.format(value) for box, value in others]
    own = f'<div id="comments"><h2>{label.format(n=number)}</h2></div>'
    assert read("".join([*boxes[:place], own, *boxes[place:]])).comment_count == number
    assert read("".join(boxes)).comment_count is None


@laws
@given(st.sampled_from(COUNTERS), st.integers(1, 99_999))
def test_counters_of_scripts_state_only_what_is_positive(counter: str, number: int) -> None:
    assert read(counter.format(number)).comment_count == number
    for placeholder in ("", "0", "…", "Loading", "0 comments", "Comments", "-"):
        assert read(counter.format(placeholder)).comment_count is None


@laws
@given(
    numbers,
    st.permutations(["WebSite", "Organization", "NewsArticle", "BreadcrumbList", "WebPage"]),
    st.booleans(),
)
def test_order_and_shape_of_structured_data_do_not_matter(number: int, kinds: list[str], graph: bool) -> None:
    nodes = [{"@type": kind, "name": kind} for kind in kinds]
    article = nodes[kinds.index("NewsArticle")]
    article |= {"headline": "Harvest", "commentCount": str(number)}  # type: ignore[operator]
    data = {"@context": "https://schema.org", "@graph": nodes} if graph else nodes
    script = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    assert read(script + "<form id='commentform'></form>").comment_count == number


@laws
@given(st.lists(st.sampled_from(["comment", "reply", "ping", "pending", "copy"]), min_size=1, max_size=30))
def test_a_list_counts_each_published_comment_once(kinds: list[str]) -> None:
    html, ident = "", 0
    for kind in kinds:
        ident += kind != "copy"
        name = "pingback" if kind == "ping" else "comment"
        mark = '<em class="comment-awaiting-moderation">Awaiting.</em>' if kind == "pending" else ""
        item = f'<li class="{name}" id="comment-{max(ident, 1)}">{mark}<p>words</p></li>'
        html += (
            f'<li class="comment" id="comment-{ident + 1000}"><p>a</p><ul class="children">{item}</ul></li>'
            if kind == "reply"
            else item
        )
    expected = _published(kinds)
    assert read(f'<ol class="commentlist">{html}</ol>').comment_count == (expected or None)


def _published(kinds: list[str]) -> int:
    """Distinct ids of comments that are neither pings nor pending; a reply stands in a comment of its own."""
    ident, found = 0, set()
    for kind in kinds:
        ident += kind != "copy"
        if kind in ("comment", "reply", "copy"):
            found.add(max(ident, 1))
        if kind == "reply":
            found.add(ident + 1000)
    return len(found)
