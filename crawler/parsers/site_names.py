"""What a site calls itself, and titles without it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.parsers.tree import fold
from crawler.parsers.words import likeness, tokens

if TYPE_CHECKING:
    from crawler.parsers.page import Page

SEPARATOR = re.compile(r"\s+[|–—·•:/~‹›-]+\s+|\s*[|ㅣ│]\s*|\s+[»«]\s+(?=[^»«]*\Z)")
"""What parts a headline from the site's name in a title."""
_GENRES = frozenset(
    "opinion opinions editorial analysis perspective commentary comment column review letters meinung kommentar analyse "
    "opinión opinião opinie editoriale éditorial tribune chronique åsikt ledare leder news video".split()
)
"""Kinds of articles that titles name before or behind a bar."""


LONGEST = 2_000
"""Characters of a title that is looked at; what is longer is none."""


def site_names(page: Page) -> list[str]:
    """What the site calls itself, and its host's own words."""
    stated = [page.meta_first(n) for n in ("og:site_name", "application-name", "apple-mobile-web-app-title")]
    own = page.structured.article
    publisher = page.structured.resolve(own.data.get("publisher")) if own else None
    if isinstance(publisher, dict) and isinstance(publisher.get("name"), str):
        stated.append(publisher["name"])
    host = urlsplit(page.url).netloc.lower().removeprefix("www.") if page.url else ""
    return [name for name in (*stated, host, host.partition(".")[0]) if name]


def without_site(title: str, names: list[str]) -> str:
    """A title without the site's name and without bare genre words ("Opinion | …") at its ends."""
    title = fold(title)  # a run of blanks takes the separators' pattern quadratic time
    if len(title) > LONGEST:
        return title
    name, colon, rest = title.partition(": ")
    if colon and rest and any(fold(name).casefold() == n.casefold() for n in names):
        title = rest
    parts = SEPARATOR.split(title)
    marks = SEPARATOR.findall(title)
    while len(parts) > 1:
        if _is_furniture(parts[-1], marks[-1], names):
            parts.pop()
            marks.pop()
        elif _is_furniture(parts[0], marks[0], names):
            del parts[0], marks[0]
        else:
            break
    return fold("".join(x for pair in zip(parts, [*marks, ""], strict=True) for x in pair))


def _is_furniture(part: str, mark: str, names: list[str]) -> bool:
    return is_site(part, names) or ("|" in mark and part.strip().casefold() in _GENRES)


def is_site(part: str, names: list[str]) -> bool:
    """Whether a part of a title is one of the site's names, or no word at all."""
    squeezed = "".join(tokens(part))
    if ": " in part:  # "Herald: War" is a title's beginning
        return squeezed in map("".join, map(tokens, names))
    return not squeezed or any(
        likeness(part, name) > 0.6
        or squeezed == "".join(tokens(name))
        or squeezed == "".join(tokens(name.partition(".")[0]))
        for name in names
    )
