"""What the class and id names of an element say about comments. Each distinct string is judged once and remembered."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

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

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_HYPHENS = re.compile(r"-{2,}")
_STEM = r"(?:reader-?|user-?|post-?|entry-?|article-?)?(?:comm?ent(?:s|ar(?:s|e|i|y|ies|ios?)?)?|komment(?:ar(?:e|er)?)?|reactions?|reacties?|repl(?:y|ies)|responses?|yorum(?:lar)?|coment(?:ario)s?|opinie|discussion)"
_RULES: tuple[tuple[int, Callable[[str], object]], ...] = tuple(
    (flag, re.compile(pattern).search if flag == WIDGET else re.compile(pattern).match)
    for flag, pattern in (
        (WIDGET, r"disqus|dsq|^fb-comments|fb-comments-count|coral|spot-?im|viafoura|^vf-|vuukle|hyvor|remark42|isso|comment(?:o|ario)$|comentario|waline|artalk|cusdis|twikoo|tcomment|valine|vcomments|giscus|utteranc|vk-comments|vk-comment|mc-container|cackle|hypercomments|hc-?counter|fyre|idc-|idcomments|so-comments|pluck|insticator|gravito|graphcomment|fast-?comments|commentbox-count|wpac-comment|ghost-comment|muut|talkyard|discourse-comments|^lv-container|^sohucs|^cy-cmt|changyan|^ds-thread|^gitalk|^gitment|tolstoycomments|^hcb-comment|^replybox|ifragasatt|remarkbox|^schnack"),
        (AREA, r"^(?:comments?(?:-?(?:area|section|wrapp?(?:er)?|container|block|box|entry|region|div|wrap|template|module|holder|content|main|panel|pane|zone|widget|thread|app|root|display))?|(?:post|article|entry|reader|user|node|story|fusion|td|wpd)-?comments?(?:-?(?:area|section|container|wrap(?:per)?))?|komment(?:ar(?:e|er)?)(?:-?(?:bereich|section|liste?))?|reacties|yorumlar|comentarios|commentaires|kommentare|commentsarea|respond|wpdcom|wpdiscuz|disqus-?thread|discussion|comment-?respond|comment_?container|comment-?list|commentlist|comments?-list|trackbacks?-list|pingbacklist)$"),
        (COUNTER, rf"^(?!.*(?:vote|like|score|rating|share|view|date|time|author|avatar|user|permalink|index|body|text-?area|form|field|submit|feed|charact|char-|maximum|remaining|limit))(?:.*{_STEM}.*|td-post-comments|num-?comments?|wpd-cc-value|wpdiscuz-bubble|u-cbox-count|js-reply-count|numcomment.*|dsq-postid|.*livefyre-commentcount.*|.*conversation-(?:message-)?count.*)$"),
        (ITEM, r"^(?:comment|comments?-?(?:list-?(?:item|entry|row)|item|default|single|block|node|card|row|entry-item|li)|c-comment|comment-(?:item-)?\d+|wpd-comment|li-comment-\d+|div-comment-\d+|comment--?\w*\d{2,}|(?:user|reader|visitor|guest|member)-?comment|kommentar|single-comment|review-comment|bypostauthor|byuser|depth-\d+)$"),
        (LIST, r"^(?:comment-?list|comments?-?list|comments?-?tree|commentlist|comments-?items|list-?comments?|ul-?comments?)$"),
        (OTHERS, r"^(?:related.*|.*-related|yarpp.*|jp-relatedposts|recommend.*|.*recommended.*|popular.*|.*-popular|trending.*|most-?(?:read|comment|view|popular|discuss|shared|active).*|.*most-?(?:read|commented|viewed|popular).*|recent-?(?:comments?|posts?|articles?).*|.*recentcomments.*|latest.*|sidebar|side-?bar|sidebar-(?!right$|left$).*|aside|secondary|widget-area|widget|widget_.*|widget-.*|teasers?|teaser-.*|.*-teaser|next-(?:post|article|story).*|prev(?:ious)?-(?:post|article|story).*|(?:post|nav)-?navigation|nav-(?:links|previous|next|single)|article-nav.*|more-(?:stories|news|from|articles|posts).*|read-(?:also|next|more).*|up-next|you-(?:may|might).*|also-.*|taboola.*|trc-.*|ob-(?:widget|rec|unit).*|outbrain.*|forum.*|categories|(?:video|story|news|post|item|promo|media)-?card|fb-page|ads?|adv|advert.*|sponsored.*|promoted.*|(?:site|community|board)-?stats|category-?list|tag-?cloud|(?:(?:video|media|player|oembed|youtube)-?)?embed|youtube.*|hot-?(?:topics|news|posts|stories).*|top-?(?:stories|news|posts|articles).*|carousel.*|slider.*|ticker.*|headlines|newsletter.*|author-?(?:box|bio|card|info|stats|posts)|about-?author|user-?(?:info|stats|card|profile|meta|posts|name)|profile.*|commenter.*|member-?(?:info|stats)|leaderboard.*|site-?footer|page-?footer|main-?nav|menu|mega-?menu|breadcrumbs?|post-?list|article-?list|news-?list|archive-?list|infinite-?next|promo.*|polls?|polls?-.*|.*-poll|quiz.*|tweets?|twitter-.*|.*-tweet|instagram-media|fb-post|reddit-.*|tiktok-embed|embed-?(?:tweet|twitter|facebook|instagram|social|post)|social-embed.*|latest-?comments.*|last-?comments.*|lastcomments|wp-block-latest-.*)$"),
        (PING, r"^(?:pingbacks?|trackbacks?|pings?|pinglist|pingbacklist|trackbacklist)$"),
        (FORM, r"^(?:respond|comment-?respond|commentform|comment-?form.*|.*comment-?form|reply-?form|wpd-form.*|add-?comment.*|post-?comment-form)$"),
        (HEADING, rf"^{_STEM}-?(?:title|titel|heading|header|head|headline|count|num(?:ber)?|total|counter).*$|^num-?comments?$|^td-comments-title.*$"),
        (HIDDEN, r"^(?:hidden|hide|d-none|is-hidden|u-hidden|display-none|dnone|invisible|template|(?!wp-block-).*-template|.*-prototype|prototype)$"),
        (ICON, r"^(?!.*(?:count|num))(?:(?:.*-)?(?:icon|ri|ph|bx|lni|icofont|eicon|iconfont|fa|fas|far|glyphicon|ion|bi|ico|ti|la|dashicons|entypo|icomoon|svg|i|td-icon|mdi|uil|fi)-(?:\w+-)*(?:comm?ents?|comm?enting|chat|speech|bubbles?|discuss|talk|replies|message|messages)(?:-.*)?|comm?ents?-(?:icon|o|alt|ico|svg).*|.*comm?ents?-?icon|icon_?comm?ents?)$"),
        (OTHER_ICON, r"^(?:.*-)?(?:icon|fa|fas|far|glyphicon|ion|bi|ico|ti|la|dashicons|mdi|td-icon)-(?!.*(?:comm?ent|chat|bubble|speech))(?:\w+-)*(?:eye|view|views|visibility|heart|like|share|thumbs?|star|clock|time|calendar|fire|bolt|user|tag|folder|facebook|twitter|bookmark|print|envelope|mail)(?:-.*)?$"),
        (PAGING, r"^(?:comment-?navigation|comments-?pagination|comments?-?(?:pager|paging|nav|page|pages|navigation)|comment_page_nav_links|load-?more(?:-comments?)?|more-?comments?|show-?more(?:-comments?)|comments?-(?:load-?)?more|view-?more-?comments?|navigation-comments|commentpager|wp-block-comments-pagination.*|wpd-load-more.*|nav-(?:above|below)-comments)$"),
        (PENDING, r"^(?:comment-?awaiting-?moderation|awaiting-?moderation|pending|unapproved|comment-pending|is-pending)$"),
        (TOP_COPY, r"^(?:pinned.*|top-?comments?|featured-?comments?|best-?comments?|highlighted.*|picks?|editors?-picks?)$"),
        (PART, r"^(?:comm-(?:info|answer).*|comment-?(?:body|content|text-body|meta|metadata|author|date|footer|header|avatar|votes?|likes?|score|rating|reply-link|permalink|id|number-in-list|time|actions?|info)|reply|reply-?(?:count|link|btn|button|toggle)|replies-?(?:toggle|count|link|button)|(?:up|down)-?votes?|vote.*|likes?|karma|author(?:-?(?:name|link|info))?|user-?name|avatar|thread-?count|comment-new-comments|view-replies|show-replies|toggle-replies)$"),
    )
)  # fmt: skip

_BEGINNINGS = (
    "com pos ent art rea use nod sto fus td- wpd kom rep res yor opi dis tra pin byp byu dep lis ul- rel yar jp- rec "
    "pop pol qui tre mos lat sid asi sec wid tea nex pre nav mor up- you als tab out for hot top car sli tic hea new aut abo "
    "pro mem lea sit pag mai men meg bre arc inf las wp- ad hid d-n is- u-h dno inv tem ico fa- fas far gly ion bi- ti- "
    "la- das mdi loa sho vie awa pen una fea bes hig pic edi dow vot lik kar ava vid ite med thr tog num cat you emb spo com boa u-c js- li- div c-c "
    "sin rev ob- trc ri- ph- bx- lni twe twi ins fb- red tik emb soc vf- idc hc- mc- so- fb- vk- i-c i-d svg dsq cor spo via vuu hyv"
)
_STEMS = (
    "omment", "coment", "reacti", "reacci", "repl", "respon", "yorum", "opinie", "discuss", "disqus", "dsq",
    "coral", "spot", "viafoura", "vuukle", "hyvor", "remark42", "isso", "waline", "artalk", "cusdis", "twikoo", "valine",
    "giscus", "utteranc", "mc-container", "cackle", "hc-counter", "hccounter", "hc_counter", "fyre", "idc-", "pluck",
    "insticator", "gravito", "muut", "lv-container", "sohucs", "cy_cmt", "changyan", "ds-thread", "gitalk", "gitment", "tolstoy",
    "hcb_", "replybox", "ifragasatt", "remarkbox", "schnack", "graphcomm", "talk", "cbox", "wpd", "vf-", "chat", "speech", "bubble", "message", "pingback", "trackback",
)  # fmt: skip
"""Every name of a comment section, a counter, an icon, a comment, a list or a widget has one of these parts."""
_PARTS = (
    "comm", "coment", "related", "popular", "recommended", "teaser", "most", "recent", "template", "prototype", "embed",
    "-icon-", "-fa-", "-fas-", "-far-", "-glyphicon-", "-ion-", "-bi-", "-ico-", "-ti-", "-la-", "-dashicons-", "-mdi-",
)  # fmt: skip
_TELLING = re.compile(f"^(?:{'|'.join(_BEGINNINGS.split())})|{'|'.join((*_STEMS, *_PARTS))}")
"""No rule fits a name that neither begins like these nor has one of these parts."""

MAX_REMEMBERED = 60_000
MAX_NAMES = 400
"""Characters of a class attribute that are looked at; longer ones are not remembered."""
_FLAGS: dict[str, int] = {}
_SPEAKING: dict[str, int] = {}
"""Class attributes and ids met before → their flags; 0 for those that do not speak of comments."""


def flags(names: str) -> int:
    """The flags of a class attribute or an id; those of each name are remembered, up to a bound, for the process."""
    found = 0
    for name in names[:MAX_NAMES].split():
        flag = _FLAGS.get(name)
        if flag is None:
            if len(_FLAGS) > MAX_REMEMBERED:
                _FLAGS.clear()
            flag = _FLAGS[name] = _judge(name)
        found |= flag
    return found


def _judge(name: str) -> int:
    name = _HYPHENS.sub("-", _CAMEL.sub("-", name[:60]).lower().replace("_", "-"))
    return sum(flag for flag, rule in _RULES if rule(name)) if _TELLING.search(name) else 0


def speaking(values: Iterable[str]) -> dict[str, int]:
    """Those of a page's class attributes and ids that speak of comments → their flags.

    What is new is searched as one text: a page has hundreds, of which a dozen speak.
    """
    new: list[str] = []
    found: dict[str, int] = {}
    for value in values:
        known = _SPEAKING.get(value)
        if known is None:
            new.append(value)
        elif known:
            found[value] = known
    if len(_SPEAKING) + len(new) > MAX_REMEMBERED:
        _SPEAKING.clear()
    loud = _loud(set(" ".join(new).split()))
    for value in new:
        known = flags(value) if loud and not loud.isdisjoint(value.split()) else 0
        if known:
            found[value] = known
        if len(value) <= MAX_NAMES:
            _SPEAKING[value] = known
    return found


def _loud(names: set[str]) -> set[str]:
    """The names that have one of the stems."""
    text = "\0".join(names)
    lower = text.lower()
    if len(lower) != len(text):
        lower = text
    found: set[str] = set()
    for stem in _STEMS:
        at = lower.find(stem)
        while at >= 0:
            end = lower.find("\0", at)
            end = end if end >= 0 else len(text)
            found.add(text[lower.rfind("\0", 0, at) + 1 : end])
            at = lower.find(stem, end)
    return found
