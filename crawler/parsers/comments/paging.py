"""Whether the comments on a page are only some of the article's: page links, "Load more", "View 4 more replies" (R9)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from itertools import islice

from crawler.parsers.comments import classes as c
from crawler.parsers.comments.phrases import read_phrase
from crawler.parsers.comments.scene import Scene
from crawler.parsers.comments.text import folded, normal

_MORE_PAGES = re.compile(
    r"comment-page-\d|[?&]cpage=\d|[?&]comments?_?page=\d|#comments-page|[?&]page=\d+[^#]{0,80}#\w*comm", re.I
)
_NUMBERED = re.compile(
    r"\b(?:page|seite|página|pagina|strona|side|sida|sivu|strana|страница|сторінка|halaman|sayfa|صفحه|trang) \d+ ?(?:of|von|de|di|van|sur|z|av|af|/|из|з|dari|از)"
    r"|view (?:all )?\d+ (?:more )?repl|\d+ more repl",
    re.I,
)
MAX_SAID = 80
"""Characters of a text that says so."""
MAX_TOGGLE, MAX_COMMENT = 30, 400
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
_SPACED = "\u0e00"
"""Scripts before this one part words by blanks."""


def is_partial(scene: Scene, items: list[int]) -> bool:
    """Whether the page shows only some of the comments: page links, "Load more", "View 4 more replies"."""
    tree = scene.tree
    around = range(max(0, min(items) - 60), min(len(tree), tree.ends[max(items)] + 400))
    if any(scene.flags(i) & c.PAGING and tree.text(i) for i in around):
        return True
    if any(_MORE_PAGES.search(tree.get(i, "href")) for i in tree.all("a", "link")):
        return True
    if _says_more(tree.texts[i] for i in around if 0 < len(tree.texts[i]) < MAX_SAID):
        return True
    return _has_pages(scene, around, tree.ends[max(items)] + _NEAR) or any(
        _keeps_replies(scene, i) for i in items
    )


def _says_more(texts: Iterable[str]) -> bool:
    """Whether one of the texts offers more comments in any language of `more.tsv`. They are joined by NUL."""
    whole = folded("\0".join(texts))
    return _NUMBERED.search(whole) is not None or any(_stands(phrase, whole) for phrase in _phrases())


def _stands(phrase: str, whole: str) -> bool:
    at = whole.find(phrase)
    while at > 0 and phrase[0] < _SPACED and whole[at - 1].isalpha():
        at = whole.find(phrase, at + 1)
    return at >= 0


@cache
def _phrases() -> tuple[str, ...]:
    """All phrases of `more.tsv` as `text.normal` spells them."""
    lines = files("crawler.parsers.comments").joinpath("more.tsv").read_text("utf-8").splitlines()
    forms = (form for line in lines if not line.startswith("#") for form in line.split("\t")[1].split("|"))
    return tuple(dict.fromkeys(normal(form) for form in forms))


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
    texts = (
        tree.texts[j] for j in range(i, min(end, i + MAX_COMMENT)) if 0 < len(tree.texts[j]) < MAX_TOGGLE
    )
    said = (read_phrase(text, scene.page.language) for text in texts if _DIGIT.search(text))
    return any(s is not None and s.named == "reply" and (s.value or s.kind == "partial") for s in said)
