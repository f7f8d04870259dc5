"""Trains the trees that tell body blocks from the rest, and writes them as `crawler/parsers/body_model.tsv`.

    NEWSARK_EVALDATA=DIR .venv/bin/python benchmarks/train_body.py     # trains on every site, writes the file
    .venv/bin/python benchmarks/body_folds.py --data DIR               # leave-sites-out scores, writes nothing

Needs LightGBM (MIT), for training only. The sets and their licences, labels and measure: `body_pages.py`, `gold.py`.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import lightgbm
import numpy

from benchmarks.body_pages import Sample, sample
from benchmarks.gold import TRAINED, items
from crawler.parsers.body_features import NAMES
from crawler.parsers.body_model import VERSION

MODEL = Path(__file__).resolve().parent.parent / "crawler" / "parsers" / "body_model.tsv"
PARAMETERS: dict[str, Any] = {
    "objective": "binary",
    "learning_rate": 0.12,
    "num_leaves": 16,
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
ROUNDS = 80


def train(pages: Sequence[Sample], rounds: int = ROUNDS) -> lightgbm.Booster:
    rows = numpy.vstack([p.numbers for p in pages])
    labels = numpy.concatenate([p.labels for p in pages])
    weights = numpy.concatenate([p.weights for p in pages])
    data = lightgbm.Dataset(rows, labels, weight=weights, feature_name=list(map(str, range(len(NAMES)))))
    return lightgbm.train(PARAMETERS, data, num_boost_round=rounds)


def lines(model: lightgbm.Booster) -> list[str]:
    """One node a line: tree, node, feature, threshold, node if at most the threshold, node if above; leaves: value."""
    out = [
        f"# newsark body trees, version {VERSION}: tree, node, feature, threshold, low, high | tree, node, =, value"
    ]
    for number, tree in enumerate(model.dump_model()["tree_info"]):
        nodes: list[str] = []
        _flatten(tree["tree_structure"], number, nodes)
        out += nodes
    return out


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
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--data", type=Path, default=os.environ.get("NEWSARK_EVALDATA"))
    options = parser.parse_args()
    if options.data is None or not Path(options.data).is_dir():
        sys.exit("the evaluation pages are missing: give --data DIR or set NEWSARK_EVALDATA")
    pages = [sample(item) for name in TRAINED for item in items(Path(options.data), name)]
    print(f"{len(pages)} pages, {sum(len(p.labels) for p in pages)} blocks")
    MODEL.write_text("\n".join(lines(train(pages))) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
