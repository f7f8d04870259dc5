"""What discovery finds: an address and what its source says about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["feed", "sitemap", "article", "section", "requisite", "page", "alternate", "count"]
"""`alternate` is a print, AMP or otherwise second form of a page; `page` is whatever its address does not tell;
`count` is an answer of an external service that counts a page's comments."""

PARTS: frozenset[Kind] = frozenset({"requisite", "count"})
"""What belongs to a page and is fetched from wherever the page says."""

Hop: TypeAlias = Literal["L", "E", "X", "R", "S", "P"]
"""How it was found, as Heritrix writes hop paths: link, embed, embed by a script, redirect, feed or sitemap (ours), start address (ours)."""


@dataclass(frozen=True, slots=True)
class Link:
    """An absolute address in canonical form, without fragment. `published` and `updated` are aware and UTC.

    `priority` within its kind: 0 is looked at first. `comment_count` and `updated` are what the source states *about*
    the page, by which a change is noticed without a request.
    """

    url: str
    kind: Kind
    hop: Hop = "L"
    published: datetime | None = None
    updated: datetime | None = None
    title: str | None = None
    comment_count: int | None = None
    priority: int = 0
