"""The pages that the body's trees are trained and judged on: blocks, labels, gold texts, and the measure.

Sets are prepared folders: `SET/items.jsonl` (url, html, gold) and `SET/html/*.gz`. Trained on are those whose licences
allow it: aeb, fundus_eval, fundus_tests (MIT), aed (Apache-2.0), wcxb_articles (CC-BY-4.0: Murrough-Foley's
web-content-extraction-benchmark). daniel (GPL) and dragnet_2012 (AGPL) are measured on only.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy

from benchmarks.gold import SHINGLE, Item, shingles, tokens
from crawler.parsers.blocks import Block
from crawler.parsers.body import candidates
from crawler.parsers.body_features import BITS, COLUMNS, NAMES, Row, features
from crawler.parsers.comments import CommentFacts, read_comments
from crawler.parsers.page import Page


@dataclass(frozen=True, slots=True)
class Sample:
    """One page ready for training: its blocks that can be body, a line of numbers for each, labels and weights."""

    item: Item
    page: Page
    comments: CommentFacts
    numbers: numpy.ndarray
    labels: numpy.ndarray
    weights: numpy.ndarray


def sample(item: Item) -> Sample:
    page = Page(item.html, item.url)
    comments = read_comments(page)
    blocks = candidates(page, comments.regions)
    labels, weights = label(
        blocks, item.gold["body"], item.gold.get("body_with_optional") or item.gold["body"]
    )
    return Sample(item, page, comments, spread(features(page, blocks)), labels, weights)


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
