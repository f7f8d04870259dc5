"""Boxes about other pages: by their heading in many languages, or by a link to another page beside the number (R2)."""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import islice

from crawler.parsers.addresses import absolute, same_page_key
from crawler.parsers.comments import classes as c
from crawler.parsers.comments.phrases import read_phrase
from crawler.parsers.comments.scene import Scene
from crawler.parsers.tree import TEXT

_OTHER_BOX = re.compile(
    r"related|most (?:read|popular|commented|viewed|discussed|shared)|popular|trending|recommended|recent (?:comments|posts)|latest"
    r"|hot topics|keep reading|in other news|more like this|editors?'?s? (?:picks?|choice)|top stories|you (?:may|might)|up next|next (?:article|post|story)|previous (?:article|post)|read (?:also|next|more)"
    r"|more (?:from|stories|news|articles|on)|also (?:on|in)|see also|don't miss|forum|mehr zum|weitere (?:artikel|meldungen|nachrichten|themen)|meist ?(?:gelesen|kommentiert|diskutiert|geklickt)"
    r"|beliebt|das könnte sie|lesen sie auch|ähnliche|verwandte|à lire|dans la même|lire aussi|les plus|articles? liés|similaires|sur le même"
    r"|lo más|más (?:leíd[ao]s?|comentad|vist)|relacionad|también te|más noticias|otras noticias|te puede|mais (?:lid[ao]s?|comentad|vist)|leia (?:também|mais)|veja (?:mais|também)|outras notícias"
    r"|pi[uù] (?:lett[ie]|commentat|vist)|correlat|potrebbe interessarti|leggi anche|altri articoli|altre notizie|meest (?:gelezen|besproken|bekeken)|gerelateerd|lees ook"
    r"|mest (?:lest|læst|läst|kommenter|diskuter|omtalt)|läs (?:också|mer)|les også|læs også|luetuimm|kommentoiduimm|lue myös|najczęściej"
    r"|powiązane|polecane|(?:czytaj|zobacz) (?:też|także|również)|nejčtenější|nej(?:diskutovan|komentovan)|související|najčítanejš|najdiskutovan|súvisiace"
    r"|naj(?:čitanij|komentiran|komentarisan)|најчитан|најкоментар|povezano|najbolj|pročitajte|свързани|още по|още новини|най-(?:четен|коментиран)|citește și|cele mai"
    r"|kapcsolódó|legolvasottabb|legfrissebb|további cikkek|legtöbb|σχετικά|δημοφιλή|περισσότερ|διαβάστε επίσης|похожие|читайте также|другие новости|ещё по|популярн|самы?[оеё]|обсужда[ею]|по теме"
    r"|последние|схожі|читайте також|найпопулярніш|найбільш|обговорюван|çok (?:okunan|yorumlanan|konuşulan)|ilgili|diğer haber|benzer|önerilen|مرتبط|پربیننده"
    r"|پربازدید|پربحث|آخرین|مطالب مشابه|ذات صلة|الأكثر|اقرأ أيضا|مقالات مشابهة|מומלצ|נקראות|המדוברות|כתבות נוספות|संबंधित|लोकप्रिय|सबसे ज्यादा"
    r"|জনপ্রিয়|আরও পড়ুন|সর্বাধিক|terkait|terpopuler|terbanyak|baca juga|berita lain|liên quan|đọc nhiều|nhiều nhất|xem thêm|ข่าวที่เกี่ยวข้อง|ยอดนิยม|関連|あわせて読|人気|ランキング|話題"
    r"|관련|많이 본|인기|댓글 많은|相关|猜你喜欢|相關|热门|熱門|热评|排行|推荐|推薦|延伸閱讀",
    re.I,
)
_BOX_LEVELS = 4
_HEADING_NODES = 60
"""Larger ones are no headings of boxes."""


def titled_others(scene: Scene, i: int) -> str:
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
    if len(text) >= 60 or between:
        return ""
    titled = _OTHER_BOX.search(text) or (
        not scene.holds_headline(box) and _beside_other_title(scene, i, text)
    )
    return "box titled as others" if titled else ""


def _beside_other_title(scene: Scene, i: int, heading: str) -> bool:
    """Whether the number stands beside a link to another page under a heading of whatever language that names no
    comments: `<h3>Lasi arī</h3><li><a href="/quay">Quay</a> 31`.
    """
    tree = scene.tree
    if scene.area(i) is not None or read_phrase(heading, scene.page.language) is not None:
        return False
    item = next((j for j in islice(tree.ancestors(i), 3) if tree.tags[j] == "li"), None)
    return _names_another(scene, tree.parents[i] if item is None else item, 8 if item is None else 3)


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


def beside_story(scene: Scene, i: int) -> bool:
    """Whether node `i` stands behind the article's element, in a small box with a link to another story of the site."""
    tree = scene.tree
    article = _own_element(
        scene, in_list=any(tree.tags[j] == "li" for j in islice(tree.ancestors(i), _BOX_LEVELS))
    )
    if article < 0 or i < tree.ends[article] or scene.area(i) is not None:
        return False
    for box in islice(tree.ancestors(i), _BOX_LEVELS):
        if tree.ends[box] - box > 60 or scene.holds_headline(box):
            return False
        if any(_leads_to_story(scene, j) for j in range(box, tree.ends[box]) if tree.tags[j] == "a"):
            return not scene.near(box, _OF_COMMENTS, 2)
    return False


def _own_element(scene: Scene, *, in_list: bool) -> int:
    """The `<article>` around the headline; for what stands in a list its parent will do, unless that is the page. -1 for none."""
    if scene.headline < 0:
        return -1
    tree = scene.tree
    if scene.article >= 0 or not in_list:
        return scene.article
    parent = tree.parents[scene.headline]
    return parent if tree.tags[parent] not in ("body", "html") else -1


_OF_COMMENTS = c.AREA | c.COUNTER | c.HEADING | c.LIST | c.FORM | c.WIDGET
"""What the box of an article's own comments is named; it may lead to their rules."""


def _leads_to_story(scene: Scene, link: int) -> bool:
    href = scene.tree.get(link, "href")[:_MAX_HREF]
    if len(scene.tree.text(link)) <= 3 or not _STORY.search(href) or _NO_STORY.search(href):
        return False
    key = same_page_key(absolute(scene.page.base, href.partition("#")[0]))
    host = key.partition("/")[0]
    return bool(key) and key not in scene.own and any(own.partition("/")[0] == host for own in scene.own)


_MAX_HREF = 300
_STORY = re.compile(r"/[^/?#]*(?:\d|[^/?#-]-[^/?#-])[^/?#]*/?(?:[?#]|\Z)|[?&]\w*id=\d")
"""An address as stories have: its last part is a number or words joined by hyphens."""
_NO_STORY = re.compile(
    r"/(?:authors?|autor(?:en)?|auteurs?|by|people|profiles?|users?|account|log-?in|sign-?(?:in|up)|register|writers?|staff|tags?|topics?|category|categories|sections?)/",
    re.I,
)
_NO_STORY_REL = frozenset(("author", "tag", "category"))
"""Addresses of persons and sections, which stand beside the article's own number, too."""


def _names_another(scene: Scene, box: int, least: int = 8) -> bool:
    """Whether a small box links to another page by some title, of more than `least` characters."""
    tree, end = scene.tree, scene.tree.ends[box]
    if end - box > 60 or scene.holds_headline(box):
        return False
    links = (j for j in range(box, end) if tree.tags[j] == "a" and len(tree.text(j)) > least)
    told = (tree.get(j, "href") for j in links if _NO_STORY_REL.isdisjoint(tree.get(j, "rel").split()))
    hrefs = (href for href in told if not _NO_STORY.search(href))
    keys = (same_page_key(absolute(scene.page.base, href.partition("#")[0])) for href in hrefs)
    return any(key and key not in scene.own for key in keys)
