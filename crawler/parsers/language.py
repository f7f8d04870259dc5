"""The language and country a page states, and a cheap guess for pages that state none."""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import urlsplit

_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?(?:[-_.;].*)?\Z", re.S)
_WORD = re.compile(r"[^\W\d_]+")
_OLD = {
    "iw": "he",
    "in": "id",
    "ji": "yi",
    "jp": "ja",
    "cz": "cs",
    "gr": "el",
    "ua": "uk",
    "kr": "ko",
    "dk": "da",
}
"""Withdrawn ISO 639 codes, and country codes that pages write in place of the language's."""

_WORLDWIDE = frozenset(
    "ac ag ai as bz cc cd co cx dj eu fm gd gg gl gs im io la me ms mu nu pw sc sh st tc tk to tv vc vg ws".split()
)
"""Top-level domains that are sold as words, so that they say nothing of the country."""

_SCRIPTS = (
    ("ko", "\uac00", "\ud7a3"), ("ja", "\u3040", "\u30ff"), ("zh", "\u4e00", "\u9fff"), ("th", "\u0e00", "\u0e7f"),
    ("el", "\u0370", "\u03ff"), ("he", "\u0590", "\u05ff"), ("hi", "\u0900", "\u097f"), ("bn", "\u0980", "\u09ff"),
    ("ta", "\u0b80", "\u0bff"), ("te", "\u0c00", "\u0c7f"), ("ka", "\u10a0", "\u10ff"), ("hy", "\u0530", "\u058f"),
    ("ru", "\u0400", "\u04ff"), ("ar", "\u0600", "\u06ff"),
)  # fmt: skip
_LETTERS = (("ur", "ٹڈڑےں"), ("fa", "پچژگی"), ("uk", "іїєґ"), ("bg", "ъщ"), ("sr", "ђћџљњ"))
_STOPWORDS = {
    name: frozenset(words.split())
    for name, words in {
        "en": "the of and to in is that for with was on as are by from has have at it be",
        "de": "der die und das ist nicht mit von den ein eine im auf für des sich dem auch als",
        "fr": "le la les des et est dans une pour que qui sur pas du au avec plus par",
        "es": "el los las del que en y por una con para se su como más al es lo",
        "pt": "o os que não uma para com do da em dos das ao na no mais é se",
        "it": "il di che non è una per della con sono del le gli alla dei nel si",
        "nl": "de het een van en niet dat op zijn voor met die aan er ook door",
        "sv": "och att det som är på för av med den har inte till ett om",
        "da": "og at det er på af til med den der ikke har som et for",
        "no": "og at det er på av til med som ikke har den et for jeg",
        "fi": "ja on ei se että oli ovat myös kun hän mutta ole joka",
        "pl": "i w nie na się z do to że jest o jak po dla od",
        "cs": "a v se na je že to z s o jako do pro ale by",
        "ro": "și de în la nu cu pe care din este a fost mai pentru o",
        "hu": "a az és hogy nem is egy van meg de csak volt ez",
        "tr": "ve bir bu için ile da de olarak olan en daha çok gibi",
        "id": "yang dan di dengan untuk tidak ini dari dalam pada itu akan juga",
        "vi": "và của là có không được cho trong với người một các",
        "sw": "ya na wa kwa ni katika la za kuwa hiyo huo cha",
    }.items()
}


_NONE = frozenset(("und", "mul", "zxx", "mis", "utf", "iso", "ascii"))
"""Codes of no language (ISO 639-2), and charsets that stand where a language should."""


def language_tag(stated: str) -> str | None:
    """A stated language as BCP 47 (`fa`, `en-GB`, `zh-Hant-TW`); None for what is no language tag."""
    found = _TAG.match(stated.strip()[:60])
    if not found:
        return None
    primary = found[1].lower()
    if primary in _NONE:
        return None
    script, region = found[2], found[3]
    parts = [
        _OLD.get(primary, primary),
        script.title() if script else None,
        region.upper() if region else None,
    ]
    return "-".join(p for p in parts if p)


def region(tag: str | None) -> str | None:
    """The ISO 3166 region of a language tag."""
    last = (tag or "").rpartition("-")[2]
    return last if len(last) == 2 and last.isupper() else None


def written_region(tag: str | None) -> str | None:
    """The same of a tag as a page writes it: `en_gb`, `zh-Hant-tw`."""
    parts = (tag or "").replace("_", "-").split("-")[1:]
    return next((p.upper() for p in parts if len(p) == 2), None)


def without_region(tag: str | None) -> str | None:
    """The language (and script) of a tag: the region is a country's, and `en-US` often only a default."""
    return tag.removesuffix(f"-{region(tag)}") if tag and region(tag) else tag


def country_of_host(url: str) -> str | None:
    """The country of the address's top-level domain; None for worldwide ones."""
    try:
        last = (urlsplit(url).hostname or "").rpartition(".")[2]
    except ValueError:
        return None
    if len(last) != 2 or not last.isalpha() or last in _WORLDWIDE:
        return None
    return {"uk": "GB"}.get(last, last.upper())


def guess(text: str) -> str | None:
    """The likeliest language of a running text, by its script and its commonest words; None when in doubt."""
    text = text[:4000].lower()
    letters = Counter({c: n for c, n in Counter(text).items() if c.isalpha()})
    count = letters.total()
    if count < 20:
        return None
    for name, low, high in () if text.isascii() else _SCRIPTS:
        share = sum(n for c, n in letters.items() if low <= c <= high) / count
        if share > (0.1 if name == "ja" else 0.4):
            return _by_letters(name, letters)
    words = Counter(_WORD.findall(text))
    known = {name: sum(words[w] for w in stops & words.keys()) for name, stops in _STOPWORDS.items()}
    best = max(known, key=lambda name: known[name])
    return best if known[best] >= max(3, words.total() // 12) else None


def _by_letters(script: str, letters: Counter[str]) -> str:
    """Languages that share a script, told apart by letters of their own."""
    if script not in ("ar", "ru"):
        return script
    for name, own in _LETTERS:
        arabic = name in ("ur", "fa")
        if arabic == (script == "ar") and sum(letters[c] for c in own) > letters.total() * 0.01:
            return name
    return script
