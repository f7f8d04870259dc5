"""Counting the readers' comments that are on the page, where no number is stated (R8, R9)."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import islice

from crawler.parsers.comments import classes as c
from crawler.parsers.comments.facts import Seen
from crawler.parsers.comments.owners import WITHIN, foreign
from crawler.parsers.comments.phrases import read_phrase
from crawler.parsers.comments.scene import Scene

_IDENT = re.compile(r"(?:^|[-_])(?:comm?ent|komment|reply|c|post)\w*?[-_]?(\d+)$", re.I)
_IDENT_ATTRIBUTES = ("data-comment-id", "data-commentid", "data-comment", "data-id", "data-cid")
_MORE_PAGES = re.compile(
    r"comment-page-\d|[?&]cpage=\d|[?&]comments?_?page=\d|#comments-page|[?&]page=\d+[^#]{0,80}#\w*comm", re.I
)
_MORE_WORDS = re.compile(
    r"\b(?:page|seite|página|pagina|strona|side|sida|sivu|strana|страница|сторінка|halaman|sayfa|صفحه|trang) \d+ ?(?:of|von|de|di|van|sur|z|av|af|/|из|з|dari|از)"
    r"|older comments|newer comments|load more|show more|more (?:comments|replies)|view (?:all )?\d+ (?:more )?repl|\d+ more repl"
    r"|ältere kommentare|weitere (?:kommentare|antworten)|mehr (?:kommentare|laden)|plus (?:anciens|de commentaires)|commentaires (?:précédents|plus anciens|plus récents)"
    r"|charger plus|voir plus|más comentarios|cargar más|ver más|comentarios (?:más antiguos|anteriores)|mais comentários|carregar mais|altri commenti"
    r"|carica altri|commenti (?:precedenti|meno recenti)|meer reacties|oudere reacties|flere kommentarer|fler kommentarer|więcej komentarzy|starsze komentarze"
    r"|další komentáře|ещ[её] комментари|показать ещ|предыдущие комментарии|більше коментарів|daha fazla|önceki yorumlar|نظرات بیشتر|نظرات قدیمی|دیدگاه های قدیمی"
    r"|تعليقات أقدم|المزيد من التعليقات|もっと見る|さらに表示|过往评论|較舊|更多评论|查看更多|加载更多|더보기|이전 댓글|muat lebih|komentar (?:lama|sebelumnya)|xem thêm",
    re.I,
)
MAX_TOGGLE = 30
"""Characters of what opens the replies to a comment: "3 replies"."""
_PAGER_LEVELS, _NEAR = 4, 20
_STEP = re.compile(
    r"\W*(?:prev(?:ious)?|next|older|newer|weiter|zurück|nächste|vorige|suivante?s?|précédente?s?|siguientes?|anterior(?:es)?|próxim[ao]s?"
    r"|success[io]v[aoie]|precedent[ei]|volgende|następn[ae]|poprzedni[ae]|další|далее|вперед|следующ\w+|предыдущ\w+|назад|sonraki|önceki|بعدی|قبلی"
    r"|التالي|السابق|הבא|הקודם|次へ|前へ|下一页|上一页|下一頁|上一頁|다음|이전)\W*",
    re.I,
)
_ALL_WORDS = re.compile(
    r"\ball (?:the )?comments\b|alle kommentare|tous les commentaires|todos los comentarios|todos os comentários|tutti i commenti|alle reacties"
    r"|alla kommentarer|wszystkie komentarze|всe комментарии|tüm yorumlar|همه نظرات|جميع التعليقات|כל התגובות|すべてのコメント|全部评论|所有评论|전체 댓글",
    re.I,
)
_DIGIT = re.compile(r"\d")
MIN_TEXT, MAX_COPY = 20, 200
"""Characters that two readers do not write alike, names and times included; nodes of a comment that is compared."""
_LIST_TAGS = frozenset(("ol", "ul", "div"))
_TEMPLATE = re.compile(r"template|prototype|\{\{|%s|__id__|placeholder", re.I)


def read_items(scene: Scene) -> Seen | None:
    """A complete list of comments; None if there is none, or if it is only a part."""
    items = _once(scene, [i for i in _items(scene) if not _left_out(scene, i)])
    if not items or is_partial(scene, items):
        return None
    distinct = {_ident(scene, i) or f"node {i}" for i in _unnested(scene, items)}
    holder = next(
        (j for j in scene.tree.ancestors(items[0]) if scene.flags(j) & (c.LIST | c.AREA)),
        scene.tree.parents[items[0]],
    )
    return Seen(
        6, len(distinct), "exact", f"list {scene.selector(holder)}", holder, f"{len(distinct)} comments"
    )


def _once(scene: Scene, items: list[int]) -> list[int]:
    """Without the copies that have no id to know them by: of a "top comments" box, of a second list."""
    tree = scene.tree
    copies = {
        i
        for i in items
        if not _ident(scene, i) and any(scene.flags(j) & c.TOP_COPY for j in tree.ancestors(i))
    }
    kept = [i for i in items if i not in copies] or items
    first: dict[str, int] = {}
    return [
        i
        for i in kept
        if _ident(scene, i)
        or tree.ends[i] - i > MAX_COPY
        or len(text := tree.text(i)) < MIN_TEXT
        or tree.parents[first.setdefault(text, i)] == tree.parents[i]
    ]


def _items(scene: Scene) -> list[int]:
    tree = scene.tree
    found = [i for i in scene.named(c.ITEM) if not scene.flags(i) & c.PING and scene.is_item(i)]
    found = found or [i for i in tree.with_attr("itemprop") if _is_marked(scene, i)]
    if found:
        return found
    lists = [i for i in scene.named(c.LIST) if tree.tags[i] in _LIST_TAGS and not scene.flags(i) & c.PING]
    rows = [j for i in lists for j in range(i + 1, tree.ends[i]) if tree.tags[j] == "li"]
    plain = [i for i in scene.areas if tree.tags[i] in ("ol", "ul")]
    rows += [
        j for i in plain for j in range(i + 1, tree.ends[i]) if tree.parents[j] == i and _is_said(scene, j)
    ]
    return sorted({j for j in rows if tree.text(j) and not scene.flags(j) & c.PING})


def _is_said(scene: Scene, i: int) -> bool:
    """Whether a row of `<ul class="comments">` is somebody's words: it has a paragraph, not a link and a number."""
    tree = scene.tree
    return tree.tags[i] == "li" and any(tree.tags[j] in ("p", "blockquote") for j in range(i, tree.ends[i]))


def _is_marked(scene: Scene, i: int) -> bool:
    """Whether microdata calls the element a comment: `itemprop="comment"` of the article, with a scope of its own."""
    attrs = scene.tree.attrs[i]
    return attrs.get("itemprop") == "comment" and "itemscope" in attrs


def _left_out(scene: Scene, i: int) -> bool:
    tree = scene.tree
    for j in (i, *tree.ancestors(i)):
        flags = scene.flags(j)
        if flags & (c.PING | c.PENDING | c.OTHERS | c.FORM) and not (
            flags & c.AREA and not flags & c.PENDING and not flags & c.PING
        ):
            return not scene.holds_headline(j)
        if tree.tags[j] in ("aside", "nav", "template", "noscript") and not scene.holds_headline(j):
            return True
    names = f"{tree.get(i, 'id')} {tree.get(i, 'class')}"
    if _TEMPLATE.search(names) or scene.hidden(i):
        return True
    return _awaits(scene, i) or foreign(scene, i) not in ("", WITHIN)


def _awaits(scene: Scene, i: int) -> bool:
    """Whether the reader's own comment is still waiting for approval."""
    for j in range(i + 1, scene.tree.ends[i]):
        if scene.flags(j) & c.PENDING and not any(
            scene.is_item(k) and k > i for k in scene.tree.ancestors(j) if k > i
        ):
            return True
    return False


def _ident(scene: Scene, i: int) -> str:
    tree = scene.tree
    for name in _IDENT_ATTRIBUTES:
        if value := tree.get(i, name):
            digits = re.search(r"(\d+)$", value)
            return digits[1] if digits else value
    found = _IDENT.search(tree.get(i, "id"))
    return found[1] if found else ""


def _unnested(scene: Scene, items: list[int]) -> list[int]:
    """Items without those that are only the inner element of the same comment."""
    tree, kept = scene.tree, []
    chosen = set(items)
    for i in items:
        outer = next((j for j in tree.ancestors(i) if j in chosen), None)
        if outer is None or _is_reply(scene, i, outer):
            kept.append(i)
    return kept


def _is_reply(scene: Scene, i: int, outer: int) -> bool:
    tree = scene.tree
    a, b = _ident(scene, i), _ident(scene, outer)
    if a and b:
        return a != b
    for j in tree.ancestors(i):
        if j == outer:
            break
        names = tree.get(j, "class").lower()
        if tree.tags[j] in ("ol", "ul") or re.search(r"children|replies|indent|nested|thread", names):
            return True
    return any(tree.tags[j] == "p" for j in range(outer, i))


def is_partial(scene: Scene, items: list[int]) -> bool:
    """Whether the page shows only some of the comments: page links, "Load more", "View 4 more replies"."""
    tree = scene.tree
    around = range(max(0, min(items) - 60), min(len(tree), tree.ends[max(items)] + 400))
    if any(scene.flags(i) & c.PAGING and tree.text(i) for i in around):
        return True
    if any(_MORE_PAGES.search(tree.get(i, "href")) for i in tree.all("a", "link")):
        return True
    texts = (tree.texts[i] for i in around if tree.texts[i])
    if any(len(text) < 80 and _MORE_WORDS.search(text) is not None for text in texts):
        return True
    return _has_pages(scene, around, tree.ends[max(items)] + _NEAR) or any(
        _keeps_replies(scene, i) for i in items
    )


def _has_pages(scene: Scene, around: range, near: int) -> bool:
    """Whether page links stand in the comment section, or before node `near`: "1 2", "Next", "All comments"."""
    tree = scene.tree
    links = [i for i in tree.by_tag.get("a", ()) if i in around and (scene.area(i) is not None or i < near)]
    if any(_ALL_WORDS.search(tree.text(i)) and not tree.get(i, "href").startswith("#") for i in links):
        return True
    return any(
        _STEP.fullmatch(said := tree.text(i))
        or (
            said.isdecimal()
            and any("pag" in tree.get(j, "class").lower() for j in islice(tree.ancestors(i), _PAGER_LEVELS))
        )
        for i in links
    )


def _keeps_replies(scene: Scene, i: int) -> bool:
    """Whether a comment says how many replies it has, and shows none of them."""
    tree, end = scene.tree, scene.tree.ends[i]
    after = bisect_right(scene.items, i)
    if after < len(scene.items) and scene.items[after] < end:
        return False
    texts = (tree.texts[j] for j in range(i, end) if 0 < len(tree.texts[j]) < MAX_TOGGLE)
    said = (read_phrase(text, scene.page.language) for text in texts if _DIGIT.search(text))
    return any(s is not None and s.named == "reply" and (s.value or s.kind == "partial") for s in said)
