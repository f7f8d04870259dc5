"""Whose a number is: the article's own, or of a box about other pages, a comment, a site's frame (R2)."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote

from crawler.parsers.addresses import absolute, same_page_key
from crawler.parsers.comments import classes as c
from crawler.parsers.comments.boxes import beside_story, titled_others
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
WITHIN = "within a comment"


def foreign(scene: Scene, i: int) -> str:
    """Why what stands at node `i` is not the article's; "" if it is."""
    tree = scene.tree
    if leads_to_own(scene, i):
        return _teaser_or_item(scene, i)
    if box := _box(scene, i, alone=False) or _around(scene, tree.parents[i]):
        return box
    beside = "beside another story" if beside_story(scene, i) else ""
    return _linked_elsewhere(scene, i) or titled_others(scene, i) or beside or _other_article(scene, i)


def _around(scene: Scene, i: int) -> str:
    """Why what stands in node `i` is not the article's, by the nearest element that tells. What is found on the way is
    remembered: comments stand within each other."""
    way, known, parents = [], scene.boxes, scene.tree.parents
    while i >= 0 and i not in known:
        way.append(i)
        i = parents[i]
    found = known[i] if i >= 0 else ""
    for j in reversed(way):
        known[j] = found = _box(scene, j) or found
    return found


def _box(scene: Scene, i: int, *, alone: bool = True) -> str:
    """Why what stands in node `i` is not the article's, by this element `alone`; a comment itself is not within one."""
    tag, flags = scene.tree.tags[i], scene.flags(i)
    speaks = bool(flags & c.COUNTER) and not flags & (c.PAGING | c.OTHERS)
    if tag in _FOREIGN_TAGS and not (tag == "nav" and speaks):
        return tag
    if scene.holds_headline(i):
        return ""
    boxes = tag == "aside" or flags & c.OTHERS
    if boxes and not flags & c.AREA and not _holds_area(scene, i):
        if tag == "aside" and not speaks and not _in_own_article(scene, i):
            return "aside"
        if flags & c.OTHERS and not _is_frame(scene, i):
            return "box about others"
    if alone and scene.is_item(i):
        return WITHIN
    return "site footer" if tag == "footer" and not flags & c.AREA and _is_site_footer(scene, i) else ""


def _is_site_footer(scene: Scene, i: int) -> bool:
    """Whether a `<footer>` ends the page, and not an article: that one is named so, or is all there is."""
    tree, body = scene.tree, scene.tree.parents[i]
    if body < 0 or tree.tags[body] != "body" or _ARTICLE_FOOTER.search(tree.get(i, "class")):
        return False
    return any(tree.parents[j] == body and tree.tags[j] != TEXT for j in range(body + 1, i))


_ARTICLE_FOOTER = re.compile(r"(?:entry|post|article|story|node|single)[-_]", re.I)


def _is_frame(scene: Scene, i: int) -> bool:
    """Whether an element is the frame of the page rather than a box in it."""
    size = len(scene.tree)
    return scene.tree.tags[i] in ("body", "html") or (size > 200 and (scene.tree.ends[i] - i) * 2 > size)


def _in_own_article(scene: Scene, i: int) -> bool:
    return any(scene.tree.tags[j] == "article" and scene.holds_headline(j) for j in scene.tree.ancestors(i))


def leads_to_own(scene: Scene, i: int) -> bool:
    """Whether node `i` is, or stands in, a link to the comments further down on this very page."""
    tree = scene.tree
    link = scene.link(i)
    href = tree.get(link, "href") if link >= 0 else ""
    before, mark, fragment = href.partition("#")
    if not mark or not names_comments(fragment):
        return False
    path, query, said = before.partition("?")
    before = path if query and _FRAGMENT.search(said) else before  # "?view=comments#comments"
    return not before or same_page_key(absolute(scene.page.base, before)) in scene.own


_FRAGMENT = re.compile(
    r"comm?ent|kom?ment|respond|repl|discuss|disku[sz]|reacti|reacci|hozzasz|opinie|yorum|forum", re.I
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
    link: int | None = scene.link(i)
    if link == -1:
        link = next((j for j in range(i + 1, min(tree.ends[i], i + 12)) if tree.tags[j] == "a"), None)
    if link is not None and (_is_other_page(scene, link) or _is_titled_by(scene, i, link)):
        return "link to another page"
    return "teaser" if _teaser(scene, i) else ""


def _is_titled_by(scene: Scene, i: int, link: int) -> bool:
    """Whether node `i` stands in a link to another page that has a title, too: `Next: Quay closed <b>12 comments</b>`."""
    tree = scene.tree
    if not link < i < tree.ends[link] or tree.ends[link] - link > _CARD:
        return False
    least = _TITLE if _STEPS.isdisjoint(tree.get(link, "rel").split()) else 4
    if len(tree.text(link)) < len(tree.text(i)) + least:
        return False
    href = tree.get(link, "href")
    key = same_page_key(absolute(scene.page.base, href)) if href[:1] not in ("", "#") else ""
    return bool(key) and not any(key.startswith(own.rstrip("/")) for own in scene.own)


_STEPS = frozenset(("prev", "previous", "next"))
_CARD = 100
"""Nodes of the largest link that is a card for one story; one that holds more was never closed."""
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


def _other_article(scene: Scene, i: int) -> str:
    return "another article" if of_another_article(scene.page, scene.units, i) else ""
