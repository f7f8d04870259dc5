"""The trained trees: reads `body_model.tsv` and judges rows of numbers, with nothing but the standard library.

Gradient-boosted decision trees (Friedman 2001) for a binary question: the sum of one leaf a tree is the log-odds. The
file is written by `benchmarks/train_body.py`; features are named there, so that a file and this code cannot drift apart
unnoticed. Most blocks are decided by the first trees, so the rest is asked only about the doubtful ones.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
Forest: TypeAlias = Callable[[Sequence[float]], float]


def judge(rows: Sequence[Sequence[float]]) -> list[float]:
    """The chance of each row to be body, 0 to 1."""
    first, rest = _compiled()
    chances = []
    for row in rows:
        odds = first(row)
        odds = odds * 1.5 if odds < SURE else odds + rest(row)
        chances.append(1.0 / (1.0 + exp(-odds)))
    return chances


@cache
def _compiled() -> tuple[Forest, Forest]:
    """Both parts of the forest as Python functions: three times as fast as walking the tuples."""
    first, rest = trees()
    return _compile(first), _compile(rest)


def _compile(forest: tuple[Tree, ...]) -> Forest:
    """A function that adds up the leaves that a row falls into. Its text is made of numbers alone."""
    lines = [f"def forest(row):\n {', '.join(f'f{k}' for k in range(len(NAMES)))} = row\n total = 0.0"]
    lines += [f" total += {_expression(tree)}" for tree in forest]
    scope: dict[str, Forest] = {}
    exec("\n".join(lines) + "\n return total", scope)  # numbers of a file of ours, no text of it
    return scope["forest"]


def _expression(tree: Tree) -> str:
    if isinstance(tree, float):
        return repr(tree)
    feature, threshold, low, high = tree
    return f"({_expression(low)} if f{feature} <= {threshold!r} else {_expression(high)})"


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
