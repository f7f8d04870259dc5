"""What the class and id names of an element say about comments. Each distinct string is judged once and remembered."""

from __future__ import annotations

import re
from functools import lru_cache

AREA = 1
"""The comment section."""
COUNTER = 2
"""Holds the number of comments, or the number beside an icon."""
ITEM = 4
"""One reader's comment."""
LIST = 8
"""The list of comments."""
OTHERS = 16
"""A box about other pages, or about persons."""
PING = 32
FORM = 64
HEADING = 128
HIDDEN = 256
ICON = 512
PAGING = 1024
OTHER_ICON = 2048
PENDING = 4096
TOP_COPY = 8192
PART = 16384
"""A part of one comment, or a counter of something else within it."""
WIDGET = 32768
"""A name that some external comment system uses."""

_SPLIT = re.compile(r"[\s]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_STEM = r"(?:reader-?|user-?|post-?|entry-?|article-?)?(?:comm?ent(?:s|ar(?:s|e|i|y|ies|ios?)?)?|komment(?:ar(?:e|er)?)?|reactions?|reacties?|repl(?:y|ies)|responses?|yorum(?:lar)?|coment(?:ario)s?|opinie|discussion)"
_RULES: tuple[tuple[int, re.Pattern[str]], ...] = tuple(
    (flag, re.compile(pattern))
    for flag, pattern in (
        (WIDGET, r"disqus|dsq|^fb-comments|fb-comments-count|coral|spot-?im|viafoura|^vf-|vuukle|hyvor|remark42|isso|comment(?:o|ario)$|comentario|waline|artalk|cusdis|twikoo|tcomment|valine|vcomments|giscus|utteranc|vk-comments|vk-comment|mc-container|cackle|hypercomments|hc-?counter|fyre|idc-|idcomments|so-comments|pluck|insticator|gravito|graphcomment|ghost-comment|muut|talkyard|discourse-comments"),
        (AREA, r"^(?:comments?(?:-?(?:area|section|wrapp?(?:er)?|container|block|box|entry|region|div|wrap|template|module|holder|content|main|panel|pane|zone|widget|thread|app|root|display))?|(?:post|article|entry|reader|user|node|story|fusion|td|wpd)-?comments?(?:-?(?:area|section|container|wrap(?:per)?))?|komment(?:ar(?:e|er)?)(?:-?(?:bereich|section|liste?))?|reacties|yorumlar|comentarios|commentaires|kommentare|commentsarea|respond|wpdcom|wpdiscuz|disqus-?thread|discussion|comment-?respond|comment_?container|comment-?list|commentlist|comments?-list|trackbacks?-list|pingbacklist)$"),
        (COUNTER, rf"^(?!.*(?:vote|like|score|rating|share|view|date|time|author|avatar|user|permalink|index|body|text-?area|form|field|submit|feed))(?:.*{_STEM}.*|td-post-comments|num-?comments?|wpd-cc-value|wpdiscuz-bubble|u-cbox-count|js-reply-count|numcomment.*|dsq-postid|.*livefyre-commentcount.*)$"),
        (ITEM, r"^(?:comment|comment-?(?:item|single|block|node|card|row|entry-item|li)|c-comment|comment-\d+|wpd-comment|li-comment-\d+|div-comment-\d+|comment--?\w*\d{2,}|user-?comment|kommentar|single-comment|review-comment|bypostauthor|byuser|depth-\d+)$"),
        (LIST, r"^(?:comment-?list|comments?-?list|comments?-?tree|commentlist|comments-?items?|list-?comments?|ul-?comments?)$"),
        (OTHERS, r"^(?:related.*|.*-related|yarpp.*|jp-relatedposts|recommend.*|.*recommended.*|popular.*|.*-popular|trending.*|most-?(?:read|comment|view|popular|discuss|shared|active).*|.*most-?(?:read|commented|viewed|popular).*|recent-?(?:comments?|posts?|articles?).*|.*recentcomments.*|latest.*|sidebar|side-?bar|sidebar-(?!right$|left$).*|aside|secondary|widget-area|widget|widget_.*|widget-.*|teasers?|teaser-.*|.*-teaser|next-(?:post|article|story).*|prev(?:ious)?-(?:post|article|story).*|(?:post|nav)-?navigation|nav-(?:links|previous|next|single)|article-nav.*|more-(?:stories|news|from|articles|posts).*|read-(?:also|next|more).*|up-next|you-(?:may|might).*|also-.*|taboola.*|outbrain.*|forum.*|hot-?(?:topics|news|posts|stories).*|top-?(?:stories|news|posts|articles).*|carousel.*|slider.*|ticker.*|headlines|newsletter.*|author-?(?:box|bio|card|info|stats|posts)|about-?author|user-?(?:info|stats|card|profile|meta|posts|name)|profile.*|commenter.*|member-?(?:info|stats)|leaderboard.*|site-?footer|page-?footer|main-?nav|menu|mega-?menu|breadcrumbs?|post-?list|article-?list|news-?list|archive-?list|infinite-?next|promo.*|latest-?comments.*|last-?comments.*|lastcomments|wp-block-latest-comments.*)$"),
        (PING, r"^(?:pingbacks?|trackbacks?|pings?|pinglist|pingbacklist|trackbacklist)$"),
        (FORM, r"^(?:respond|comment-?respond|commentform|comment-?form.*|.*comment-?form|reply-?form|wpd-form.*|add-?comment.*|post-?comment-form)$"),
        (HEADING, rf"^{_STEM}-?(?:title|titel|heading|header|head|headline|count|num(?:ber)?|total|counter).*$|^num-?comments?$|^td-comments-title.*$"),
        (HIDDEN, r"^(?:hidden|hide|d-none|is-hidden|u-hidden|display-none|dnone|invisible|template|.*-template|.*-prototype|prototype)$"),
        (ICON, r"^(?!.*(?:count|num))(?:(?:.*-)?(?:icon|fa|fas|far|glyphicon|ion|bi|ico|ti|la|dashicons|entypo|icomoon|svg|i|td-icon|mdi|uil|fi)-(?:\w+-)*(?:comm?ents?|comm?enting|chat|speech|bubbles?|discuss|talk|replies|message|messages)(?:-.*)?|comm?ents?-(?:icon|o|alt|ico|svg).*|.*comm?ents?-?icon|icon_?comm?ents?)$"),
        (OTHER_ICON, r"^(?:.*-)?(?:icon|fa|fas|far|glyphicon|ion|bi|ico|ti|la|dashicons|mdi|td-icon)-(?!.*(?:comm?ent|chat|bubble|speech))(?:\w+-)*(?:eye|view|views|visibility|heart|like|share|thumbs?|star|clock|time|calendar|fire|bolt|user|tag|folder|facebook|twitter|bookmark|print|envelope|mail)(?:-.*)?$"),
        (PAGING, r"^(?:comment-?navigation|comments-?pagination|comments?-?(?:pager|paging|nav|page|pages|navigation)|comment_page_nav_links|load-?more(?:-comments?)?|more-?comments?|show-?more(?:-comments?)|comments?-(?:load-?)?more|view-?more-?comments?|navigation-comments|commentpager|wp-block-comments-pagination.*|wpd-load-more.*|nav-(?:above|below)-comments)$"),
        (PENDING, r"^(?:comment-?awaiting-?moderation|awaiting-?moderation|pending|unapproved|comment-pending|is-pending)$"),
        (TOP_COPY, r"^(?:pinned.*|top-?comments?|featured-?comments?|best-?comments?|highlighted.*|picks?|editors?-picks?)$"),
        (PART, r"^(?:comment-?(?:body|content|text-body|meta|metadata|author|date|footer|header|avatar|votes?|likes?|score|rating|reply-link|permalink|id|number-in-list|time|actions?|info)|reply|reply-?(?:count|link|btn|button|toggle)|replies-?(?:toggle|count|link|button)|(?:up|down)-?votes?|vote.*|likes?|karma|author(?:-?(?:name|link|info))?|user-?name|avatar|thread-?count|comment-new-comments|view-replies|show-replies|toggle-replies)$"),
    )
)  # fmt: skip

_ANY = re.compile("|".join(f"(?:{rule.pattern})" for _, rule in _RULES))


@lru_cache(maxsize=16384)
def flags(names: str) -> int:
    """The flags of a class attribute or an id."""
    found = 0
    for token in _SPLIT.split(names[:400]):
        found |= _token_flags(token) if token else 0
    return found


@lru_cache(maxsize=16384)
def _token_flags(token: str) -> int:
    name = _CAMEL.sub("-", token[:60]).lower().replace("_", "-")
    name = re.sub(r"-{2,}", "-", name)
    if not _ANY.search(name):
        return 0
    return sum(flag for flag, rule in _RULES if rule.search(name))
