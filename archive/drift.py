"""Extraction that got worse at some point in time, as a redesign makes it: which field, since which capture, which rule.

For each publication and field the captures are a row of yes and no (was the field read?), or of lengths. The baseline is
what was usual before a point, the drift what is usual after it; the point is where two rates explain the row best, by
likelihood ratio (a change point of a Bernoulli sequence: Hinkley and Hinkley, Biometrika 57, 1970; for lengths, of the
mean of their logarithm). It counts if the evidence is strong and the change is large.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from math import exp, log

from archive.db.conditions import conditions_of
from archive.db.evidence import unpack
from archive.model import Json

WINDOW = 5000
"""Captures of a publication that are looked at: the last ones."""

AROUND = 200
"""Captures on either side of the point from which rules are counted."""

BEFORE, AFTER = 8, 4
"""Captures that a baseline and a drift need at least."""

EVIDENCE = 6.0
"""Likelihood ratio (natural logarithm) from which a point is believed, beside half the logarithm of the row's length."""

FALL = 0.3
"""A rate that falls by less is noise of what is published; so is a length that changes by less than a third."""

SHORTER = 0.67

_STATED = (
    *(
        "updated",
        "header_line",
        "article_id",
        "agency",
        "city",
        "section",
        "language",
        "comment_count",
        "comments_open",
    ),
    *("canonical_url", "print_url", "amp_url"),
)
_LENGTHS = {"body": "length(t.body)", "title": "length(t.title)"}
_PRESENT = {
    "title": "coalesce(t.title, '') <> ''",
    "published": "t.published IS NOT NULL",
    "authors": "t.byline <> ''",
    "body": "t.body <> ''",
    "tags": "EXISTS (SELECT 1 FROM article_tags g WHERE g.capture = r.capture)",
    "images": "EXISTS (SELECT 1 FROM article_images i WHERE i.capture = r.capture)",
} | {name: f"r.{name} IS NOT NULL" for name in _STATED}
"""Fields by their test in SQL: those that pages state by themselves, and that do not come and go with the news."""

_HEADS = "(SELECT page FROM latest_articles WHERE site = ?)"
"""Print forms and following pages say less than their article: a crawl that meets them later is no drift."""


@dataclass(frozen=True, slots=True)
class Drift:
    """A field that is read worse than before: less often (`measure` is `filled`, a rate), shorter (`length`, characters),
    or still read, but no longer by the rule that used to (`rule`, that rule's share): the first sign of a redesign.

    `since` is the UTC instant of the first bad capture, `id` its record id; `rule` is what used to read the field and
    stopped, None if no rule stands out. The field `(article)` is whether known article pages are read as articles at all.
    """

    site: str
    field: str
    measure: str
    before: float
    after: float
    since: str
    id: str
    url: str
    captures_before: int
    captures_after: int
    rule: str | None = None

    def as_dict(self) -> dict[str, Json]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class _Capture:
    key: int
    date: str
    id: str
    url: str


def drifts(db: sqlite3.Connection, *, site: str | None = None) -> Iterator[Drift]:
    """What got worse, publication by publication; the gravest first."""
    conditions, values = conditions_of(db, site=site)
    where = f"WHERE {conditions[0]}" if conditions else ""
    for (name,) in db.execute(
        f"SELECT DISTINCT site FROM article_rows {where} ORDER BY site", values
    ).fetchall():
        found = [*_articles(db, name), *_fields(db, name)]
        known = {drift.field for drift in found}
        found += [drift for drift in _rules_alone(db, name) if drift.field not in known]
        yield from sorted(found, key=lambda d: (d.after / d.before if d.before else 1.0, d.field))


def point(row: Sequence[float], likelihood: Callable[[float, float, int], float]) -> tuple[int, float] | None:
    """Where the row is best split in two, and the gain in likelihood; None for a row that is too short.

    `likelihood` gives the logarithm for a part by the sum of its values, of their squares, and their number.
    """
    total, squares, n = sum(row), sum(x * x for x in row), len(row)
    best: tuple[int, float] | None = None
    left = left_squares = 0.0
    for k, value in enumerate(row[:-1], 1):
        left, left_squares = left + value, left_squares + value * value
        if k < BEFORE or n - k < AFTER:
            continue
        gain = likelihood(left, left_squares, k) + likelihood(total - left, squares - left_squares, n - k)
        if best is None or gain > best[1]:
            best = k, gain
    return None if best is None else (best[0], best[1] - likelihood(total, squares, n))


def bernoulli(total: float, _squares: float, n: int) -> float:
    """Log-likelihood of n draws of which `total` are one, at their own rate."""
    p = total / n
    return sum(
        count * log(share) for count, share in ((total, p), (n - total, 1 - p)) if count > 0 and share > 0
    )


def normal(total: float, squares: float, n: int) -> float:
    """Log-likelihood of n values at their own mean and variance (the variance at least a tenth squared)."""
    variance = max(squares / n - (total / n) ** 2, 0.01)
    return -n / 2 * (log(variance) + 1)


def _articles(db: sqlite3.Connection, site: str) -> Iterator[Drift]:
    """Pages that once were articles and now are read as something else, errors and "not found" aside."""
    rows = db.execute(
        "SELECT * FROM (SELECT c.id, c.date, c.record_id, c.url, o.kind = 'article' FROM captures c "
        "JOIN outcomes o ON o.capture = c.id WHERE c.site = ? AND (o.kind IN ('article', 'failed') OR o.kind = 'not_article' "
        "AND o.reason NOT IN ('redirect', 'redirect-to-front-page', 'soft-404')) "
        f"AND c.page IN {_HEADS} ORDER BY c.id DESC LIMIT ?) ORDER BY 1",
        (site, site, WINDOW),
    ).fetchall()
    captures = [_Capture(*row[:4]) for row in rows]
    yield from _fallen(db, site, "(article)", captures, [row[4] for row in rows])


def _fields(db: sqlite3.Connection, site: str) -> Iterator[Drift]:
    columns = ", ".join([*_PRESENT.values(), *(f"coalesce({sql}, 0)" for sql in _LENGTHS.values())])
    rows = db.execute(
        "SELECT * FROM (SELECT r.capture, c.date, c.record_id, c.url, "
        f"{columns} FROM article_rows r JOIN captures c ON c.id = r.capture JOIN texts t ON t.id = r.text "
        f"WHERE r.site = ? AND r.page IN {_HEADS} ORDER BY r.capture DESC LIMIT ?) ORDER BY 1",
        (site, site, WINDOW),
    ).fetchall()
    captures = [_Capture(*row[:4]) for row in rows]
    for place, name in enumerate([*_PRESENT, *_LENGTHS], 4):
        values = [row[place] for row in rows]
        if place < 4 + len(_PRESENT):
            yield from _fallen(db, site, name, captures, values)
        else:
            yield from _shortened(db, site, name, captures, values)


def _rules_alone(db: sqlite3.Connection, site: str) -> Iterator[Drift]:
    """Fields whose usual rule stopped matching, though another one stepped in."""
    rows = db.execute(
        "SELECT * FROM (SELECT r.capture, c.date, c.record_id, c.url, e.data FROM article_rows r "
        "JOIN captures c ON c.id = r.capture JOIN evidence e ON e.capture = r.capture "
        f"WHERE r.site = ? AND r.page IN {_HEADS} ORDER BY r.capture DESC LIMIT ?) ORDER BY 1",
        (site, site, WINDOW),
    )
    won: dict[str, list[tuple[_Capture, str]]] = {}
    for *about, data in rows:
        for field, rule in _winners(data).items():
            won.setdefault(field, []).append((_Capture(*about), rule))
    for field, pairs in won.items():
        ((usual, _),) = Counter(rule for _, rule in pairs[: max(BEFORE, len(pairs) // 4)]).most_common(1)
        row = [int(rule == usual) for _, rule in pairs]
        yield from _fallen(db, site, field, [capture for capture, _ in pairs], row, "rule")


def _fallen(
    db: sqlite3.Connection,
    site: str,
    field: str,
    captures: Sequence[_Capture],
    row: Sequence[int],
    measure: str = "filled",
) -> Iterator[Drift]:
    found = point(row, bernoulli)
    if found is None or found[1] < EVIDENCE + log(len(row)) / 2:
        return
    k = found[0]
    before, after = sum(row[:k]) / k, sum(row[k:]) / (len(row) - k)
    if before - after >= FALL:
        first = next(i for i in range(k, len(row)) if not row[i])
        yield _drift(db, site, field, measure, captures, first, k, before, after)


def _shortened(
    db: sqlite3.Connection, site: str, field: str, captures: Sequence[_Capture], lengths: Sequence[int]
) -> Iterator[Drift]:
    kept = [(capture, log(length)) for capture, length in zip(captures, lengths, strict=True) if length]
    row = [value for _, value in kept]
    found = point(row, normal)
    if found is None or found[1] < EVIDENCE + log(len(row)) / 2:
        return
    k = found[0]
    before, after = exp(sum(row[:k]) / k), exp(sum(row[k:]) / (len(row) - k))
    if after < before * SHORTER:
        yield _drift(db, site, field, "length", [capture for capture, _ in kept], k, k, before, after)


def _drift(
    db: sqlite3.Connection,
    site: str,
    field: str,
    measure: str,
    captures: Sequence[_Capture],
    first: int,
    k: int,
    before: float,
    after: float,
) -> Drift:
    bad = captures[first]
    rule = _stopped(
        _rules(db, field, captures[max(0, k - AROUND) : k]), _rules(db, field, captures[k : k + AROUND])
    )
    sizes = (k, len(captures) - k)
    return Drift(
        site, field, measure, round(before, 3), round(after, 3), bad.date, bad.id, bad.url, *sizes, rule
    )


def _rules(db: sqlite3.Connection, field: str, captures: Iterable[_Capture]) -> Counter[str]:
    """Share of the captures in which each rule gave the field its value."""
    counted: Counter[str] = Counter()
    total = 0
    for capture in captures:
        total += 1
        row = db.execute("SELECT data FROM evidence WHERE capture = ?", (capture.key,)).fetchone()
        if row is not None and (rule := _winners(row[0]).get(field)):
            counted[rule] += 1
    return Counter({rule: round(1000 * count / total) for rule, count in counted.items()})


def _winners(data: bytes) -> dict[str, str]:
    """Field → the rule that gave it its value."""
    found: dict[str, str] = {}
    for candidate in unpack(data, {}):
        if candidate.chosen:
            found.setdefault(candidate.field, candidate.rule)
    return found


def _stopped(before: Counter[str], after: Counter[str]) -> str | None:
    """The rule that lost the most, if it lost most of what it had."""
    lost = Counter({rule: share - after[rule] for rule, share in before.items()})
    for rule, loss in lost.most_common(1):
        return rule if loss > 0 and loss >= before[rule] / 2 else None
    return None
