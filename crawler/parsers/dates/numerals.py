"""Text folded for comparison, one character for one character, so that spans stay those of the printed text.

Decimal digits of every script become ASCII, letters lose case and (in Latin, Greek and Cyrillic) accents, the
Arabic and Persian letters that keyboards mix up become one, all white space but the line feed becomes a blank.
Callers give text in Unicode's normal form C.
"""

from __future__ import annotations

import unicodedata

_ARABIC = {
    **dict.fromkeys("يىېۍےئ", "ی"),
    **dict.fromkeys("كڪ", "ک"),
    **dict.fromkeys("أإٱآ", "ا"),
    **dict.fromkeys("ةہھۀەۂۃ", "ه"),
    "ؤ": "و",
    "ګ": "گ",
}
_SAME = {
    **dict.fromkeys("‐‑‒–—―−﹣－", "-"),
    **dict.fromkeys("’‘ʼʻ′´`", "'"),
    **dict.fromkeys("：﹕∶︰", ":"),
    **dict.fromkeys("،、，", ","),
    **dict.fromkeys("．。", "."),
    **dict.fromkeys("｜¦│║┃", "|"),
    **dict.fromkeys("／⁄", "/"),
    **dict.fromkeys("（﹙", "("),
    **dict.fromkeys("）﹚", ")"),
    "ı": "i",
    "ς": "σ",
    "İ": "i",
    "\n": "\n",
}


def _folded(char: str) -> str:
    if char in _SAME:
        return _SAME[char]
    if char in _ARABIC:
        return _ARABIC[char]
    category = unicodedata.category(char)
    if category == "Nd":
        return str(unicodedata.decimal(char))
    if category in ("Zs", "Zl", "Zp", "Cf", "Cc"):
        return " "
    lower = char.lower()
    char = lower if len(lower) == 1 else char
    point = ord(char)
    if point < 0x0530 or 0x1E00 <= point < 0x2000:
        base = unicodedata.normalize("NFD", char)
        return base[0]
    if 0xFF00 <= point < 0xFFF0:
        wide = unicodedata.normalize("NFKC", char).lower()
        return wide if len(wide) == 1 else char
    return char


class _Table(dict[int, str]):
    """Filled as characters are met: Unicode has more than a news page shows."""

    def __missing__(self, point: int) -> str:
        self[point] = found = _folded(chr(point))
        return found


_TABLE = _Table()


def fold(text: str) -> str:
    """`text` of the same length, folded."""
    return text.translate(_TABLE)


def plain_digits(text: str) -> str:
    """`text` with the decimal digits of every script as ASCII and nothing else changed."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)
