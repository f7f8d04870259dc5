"""A press's wire stories made into rows, without a crawl."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

from db.made import FILE, article, capture
from newsroom import manifest
from newsroom.room import Room

from archive.db.rows import rows
from archive.db.store import Store, WarcFile
from archive.model import Article

Truth = dict[str, Any]


def press(seed: int, articles: int, wire: float) -> list[Truth]:
    """The manifest of the English publications."""
    pubs = ["agency", "daily", "courier", "forum", "weekly"]
    return [
        json.loads(line)
        for line in manifest.lines(Room(seed=seed, articles=articles, pubs=pubs, wire=wire), 0)
    ]


def copies(truth: list[Truth]) -> dict[str, set[str]]:
    """Each article's address → those of the same story elsewhere."""
    stories: defaultdict[int, set[str]] = defaultdict(set)
    for one in truth:
        if "wire" in one:
            stories[one["wire"]["story"]].add(one["url"])
    return {
        one["url"]: stories[one["wire"]["story"]] - {one["url"]} if "wire" in one else set() for one in truth
    }


def written(truth: Truth, **changes: Any) -> Article:
    """An article as the press wrote it."""
    body = "\n\n".join(truth["body"])
    stated = {
        "published": truth["published"],
        "published_precision": "second",
        "published_zone_known": True,
        "agency": None,
    }
    return article(
        truth["url"], **{"title": truth["title"], "body": body, "canonical_url": None, **stated, **changes}
    )


def store(path: Path, made: list[tuple[str, Article]]) -> Path:
    """A projection of these articles with their publications, a capture an hour."""
    captures = [capture(number, one.url) for number, (_, one) in enumerate(made, 1)]
    with Store(path) as projection:
        projection.write_files([], [WarcFile(FILE, None, None)])
        keys = projection.keys(captures)
        projection.write(
            [
                rows(key, row, site, one, "made/1")
                for key, row, (site, one) in zip(keys, captures, made, strict=True)
            ]
        )
    return path
