"""Authors: people and named desks out of bylines, split and cleaned; never the site, an address or a role."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING
from unicodedata import normalize

from crawler.parsers.dates.numerals import fold

if TYPE_CHECKING:
    from crawler.parsers.header.lines import HeaderText

MAX_NAME = 70
MAX_AUTHORS = 20

_BY = (
    r"written by|reported by|reporting by|posted by|published by|story by|words by|text by|by|von|par|por|di|door|av|af|przez|"
    r"oleh|bởi|autor(?:es|en|in|a)?|author(?:s|\(s\))?|auteurs?|autore|автор(?:ы|и)?|нaписал|yazan|yazar|"
    r"نویسنده|نگارنده|گزارشگر|خبرنگار|به قلم|بقلم|الكاتب|كتب|كتبت|تحریر|مصنف|حاوره|حاورته|حوار|إعداد|اعداد|"
    r"作者|文|記者|记者|執筆|筆者|글|लेखक|द्वारा|লেখক|प्रतिवेदक|প্রতিবেদক|โดย|συντάκτης|γράφει(?: ο| η)?|του|της|מאת|"
    r"szerző|írta|scris de|piše|пише|texte|tekst|text|testo|texto|redaktion|escrito por|rédigé par|a cura di|skribent|"
    r"toimittaja|kirjoittanut|teksti|journalist|reporter|correspondent"
)
_PREFIX = re.compile(rf"^\s*(?:{_BY})\s*[:：\-–]?\s+|^\s*(?:{_BY})\s*[:：]\s*|^\s*@", re.I)
_SPLIT = re.compile(
    r"\s*(?:[;|/·•、،\n]|\s[–—-]\s|\s(?:and|und|et|y|e|og|och|en|ja|i|ve|и|та|і|و|with|avec|mit|con|com|&|\+)\s|,\s+(?:and|und)\s|&amp;)\s*",
    re.I,
)
_COMMA = re.compile(r"\s*,\s*")
_EMAIL = re.compile(r"\(?\s*[\w.+-]{1,60}@[\w.-]{1,80}\.\w{2,}\s*\)?|https?://\S+|(?<!\w)@\w+|www\.\S+")
_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]{0,60}[)\]]")
_ROLE = re.compile(
    r"(?<!\w)(?:(?:senior|chief|deputy|associate|assistant|managing|contributing|executive|special|staff|political|science|"
    r"health|business|sports?|news|foreign|diplomatic|national|digital|lead|principal|freelance|guest|white house|"
    r"technology|tech|economics?|environment|culture|features?|investigative|education|crime|legal|court|data|world|"
    r"international|local|general|breaking|entertainment|video|royal|medical|european?|us|uk|weekend|night|regional|global) ){0,3}"
    r"(?:editor(?:-in-chief| in chief| at large)?|reporter|correspondent|writer|journalist|columnist|producer|contributor|"
    r"author|blogger|critic|analyst|photographer|redakteur(?:in)?|korrespondent(?:in)?|reporterin|autorin|volont[äa]r(?:in)?|"
    r"journaliste|r[ée]dacteur|r[ée]dactrice|correspondante?|redactora?|periodista|corresponsal|giornalista|redattore|"
    r"redactie|redaktor|redaktör|journalista|корреспондент|редактор|обозреватель|журналист|muhabir|editör|yazar)"
    r"(?: (?:at|for|of|in|für|de|à|du|der|des|bei|from)\b.*)?(?!\w)",
    re.I,
)
_NOT_A_NAME = re.compile(
    r"https?:|www\.|\.(?:com|org|net|de|fr|uk)\b|^\d+$|cookie|newsletter|copyright|©|all rights|facebook|twitter|instagram|"
    r"linkedin|^(?:the )?(?:admin(?:istrator)?|webmaster|guest|unknown|none|null|n/?a|undefined|anonymous|user|author|follow|share|"
    r"published|updated|posted|read more|more|view|comments?|show|hide|home|photo|image|video|print|email|staff|"
    r"redaktion|redazione|redacción|redação|rédaction|editor|editors?|editorial|desk)$",
    re.I,
)
_TIMES = re.compile(
    r"\d{1,2}[:.h]\d\d|\d{4}|(?<!\w)(?:published|updated|posted|last|am|pm|min|gmt|utc|ago|read|for|at|on|in|uhr|contributed|"
    r"reports?|says|said|is a|has been|was|joined|covers|writes|about|und ist|ist|arbeitet|est|uses|used|we|you|your)(?!\w)",
    re.I,
)
_PARTICLES = frozenset(
    "de da do dos das du di del della der den van von zu zur ten ter la le el al bin ibn e y af av bint ben dela d' d’ st und of the "
    "'t op in abu i".split()
)


def split_names(text: str, site: Iterable[str] = ()) -> list[str]:
    """Names in a printed or stated byline, in order, without prefixes, addresses, roles, and the site's own name."""
    text = _EMAIL.sub(" ", normalize("NFC", text)[:600])
    text = " ".join(_BRACKETS.sub(" ", text).split())
    text = _PREFIX.sub("", text)
    own = {fold(s) for s in site if s}
    names: list[str] = []
    for part in _SPLIT.split(text):
        names += _commas(part)
    cleaned = (clean_name(n) for n in names)
    kept = [n for n in cleaned if n and fold(n) not in own and not _is_site(n, own)]
    return list(dict.fromkeys(kept))[:MAX_AUTHORS]


def _commas(part: str) -> list[str]:
    """`A B, C D` are two people; `Lee, Ann` is one; `A B, Paris` is one and a place."""
    pieces = [p for p in _COMMA.split(part) if p]
    if (
        len(pieces) == 2
        and all(" " not in p and p[:1].isupper() for p in pieces)
        and not any(_ROLE.search(p) for p in pieces)
    ):
        return [f"{pieces[1]} {pieces[0]}"]
    if len(pieces) < 2:
        return pieces
    return [p for i, p in enumerate(pieces) if i == 0 or (" " in p.strip() and not _ROLE.search(p))]


def clean_name(text: str) -> str | None:
    """One name, or None for what is no name."""
    name = _PREFIX.sub("", text).strip(" .,:;|-–—*\"'“”«»•·/\t")
    name = _ROLE.sub("", name).strip(" ,.:;-–—|")
    if not 2 <= len(name) <= MAX_NAME or _NOT_A_NAME.search(name) or _TIMES.search(name):
        return None
    words = name.split()
    if len(words) > 7 or not any(c.isalpha() for c in name):
        return None
    if name.isupper() and len(words) > 1 and name.isascii():
        name = " ".join(w if "." in w else w.capitalize() if "-" not in w else w.title() for w in words)
        words = name.split()
    lower = [w for w in words if w[0].islower() and w.lower() not in _PARTICLES]
    if len(lower) > (1 if len(words) > 1 else 0) and name.isascii():
        return name if len(words) == 1 and len(lower) == 1 and not name.isdigit() and False else None
    return name


def _is_site(name: str, own: set[str]) -> bool:
    bare = re.sub(r"\W", "", fold(name))
    return any(bare and bare == re.sub(r"\W", "", site) for site in own)


_BYLINE = re.compile(rf"^(?:{_BY})\s*[:：]?\s+(?=\S)|^(?:{_BY})\s*[:：]", re.I)


def byline_authors(header: HeaderText) -> Iterator[str]:
    """Names in the bylines of a header text."""
    for raw in header.labelled("byline"):
        head = re.split(r"\s[|•·–—]\s|\n", raw)[0]
        if len(head) <= 120:
            names = split_names(head)
            yield from (n for n in names if _looks_printed(n))


def _looks_printed(name: str) -> bool:
    """A person's name as printed: two to five words, capitals where the script has them."""
    words = name.split()
    if not 1 < len(words) <= 5:
        return False
    return all(w[0].isupper() or not w[0].islower() or w.lower() in _PARTICLES for w in words)
