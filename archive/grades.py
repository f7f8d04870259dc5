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

_DIGITS = re.compile(r"\d+(?:[.,٫٬'’\u00a0\u202f]\d+)*")
_GROUPED = re.compile(r"[,٬'’\u00a0\u202f](?=\d{3}(?!\d))")
_HAN_NUMBER = re.compile("[〇零一二三四五六七八九十百千万億亿萬两兩]+")
_NUMBER_WORDS = {
    word: value
    for value, words in {
        2: "two zwei deux dos dois duas twee två два две двух dwa dwie dwóch iki dua दो دو اثنان",
        3: "three drei trois tres tre três drie три трёх трех trzy trzech üç tiga तीन سه ثلاثة",
        4: "four vier quatre cuatro quattro quatro fyra четыре "
        "четырёх четырех cztery czterech dört empat चार چهار أربعة",
        5: "five fünf cinq cinco cinque vijf fem пять пяти pięć pięciu beş पांच पाँच پنج خمسة",
        6: "six sechs seis zes шесть шести sześć sześciu altı enam छह شش ستة",
        7: "seven sieben sept siete sette sete zeven sju семь семи siedem siedmiu yedi tujuh सात هفت سبعة",
        8: "eight acht huit ocho otto oito åtta восемь восьми osiem ośmiu sekiz delapan आठ هشت ثمانية",
        9: "nine neun neuf nueve nove negen nio девять девяти dziewięć dziewięciu dokuz sembilan تسعة",
        10: "ten zehn dix diez dieci dez tien tio десять десяти "
        "dziesięć dziesięciu sepuluh दस ده عشرة dizaine decena decina десяток",
        11: "eleven elf onze undici elva одиннадцать jedenaście یازده",
        12: "twelve zwölf douze doce dodici doze twaalf tolv "
        "двенадцать dwanaście دوازده dozen dutzend douzaine docena dozzina dúzia",
        13: "thirteen dreizehn treize trece tredici treze dertien тринадцать trzynaście سیزده",
        14: "fourteen vierzehn quatorze catorce quattordici veertien четырнадцать czternaście",
        15: "fifteen fünfzehn quinze quince quindici vijftien пятнадцать piętnaście پانزده quinzaine quincena",
        16: "sixteen sechzehn seize dieciséis sedici zestien шестнадцать szesnaście",
        17: "seventeen siebzehn семнадцать siedemnaście",
        18: "eighteen achtzehn восемнадцать osiemnaście",
        19: "nineteen neunzehn девятнадцать dziewiętnaście",
        20: "twenty zwanzig vingt veinte venti vinte twintig "
        "двадцать dwadzieścia yirmi بیست عشرون vingtaine veintena ventina",
        30: "thirty dreißig trente treinta trenta trinta dertig "
        "тридцать trzydzieści otuz سی ثلاثون trentaine trentina",
        40: "forty vierzig quarante cuarenta quaranta quarenta "
        "veertig сорок czterdzieści kırk چهل أربعون quarantaine",
        50: "fifty fünfzig cinquante cincuenta cinquanta cinquenta vijftig "
        "пятьдесят pięćdziesiąt elli پنجاه خمسون cinquantaine cincuentena",
        60: "sixty sechzig soixante sesenta sessanta sessenta zestig шестьдесят altmış شصت soixantaine",
        70: "seventy siebzig setenta settanta zeventig семьдесят yetmiş هفتاد",
        80: "eighty achtzig ochenta ottanta oitenta tachtig восемьдесят seksen هشتاد",
        90: "ninety neunzig noventa novanta negentig девяносто doksan نود",
        100: "hundred hundert cien cento cem сто honderd hundra صد مئة centaine centena centinaio",
        200: "zweihundert doscientos duzentos двести دویست مئتان",
        1000: "thousand tausend mille duizend tusen тысяча тысяч тысячи "
        "tysiąc tysięcy tysiące هزار ألف millier millar migliaio",
        10**6: "million millionen millón millones milione milioni milhão milhões miljoen miljon "
        "миллион миллиона миллионов milion miliony milionów milyon juta میلیون مليون",
        10**9: "billion milliarde milliarden milliard milliards miliardo miliardi miljard "
        "миллиард миллиарда миллиардов miliard miliardów milyar miliar میلیارد مليار",
    }.items()
    for word in words.split()
}  # fmt: skip
"""Numbers as words in the languages of most of the press, words for about so many (dozen, dizaine) too; left out are those
that mean other things more often (one, Spanish once, Italian due, German bin, French cent, Persian no, Turkish on)."""

_QUOTED = re.compile(
    r"“([^“”]+)”|\"([^\"]+)\"|«([^«»]+)»|„([^„“”]+)[“”]|「([^「」]+)」|『([^『』]+)』"
    r"|(?<!\w)‘((?:[^‘’]|’(?=\w))+)’(?!\w)|(?<!\w)'((?:[^'\n]|'(?=\w)){1,400})'(?!\w)"
)
_DOUBLED = re.compile(r"\b([^\W\d_]{2,})(?:\s+\1\b)+")
_DIGRAPHS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "æ": "ae"})
"""How keyboards without these letters write them."""

_TYPO_WORDS = 3
"""Words that a slip of the pen may touch."""


def grade(went: Sequence[str], came: Sequence[str], ratio: float, *, noted: bool) -> Grade:
    """The grade of a change: sentences that went and came, the share of all that stayed, whether a note says so."""
    if noted:
        return "correction-note"
    if ratio < REWRITE_BELOW and len(went) > 2:
        return "rewrite"
    if not went or not came:
        return "edit"
    old, new = _undoubled(" ".join(went)), _undoubled(" ".join(came))
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
    gone, fresh = (text.casefold().translate(_DIGRAPHS) for text in (gone, fresh))
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


def _undoubled(text: str) -> str:
    """Without a word that was typed twice in a row."""
    return _DOUBLED.sub(r"\1", text)


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
