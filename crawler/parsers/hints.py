"""What class names and ids say about what an element is for: bits of hints, each distinct string judged once."""

from __future__ import annotations

import re

from crawler.parsers.tree import Tree

_HINTS: tuple[tuple[str, str], ...] = (
    ("comment", r"comment|disqus|discuss|respond|reply|replies|yorum|kommentar|livefyre|talkback|reactie"),
    ("nav", r"nav|menu|breadcrumb|pagin|pager|toolbar|skip|crumb|\btoc"),
    ("aside", r"side-?bar|aside|widget|\brail|right-?col|complement"),
    (
        "related",
        r"relat|recommend|\bmore|most|popular|trend|latest|also|read-?next|teaser|promo|suggest|outbrain|taboola|similar",
    ),
    ("cards", r"card|listing|feed|carousel|slide|swiper|grid|river"),
    ("ad", r"\bads?\b|advert|sponsor|banner|commercial|dfp|\bgpt|anzeige|ad-?slot|affiliate|shop|product"),
    ("share", r"share|sharing|social|facebook|twitter|whatsapp|follow|instagram"),
    ("meta", r"byline|author|meta|date|\btime|publish|posted|info|source|kicker|eyebrow|categor"),
    ("caption", r"caption|figure|photo|image|\bimg|credit|thumb|picture|bild|foto|legend"),
    ("media", r"media|gallery|video|player|embed|audio|podcast"),
    ("foot", r"foot|copyright|bottom|legal|disclaimer|imprint"),
    ("head", r"head|masthead|top-?bar|logo"),
    ("tags", r"\btags?\b|topic|keyword|label"),
    ("sell", r"newsletter|subscri|sign-?up|paywall|premium|login|register|donat|support|member|\bcta"),
    (
        "layer",
        r"cookie|consent|gdpr|ccpa|onetrust|\bot-|didomi|\bcmp|privacy|modal|popup|overlay|dialog|toast",
    ),
    ("bio", r"\bbio|about|profile|contributor"),
    (
        "lead",
        r"lead|intro|summary|standfirst|subtitle|sub-?head|\bdek|excerpt|abstract|chapo|description|synopsis|deck",
    ),
    ("story", r"article|story|post|entry|news|blog"),
    ("prose", r"body|content|text|paragraph|\brte|rich|prose|wysiwyg|copy"),
    ("list", r"list|item|row|collection|\bcol\b"),
    ("unseen", r"hidden|sr-only|visually|screen-?reader|d-none|no-?print|print-only"),
    ("correction", r"correction|corrigend|clarification|berichtigung|rectificat"),
    ("note", r"editor|notice|alert|disclos|\bnote|update"),
    ("box", r"\bbox|fact|quote|pull|table|stat|score|chart"),
    ("title", r"title|headline"),
)
_TEXT = re.compile(r"(?:article|entry|news|post|story)-?(?:body|content|text)|\be-content\b")
"""What publishing software calls the element that holds the text (`entry-content` is hAtom's word for it)."""
HINTS = (*(name for name, _ in _HINTS), "text")
_HINT_BIT = {name: 1 << k for k, name in enumerate(HINTS)}
_NAMED = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _HINTS))
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def _by_letter() -> str:
    """All the patterns, in their order, parted by first letter: the matcher looks at one letter to leave most of them."""
    letters: dict[str, list[str]] = {}
    for part in "|".join(pattern for _, pattern in _HINTS).split("|"):
        word = part.removeprefix(r"\b")
        bound = "" if word == part else rf"(?<=\b{word[0]})"
        letters.setdefault(word[0], []).append(bound + word[1:])
    return "|".join(f"{letter}(?:{'|'.join(rests)})" for letter, rests in letters.items())


_HINT = re.compile(_by_letter())
_WORDS: dict[str, int] = {}
"""A matched word → its hint's bit; there are some 200."""
_SEEN: dict[str, int] = {}
_SEEN_LIMIT = 50_000
LONGEST = 300
"""Characters of a class attribute or an id that are looked at; longer ones are not remembered."""


def hint_masks(tree: Tree) -> list[int]:
    """Each node's bits of the hints in its class and id; each distinct one is judged once."""
    masks = [0] * len(tree)
    for names, nodes in tree.by_name.items():
        if mask := _mask(names):
            for i in nodes:
                masks[i] |= mask
    return masks


def _mask(names: str) -> int:
    mask = _SEEN.get(names)
    return _judged(names) if mask is None else mask


def _judged(names: str) -> int:
    text = names[:LONGEST]
    lower = text.lower()
    if lower != text:
        lower = _CAMEL.sub("-", text).lower()
    mask = 0
    lower = lower.replace("_", "-")
    for found in _HINT.findall(lower):
        mask |= _WORDS.get(found) or _word(found)
    if _TEXT.search(lower):
        mask |= _HINT_BIT["text"]
    if len(_SEEN) >= _SEEN_LIMIT:
        _SEEN.clear()
    if len(names) <= LONGEST:
        _SEEN[names] = mask
    return mask


def _word(found: str) -> int:
    named = _NAMED.match(found)
    bit = _WORDS[found] = _HINT_BIT[named.lastgroup or ""] if named else 0
    return bit


def hint_bit(name: str) -> int:
    return _HINT_BIT[name]
