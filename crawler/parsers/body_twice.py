"""Texts that a page carries twice, for print or for those who paid: the first copy is read."""

from __future__ import annotations

from crawler.parsers.blocks import Block

REPEATED = 40
COPY = 120
"""Characters above which a paragraph that was there before is a copy if one beside it is too, and above which it is one
in any case: questions put to everybody, prices and notes stand again in lists of things."""
WHOLE_TEXT = 2_000
"""Characters of a text above which it is no chance that it stands there twice, and of one that may be the whole article."""


def unrepeated(found: list[Block]) -> list[Block]:
    """Without paragraphs that were there before (other than the one just before, as in verse), and long blocks that hold
    what the others hold."""
    fresh = _without_copies(found)
    large = {id(b) for b in fresh if len(b.text) > WHOLE_TEXT}
    if not large or len(large) == len(fresh):
        return fresh
    rest = "".join("".join(b.text.split()) for b in fresh if id(b) not in large)
    return [b for b in fresh if id(b) not in large or not _is_told(b.text, rest)]


def _without_copies(found: list[Block]) -> list[Block]:
    places: dict[str, int] = {}
    copied = [places.setdefault(b.text, k) for k, b in enumerate(found)]
    if len(places) == len(found):
        return found
    return [b for k, b in enumerate(found) if not _is_copy(found, copied, k)]


def _is_copy(found: list[Block], copied: list[int], k: int) -> bool:
    """Whether block `k` is a copy; `copied` tells for each block where its text stood first."""
    first, text = copied[k], found[k].text
    if first == k or len(text) <= REPEATED:
        return False
    before = k > 1 and copied[k - 1] == first - 1
    after = k + 1 < len(found) and copied[k + 1] == first + 1
    return before or after or (len(text) > COPY and text != found[k - 1].text)


def _is_told(text: str, rest: str) -> bool:
    """Whether `rest` (without blanks) has what stands at three places of a text."""
    parts = (text[at : at + 120] for at in (len(text) // 4, len(text) // 2, 3 * len(text) // 4))
    return all("".join(part.split())[:60] in rest for part in parts)
