"""Full-text search: what people type as an FTS5 expression that cannot do harm, the hits, and their snippets."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace

from archive.db.fold import fold_with_places, words
from archive.db.spellings import pattern, together
from archive.errors import QueryError

MAX_TERMS = 32
CANDIDATES = 2000
"""Hits in one window. Putting all hits of a common word in order takes seconds in a large archive, so only those that
came last into the index are ranked; the rest is reached window by window."""

MAX_DOCUMENT = (1 << 63) - 1

SNIPPET_CHARS = 200
_SCANNED = 200_000  # characters of a body that a snippet is looked for in
_FIELDS = {"title": "title", "headline": "title", "author": "author", "byline": "author", "body": "body"}
_TERM = re.compile(
    r'(?P<no>-)?(?:(?P<field>[a-z]+):)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))(?P<open>\*)?'
)


@dataclass(frozen=True, slots=True)
class Term:
    """Words that stand side by side; the last one may go on (`open`). `together`: the same with no word in parts."""

    words: tuple[str, ...]
    field: str | None = None
    open: bool = False
    excluded: bool = False
    together: tuple[str, ...] = ()

    @property
    def forms(self) -> tuple[tuple[str, ...], ...]:
        return (self.words, self.together) if self.together else (self.words,)

    def expression(self) -> str:
        """The term in FTS5's syntax. Every word is quoted, and folding has left no quotation mark in any."""
        phrases = ['"' + " ".join(form) + '"' + ("*" if self.open else "") for form in self.forms]
        wanted = f"({' OR '.join(phrases)})" if len(phrases) > 1 else phrases[0]
        return f"{self.field} : {wanted}" if self.field else wanted


@dataclass(frozen=True, slots=True)
class Query:
    """Alternatives (`OR`) of terms that must all be there."""

    groups: tuple[tuple[Term, ...], ...]

    def expression(self) -> str:
        return " OR ".join(f"({_group(group)})" for group in self.groups)

    def pattern(self) -> re.Pattern[str]:
        """Finds the terms in folded text."""
        terms = {p for group in self.groups for t in group if not t.excluded for p in _term_patterns(t)}
        return re.compile(r"(?<!\S)(?:" + "|".join(sorted(terms, key=len, reverse=True)) + ")")


def parse(text: str) -> Query:
    """`nuclear "power plant" energ* title:iran -coal OR wind`; QueryError where nothing to look for is left.

    Words are joined by AND; hyphenated words and words of scripts without spaces are phrases.
    """
    groups: list[list[Term]] = [[]]
    for found in _TERM.finditer(text):
        if found["word"] == "OR" and not found["no"]:
            groups.append([])
        elif found["word"] != "AND":
            groups[-1] += _term(found)
    if sum(map(len, groups)) > MAX_TERMS:
        raise QueryError(f"a search may have {MAX_TERMS} words at most; leave some out")
    kept = tuple(tuple(_paired(group)) for group in groups if any(not term.excluded for term in group))
    if not kept:
        raise QueryError(
            "nothing to search for: give at least one word (words after a minus sign only exclude)"
        )
    return Query(kept)


def newest(db: sqlite3.Connection, query: Query) -> Iterator[int]:
    """Ids of texts, newest publication first: within a window of hits exactly, windows in the order of indexing."""
    below = MAX_DOCUMENT
    while found := _window(db, query, below):
        below = found[-1][0]
        yield from sorted((text for _, text in found if text is not None), reverse=True)


def best(db: sqlite3.Connection, query: Query) -> Iterator[int]:
    """Ids of texts, best match first (bm25; a headline counts five times a body), among the last hits."""
    found = _window(db, query, MAX_DOCUMENT)
    rows = db.execute(
        "SELECT d.text FROM search_index s JOIN search_documents d ON d.id = s.rowid "
        "WHERE search_index MATCH ? AND s.rowid >= ? ORDER BY bm25(search_index, 5.0, 2.0, 1.0), d.text DESC",
        (query.expression(), found[-1][0] if found else MAX_DOCUMENT),
    )
    return (text for (text,) in rows)


def _window(db: sqlite3.Connection, query: Query, below: int) -> list[tuple[int, int | None]]:
    """Documents that match, the last first, each with its text (None if that is withheld)."""
    rows = db.execute(
        "SELECT s.rowid, d.text FROM search_index s LEFT JOIN search_documents d ON d.id = s.rowid "
        "WHERE search_index MATCH ? AND s.rowid < ? ORDER BY s.rowid DESC LIMIT ?",
        (query.expression(), below, CANDIDATES),
    )
    return rows.fetchall()


def snippet(query: Query, text: str, *, mark: tuple[str, str] = ("", "")) -> str:
    """A piece of the text, in its own letters, around the place where most of the terms come together."""
    text = text[:_SCANNED]
    folded, places = fold_with_places(text)
    spans = [
        (places[m.start()], places[m.end() - 1] + 1) for m in query.pattern().finditer(folded) if m.group()
    ]
    if not spans:
        return _tidy(text[:SNIPPET_CHARS]) + ("…" if len(text) > SNIPPET_CHARS else "")
    start = max(
        spans, key=lambda span: (sum(span[0] <= s < span[0] + SNIPPET_CHARS for s, _ in spans), -span[0])
    )[0]
    begin = _word_start(text, max(0, start - SNIPPET_CHARS // 4))
    end = min(len(text), begin + SNIPPET_CHARS)
    return ("…" if begin else "") + _marked(text, begin, end, spans, mark) + ("…" if end < len(text) else "")


def _marked(text: str, begin: int, end: int, spans: list[tuple[int, int]], mark: tuple[str, str]) -> str:
    pieces, at = [], begin
    for start, stop in spans:
        if begin <= start and stop <= end and start >= at:
            pieces += [_tidy(text[at:start]), mark[0], _tidy(text[start:stop]), mark[1]]
            at = stop
    return "".join([*pieces, _tidy(text[at:end])])


def _tidy(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _word_start(text: str, at: int) -> int:
    space = text.find(" ", at, at + 30)
    return at if at == 0 or space < 0 else space + 1


def _term(found: re.Match[str]) -> list[Term]:
    field, text = found["field"], found["phrase"] if found["phrase"] is not None else found["word"]
    if field and field not in _FIELDS:  # `http:` and the like are part of what was asked for
        text, field = f"{field} {text}", None
    opened = bool(found["open"]) or text.endswith("*")
    parts = tuple(words(text))
    if not parts:
        return []
    return [Term(parts, _FIELDS.get(field or ""), opened, bool(found["no"]), together(text))]


def _paired(terms: list[Term]) -> Iterator[Term]:
    """The terms, two that are the parts of one word as one: `می خواهد`."""
    waiting: Term | None = None
    for term in terms:
        whole = together(" ".join((*waiting.words, *term.words))) if waiting and _plain(waiting) else ()
        if waiting and whole and replace(term, open=False) == Term(term.words):
            yield Term((*waiting.words, *term.words), open=term.open, together=whole)
            waiting = None
            continue
        if waiting:
            yield waiting
        waiting = term
    if waiting:
        yield waiting


def _plain(term: Term) -> bool:
    return term == Term(term.words)


def _group(terms: tuple[Term, ...]) -> str:
    wanted = " AND ".join(t.expression() for t in terms if not t.excluded)
    excluded = " OR ".join(t.expression() for t in terms if t.excluded)
    return f"({wanted}) NOT ({excluded})" if excluded else wanted


def _term_patterns(term: Term) -> Iterator[str]:
    for form in term.forms:
        yield r" +".join(map(pattern, form)) + (r"\S*" if term.open else r"(?!\S)")
