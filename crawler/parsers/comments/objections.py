"""Why a number that speaks of comments is not the article's count: running text, an idiom, somebody else's (R2, R12)."""

from __future__ import annotations

import re

from crawler.parsers.addresses import absolute, same_page_key
from crawler.parsers.comments import classes as c
from crawler.parsers.comments.facts import Label
from crawler.parsers.comments.owners import foreign, leads_to_own
from crawler.parsers.comments.phrases import read_phrase
from crawler.parsers.comments.scene import HEADINGS, Scene
from crawler.parsers.tree import BLOCKS, TEXT

MAX_LONE = 2
"""Words of a count that stands alone: "18 Comments" is no headline, whatever element it is in."""
_PRESSED = frozenset(("a", "button", "label", *HEADINGS, "legend", "summary", "caption"))
_QUOTING = frozenset(("blockquote", "figcaption"))
_FEED = re.compile(r"/(?:feed|rss|atom)(?:/|\.xml|\.rss)?(?:\?.*)?\Z|[?&]feed=", re.I)
_PLATFORM = re.compile(
    r"(?:https?:)?//(?:[\w-]+\.)*(?:facebook|twitter|x|reddit|ycombinator|youtube|instagram|t|telegram|vk|linkedin|tiktok)"
    r"\.(?:com|me)(?:/|\Z)",
    re.I,
)
"""Where the same story is talked about, too."""
_PROSE = frozenset(("p", "li", "blockquote", "td", "dd", "figcaption"))


def objection(scene: Scene, label: Label) -> str:
    """Why a statement is not the article's count; "" if it may be."""
    said, node, tree = label.statement, label.node, scene.tree
    if said.kind in ("bare", "invite"):
        return ""
    if said.value is None:
        return foreign(scene, node)
    if node in scene.headline_nodes and (said.slack or len(label.raw.split()) > MAX_LONE):
        return "headline"
    if (
        scene.near(node, c.PART, 1)
        and not scene.flags(node) & c.COUNTER
        and not scene.flags(node) & c.HEADING
        and not is_heading(scene, node)
    ):
        return "part of a comment"
    if said.slack > (0 if said.word_number else allowed_slack(scene, label)):
        return "running text"
    if in_prose(scene, label):
        return "running text"
    if said.named == "weak" and not (
        scene.near(node, c.AREA | c.COUNTER | c.HEADING, 2) or leads_to_own(scene, node)
    ):
        return "not named as comments"
    if quoted := next((tree.tags[j] for j in (node, *tree.ancestors(node)) if tree.tags[j] in _QUOTING), ""):
        return quoted
    if not_counted := _leads_to(scene, node, said.value):
        return not_counted
    if said.idiom and (_is_section_link(scene, node) or not _labelled(scene, node)):
        return "an idiom"
    if scene.hidden(node) and (not said.value or scene.area(node) is None):
        return "hidden"
    return foreign(scene, node)


def _leads_to(scene: Scene, node: int, value: int) -> str:
    """ "Comment 14" that leads to `#comment-14` names one comment; feeds have a number of their own."""
    href = scene.tree.get(node, "href")
    if "#" in href and re.search(rf"#\D*{value}\Z", href):
        return "one comment"
    if _PLATFORM.match(href):
        return "another platform"
    return "a feed" if _FEED.search(href) else ""


def is_heading(scene: Scene, node: int) -> bool:
    return scene.tree.tags[node] in HEADINGS


def _is_section_link(scene: Scene, node: int) -> bool:
    """Whether "No Comment" is the name of another page: a programme, a column."""
    href = scene.tree.get(node, "href")
    return bool(href) and "#" not in href and same_page_key(absolute(scene.page.base, href)) not in scene.own


def _labelled(scene: Scene, node: int) -> bool:
    return (
        scene.near(node, c.AREA | c.COUNTER | c.HEADING, 4)
        or scene.tree.tags[node] in ("a", "button", *HEADINGS)
        or any(i for i in scene.areas if abs(i - node) < 40)
        or _after_heading(scene, node)
    )


def _after_heading(scene: Scene, node: int) -> bool:
    """Whether a heading of comments stands right before the node."""
    heads = [i for i in scene.tree.all("h2", "h3", "h4", "h5") if i < node <= scene.tree.ends[i] + 4]
    return (
        bool(heads) and (said := read_phrase(scene.tree.text(heads[-1]))) is not None and said.kind == "bare"
    )


def in_prose(scene: Scene, label: Label) -> bool:
    """Whether the statement is a piece of running text."""
    tree = scene.tree
    block = next((j for j in (label.node, *tree.ancestors(label.node)) if tree.tags[j] in BLOCKS), None)
    if block is None or tree.tags[block] not in _PROSE or (block == label.node and len(label.raw) < 80):
        return False
    if scene.near(label.node, c.COUNTER | c.HEADING, 1) or "#comment" in tree.get(label.node, "href"):
        return False
    return _neighbours(scene, label.node, block) > 40


def _neighbours(scene: Scene, node: int, block: int) -> int:
    """Characters of text on the same line as node `node`: up to the next block, line break or bar on either side."""
    tree, total = scene.tree, 0
    for j in range(node - 1, max(block, node - 40), -1):
        if tree.tags[j] in BLOCKS:
            break
        *parted, last = _PARTING.split(tree.texts[j]) if tree.tags[j] == TEXT else ("",)
        total += len(last.strip())
        if parted:
            break
    for j in range(tree.ends[node], min(tree.ends[block], node + 60)):
        if tree.tags[j] in BLOCKS:
            break
        first, *parted = _PARTING.split(tree.texts[j]) if tree.tags[j] == TEXT else ("",)
        total += len(first.strip())
        if parted:
            break
    return total


_PARTING = re.compile(r"[|•·]")
"""What parts the facts of a meta line: "Posted By Ann In Town | 3 Comments"."""


def allowed_slack(scene: Scene, label: Label) -> int:
    """How many words beside the statement a label may have: more where its element is made for labels."""
    tag = scene.tree.tags[label.node]
    if scene.near(label.node, c.COUNTER | c.HEADING, 1):
        return 6
    return 3 if tag in _PRESSED or scene.near(label.node, c.AREA, 2) else 1
