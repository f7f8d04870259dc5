"""Authors: people and named desks out of bylines, split and cleaned; never the site, an address or a role."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING
from unicodedata import normalize

from crawler.parsers.datelines import is_agency
from crawler.parsers.dates.names import lexicon
from crawler.parsers.dates.numerals import fold
from crawler.parsers.entities import unescape
from crawler.parsers.zones import cities

if TYPE_CHECKING:
    from crawler.parsers.header.lines import HeaderText

MAX_NAME = 70
MAX_AUTHORS = 20

_BY = (
    r"(?:ein |eine )?(?:kommentar|analyse|interview|reportage|gastbeitrag|porträt|glosse|bericht|essay|rezension) von|"
    r"submitted by|added by|enviado por|soumis par|verfasst von|eingereicht von|inviato da|inserito da|ingediend door|wysłane przez|dodane przez|"
    r"lähettänyt|postado por|creado por|criado por|créé par|erstellt von|pubblicato da|postato da|as told to|"
    r"(?:opinion|analysis|commentary|comment|review|interview|photos?|column|editorial) by|skrevet a[fv]|propos recueillis par|recueilli par|texto (?:de|por)|texte de|testo di|scritto da|geschreven door|written by|reported by|reporting by|posted by|published by|publié par|posté par|publicado por|geplaatst door|veröffentlicht von|geschrieben von|story by|words by|text by|compiled by|by|von|par|por|di|door|av|af|przez|"
    r"текст|подготовил[аи]?|oleh|bởi|autor(?:es|en|in|a)?|author(?:s|\(s\))?|auteurs?|autore|автор(?:ы|и)?|нaписал|yazan|yazar|"
    r"نویسنده|نگارنده|گزارشگر|خبرنگار|به قلم|بقلم|الكاتب|كتب|كتبت|تحریر|مصنف|حاوره|حاورته|حوار|إعداد|اعداد|"
    r"作者|文|記者|记者|執筆|筆者|글|लेखक|द्वारा|লেখক|प्रतिवेदक|প্রতিবেদক|โดย|συντάκτης|γράφει(?: ο| η)?|του|της|מאת|"
    r"szerző|írta|scris de|piše|пише|texte|tekst|text|testo|texto|redaktion|escrito por|rédigé par|a cura di|skribent|"
    r"toimittaja|kirjoittanut|kirjoittaja|teksti|höfundur|autors|autorius|аутор|аўтар|muallif|müəllif|nga|deur|ავტორი|հեղինակ՝?|penulis|tác giả|journalist|reporter|correspondent"
)
_PREFIX = re.compile(rf"^\s*(?:{_BY})\s*[:：\-–]?\s+|^\s*(?:{_BY})\s*[:：]\s*|^\s*@", re.I)
_FROM = re.compile(
    r"(?<=\w\s)(\w\S+)\s+(?:in|aus|from|à|da|w|из|reporting from)\s+[A-ZÀ-ÝА-Я][\w.-]*(?:\s[A-ZÀ-ÝА-Я][\w.-]*){0,2}\Z"
)
"""Where somebody reports from, behind first and last name."""
_FOR = re.compile(r"(?<=\w)\s+(?:(?:for|für|pour|para)\s+(?:the\s)?|of [Tt]he\s)[A-ZÀ-Ý][^,;|]*$")
"""Whom somebody writes for."""
_FOR_PAPER = re.compile(r"(?<=\w)\s+for\s+(?:the\s)?[A-ZÀ-Ý][^,;|]*$", re.I)
_SITE_BEHIND = re.compile(r"(?<=\w)/[\w-]+\.(?:com|net|org|co|info|[a-z]{2})(?:\s.*)?$", re.I)
"""`Ann Lee/Harbour.com`, and what follows."""
_ALONE = re.compile(rf"(?:{_BY})\Z", re.I)
"""A byline's word in an element of its own."""
_SPLIT = re.compile(
    r"\s*(?:[;|·•、،\n]|(?<=\s)/|/(?=\s)|(?<=\w{3})/(?=[^\W\d_]+ )|\s[–—-]\s|\s(?:and|und|et|y|e|og|och|en|ja|i|ve|и|та|і|و|with|avec|mit|con|com|&|\+)\s|,\s+(?:and|und)\s|&amp;)\s*",
    re.I,
)
_COMMA = re.compile(r"\s*,\s*")
_EMAIL = re.compile(r"\(?\s*[\w.+-]{1,60}@[\w.-]{1,80}\.\w{2,}\s*\)?|https?://\S+|(?<!\w)@\w+|www\.\S+")
_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]{0,60}[)\]]")
_ROLE = re.compile(
    r"(?<!\w)(?:(?:senior|chief|deputy|associate|assistant|managing|contributing|executive|special|staff|political|science|"
    r"health|business|sports?|news|foreign|diplomatic|national|digital|lead|principal|freelance|guest|white house|"
    r"technology|tech|economics?|environment|culture|features?|investigative|education|crime|legal|court|data|world|"
    r"international|local|general|breaking|content|copy|audience|engagement|city|metro|entertainment|video|royal|medical|european?|us|uk|weekend|night|regional|global) ){0,3}"
    r"(?:editor(?:-in-chief| in chief| at large)?|reporter|correspondent|writer|journalist|columnist|producer|contributor|"
    r"author|blogger|critic|analyst|photographer|staff writers|reporters|correspondents|(?:leitende[r]? )?\w{0,24}redakteur(?:in)?|korrespondent(?:in)?|reporterin|autorin|volont[äa]r(?:in)?|"
    r"journaliste|r[ée]dacteur|r[ée]dactrice|correspondante?|redactora?|periodista|corresponsal|giornalista|redattore|"
    r"redactie|redaktor|redaktör|journalista|корреспондент|редактор|обозреватель|журналист|muhabir|editör|yazar)"
    r"(?: (?:at|for|of|in|für|de|à|du|der|des|bei|from)\b.*)?(?!\w)",
    re.I,
)
_NOT_A_NAME = re.compile(
    r"https?:|www\.|^\d+$|^(?:quelle|source|fonte|fuente)\b|^powered by|cookie|newsletter|copyright|©|all rights|facebook|twitter|instagram|"
    r"linkedin|^(?:the )?(?:admin(?:istrator)?|webmaster|guest|unknown|none|null|n/?a|undefined|anonymous|user|author|follow|share|"
    r"published|updated|posted|read more|more|view|comments?|show|hide|home|photo|image|video|print|email|staff|"
    r"redaktion|redazione|redacción|redação|rédaction|editor|editors?|editorial|desk|agencies|agences|agenturen|agencias|agenzie)$",
    re.I,
)
_OFFICE = re.compile(
    r"(?<=\w)(?:(?:,\s*|\s+(?:ist\s+)?)(?:(?:senior|chief|deputy|leitende[r]?|freie[r]?)\s)*(?:korrespondent(?:in)?|redakteur(?:in)?|correspondent|"
    r"reporter|editor|writer|journalist)\s+(?:für|for|at|of|bei|im|in der)\b|,\s*(?:[\w&-]+\s){0,3}(?:head of|officer|director|"
    r"president|professor|minister|manager|engineer|scientist|founder|chair(?:man|woman)?|ceo|fellow)(?!\w)).*",
    re.I,
)
"""What somebody is, behind the name: it may hold an "and" of its own."""
_EDGES = " .,:;|-–—*\"'“”«»•·/\t"
_CREDENTIALS = re.compile(r"(?:,?\s+(?:M\.?D\.?|Ph\.?\s?D\.?|MS|RDN?|LD|MPH|RN|DO|MBA|JD|CPA|DVM|MSc|BSc))+$")
_SENTENCE = re.compile(
    r"\d{1,2}[:.h]\d\d|\d{4}|(?<!\w)(?:published|updated|posted|last|ago|read|contributed|reports?|says|said|is a|has been|was|"
    r"joined|covers|writes|about|und ist|ist|arbeitet|est|uses|used|we|you|your|skrifar|unserer|unserem|unsere)(?!\w)"
)
_COLLECTIVE = re.compile(
    r"(?<!\w)(?:staff|daily|weekly|news|times|post|press|magazine|media|agency|editorial|guidelines|partnership|team|desk|"
    r"tribune|herald|gazette|contributors?|redaktion|redazione|redacción|rédaction|redaksi|bureau|network|journal|"
    r"department|institute|university|council|association|sponsored|policy|reuters|xinhua)(?!\w)",
    re.I,
)
"""Words of desks, papers and notices: no person's name."""
_PARTICLES = frozenset(
    [
        "de",
        "da",
        "do",
        "dos",
        "das",
        "du",
        "di",
        "del",
        "della",
        "der",
        "den",
        "van",
        "von",
        "zu",
        "zur",
        "ten",
        "ter",
        "la",
        "le",
        "el",
        "al",
        "bin",
        "ibn",
        "e",
        "y",
        "af",
        "av",
        "bint",
        "ben",
        "dela",
        "d'",
        "d’",
        "st",
        "und",
        "of",
        "the",
        "'t",
        "op",
        "in",
        "abu",
        "i",
    ]
)

_LINKING = frozenset(("in", "of", "the", "op", "und", "e", "y", "i"))
"""Particles that no name begins with."""


def split_names(text: str, site: Iterable[str] = (), *, stated: bool = False) -> list[str]:
    """Names in a byline, in order, without prefixes, addresses, roles, and the site's own name.

    `stated`: the page says in a machine's words that this is an author, so that desks and agencies (`dpa`, `BBC News`)
    are taken as they are; a printed byline must look like names.
    """
    return list(_split_names(text, tuple(site), stated))


@lru_cache(maxsize=500)
def _split_names(text: str, site: tuple[str, ...], stated: bool) -> tuple[str, ...]:
    """A page says the same names in three and four places."""
    text = _EMAIL.sub(" ", unescape(normalize("NFC", text)[:600]))
    text = " ".join(_BRACKETS.sub(" ", text).split())
    text = _PREFIX.sub("", text.split(" | ")[0] if stated else _printed_head(text))
    own = _own_names(site)
    text = _OFFICE.sub("", text)
    names = [n for part in _SPLIT.split(text) for n in _commas(part)]
    found = (_without_paper(clean_name(n, stated=stated), own) for n in names)
    cleaned = [n for n in found if n]
    kept = [n for n in cleaned if not _is_site(n, own) and (stated or _looks_printed(n) or is_agency(n))]
    people = [n for n in kept if not is_agency(n)]
    if kept and not people:  # `Le Figaro et AFP` in Le Figaro
        kept = [n for n in cleaned if n in kept or _is_site(n, own)]
    elif not kept and not stated and len(names) == 1:
        people = [n for n in (c.removeprefix("the ") for c in cleaned if not _is_site(c, own)) if _is_desk(n)]
    kept = [n for n in people if fold(n) not in cities()] or people or kept
    return tuple(dict.fromkeys(kept))[:MAX_AUTHORS]


_DESK = re.compile(r"[A-Z]{3,5}\Z")
"""Initials behind "By", alone: a desk."""


def _is_desk(name: str) -> bool:
    return bool(_DESK.match(name)) or (name.istitle() and _COLLECTIVE.search(name) is not None)


_TRAILING = re.compile(r"(?<=\w)\s+(?:on|at|le|am|vom|el|em|il|op|den|på|dne)$", re.I)
"""The word before a date that followed the names."""
_CUT = re.compile(
    r"\s[|•·]\s|\d|[\s,/]+(?:photos?|photographs|pictures|video|graphics?|illustrations?) by\b|,?\s(?:fotos?|photos?|bild(?:er)?|kuvat?|video|grafik|illustration(?:en)?)\s?:|(?<!\w)(?:published|posted|updated|last updated)\b",
    re.I,
)


def _printed_head(text: str) -> str:
    """A printed byline up to its date, label or next column."""
    text = _PREFIX.sub("", text)
    cut = _CUT.search(text)
    head = (text[: cut.start()] if cut else text).strip(" ,–—-|")
    words = head.split(" ")
    if cut is None or not cut[0].isdigit() or len(words) < 3:
        return _TRAILING.sub("", head)
    readings = (m for _, found in lexicon().phrases_of(fold(words[-1].strip(".,"))) for m in found)
    return " ".join(words[:-1]) if any(m.kind in "MW" for m in readings) else head


def _commas(part: str) -> list[str]:
    """`A B, C D` are two people; `Lee, Ann` is one; `A B, Paris` is one and a place."""
    pieces = [p for p in _COMMA.split(part) if p]
    single = all(" " not in p and p[:1].isupper() and not _ROLE.search(p) for p in pieces)
    if len(pieces) == 2 and single:
        return [f"{pieces[1]} {pieces[0]}"]
    if len(pieces) < 2:
        return pieces
    return [p for i, p in enumerate(pieces) if i == 0 or (" " in p.strip() and not _ROLE.search(p))]


def clean_name(text: str, *, stated: bool = False) -> str | None:
    """One name, or None for what is no name."""
    name = _CREDENTIALS.sub("", _PREFIX.sub("", text).strip(_EDGES))
    if stated:
        name = _for_nobody(name)
    else:
        name = _FOR.sub("", _FROM.sub(r"\1", _SITE_BEHIND.sub("", name)))
    person = _ROLE.sub("", name).strip(_EDGES)
    if (len(person.split()) > 1 and not _COLLECTIVE.search(person)) or not stated:
        name = person
    if (
        _ALONE.match(name)
        or not 2 <= len(name) <= MAX_NAME
        or _NOT_A_NAME.search(name)
        or not any(c.isalpha() for c in name)
    ):
        return None
    words = name.split()
    if len(words) > 7 or _SENTENCE.search(name):
        return None
    if name.isupper() and len(words) > 1 and name.isascii():
        name = " ".join(w if "." in w else w.title() for w in words)
    lower = [w for w in name.split() if w[0].islower() and w.lower() not in _PARTICLES]
    if lower and name.isascii() and not stated and not is_agency(name):
        return None
    return name


def _for_nobody(name: str) -> str:
    """A stated person without whom they write for; "Institute for the Study of War" stays."""
    person = _FOR_PAPER.sub("", name)
    return person if is_person(person) else name


def _without_paper(name: str | None, own: Iterable[str]) -> str | None:
    """`Ann Lee Harbour Times` in the Harbour Times is Ann Lee."""
    if name is None:
        return None
    low = fold(name)
    paper = next(
        (s for s in own if len(s) > 4 and low.endswith(" " + s) and low.count(" ", 0, len(low) - len(s)) > 1),
        "",
    )
    return name[: len(name) - len(paper)].strip(_EDGES) if paper else name


@lru_cache(maxsize=200)
def _own_names(site: tuple[str, ...]) -> dict[str, str]:
    """Folded names of the site, and each without its signs."""
    return {low: re.sub(r"\W", "", low) for s in site if s for low in (fold(s),)}


def _is_site(name: str, own: dict[str, str]) -> bool:
    bare = re.sub(r"\W", "", fold(name))
    return bool(bare) and bare in own.values()


_BYLINE = re.compile(rf"^(?:{_BY})\s*[:：]?\s+(?=\S)|^(?:{_BY})\s*[:：]", re.I)


def byline_authors(header: HeaderText, rank: Callable[[int], int] = int) -> Iterator[str]:
    """Names in the first line of a header text that has a byline; `rank` orders lines by number."""
    for _, raw in sorted(header.labelled_lines("byline"), key=lambda found: rank(found[0])):
        names = split_names(raw) if len(raw) <= 160 else []
        if names:
            yield from names
            return


def is_person(name: str) -> bool:
    """Whether a name is printed as a person's, and not as a desk's or a paper's."""
    return _looks_printed(name) and not _COLLECTIVE.search(name)


def _looks_printed(name: str) -> bool:
    """A person's name as printed: two to five words, capitals where the script has them."""
    words = name.split()
    if not 1 < len(words) <= 5 or ":" in name:
        return not name.isascii() and len(words) == 1 and 2 <= len(name) <= 5 and not name[0].islower()
    if words[0] in _LINKING:
        return False
    return all(
        w[0].isupper() or not w[0].islower() or w.lower() in _PARTICLES or "\u10d0" <= w[0] <= "\u10ff"
        for w in words
    )  # Georgian is written in small letters only
