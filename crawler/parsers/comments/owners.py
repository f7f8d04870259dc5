"""Whose a number is: the article's own, or of a box about other pages, a comment, a site's frame (R2)."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache
from itertools import islice
from urllib.parse import unquote

from crawler.parsers.addresses import absolute, same_page_key
from crawler.parsers.comments import classes as c
from crawler.parsers.comments.lexicon import named_in
from crawler.parsers.comments.scene import HEADINGS, Scene
from crawler.parsers.comments.text import normal
from crawler.parsers.comments.units import of_another_article
from crawler.parsers.tree import TEXT

_FOREIGN_TAGS = frozenset(
    (
        "nav",
        "select",
        "option",
        "textarea",
        "template",
        "noscript",
        "q",
        "datalist",
        "script",
        "style",
        "title",
    )
)
_OTHER_BOX = re.compile(
    r"related|most (?:read|popular|commented|viewed|discussed|shared)|popular|trending|recommended|recent (?:comments|posts)|latest"
    r"|hot topics|top stories|you (?:may|might)|up next|next (?:article|post|story)|previous (?:article|post)|read (?:also|next|more)"
    r"|more (?:from|stories|news|articles|on)|also (?:on|in)|see also|don't miss|forum|mehr zum|meist ?(?:gelesen|kommentiert|diskutiert|geklickt)"
    r"|beliebt|das könnte sie|lesen sie auch|ähnliche|verwandte|à lire|lire aussi|les plus|articles? liés|similaires|sur le même"
    r"|lo más|más (?:leíd[ao]s?|comentad|vist)|relacionad|también te|te puede|mais (?:lid[ao]s?|comentad|vist)|leia (?:também|mais)"
    r"|pi[uù] (?:lett[ie]|commentat|vist)|correlat|potrebbe interessarti|leggi anche|meest (?:gelezen|besproken|bekeken)|gerelateerd|lees ook"
    r"|mest (?:lest|læst|läst|kommenter|diskuter|omtalt)|läs (?:också|mer)|les også|læs også|luetuimm|kommentoiduimm|lue myös|najczęściej"
    r"|powiązane|polecane|czytaj (?:też|także)|nejčtenější|nej(?:diskutovan|komentovan)|související|najčítanejš|najdiskutovan|súvisiace"
    r"|naj(?:čitanij|komentiran|komentarisan)|најчитан|најкоментар|povezano|pročitajte|свързани|най-(?:четен|коментиран)|citește și|cele mai"
    r"|kapcsolódó|legolvasottabb|legtöbb|σχετικά|δημοφιλή|περισσότερ|διαβάστε επίσης|похожие|читайте также|популярн|самы?[оеё]|обсуждаем|по теме"
    r"|последние|схожі|читайте також|найпопулярніш|найбільш|обговорюван|çok (?:okunan|yorumlanan|konuşulan)|ilgili|benzer|önerilen|مرتبط|پربیننده"
    r"|پربازدید|پربحث|آخرین|مطالب مشابه|ذات صلة|الأكثر|اقرأ أيضا|مقالات مشابهة|מומלצ|נקראות|המדוברות|כתבות נוספות|संबंधित|लोकप्रिय|सबसे ज्यादा"
    r"|জনপ্রিয়|সর্বাধিক|terkait|terpopuler|terbanyak|baca juga|liên quan|đọc nhiều|nhiều nhất|xem thêm|ข่าวที่เกี่ยวข้อง|ยอดนิยม|関連|人気|ランキング|話題"
    r"|관련|많이 본|인기|댓글 많은|相关|相關|热门|熱門|热评|排行|推荐|推薦|延伸閱讀",
    re.I,
)

WITHIN = "within a comment"


def foreign(scene: Scene, i: int) -> str:
    """Why what stands at node `i` is not the article's; "" if it is."""
    tree = scene.tree
    if leads_to_own(scene, i):
        return _teaser_or_item(scene, i)
    for j in (i, *tree.ancestors(i)):
        tag, flags = tree.tags[j], scene.flags(j)
        if tag in _FOREIGN_TAGS:
            return tag
        if scene.holds_headline(j):
            continue
        if (
            tag == "aside"
            and not flags & c.AREA
            and not _holds_area(scene, j)
            and not _in_own_article(scene, j)
        ):
            return "aside"
        if flags & c.OTHERS and not flags & c.AREA and not _holds_area(scene, j) and not _is_frame(scene, j):
            return "box about others"
        if j != i and scene.is_item(j):
            return WITHIN
        if (
            tag == "footer"
            and tree.parents[j] >= 0
            and tree.tags[tree.parents[j]] == "body"
            and not flags & c.AREA
        ):
            return "site footer"
    return _linked_elsewhere(scene, i) or _titled_others(scene, i) or _other_article(scene, i)


def _is_frame(scene: Scene, i: int) -> bool:
    """Whether an element is the frame of the page rather than a box in it."""
    size = len(scene.tree)
    return scene.tree.tags[i] in ("body", "html") or (size > 200 and (scene.tree.ends[i] - i) * 2 > size)


def _in_own_article(scene: Scene, i: int) -> bool:
    return any(scene.tree.tags[j] == "article" and scene.holds_headline(j) for j in scene.tree.ancestors(i))


def leads_to_own(scene: Scene, i: int) -> bool:
    """Whether node `i` is, or stands in, a link to the comments further down on this very page."""
    tree = scene.tree
    link = next((j for j in (i, *tree.ancestors(i)) if tree.tags[j] == "a"), None)
    href = tree.get(link, "href") if link is not None else ""
    before, mark, fragment = href.partition("#")
    if not mark or not names_comments(fragment):
        return False
    path, query, said = before.partition("?")
    before = path if query and _FRAGMENT.search(said) else before  # "?view=comments#comments"
    return not before or same_page_key(absolute(scene.page.base, before)) in scene.own


_FRAGMENT = re.compile(
    r"comm?ent|kom?ment|respond|repl|discuss|disku[sz]|reacti|reacci|hozzasz|opinie|yorum", re.I
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


@lru_cache(maxsize=4_096)
def names_comments(fragment: str) -> bool:
    """Whether a link's fragment names the comments, in any language: `#kommentare`, `#item-comments`, `#نظرات`."""
    said = unquote(fragment[:120])
    if _FRAGMENT.search(said):
        return True
    words = normal(_CAMEL.sub(" ", said).replace("_", " ").replace("-", " "))
    return any(name.sure for _, name in named_in(words))


def _teaser_or_item(scene: Scene, i: int) -> str:
    if any(j != i and scene.is_item(j) for j in scene.tree.ancestors(i)):
        return WITHIN
    return _other_article(scene, i)


def _holds_area(scene: Scene, j: int) -> bool:
    end = scene.tree.ends[j]
    return any(j < k < end for k in scene.areas)


def _linked_elsewhere(scene: Scene, i: int) -> str:
    tree = scene.tree
    link = next((j for j in (i, *tree.ancestors(i)) if tree.tags[j] == "a"), None)
    if link is None:
        link = next((j for j in range(i + 1, min(tree.ends[i], i + 12)) if tree.tags[j] == "a"), None)
    if link is not None and (_is_other_page(scene, link) or _is_titled_by(scene, i, link)):
        return "link to another page"
    return "teaser" if _teaser(scene, i) else ""


def _is_titled_by(scene: Scene, i: int, link: int) -> bool:
    """Whether node `i` stands in a link to another page that has a title, too: `Next: Quay closed <b>12 comments</b>`."""
    tree = scene.tree
    if not link < i < tree.ends[link] or len(tree.text(link)) < len(tree.text(i)) + _TITLE:
        return False
    href = tree.get(link, "href")
    key = same_page_key(absolute(scene.page.base, href)) if href[:1] not in ("", "#") else ""
    return bool(key) and not any(key.startswith(own.rstrip("/")) for own in scene.own)


_TITLE = 12
"""Characters that a link has beside a number of comments where it has a title."""


def _is_other_page(scene: Scene, link: int) -> bool:
    """A link to the comments of another address."""
    href = scene.tree.get(link, "href")
    if "#" not in href or href.startswith("#") or not scene.page.url:
        return False
    key = same_page_key(absolute(scene.page.base, href.partition("#")[0]))
    return (
        bool(key)
        and key not in scene.own
        and not any(key.startswith(o.rstrip("/") + "/") for o in scene.own)
        and not ("?p=" in href or "comment-page" in href)
    )


def _teaser(scene: Scene, i: int) -> bool:
    """Whether the small box around node `i` has another page's title in it."""
    tree = scene.tree
    for j in tree.ancestors(i):
        if scene.holds_headline(j) or scene.flags(j) & c.AREA or tree.tags[j] in ("body", "main"):
            return False
        if tree.ends[j] - j > 60:
            return False
        for link in range(j, tree.ends[j]):
            if tree.tags[link] == "a" and not tree.inside(i, link) and _title_link(scene, link):
                return True
    return False


def _title_link(scene: Scene, link: int) -> bool:
    tree = scene.tree
    href = tree.get(link, "href")
    if not href or href.startswith(("#", "javascript:", "mailto:")):
        return False
    key = same_page_key(absolute(scene.page.base, href))
    if not key or key in scene.own:
        return False
    is_empty = tree.ends[link] == link + 1  # one that a style lays over the whole teaser
    text = tree.get(link, "title") if is_empty else tree.text(link)
    return (
        len(text) >= 30
        or (any(tree.tags[j] in HEADINGS for j in tree.ancestors(link)) and len(text) > 8)
        or (any(tree.tags[j] in HEADINGS for j in range(link, tree.ends[link])))
    )


_BOX_LEVELS = 4
_HEADING_NODES = 60
"""Larger ones are no headings of boxes."""


def _titled_others(scene: Scene, i: int) -> str:
    """A box whose heading says that it is about other pages."""
    tree = scene.tree
    at = bisect_left(scene.headings, i)
    inner = scene.headings[at] if at < len(scene.headings) else -1
    if i < inner < tree.ends[i] and scene.area(i) is None and _OTHER_BOX.search(tree.text(inner)[:60]):
        return "box titled as others"
    if _led_by_others(scene, i):
        return "box titled as others"
    if at < 1:
        return ""
    heading = scene.headings[at - 1]
    box = tree.parents[heading]
    if box < 0 or not tree.inside(i, box) or heading == scene.headline:
        return ""
    if scene.holds_headline(box) and (heading < scene.headline or not _names_another(scene, tree.parents[i])):
        return ""
    if tree.ends[heading] - heading > _HEADING_NODES:
        return ""
    text = tree.text(heading)
    between = any(scene.flags(j) & c.AREA for j in (i, *tree.ancestors(i)) if j > box)
    return "box titled as others" if len(text) < 60 and not between and _OTHER_BOX.search(text) else ""


def _led_by_others(scene: Scene, i: int) -> bool:
    """Whether a small box around node `i` begins with such a title, in an element that is no heading."""
    tree = scene.tree
    for box in islice(tree.ancestors(i), _BOX_LEVELS):
        if tree.tags[box] in ("body", "main", "article") or scene.holds_headline(box):
            return False
        lead = next((j for j in range(box, i) if tree.tags[j] == TEXT and tree.texts[j].strip()), None)
        text = tree.texts[lead].strip() if lead is not None else ""
        if (
            0 < len(text) < 40
            and _OTHER_BOX.search(text)
            and tree.parents[lead or 0] != box
            and _names_another(scene, box)
        ):
            return True
    return False


def _names_another(scene: Scene, box: int) -> bool:
    """Whether a small box links to another page by some title."""
    tree, end = scene.tree, scene.tree.ends[box]
    if end - box > 60 or scene.holds_headline(box):
        return False
    links = (j for j in range(box, end) if tree.tags[j] == "a" and len(tree.text(j)) > 8)
    hrefs = (tree.get(j, "href") for j in links)
    keys = (same_page_key(absolute(scene.page.base, href.partition("#")[0])) for href in hrefs)
    return any(key and key not in scene.own for key in keys)


def _other_article(scene: Scene, i: int) -> str:
    return "another article" if of_another_article(scene.page, scene.units, i) else ""
