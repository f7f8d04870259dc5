"""Tags of the page's article: marked up, stated, or printed behind a label."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from archive.model import Candidate
from crawler.parsers.header.credits import in_article
from crawler.parsers.header.scan import TAGS, Marked
from crawler.parsers.tree import fold

if TYPE_CHECKING:
    from crawler.parsers.page import Page

MAX_TAGS = 60
_TAG_SPLIT = re.compile("[,;،]")
_LABEL = re.compile(
    r"^(?:tags?|tagged|keywords?|topics?|schlagworte|schlagwörter|themen|mots[- ]clés|etiquetas|temas|tag correlati|trefwoorden|"
    r"ämnen|emneord|tagi|słowa kluczowe|теги|метки|ключевые слова|теґи|etiketler|برچسب[\u200c ]?ها|کلید ?واژه[\u200c ]?ها|"
    r"کلمات کلیدی|الوسوم|كلمات مفتاحية|الكلمات المفتاحية|وسوم|타그|태그|关键词|標籤|标签|タグ|キーワード|แท็ก)\s*[:：]",
    re.I,
)


def tag_candidates(page: Page, marked: Marked) -> Iterator[tuple[tuple[str, ...], Candidate]]:
    """Tag lists, the surest first."""
    tree = page.tree
    linked = [i for _, i in page.links.get("tag", ())[:MAX_TAGS] if tree.tags[i] == "a"]
    shown = [(tree.text(i), i) for i in linked if "category" not in tree.get(i, "rel")]
    where = tree.path(shown[0][1]) if shown else ""
    yield from _tags([t for t, i in shown if not _in_frame(page, i)], "rel.tag", where, 0.9)
    yield from _tags(
        [c for c, _ in page.meta.get("article:tag", ())], "meta.article:tag", "meta[article:tag]", 0.85
    )
    node = page.structured.article
    if node is not None and (value := node.data.get("keywords")):
        words = (
            value if isinstance(value, list) else _TAG_SPLIT.split(value) if isinstance(value, str) else []
        )
        yield from _tags([w for w in words if isinstance(w, str)], f"{node.syntax}.keywords", node.where, 0.8)
    yield from _printed(page, marked)
    for name in ("news_keywords", "parsely-tags", "sailthru.tags", "keywords"):
        for content, _ in page.meta.get(name, ())[:1]:
            yield from _tags(_TAG_SPLIT.split(content), f"meta.{name}", f"meta[{name}]", 0.6)


def _printed(page: Page, marked: Marked) -> Iterator[tuple[tuple[str, ...], Candidate]]:
    """Links in an element that its class, or a label at its beginning, says to hold the tags."""
    tree = page.tree
    boxes = [(i, "class.tags") for i in marked.of(TAGS) if tree.tags[i] not in ("a", "body", "html")]
    boxes += [(b.node, "label.tags") for b in page.blocks if _may_label(b.text) and _LABEL.match(b.text)]
    for box, rule in boxes[:20]:
        links = _links(page, box) or (_links(page, tree.parents[box]) if rule == "label.tags" else [])
        texts = [t for i in links if len(t := tree.text(i)) <= 60]
        if texts and in_article(page, box):
            yield from _tags(texts, rule, tree.path(box), 0.7)
            return


def _may_label(text: str) -> bool:
    head = text[:30]
    return ":" in head or "：" in head


def _links(page: Page, box: int) -> list[int]:
    """Links in a small element; none of one that holds more than tags."""
    tree = page.tree
    if box <= 0 or tree.tags[box] in ("body", "html", "main", "article"):
        return []
    found = [i for i in range(box + 1, tree.ends[box]) if tree.tags[i] == "a"]
    linked = sum(len(tree.text(i)) for i in found[:MAX_TAGS])
    return found[:MAX_TAGS] if linked * 2 > len(tree.text(box)) - 40 else []


def _in_frame(page: Page, i: int) -> bool:
    tree = page.tree
    return any(tree.tags[k] in ("nav", "aside") for k in tree.ancestors(i))


def _tags(
    words: list[str], rule: str, where: str, trust: float
) -> Iterator[tuple[tuple[str, ...], Candidate]]:
    kept = tuple(dict.fromkeys(w for word in words if 0 < len(w := fold(word).strip(" #,،")) <= 80))[
        :MAX_TAGS
    ]
    if kept:
        yield kept, Candidate("tags", list(kept), ", ".join(kept)[:300], rule, where, trust)
