"""Numbers as labels write them: grouped, abbreviated, bounded (reference table of section "Numbers").

Works on text that `text.normal` has brought to one spelling.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from archive.model import Qualifier

MAX_COUNT = 100_000_000
"""More readers' comments than any page has; larger numbers are ids."""

_THOUSAND = (
    "k к thousand dzd duizend tsd tausend mille mila mil bin тыс тис тысяч тысячи тисяч хил хиляди хиљ хиљада tys tis tisic tisicu "
    "tuh tukst þus χιλ χιλιαδες rb ribu nghin ngan mije mijë هزار هزارتا الف الاف ہزار אלף हजार हज़ार হাজার ஆயிரம் వేల ആയിരം "
    "千 천 仟 พัน ezer mii tusind tusen tuhat tūkst elfu мың ming мянга"
)
_MILLION = "m mio million millions millionen millones milhoes milioni milion mln млн mn mill milj مليون میلیون מיליון 百万 百萬 ล้าน jt juta"
_OTHER = {
    "万": 10**4,
    "萬": 10**4,
    "만": 10**4,
    "หมื่น": 10**4,
    "แสน": 10**5,
    "lakh": 10**5,
    "lakhs": 10**5,
    "लाख": 10**5,
}
_OTHER |= {"億": 10**8, "亿": 10**8, "억": 10**8, "crore": 10**7, "करोड़": 10**7}
_BY_LANGUAGE = {
    "tr": {"b": 1_000},
    "az": {"min": 1_000},
    "hu": {"e": 1_000},
    "pt": {"mi": 10**6},
    "vi": {"n": 1_000, "tr": 10**6},
    "cs": {"mil": 10**6},
    "sk": {"mil": 10**6},
    "pl": {"mil": 10**6},
    "nb": {"mill": 10**6},
    "zh": {"w": 10_000},
    "fi": {"t": 1_000},
    "sv": {"tn": 1_000},
}
_SCALE = dict.fromkeys(_THOUSAND.split(), 1_000) | dict.fromkeys(_MILLION.split(), 10**6) | _OTHER
_ONLY = sorted({w for table in _BY_LANGUAGE.values() for w in table} - _SCALE.keys())
_LATER = r"(?![^\W\d_])"
_UNITS = "|".join(sorted((re.escape(w) for w in [*_SCALE, *_ONLY]), key=len, reverse=True))
_SPACED = "|".join(re.escape(w) for w in _SCALE if ord(w[0]) < 0x0E00)
_GROUPED = r"\d{1,3}(?:(?:,\d{3})+|(?:\.\d{3})+|(?:'\d{3})+|(?: \d{3})+|(?:,\d\d)+,\d{3})(?![\d]|[.,]\d)"
NUMBER = re.compile(
    r"(?<![A-Za-zÀ-ɏͰ-ӿ\d_./#$€£%])(?<!\d[:,])(?!0\d\d)(?:"
    rf"(?P<scaled>\d{{1,4}}(?:[.,]\d{{1,3}})?)(?!\ к)\ ?(?P<scale>(?:{_UNITS}))(?:{_LATER}|(?<=[\u0e00-\uffff])|(?=[\u0e00-\uffff]))\.?"
    rf"|(?P<grouped>{_GROUPED})|(?P<plain>\d{{1,9}}))"
    r"(?P<plus>\ ?\+(?!\ ?\d))?(?:'[^\W\d_]{1,4}\b)?(?![A-Za-zÀ-ɏͰ-ӿ\d%]|[.:,/]\d|\ ?%)"
)
"""One number that stands by itself: no time, date, ratio, share, ordinal. A Cyrillic "к" behind a blank is a preposition."""


@dataclass(frozen=True, slots=True)
class Number:
    value: int
    qualifier: Qualifier = "exact"


def number_of(match: re.Match[str], language: str | None) -> Number | None:
    """The number of a match of `NUMBER`; None for what is too large for a count."""
    if match["scaled"]:
        scale = _BY_LANGUAGE.get(language or "", {}).get(match["scale"]) or _SCALE.get(match["scale"])
        if scale is None:
            return None
        value, qualifier = round(float(match["scaled"].replace(",", ".")) * scale), "approx"
    else:
        value, qualifier = int(re.sub(r"\D", "", match["grouped"] or match["plain"])), "exact"
    if value > MAX_COUNT:
        return None
    return Number(value, "at_least" if match["plus"] else "approx" if qualifier == "approx" else "exact")


_AROUND = re.compile(r"^[\s(\[:•·|#]*|[\s)\]:•·|,.]*$")


def bare_number(text: str, language: str | None = None) -> Number | None:
    """The number of a text that is nothing but a number, in brackets or not: `12`, `(1.2k)`, `[ 4 ]`, `12:`."""
    text = _AROUND.sub("", text) if len(text) < 400 else ""
    found = NUMBER.fullmatch(text) if text and len(text) <= 24 else None
    return number_of(found, language) if found else None
