"""Text of elements that stand side by side without a blank: `<em>14:03</em><span>10 June 2024</span>` shows two things.

Style sheets part them on the screen; joined as they are written, a time and a day become one number.
"""

from __future__ import annotations

from crawler.parsers.tree import TEXT, Tree, fold


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
