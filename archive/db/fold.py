"""Text folded for search: what is indexed and what is asked go through the same table.

The rules are those of Lucene's ArabicNormalizer and PersianNormalizer (yeh, kaf, alef, heh, marks, tatweel), Unicode
compatibility forms (UAX 15, NFKC), digits of every script as ASCII, and case. Scripts that write no spaces between words
(Han, Kana, Thai, Lao, Khmer, Burmese) and Hangul, whose particles hang on the word, are cut into their letters: a
query is then a phrase of letters and finds any part of a word. Accents on Latin, Greek and Cyrillic letters go.
"""

from __future__ import annotations

import functools
import re
import unicodedata

from archive.normal import normalize

VERSION = f"2/{unicodedata.unidata_version}"
"""Changes when the same text folds or is spelled (archive/db/spellings.py) differently: the search index must then be
made again."""

_LETTERS = str.maketrans(
    {
        "ي": "ی", "ى": "ی", "ې": "ی", "ۍ": "ی", "ے": "ی", "ك": "ک", "ڪ": "ک",
        "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ة": "ه", "ۀ": "ه", "ہ": "ه", "ە": "ه", "ۂ": "ه",
        "\u200c": " ", "ß": "ss", "ẞ": "ss", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "Đ": "d", "ı": "i",
    }
)  # fmt: skip
_DROPPED = frozenset("\u0640\u00ad")
_ARABIC_MARKS = frozenset([*map(chr, range(0x064B, 0x0660)), "\u0670", *map(chr, range(0x06D6, 0x06EE))])
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3130-\u318f\u31f0-\u31ff"
    "\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]"
)
_ACCENTED = ("LATIN", "GREEK", "CYRILLIC")


class _Table(dict[int, str]):
    """Folds of single characters, worked out when first met; `str.translate` reads it at C speed."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold_char(chr(code))
        return folded


def _fold_char(char: str) -> str:
    if ord(char) in _LETTERS:
        return _LETTERS[ord(char)]
    return "".join(map(_fold_part, unicodedata.normalize("NFKC", char)))


def _fold_part(char: str) -> str:
    category = unicodedata.category(char)
    if category in ("Cf", "Cs") or char in _DROPPED or char in _ARABIC_MARKS or 0x300 <= ord(char) <= 0x36F:
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(char))
    if _UNSPACED.match(char):
        return f" {char} "
    if ord(char) in _LETTERS:
        return _LETTERS[ord(char)]
    return _bare(char).casefold()


def _bare(char: str) -> str:
    """The letter without its accents, in scripts where readers leave them out when they search."""
    if char.isascii() or not unicodedata.name(char, "").startswith(_ACCENTED):
        return char
    return "".join(c for c in unicodedata.normalize("NFD", char) if not unicodedata.combining(c))


_TABLE = _Table()

_LOOKED_AT = ((0, 0x250), (0x370, 0x530), (0x590, 0x700), (0x2010, 0x2070), (0x20A0, 0x20C0))
"""Latin, Greek, Cyrillic, Hebrew, Arabic, their punctuation and money: where most letters of a text fold to themselves."""

_SHORT, _MANY = 60, 40
"""Characters of a text that is translated whole, and different ones in a text that it does not pay to replace one by one."""


class _Swaps(dict[str, str | None]):
    """Folds of characters that may be put into a text one after the other; None for others.

    What composes with its forerunner (NFC) is none of them, nor what folds to a character that folds in its turn.
    """

    def __missing__(self, char: str) -> str | None:
        folded = _TABLE[ord(char)]
        alone = unicodedata.category(char)[0] != "M" and not 0x1100 <= ord(char) <= 0x11FF
        steady = all(c == char or _TABLE[ord(c)] == c for c in folded)
        self[char] = folded if alone and steady else None
        return self[char]


_SWAPS = _Swaps()


@functools.cache
def _moving() -> re.Pattern[str]:
    """Finds characters that may fold to something else; those that it passes over surely do not."""
    chars = (chr(code) for first, end in _LOOKED_AT for code in range(first, end))
    return re.compile(f"[^{re.escape(''.join(c for c in chars if _SWAPS[c] == c))}]")


class _Spaces(dict[int, str]):
    """Letters, numbers and marks stay, everything else is a space: the categories the FTS5 tokenizer is given."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        kept = unicodedata.category(char)[0] in "LNM" or unicodedata.category(char) == "Co"
        self[code] = char if kept else " "
        return self[code]


_SPACES = _Spaces()
TOKENIZER = "unicode61 remove_diacritics 2 categories 'L* N* M* Co'"
"""FTS5's tokenizer for folded text; marks belong to the word (else Hindi and Thai fall into pieces)."""


def fold(text: str) -> str:
    """The text as it is indexed: same words, one spelling each."""
    if text.isascii():
        return text.lower()
    if len(text) > _SHORT and len(_moving().findall(text, 0, _SHORT)) < _SHORT // 2:
        met = {char: _SWAPS[char] for char in set(_moving().findall(text))}
        if len(met) <= _MANY and None not in met.values():
            for char, folded in met.items():
                text = text.replace(char, folded or "")
            return text
    return normalize("NFC", text).translate(_TABLE)


def words(text: str) -> list[str]:
    """The words of a text as the index has them, folded."""
    return fold(text).translate(_SPACES).split()


def fold_with_places(text: str) -> tuple[str, list[int]]:
    """The folded text with every separator a space, and for each of its characters the place it has in `text`."""
    if text.isascii():
        return text.lower().translate(_SPACES), list(range(len(text)))
    pieces = [_TABLE[ord(char)] for char in text]
    places = [place for place, piece in enumerate(pieces) for _ in piece]
    return "".join(pieces).translate(_SPACES), places
