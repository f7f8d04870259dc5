"""What a page says about its readers' comments."""

from __future__ import annotations

from dataclasses import dataclass

from archive.model import Candidate, Qualifier
from crawler.parsers.comments.grammar import Statement


@dataclass(frozen=True, slots=True)
class CommentFacts:
    """`comment_count` is None where the page does not say; 0 only where it says so.

    `comments_system` is `native`, the name of a widget, `widget` for one known by its shape alone, or None.
    `comments_thread` is what the count of an external widget can be asked with: the address of the question where
    it is known (behind `#` the key, for systems that are asked by POST), else the bare identifier.
    `candidates` are all numbers seen, chosen or not; `regions` the tree nodes of the comment area.
    """

    comment_count: int | None = None
    comment_count_qualifier: Qualifier | None = None
    comment_count_source: str | None = None
    comments_open: bool | None = None
    comments_system: str | None = None
    comments_thread: str | None = None
    candidates: tuple[Candidate, ...] = ()
    regions: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Label:
    """A statement and where it stands: `node` holds all of it, `form` says in what shape."""

    statement: Statement
    node: int
    raw: str
    form: str


@dataclass(frozen=True, slots=True)
class Seen:
    """A number found on the page. `rank` is its place in the order of trust (1 best); `node` where it stands."""

    rank: float
    value: int
    qualifier: Qualifier
    source: str
    node: int
    raw: str
    note: str = ""
