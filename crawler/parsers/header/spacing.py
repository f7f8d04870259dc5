"""Text of elements that stand side by side without a blank: `<em>14:03</em><span>10 June 2024</span>` shows two things.

Style sheets part them on the screen; joined as they are written, a time and a day become one number.
"""

from __future__ import annotations

from crawler.parsers.tree import SILENT, TEXT, Tree, fold


def parted(tree: Tree, first: int, last: int, text: str) -> str:
    """`text`, made of the text nodes from `first` to `last`, with blanks where two elements' texts touch.

    Single letters stick to what follows them: they are drop caps.
    """
    if first == last:
        return text
    pieces: list[str] = []
    at = 0
    before = ""
    for i in range(first, last + 1):
        if tree.tags[i] != TEXT or not (own := fold(tree.texts[i])):
            continue
        start = text.find(own, at)
        if start < 0 or (start > at and text[at:start].strip()):
            continue  # a button's or a hidden element's text, which is not in `text`
        touching = start == at and before[-1:].isalnum() and own[0].isalnum()
        pieces.append(text[at:start])
        pieces.append(" " if touching and len(before) > 1 and len(own) > 1 else "")
        pieces.append(own)
        at, before = start + len(own), own
    return "".join(pieces) + text[at:]


def as_written(tree: Tree, first: int, last: int) -> str:
    """The source's own text and line feeds from node `first` to `last`, with blanks where two elements' texts touch."""
    pieces: list[str] = []
    before = ""
    for i in range(first, last + 1):
        own = tree.texts[i] if tree.tags[i] == TEXT else "\n" if tree.tags[i] == "br" else ""
        if not own or tree.tags[tree.parents[i]] in SILENT:
            continue
        touching = before[-1:].isalnum() and own[0].isalnum() and len(before) > 1 and len(own) > 1
        pieces.append(" " + own if touching else own)
        before = own
    return "".join(pieces)
