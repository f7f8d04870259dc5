"""Pure: what changed between two captures of one article.

Compared is what was extracted, not the page: furniture that moves changes nothing. A body is compared sentence by
sentence; a change of it is graded by what it is to a reader, from the gravest: a rewrite, an added correction note, a
changed figure, a changed quotation, a slip of the pen, else an edit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal, TypeAlias

from archive.model import Article, Json

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
Grade: TypeAlias = Literal["rewrite", "correction-note", "figure", "quotation", "typo", "edit"]

KINDS: tuple[Kind, ...] = (
    *("new", "headline", "body", "byline", "date", "correction", "comments", "moved", "paywall"),
    *("removed", "restored"),
)

REWRITE_BELOW = 0.4
"""Share of sentences that stay, under which a text is another one."""

MAX_SENTENCES = 4000
"""Longer texts are compared paragraph by paragraph: difflib's time grows with the square."""

_CLOSERS = r"[\"'”’»)\]]*"
_SENTENCE = re.compile(rf"[^\n]+?(?:[!?؟。！？।]+{_CLOSERS}|\.+{_CLOSERS}(?=\s|$)|(?=\n)|$)")
_FIGURE = re.compile(r"\d")
_QUOTED = re.compile(r"[“\"«„「](.+?)[”\"»“」]", re.DOTALL)
_CORRECTION = re.compile(
    r"\b(?:correction|clarification|editor['’]s note|an earlier version|corrected|erratum|korrektur|berichtigung|"
    r"correctif|rectificatif|corrección|rectificación|correzione|correção|поправка|уточнение)\b"
    r"|اصلاحیه|تصحیح|تصحيح|توضيح|更正|訂正|정정",
    re.IGNORECASE,
)
_TYPO_RATIO = 0.8


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed. For a body `before` and `after` hold the sentences that went and came, a line each."""

    kind: Kind
    before: str | int | None
    after: str | int | None
    grade: Grade | None = None

    def as_dict(self) -> dict[str, Json]:
        return {"kind": self.kind, "grade": self.grade, "before": self.before, "after": self.after}


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


def word_diff(before: str, after: str) -> list[tuple[Literal["=", "-", "+"], str]]:
    """Runs of words that stayed, went and came, in reading order."""
    old, new = before.split(), after.split()
    runs: list[tuple[Literal["=", "-", "+"], str]] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            runs.append(("=", " ".join(old[a:b])))
            continue
        if a < b:
            runs.append(("-", " ".join(old[a:b])))
        if c < d:
            runs.append(("+", " ".join(new[c:d])))
    return runs


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
    notes = [sentence for sentence in came if _CORRECTION.search(sentence)]
    grade = _grade(went, came, matcher.ratio(), noted=noted or bool(notes))
    return Change("body", "\n".join(went), "\n".join(came), grade), notes


def _grade(went: list[str], came: list[str], ratio: float, *, noted: bool) -> Grade:
    old, new = " ".join(went), " ".join(came)
    if noted:
        return "correction-note"
    if ratio < REWRITE_BELOW and len(went) > 2:
        return "rewrite"
    if not went or not came:
        return "edit"
    runs = word_diff(old, new)
    gone = " ".join(text for sign, text in runs if sign == "-")
    fresh = " ".join(text for sign, text in runs if sign == "+")
    if _numbers(gone) != _numbers(fresh):
        return "figure"
    if _QUOTED.findall(old) != _QUOTED.findall(new):
        return "quotation"
    few = max(len(gone.split()), len(fresh.split())) <= 3
    return (
        "typo"
        if few and SequenceMatcher(None, gone, fresh, autojunk=False).ratio() >= _TYPO_RATIO
        else "edit"
    )


def _fresh_lines(before: str | None, after: str | None) -> list[str]:
    """Lines of the notes that were not there before."""
    old = {_flat(line) for line in (before or "").splitlines()}
    return [line for line in (after or "").splitlines() if line.strip() and _flat(line) not in old]


def _access(article: Article) -> str | None:
    return None if article.paywalled is None else "paywalled" if article.paywalled else "free"


def _numbers(text: str) -> list[str]:
    return [word for word in text.split() if _FIGURE.search(word)]


def _counts_differ(before: Article, after: Article) -> bool:
    """Two stated numbers that differ; a page that states none says nothing about how many there are."""
    if before.comment_count is None or after.comment_count is None:
        return False
    return before.comment_count != after.comment_count


def _flat(text: str | None) -> str:
    return " ".join((text or "").split())
