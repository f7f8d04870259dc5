"""Trains the trees that tell body blocks from the rest, and writes them as `crawler/parsers/body_model.tsv`.

    NEWSARK_EVALDATA=DIR .venv/bin/python benchmarks/train_body.py --folds     # leave-sites-out scores, writes nothing
    NEWSARK_EVALDATA=DIR .venv/bin/python benchmarks/train_body.py --write     # trains on everything, writes the file

Needs LightGBM (MIT), for training only. Trained on sets whose licences allow it: aeb, fundus_eval, fundus_tests (MIT),
aed (Apache-2.0), wcxb_articles (CC-BY-4.0: Murrough-Foley/web-content-extraction-benchmark). A block's label is the share
of its four-word shingles that the gold text has; pages of one site are never in training and test at once.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import lightgbm
import numpy

from crawler.parsers.blocks import Block
from crawler.parsers.body import candidates, chosen
from crawler.parsers.body_features import NAMES, features
from crawler.parsers.body_features import tokens_long as tokens
from crawler.parsers.page import Page

SETS = ("aeb", "fundus_eval", "fundus_tests", "aed", "wcxb_articles")
FOLDS = 5
SHINGLE = 4
MODEL = Path(__file__).resolve().parent.parent / "crawler" / "parsers" / "body_model.tsv"
PARAMETERS: dict[str, Any] = {
    "objective": "binary",
    "learning_rate": 0.08,
    "num_leaves": 12,
    "min_data_in_leaf": 60,
    "lambda_l2": 2.0,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "seed": 7,
    "verbose": -1,
}
ROUNDS = 160


@dataclass
class Sample:
    """One page: its candidate blocks, their rows, labels and weights, and the gold text."""

    set: str
    fold: int
    page: Page
    blocks: list[Block]
    rows: numpy.ndarray
    labels: numpy.ndarray
    weights: numpy.ndarray
    gold: str
    optional: str


def samples(data: Path) -> Iterator[Sample]:
    for name in SETS:
        with open(data / name / "items.jsonl", encoding="utf-8") as lines:
            for line in lines:
                item = json.loads(line)
                gold = item["gold"].get("body")
                html = gzip.decompress((data / name / "html" / item["html"]).read_bytes())
                page = Page(html, item["url"])
                blocks = candidates(page, ())
                if gold and blocks:
                    yield _sample(name, page, blocks, gold, item["gold"].get("body_with_optional") or gold)


def _sample(name: str, page: Page, blocks: list[Block], gold: str, optional: str) -> Sample:
    labels, weights = label(blocks, gold, optional)
    host = (urlsplit(page.url).hostname or page.url).removeprefix("www.")
    site = ".".join(host.split(".")[-2:])
    fold = hashlib.sha256(site.encode()).digest()[0] % FOLDS
    rows = numpy.array(features(page, blocks), dtype=numpy.float32)
    return Sample(name, fold, page, blocks, rows, labels, weights, gold, optional)


def label(blocks: list[Block], gold: str, optional: str) -> tuple[numpy.ndarray, numpy.ndarray]:
    """1 for blocks of the gold text, 0 for others; weight 0 where nobody can say."""
    known, wide = _shingles(tokens(gold)), _shingles(tokens(optional))
    lines = {" ".join(tokens(line)) for line in gold.splitlines()}
    flat = f" {' '.join(tokens(gold))} "
    labels, weights = [], []
    for block in blocks:
        words = tokens(block.text)
        weight = min(len(block.text), 600) + 20.0
        if len(words) >= SHINGLE:
            found = _shingles(words)
            share = len(found & known) / len(found)
            yes = share >= 0.5
            if not yes and len(found & wide) / len(found) >= 0.5:
                weight = 0.0
        else:
            joined = " ".join(words)
            yes = bool(words) and joined in lines
            if not yes and words and f" {joined} " in flat:
                weight = 0.0
        labels.append(yes)
        weights.append(weight)
    w = numpy.array(weights)
    total = w.sum() or 1.0
    return numpy.array(labels, dtype=numpy.float32), w / total * (numpy.sqrt(len(w)) + 10)


def _shingles(words: list[str]) -> set[tuple[str, ...]]:
    if len(words) < SHINGLE:
        return {tuple(words)} if words else set()
    return set(zip(*(words[k:] for k in range(SHINGLE)), strict=False))


def train(pages: list[Sample], rounds: int = ROUNDS) -> lightgbm.Booster:
    rows = numpy.vstack([p.rows for p in pages])
    labels = numpy.concatenate([p.labels for p in pages])
    weights = numpy.concatenate([p.weights for p in pages])
    data = lightgbm.Dataset(rows, labels, weight=weights, feature_name=list(map(str, range(len(NAMES)))))
    return lightgbm.train(PARAMETERS, data, num_boost_round=rounds)


def score(page: Sample, chances: list[float]) -> tuple[float | None, float]:
    """Precision and recall over four-word shingles, as multisets are too strict for repeated captions."""
    kept = chosen(page.page, page.blocks, chances)
    got = _shingles(tokens("\n".join(b.text for b in kept)))
    gold, wide = _shingles(tokens(page.gold)), _shingles(tokens(page.optional))
    return (len(got & wide) / len(got) if got else None), len(got & gold) / len(gold) if gold else 1.0


def folds(pages: list[Sample]) -> None:
    table: dict[str, list[tuple[float | None, float]]] = {}
    for fold in range(FOLDS):
        model = train([p for p in pages if p.fold != fold])
        for page in (p for p in pages if p.fold == fold):
            table.setdefault(page.set, []).append(score(page, model.predict(page.rows).tolist()))
    print("set              pages      P      R     F1    bad")
    for name, scores in sorted(table.items()):
        precision = numpy.mean([p for p, _ in scores if p is not None])
        recall = numpy.mean([r for _, r in scores])
        bad = numpy.mean([2 * (p or 0) * r / ((p or 0) + r or 1) < 0.8 for p, r in scores])
        f1 = 2 * precision * recall / (precision + recall)
        print(f"{name:15} {len(scores):6} {precision:6.3f} {recall:6.3f} {f1:6.3f} {bad:6.3f}")


def write(model: lightgbm.Booster, path: Path) -> None:
    """One node a line: tree, node, feature, threshold, node if at most the threshold, node if above; leaves: value."""
    out = [
        "# newsark body trees, version 1: tree, node, feature, threshold, low, high | tree, node, =, value"
    ]
    for number, tree in enumerate(model.dump_model()["tree_info"]):
        nodes: list[str] = []
        _flatten(tree["tree_structure"], number, nodes)
        out += nodes
    path.write_text("\n".join(out) + "\n", encoding="utf-8")


def _flatten(node: dict[str, Any], tree: int, out: list[str]) -> int:
    here = len(out)
    if "leaf_value" in node:
        out.append(f"{tree}\t{here}\t=\t{node['leaf_value']:.5f}")
        return here
    out.append("")
    low = _flatten(node["left_child"], tree, out)
    high = _flatten(node["right_child"], tree, out)
    name = NAMES[node["split_feature"]]
    out[here] = f"{tree}\t{here}\t{name}\t{node['threshold']:.6g}\t{low}\t{high}"
    return here


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=os.environ.get("NEWSARK_EVALDATA"))
    parser.add_argument("--folds", action="store_true")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    if options.data is None or not Path(options.data).is_dir():
        sys.exit("the evaluation pages are missing: give --data DIR or set NEWSARK_EVALDATA")
    pages = list(samples(Path(options.data)))
    print(f"{len(pages)} pages, {sum(len(p.blocks) for p in pages)} blocks")
    if options.folds:
        folds(pages)
    if options.write:
        write(train(pages), MODEL)


if __name__ == "__main__":
    main()
