"""Pure: how grave a change of a text is to a reader.

From the gravest: a note of correction was added, the text is another one, a figure changed, a quotation changed; then what
hardly matters, a slip of the pen; anything else is an edit.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from typing import Literal, TypeAlias

from archive.wording import UNSPACED, units, word_diff

Grade: TypeAlias = Literal["rewrite", "correction-note", "figure", "quotation", "typo", "edit"]

REWRITE_BELOW = 0.4
"""Share of sentences that stay, under which a text is another one."""

_SAID = (
    "correction|clarification|editor['’]s note|corrigendum|erratum|korrektur|berichtigung|richtigstellung|correctif|rectificatif|"
    "corrección|rectificación|fe de errores|correzione|rettifica|correção|errata|поправка|уточнение|исправление|"
    "اصلاحیه|تصحیح|تصحيح|توضيح|更正|訂正|정정"
)
_THIS = "story|article|report|headline|post|piece|version|text|caption"
_NOTE = re.compile(
    rf"^[\W_]*(?:{_SAID})(?:\s*[:：.—–(\[\d-]|\s*$|\s+appended)"
    r"|\b(?:an|a previous) earlier version\b|\bprevious version of this\b|\bwe (?:regret|apologi[sz]e for) the error"
    rf"|\b(?:{_THIS})\b[^.]{{0,60}}\b(?:(?:was|were|been) (?:corrected|amended)|updated to correct|misstated|misspelled)\b",
    re.IGNORECASE,
)

_DIGITS = re.compile(r"\d+(?:[.,٫٬'’\u00a0\u202f]\d+)*")
_GROUPED = re.compile(r"[,٬'’\u00a0\u202f](?=\d{3}(?!\d))")
_HAN_NUMBER = re.compile("[〇零一二三四五六七八九十百千万億亿萬两兩]+")
_NUMBER_WORDS = {
    word: value
    for value, words in {
        2: "two zwei deux dos dois duas два две دو اثنان", 3: "three drei trois tres tre três три سه ثلاثة",
        4: "four vier quatre cuatro quattro quatro четыре چهار أربعة", 5: "five fünf cinq cinco cinque пять پنج خمسة",
        6: "six sechs seis шесть شش ستة", 7: "seven sieben sept siete sette sete семь هفت سبعة",
        8: "eight acht huit ocho otto oito восемь هشت ثمانية", 9: "nine neun neuf nueve nove девять تسعة",
        10: "ten zehn dix diez dieci dez десять ده عشرة", 11: "eleven elf onze undici одиннадцать یازده",
        12: "twelve zwölf douze doce dodici doze двенадцать دوازده", 13: "thirteen dreizehn treize trece tredici тринадцать",
        14: "fourteen vierzehn quatorze catorce quattordici", 15: "fifteen fünfzehn quinze quince quindici پانزده",
        16: "sixteen sechzehn seize dieciséis sedici", 17: "seventeen siebzehn", 18: "eighteen achtzehn", 19: "nineteen neunzehn",
        20: "twenty zwanzig vingt veinte venti vinte двадцать بیست عشرون", 30: "thirty dreißig trente treinta trenta trinta тридцать سی",
        40: "forty vierzig quarante cuarenta quaranta quarenta сорок چهل", 50: "fifty fünfzig cinquante cincuenta پنجاه",
        60: "sixty sechzig soixante sesenta شصت", 70: "seventy siebzig setenta هفتاد", 80: "eighty achtzig ochenta هشتاد",
        90: "ninety neunzig noventa نود", 100: "hundred hundert cien cento cem сто صد مئة",
        1000: "thousand tausend mille тысяча тысяч هزار ألف", 10**6: "million millionen millón milione milhão миллион میلیون مليون",
        10**9: "billion milliarde milliarden milliard миллиард میلیارد مليار",
    }.items()
    for word in words.split()
}  # fmt: skip
"""Numbers as words in the languages of most of the press; left out are those that mean
other things more often (one, Spanish once, French cent, Persian no)."""

_QUOTED = re.compile(
    r"“([^“”]+)”|\"([^\"]+)\"|«([^«»]+)»|„([^„“”]+)[“”]|「([^「」]+)」|『([^『』]+)』"
    r"|(?<!\w)‘((?:[^‘’]|’(?=\w))+)’(?!\w)|(?<!\w)'((?:[^'\n]|'(?=\w)){1,400})'(?!\w)"
)
_TYPO_WORDS = 3
"""Words that a slip of the pen may touch."""


def is_note(sentence: str) -> bool:
    """Whether a sentence says that the text was corrected."""
    return _NOTE.search(sentence) is not None


def grade(went: Sequence[str], came: Sequence[str], ratio: float, *, noted: bool) -> Grade:
    """The grade of a change: sentences that went and came, the share of all that stayed, whether a note says so."""
    if noted:
        return "correction-note"
    if ratio < REWRITE_BELOW and len(went) > 2:
        return "rewrite"
    if not went or not came:
        return "edit"
    old, new = " ".join(went), " ".join(came)
    runs = word_diff(old, new)
    gone = " ".join(text.strip() for sign, text in runs if sign == "-")
    fresh = " ".join(text.strip() for sign, text in runs if sign == "+")
    if _figure_changed(gone, fresh):
        return "figure"
    if _quotations(old) != _quotations(new):
        return "quotation"
    return "typo" if _slip(gone, fresh) else "edit"


def _figure_changed(gone: str, fresh: str) -> bool:
    """Digits that differ, unless a word says the same; words that differ, where both sides have such."""
    old, new = _digits(gone), _digits(fresh)
    old_words, new_words = _worded(gone), _worded(fresh)
    if old != new and old + old_words != new + new_words:
        return True
    return bool(old_words) and bool(new_words) and old_words != new_words


def _digits(text: str) -> Counter[str]:
    """Numbers written in digits of any script, without what groups them."""
    plain = "".join(str(unicodedata.decimal(c, None) if c.isdecimal() else c) for c in text)
    return Counter(_GROUPED.sub("", number) for number in _DIGITS.findall(plain))


def _worded(text: str) -> Counter[str]:
    """Numbers written as words or in Han characters."""
    words = (_letters(word) for word in re.split(r"[\s-]+", text))
    found = Counter(str(_NUMBER_WORDS[word]) for word in words if word in _NUMBER_WORDS)
    return found + Counter(_HAN_NUMBER.findall(text))


def _quotations(text: str) -> Counter[str]:
    quoted = (next(filter(None, groups)) for groups in _QUOTED.findall(text) if any(groups))
    return Counter(" ".join(one.split()).strip(".,!?") for one in quoted)


def _slip(gone: str, fresh: str) -> bool:
    """A few words of the same letters but for one or two, or the same letters with other points, spaces or capitals."""
    if _letters(gone) == _letters(fresh):
        return True
    old, new = ([word for word, _ in units(text)] for text in (gone, fresh))
    if len(old) != len(new) or len(old) > _TYPO_WORDS:
        return False
    return all(_misspelt(_letters(a), _letters(b)) for a, b in zip(old, new, strict=True))


def _misspelt(one: str, other: str) -> bool:
    """Two letters swapped; one letter more, fewer or other in four or more; two in eight or more. Or one sign of Han."""
    length = max(len(one), len(other))
    if length == 1:
        return re.fullmatch(f"[{UNSPACED}]{{2}}", one + other) is not None
    if len(one) == len(other) and sorted(one) == sorted(other) and length < 40:
        return _distance(one, other) <= 1 + (length >= 8)
    return length >= 4 and _distance(one[:60], other[:60]) <= 1 + (length >= 8)


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum() or unicodedata.category(c).startswith("M"))


def _distance(one: str, other: str) -> int:
    """Optimal string alignment: letters to insert, delete, replace, or swap with their neighbour (Damerau 1964)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        last, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                best = min(best, last[j - 2] + 1)
            row.append(best)
    return row[-1]
