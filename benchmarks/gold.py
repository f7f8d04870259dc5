"""Prepared sets of pages with the text that people say is the body, and the measure for what a reader makes of them.

Sets are folders: `SET/items.jsonl` (url, html, gold) and `SET/html/*.gz`. The measure is precision and recall over
four-word shingles; letters stand for words in scripts that do not part them.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

TRAINED = ("aeb", "aed", "fundus_eval", "fundus_tests", "wcxb_articles")
MEASURED = ("daniel", "dragnet_2012")
FOLDS = 5
SHINGLE = 4

_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
)
_TOKEN = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+")

Shingles = Counter[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Item:
    """One page of a set. `fold` is its site's; `gold` holds `body` and, by set, `body_with_optional`, `comments`."""

    set: str
    url: str
    html: bytes
    gold: dict[str, Any]
    fold: int


def items(data: Path, name: str) -> Iterator[Item]:
    """The pages of a set that have a gold body."""
    with open(data / name / "items.jsonl", encoding="utf-8") as lines:
        for line in lines:
            item = json.loads(line)
            if item["gold"].get("body"):
                html = gzip.decompress((data / name / "html" / item["html"]).read_bytes())
                yield Item(name, item["url"], html, item["gold"], fold_of(item["url"]))


def fold_of(url: str) -> int:
    """Pages of one site (the last two labels of the host name) share a fold."""
    host = (urlsplit(url).hostname or url).removeprefix("www.")
    return hashlib.sha256(".".join(host.split(".")[-2:]).encode()).digest()[0] % FOLDS


def tokens(text: str) -> list[str]:
    """Words; the letters themselves in scripts that do not part words."""
    return _TOKEN.findall(unicodedata.normalize("NFC", text))


def shingles(text: str) -> Shingles:
    words = tokens(text)
    if len(words) <= SHINGLE:
        return Counter([tuple(words)] if words else [])
    return Counter(zip(*(words[k:] for k in range(SHINGLE)), strict=False))


def scores(gold: dict[str, Any], body: str) -> tuple[float | None, float]:
    """Precision (None for an empty body) and recall over four-word shingles; optional paragraphs count neither way."""
    known, got = shingles(gold["body"]), shingles(body)
    hit = (known & got).total()
    surplus = got - known
    if optional := gold.get("body_with_optional"):
        surplus -= shingles(optional) - known
    return (hit / (hit + surplus.total()) if got else None), hit / known.total() if known else 1.0


def f1(precision: float | None, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision and recall else 0.0
