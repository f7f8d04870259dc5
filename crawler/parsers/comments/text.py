"""Labels brought to one spelling, so that forms compare: case, width, digits, accents, vowel marks, look-alike letters, pictures."""

from __future__ import annotations

import re
import unicodedata

from archive.normal import normalize

_GROUP_SPACE = re.compile(r"(?<=\d)[\u00a0\u2007\u2008\u2009\u202f](?=\d{3}(?!\d))")
_FOREIGN_DIGIT = re.compile(r"(?![0-9])\d")
_MARKS = re.compile(
    "[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u0640\u200b\u200d-\u200f\u202a-\u202e\ufe0f\u2066-\u2069\ufeff\u00ad]"
)
_BLANK = re.compile(r"\s+")
_LETTERS = {
    "ي": "ی", "ى": "ی", "ك": "ک", "ہ": "ه", "ھ": "ه", "ە": "ه", "ۀ": "ه", "ı": "i", "ς": "σ", "ё": "е",
    "\u200c": " ", "\u066c": ",", "\u066b": ".", "،": ",", "؟": "?", "、": ",", "。": ".", "’": "'", "`": "'",
    "՝": ":", "【": "(", "】": ")", "〔": "(", "〕": ")",
    "💬": " comments ", "🗨": " comments ", "🗪": " comments ", "🗫": " comments ", "👁": " views ", "👀": " views ",
    "❤": " likes ", "♥": " likes ", "👍": " likes ", "⭐": " stars ", "★": " stars ", "🔁": " shares ", "🔗": " shares ",
    "‘": "'", "ʻ": "'", "ʼ": "'", "–": "–", "—": "–", "―": "–", "−": "-", "‑": "-", "‐": "-",
}  # fmt: skip


def normal(text: str) -> str:
    """One spelling for comparison. A no-break or thin blank that groups digits becomes an apostrophe.

    Accents and vowel marks go for Latin, Greek, Cyrillic, Hebrew and Arabic only: elsewhere marks are letters.
    """
    if text.isascii():
        return _BLANK.sub(" ", text).strip().lower()
    text = folded(_GROUP_SPACE.sub("'", text))
    text = _FOREIGN_DIGIT.sub(lambda digit: str(unicodedata.decimal(digit[0])), text)
    return _BLANK.sub(" ", text).strip()


def folded(text: str) -> str:
    """The letters of `normal`, without its digits and blanks: enough for looking for words in a long text."""
    if text.isascii():
        return text.lower()
    text = normalize("NFKC", text).lower()
    parted = normalize("NFD", text)
    if _MARKS.search(parted):
        text = normalize("NFC", _MARKS.sub("", parted))
    for letter in _LETTERS.keys() & set(text):
        text = text.replace(letter, _LETTERS[letter])
    return text
