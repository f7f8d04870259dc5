"""The trained trees: reads `body_model.tsv` and judges rows of numbers, with nothing but the standard library.

Gradient-boosted decision trees (Friedman 2001) for a binary question: the sum of one leaf a tree is the log-odds. The
file is written by `benchmarks/train_body.py`; features are named there, so that a file and this code cannot drift apart
unnoticed. Most blocks are decided by the first trees, so the rest is asked only about the doubtful ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from math import exp
from typing import TypeAlias

from crawler.parsers.body_features import NAMES

VERSION = "1"
SURE_AFTER = 30
SURE = -2.2
"""Trees after which log-odds below this are final: four fifths of all blocks, 3 in 10,000 of them wrongly."""

Tree: TypeAlias = "float | tuple[int, float, Tree, Tree]"
"""A leaf's value, or (feature, threshold, tree if the value is at most that, tree if it is above)."""


def judge(rows: Sequence[Sequence[float]]) -> list[float]:
    """The chance of each row to be body, 0 to 1."""
    first, rest = trees()
    chances = []
    for row in rows:
        odds = _sum(first, row)
        odds = odds * 1.5 if odds < SURE else odds + _sum(rest, row)
        chances.append(1.0 / (1.0 + exp(-odds)))
    return chances


def _sum(forest: tuple[Tree, ...], row: Sequence[float]) -> float:
    total = 0.0
    for tree in forest:
        while tree.__class__ is tuple:
            feature, threshold, low, high = tree
            tree = low if row[feature] <= threshold else high
        total += tree  # type: ignore[operator]
    return total


@cache
def trees() -> tuple[tuple[Tree, ...], tuple[Tree, ...]]:
    """The trees asked about every block, and those asked about doubtful ones."""
    lines = files("crawler.parsers").joinpath("body_model.tsv").read_text(encoding="utf-8").splitlines()
    if f"version {VERSION}:" not in lines[0]:
        raise ValueError(
            f"body_model.tsv is not of version {VERSION}; train it again (benchmarks/train_body.py)"
        )
    forest: dict[int, list[list[str]]] = {}
    for line in lines[1:]:
        number, _, *node = line.split("\t")
        forest.setdefault(int(number), []).append(node)
    built = tuple(_build(nodes) for _, nodes in sorted(forest.items()))
    return built[:SURE_AFTER], built[SURE_AFTER:]


def _build(nodes: list[list[str]]) -> Tree:
    """A tree from its nodes in preorder: children stand behind their parent, so it is built from the end."""
    made: list[Tree] = [0.0] * len(nodes)
    for here in range(len(nodes) - 1, -1, -1):
        name, *values = nodes[here]
        if name == "=":
            made[here] = float(values[0])
        else:
            threshold, low, high = values
            made[here] = (_INDEX[name], float(threshold), made[int(low)], made[int(high)])
    return made[0]


_INDEX = {name: k for k, name in enumerate(NAMES)}
