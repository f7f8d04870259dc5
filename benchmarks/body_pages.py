"""The pages that the body's trees are trained and judged on: blocks, labels, gold texts, and the measure.

Sets are prepared folders: `SET/items.jsonl` (url, html, gold) and `SET/html/*.gz`. Trained on are those whose licences
allow it: aeb, fundus_eval, fundus_tests (MIT), aed (Apache-2.0), wcxb_articles (CC-BY-4.0: Murrough-Foley's
web-content-extraction-benchmark). daniel (GPL) and dragnet_2012 (AGPL) are measured on only.
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

import numpy

from crawler.parsers.blocks import Block
from crawler.parsers.body import candidates
from crawler.parsers.body_features import BITS, COLUMNS, NAMES, Row, features
from crawler.parsers.comments import read_comments
from crawler.parsers.page import Page

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


@dataclass(frozen=True, slots=True)
class Sample:
    """One page ready for training: its blocks that can be body, a line of numbers for each, labels and weights."""

    item: Item
    page: Page
    regions: tuple[int, ...]
    counters: frozenset[str]
    numbers: numpy.ndarray
    labels: numpy.ndarray
    weights: numpy.ndarray


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


def sample(item: Item) -> Sample:
    page = Page(item.html, item.url)
    comments = read_comments(page)
    counters = frozenset(c.raw for c in comments.candidates if c.field == "comment_count")
    blocks = candidates(page, comments.regions)
    labels, weights = label(
        blocks, item.gold["body"], item.gold.get("body_with_optional") or item.gold["body"]
    )
    return Sample(
        item, page, tuple(comments.regions), counters, spread(features(page, blocks)), labels, weights
    )


def spread(rows: list[Row]) -> numpy.ndarray:
    """Rows as the trainer sees them, in the order of NAMES: masks bit by bit."""
    table = numpy.array(rows, dtype=numpy.float64).reshape(len(rows), len(COLUMNS))
    at = {name: k for k, name in enumerate(COLUMNS)}
    plain = [table[:, at[name]] for name in NAMES if name not in BITS]
    bits = [table[:, at[mask]].astype(numpy.int64) >> bit & 1 for mask, bit in BITS.values()]
    return numpy.column_stack([*plain, *bits]).astype(numpy.float32)


def label(blocks: list[Block], gold: str, optional: str) -> tuple[numpy.ndarray, numpy.ndarray]:
    """1 for blocks of the gold text, 0 for others; weight 0 where nobody can say.

    A block is of the gold text by the share of its four-word shingles that the text has; a shorter one by being a line.
    """
    known, wide = shingles(gold).keys(), shingles(optional).keys()
    lines = {" ".join(tokens(line)) for line in gold.splitlines()}
    flat = f" {' '.join(tokens(gold))} "
    labels, weights = [], []
    for block in blocks:
        words = tokens(block.text)
        weight = min(len(block.text), 600) + 20.0
        if len(words) >= SHINGLE:
            found = shingles(block.text).keys()
            yes = len(found & known) / len(found) >= 0.5
            unclear = not yes and len(found & wide) / len(found) >= 0.5
        else:
            joined = " ".join(words)
            yes = bool(words) and joined in lines
            unclear = not yes and bool(words) and f" {joined} " in flat
        labels.append(yes)
        weights.append(0.0 if unclear else weight)
    w = numpy.array(weights)
    total = w.sum() or 1.0
    return numpy.array(labels, dtype=numpy.float32), w / total * (numpy.sqrt(len(w)) + 10)


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
