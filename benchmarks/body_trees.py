"""Training of the trees that tell body blocks from the rest, and the lines of their file. Needs LightGBM (MIT)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy

from benchmarks.body_pages import Sample
from crawler.parsers.body_features import NAMES
from crawler.parsers.body_model import VERSION

Step = tuple[float, float]
"""A raw confidence and the F1 seen with it."""
PARAMETERS: dict[str, Any] = {
    "objective": "binary",
    "learning_rate": 0.05,
    "num_leaves": 24,
    "min_data_in_leaf": 120,
    "lambda_l2": 2.0,
    "feature_fraction": 0.3,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "seed": 7,
    "verbose": -1,
}
ROUNDS = 200


def train(pages: Sequence[Sample], rounds: int = ROUNDS) -> Any:
    import lightgbm  # training only: the other measurements do without

    rows = numpy.vstack([p.numbers for p in pages])
    labels = numpy.concatenate([p.labels for p in pages])
    weights = numpy.concatenate([p.weights for p in pages])
    data = lightgbm.Dataset(rows, labels, weight=weights, feature_name=list(map(str, range(len(NAMES)))))
    return lightgbm.train(PARAMETERS, data, num_boost_round=rounds)


def lines(model: Any, steps: Sequence[Step] = ()) -> list[str]:
    """One node a line: tree, node, feature, threshold, node if at most the threshold, node if above; leaves: value;
    then the curve of confidence."""
    out = [
        f"# newsark body trees, version {VERSION}: tree, node, feature, threshold, low, high | tree, node, =, value"
    ]
    for number, tree in enumerate(model.dump_model()["tree_info"]):
        nodes: list[str] = []
        _flatten(tree["tree_structure"], number, nodes)
        out += nodes
    return out + [f"confidence\t{raw:.3f}\t{seen:.3f}" for raw, seen in steps]


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


def curve(pages: Sequence[Step], bins: int = 20) -> list[Step]:
    """The F1 to expect at a raw confidence, from pages' (raw, F1): means of equal bins, made monotone by pooling
    neighbours that fall (isotonic regression, Ayer et al. 1955)."""
    ordered = sorted(pages)
    pools: list[list[float]] = []  # weight, sum of raw, sum of F1
    for k in range(bins):
        part = ordered[k * len(ordered) // bins : (k + 1) * len(ordered) // bins]
        if part:
            pools.append([len(part), sum(raw for raw, _ in part), sum(seen for _, seen in part)])
        while len(pools) > 1 and pools[-2][2] / pools[-2][0] >= pools[-1][2] / pools[-1][0]:
            last = pools.pop()
            pools[-1] = [x + y for x, y in zip(pools[-1], last, strict=True)]
    return [(raw / weight, seen / weight) for weight, raw, seen in pools]
