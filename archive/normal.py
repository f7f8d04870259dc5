"""Unicode's normal forms of text that anybody may have written.

To normalise a run of combining marks is to sort it, which takes time quadratic in its length: 80,000 marks on one letter
take half a minute. No language puts more than a few on one; so of longer runs only the first `MARKS` are kept, where the
Stream-Safe Text Format (UAX #15, section 13) puts a joiner in.
"""

from __future__ import annotations

import unicodedata
from typing import Literal
from unicodedata import combining

MARKS = 30


def normalize(form: Literal["NFC", "NFD", "NFKC", "NFKD"], text: str) -> str:
    """As `unicodedata.normalize`, in linear time."""
    return unicodedata.normalize(form, stream_safe(text))


def stream_safe(text: str) -> str:
    """The text without what follows the first `MARKS` combining marks in a row; nearly always as it was.

    A longer run holds one of every 31st characters: only these are looked at.
    """
    if text.isascii() or not any(map(combining, set(text[:: MARKS + 1]))):
        return text
    out: list[str] = []
    done = 0
    for at in range(0, len(text), MARKS + 1):
        if at < done or not combining(text[at]):
            continue
        start = end = at
        while start > done and combining(text[start - 1]):
            start -= 1
        while end < len(text) and combining(text[end]):
            end += 1
        if end - start > MARKS:
            out.append(text[done : start + MARKS])
            done = end
    return "".join((*out, text[done:])) if done else text
