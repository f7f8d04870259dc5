"""What a short label says about comments: a number, none, an invitation, that they are closed.

A label is read as tokens. The language is settled by the word that names comments; then the number bound to that
word is looked for, before it or behind it, across words that may stand between ("12 reader comments",
"Comments (12)", "3 件のコメント"). Everything else that is counted keeps its own number.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from crawler.parsers.comments.grammar import Kind, Statement, statements
from crawler.parsers.comments.lexicon import Lexicon, certain, lexicon, named_in
from crawler.parsers.comments.text import normal
from crawler.parsers.comments.tokens import Token, read_tokens, segments

MAX_LABEL = 400
"""Characters of a label that are read; a heading may quote a long title."""

_PLACEHOLDER = re.compile(r"\{\{|<%|%[sd]|\$\{|\{\w*\}|\[\[")
"""What a script or a template would fill."""

_PREFERENCE: tuple[Kind, ...] = ("count", "zero", "partial", "closed", "invite", "bare")


_GLUED = re.compile(r"\d(?P<behind>[^\W\d_]{4,30})|(?P<before>[^\W\d_]{4,30})\d")
"""What scripts and old layouts print without a blank: "0replies", "Comments12"."""


def _apart(match: re.Match[str]) -> str:
    text, behind, before = match[0], match["behind"], match["before"]
    if (behind or before) not in certain():
        return text
    return f"{text[0]} {behind}" if behind else f"{before} {text[-1]}"


@lru_cache(maxsize=8192)
def read_phrase(text: str, language: str | None = None) -> Statement | None:
    """The statement of a whole label in any of the languages of `words.tsv`; None if it does not speak of comments.

    `language` (BCP 47) only decides between readings: labels in another language than the page's are common.
    """
    if not text or len(text) > 4 * MAX_LABEL:
        return None
    plain = _GLUED.sub(_apart, normal(text[:MAX_LABEL]))
    if _PLACEHOLDER.search(plain):
        return None
    best: Statement | None = None
    partial: Statement | None = None
    accented = "" if text.isascii() else text.lower()
    for name in _languages(plain, (language or "").split("-")[0].lower(), accented):
        found = _read(plain, lexicon(name))
        if found and (best is None or _order(found) < _order(best)):
            best = found
        if found and found.kind == "partial":
            partial = found
        if best and best.kind in ("count", "zero") and not best.slack and best.named == "noun":
            break
    if partial and best and best.kind == "count" and partial.slack < best.slack:
        return partial  # "Ещё 31 комментарий": the language that knows all of its words
    return best


def _order(found: Statement) -> tuple[int, int, int]:
    return _PREFERENCE.index(found.kind), ("noun", "reply", "weak").index(found.named), found.slack


def _languages(plain: str, preferred: str, accented: str) -> list[str]:
    """Languages one of whose names for comments stands in the text, the page's own first.

    A name that English shares is not English where it is `accented`: "réactions".
    """
    found: dict[str, None] = {}
    for _, name in named_in(plain):
        own = name.languages
        if accented and "en" in own and len(own) > 1 and name.form not in accented:
            own = tuple(language for language in own if language != "en")
        likely = next((language for language in (preferred, "en") if language in own), None)
        found.update(dict.fromkeys((likely,) if likely else own))
    return sorted(found, key=lambda name: (name != preferred, name != "en", name))


def _is_closed(segment: list[Token]) -> bool:
    """ "Comments (8) – closed"."""
    return [token.kind for token in segment] == ["closed"]


def _read(plain: str, words: Lexicon) -> Statement | None:
    parted = list(segments(read_tokens(plain, words)))
    found = [s for segment in parted for s in statements(segment)]
    if not found:
        return None
    parts = {s.part: s for s in found if s.kind == "count" and s.part}
    if len(parts) == 2:
        return replace(parts["threads"], value=sum(s.value or 0 for s in parts.values()), part=None)
    best = min(found, key=_order)
    closed = any(s.kind == "closed" for s in found) or any(_is_closed(segment) for segment in parted)
    return replace(best, closed=True) if closed and not best.closed else best
