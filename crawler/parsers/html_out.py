"""The body as clean, safe, minimal HTML: paragraphs, headings, lists, quotes, links, figures with captions.

Only tags and attributes named here come out, every text is escaped and every address is http(s), so that the result can be
put on a page of our own as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from html import escape
from itertools import takewhile

from crawler.parsers.blocks import Block
from crawler.parsers.tables import CELLS
from crawler.parsers.tree import TEXT, Tree, fold

Absolute = Callable[[str], str]

_INLINE = {
    "a": "a",
    "em": "em",
    "i": "em",
    "cite": "em",
    "strong": "strong",
    "b": "strong",
    "sub": "sub",
    "sup": "sup",
}
_INLINE |= {"code": "code", "q": "q", "mark": "mark", "br": "br"}
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_LISTS = frozenset({"ul", "ol"})


def body_html(tree: Tree, blocks: Iterable[Block], figures: dict[int, str], absolute: Absolute) -> str:
    """`blocks` in order; `figures` are finished `<figure>` elements by their node, put where they stand on the page."""
    out: list[str] = []
    open_list = -1
    waiting = sorted(figures, reverse=True)
    for block in blocks:
        where = _context(tree, block)
        inside = where.get("list", -1)
        if open_list >= 0 and inside != open_list:
            out.append(f"</{tree.tags[open_list]}>")
            open_list = -1
        while waiting and waiting[-1] < block.first:
            if open_list < 0:
                out.append(figures[waiting[-1]])
            waiting.pop()
        if inside >= 0 and open_list < 0:
            out.append(f"<{tree.tags[inside]}>")
            open_list = inside
        out.append(_element(tree, block, where, absolute))
    if open_list >= 0:
        out.append(f"</{tree.tags[open_list]}>")
    return "\n".join(out)


def figure(tree: Tree, image: int, caption: str, src: str) -> str:
    """A figure of one image; `src` is absolute."""
    alt = fold(tree.get(image, "alt"))
    legend = f"<figcaption>{escape(caption)}</figcaption>" if caption else ""
    return f'<figure><img src="{escape(src)}" alt="{escape(alt)}">{legend}</figure>'


def _context(tree: Tree, block: Block) -> dict[str, int]:
    """The nearest heading, list of an item or table of a row, quote and preformatted element around a block, five levels up at most."""
    found: dict[str, int] = {}
    node = block.node
    for _ in range(5):
        if node < 0:
            break
        tag = tree.tags[node]
        if tag in _HEADINGS:
            found.setdefault("heading", node)
        elif tag == "li" and tree.parents[node] >= 0 and tree.tags[tree.parents[node]] in _LISTS:
            found.setdefault("list", tree.parents[node])
        elif tag == "table" and tree.tags[block.node] == "tr":
            found.setdefault("list", node)
            found["row"] = block.node
        elif tag in ("blockquote", "pre"):
            found.setdefault(tag, node)
        node = tree.parents[node]
    return found


def _element(tree: Tree, block: Block, where: dict[str, int], absolute: Absolute) -> str:
    if block.first == block.last and tree.parents[block.first] == block.node:
        inner = escape(fold(tree.texts[block.first]), quote=False)
    else:
        inner = "".join(_inline(tree, block, absolute)).strip()
    if "heading" in where:
        level = max(2, int(tree.tags[where["heading"]][1]))
        return f"<h{level}>{inner}</h{level}>"
    if "row" in where:
        return _row(tree, where["row"])
    if "list" in where:
        return f"<li>{inner}</li>"
    if "pre" in where:
        return f"<pre>{inner}</pre>"
    if "blockquote" in where:
        return f"<blockquote><p>{inner}</p></blockquote>"
    return f"<p>{inner}</p>"


def _row(tree: Tree, row: int) -> str:
    cells = (i for i in range(row + 1, tree.ends[row]) if tree.tags[i] in CELLS)
    return f"<tr>{''.join(f'<{tree.tags[i]}>{escape(tree.text(i), quote=False)}</{tree.tags[i]}>' for i in cells)}</tr>"


def _inline(tree: Tree, block: Block, absolute: Absolute) -> Iterator[str]:
    """The block's words with its links and emphasis."""
    above = list(takewhile(block.node.__lt__, tree.ancestors(block.first)))
    closing: list[tuple[int, str]] = []
    for i in reversed(above):
        yield from _open(tree, i, closing, absolute)
    i = block.first
    while i <= block.last:
        while closing and i >= closing[-1][0]:
            yield closing.pop()[1]
        if tree.tags[i] == TEXT:
            yield escape(_folded(tree.texts[i]), quote=False)
        elif tree.tags[i] in ("script", "style", "noscript", "svg"):
            i = tree.ends[i]
            continue
        else:
            yield from _open(tree, i, closing, absolute)
        i += 1
    while closing:
        yield closing.pop()[1]


def _open(tree: Tree, i: int, closing: list[tuple[int, str]], absolute: Absolute) -> Iterator[str]:
    tag = _INLINE.get(tree.tags[i])
    if tag is None:
        return
    if tag == "br":
        yield "<br>"
    elif tag != "a":
        yield f"<{tag}>"
        closing.append((tree.ends[i], f"</{tag}>"))
    elif href := absolute(tree.get(i, "href")):
        yield f'<a href="{escape(href)}">'
        closing.append((tree.ends[i], "</a>"))


def _folded(text: str) -> str:
    folded = fold(text)
    if not folded:
        return " "
    return (" " if text[0].isspace() else "") + folded + (" " if text[-1].isspace() else "")
