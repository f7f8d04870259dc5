"""Pure: what changed between two captures of one article.

Compared is what was extracted, not the page: furniture that moves changes nothing. A body is compared sentence by
sentence, and a change of it graded by what it is to a reader (archive/grades.py).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal, TypeAlias

from archive.grades import Grade, grade
from archive.model import Article, Json
from archive.notes import is_note

Kind: TypeAlias = Literal[
    "new",
    "headline",
    "body",
    "byline",
    "date",
    "correction",
    "comments",
    "moved",
    "paywall",
    "removed",
    "restored",
]

KINDS: tuple[Kind, ...] = (
    *("new", "headline", "body", "byline", "date", "correction", "comments", "moved", "paywall"),
    *("removed", "restored"),
)

MAX_SENTENCES = 4000
"""Longer texts are compared paragraph by paragraph: difflib's time grows with the square."""

_CLOSERS = r"[\"'”’»)\]]*"
_SENTENCE = re.compile(rf"[^\n]+?(?:[!?؟。！？।]+{_CLOSERS}|\.+{_CLOSERS}(?=\s|$)|(?=\n)|$)")


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed. For a body `before` and `after` hold the sentences that went and came, a line each."""

    kind: Kind
    before: str | int | None
    after: str | int | None
    grade: Grade | None = None

    @classmethod
    def names(cls) -> tuple[str, ...]:
        return "kind", "grade", "before", "after"

    def as_dict(self) -> dict[str, Json]:
        return {name: getattr(self, name) for name in self.names()}


def changes(before: Article, after: Article) -> list[Change]:
    """What a reader who knew `before` finds changed in `after`."""
    found: list[Change] = []
    if _flat(before.title) != _flat(after.title):
        found.append(Change("headline", before.title, after.title))
    notes = _fresh_lines(before.correction, after.correction)
    if _flat(before.body) != _flat(after.body):
        body, said = _body(before.body, after.body, noted=bool(notes))
        found.append(body)
        notes += [note for note in said if note not in notes]
    if notes:
        found.append(Change("correction", before.correction, "\n".join(notes), "correction-note"))
    if [*map(_flat, before.authors)] != [*map(_flat, after.authors)]:
        found.append(Change("byline", "; ".join(before.authors), "; ".join(after.authors)))
    for old, new in ((before.published, after.published), (before.updated, after.updated)):
        if old != new:
            found.append(Change("date", old, new))
            break
    if bool(before.paywalled) != bool(after.paywalled):
        found.append(Change("paywall", _access(before), _access(after)))
    if _counts_differ(before, after):
        found.append(Change("comments", before.comment_count, after.comment_count))
    return found


def sentences(text: str) -> list[str]:
    """Sentences of any script's full stops, white space folded; abbreviations may split one, which harms no diff."""
    found = (_flat(match[0]) for match in _SENTENCE.finditer(text))
    return [sentence for sentence in found if sentence]


def _body(before: str, after: str, *, noted: bool) -> tuple[Change, list[str]]:
    """The change of a body, and the notes of correction among the sentences that came; `noted`: one stands beside it."""
    old, new = sentences(before), sentences(after)
    if max(len(old), len(new)) > MAX_SENTENCES:
        old, new = before.split("\n\n"), after.split("\n\n")
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    went, came = [], []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag != "equal":
            went += old[a:b]
            came += new[c:d]
    notes = [sentence for sentence in came if is_note(sentence)]
    found = grade(went, came, matcher.ratio(), noted=noted or bool(notes))
    return Change("body", "\n".join(went), "\n".join(came), found), notes


def _fresh_lines(before: str | None, after: str | None) -> list[str]:
    """Lines of the notes that were not there before."""
    old = {_flat(line) for line in (before or "").splitlines()}
    return [line for line in (after or "").splitlines() if line.strip() and _flat(line) not in old]


def _access(article: Article) -> str | None:
    return None if article.paywalled is None else "paywalled" if article.paywalled else "free"


def _counts_differ(before: Article, after: Article) -> bool:
    """Two stated numbers that differ; a page that states none says nothing about how many there are."""
    if before.comment_count is None or after.comment_count is None:
        return False
    return before.comment_count != after.comment_count


def _flat(text: str | None) -> str:
    return " ".join((text or "").split())
