"""Character references of text that is not parsed as HTML: titles in attributes, JSON-LD, feeds of other programs."""

from __future__ import annotations

import html
import re

_LONG = re.compile(r"&#(?:[xX]0*+[0-9a-fA-F]{7,}|0*+[0-9]{8,});?")
"""No character has such a number; Python refuses to read one of more than 4,300 digits (its integer limit)."""
_ZEROS = re.compile(r"(?<=&#)([xX]?)0{8,}")


def unescape(text: str) -> str:
    """The text with its references resolved as browsers do (HTML, 13.2.5.72 to 13.2.5.80). Never raises."""
    if "&#" in text:
        text = _LONG.sub("\ufffd", _ZEROS.sub(r"\g<1>0", text))
    return html.unescape(text)
