"""The trained trees: reads `body_model.tsv` and judges rows of numbers, with nothing but the standard library.

Gradient-boosted decision trees (Friedman 2001) for a binary question: the sum of one leaf a tree is the log-odds. The
file is written by `benchmarks/train_body.py`; features are named there, so that a file and this code cannot drift apart
unnoticed. Most blocks are decided by the first trees, so the rest are asked only about the doubtful ones.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp, floor
from typing import TypeAlias

from crawler.parsers.body_features import BITS, COLUMNS, WHOLE, Row

VERSION = "2"
SURE_AFTER = 40
SURE = 1.2
"""Trees after which log-odds beyond this, either way, are final: four fifths of all blocks, 1 in 1,000 of them wrongly."""
GROWTH = 2.2
"""How many times as large such log-odds would be after all trees (median, leave-sites-out)."""

Tree: TypeAlias = "float | tuple[str, float, Tree, Tree]"
"""A leaf's value, or (feature, threshold, tree if the value is at most that, tree if it is above)."""
Forest: TypeAlias = Callable[[Row], float]


@dataclass(frozen=True, slots=True)
class Model:
    """The trees asked about every block, those asked about doubtful ones, and what a raw confidence means.

    `steps` are (raw, calibrated) points of a curve that never falls: the F1 that pages of such a raw value were read with.
    """

    first: tuple[Tree, ...]
    rest: tuple[Tree, ...]
    steps: tuple[tuple[float, float], ...]
    forests: tuple[Forest, ...]

    def judge(self, rows: Sequence[Row]) -> list[float]:
        """The chance of each row to be body, 0 to 1."""
        first, rest = self.forests
        chances = []
        for row in rows:
            odds = first(row)
            odds = odds + rest(row) if -SURE < odds < SURE else odds * GROWTH
            chances.append(1.0 / (1.0 + exp(-odds)))
        return chances

    def calibrated(self, raw: float) -> float:
        """The confidence that a raw value stands for; straight lines between the points."""
        if not self.steps:
            return raw
        above = bisect_left(self.steps, (raw, -1.0))
        if above in (0, len(self.steps)):
            return self.steps[max(0, above - 1)][1]
        (x, low), (end, high) = self.steps[above - 1 : above + 1]
        return low + (high - low) * (raw - x) / (end - x)


def judge(rows: Sequence[Row]) -> list[float]:
    """The chance of each row to be body, 0 to 1, by the shipped trees."""
    return shipped().judge(rows)


@cache
def shipped() -> Model:
    text = files("crawler.parsers").joinpath("body_model.tsv").read_text(encoding="utf-8")
    return read_model(text.splitlines())


def compiled(forest: Sequence[Tree]) -> Forest:
    """A function that adds up the leaves that a row falls into. Its text is made of numbers alone."""
    lines = [f"def forest(row):\n {', '.join(f'f{k}' for k in range(len(COLUMNS)))} = row\n total = 0.0"]
    lines += [f" total += {_expression(tree)}" for tree in forest]
    scope: dict[str, Forest] = {}
    exec("\n".join(lines) + "\n return total", scope)  # numbers of a file of ours, no text of it
    return scope["forest"]


def _expression(tree: Tree) -> str:
    if isinstance(tree, float):
        return repr(tree)
    name, threshold, low, high = tree
    return f"({_expression(low)} if {_condition(name, threshold)} else {_expression(high)})"


def _condition(name: str, threshold: float) -> str:
    """Whether a feature is at most `threshold`; whole numbers are compared as such, which is faster."""
    if name in BITS:
        mask, bit = BITS[name]
        return f"not f{_COLUMN[mask]} & {1 << bit}"
    return f"f{_COLUMN[name]} <= {floor(threshold) if name in WHOLE else threshold!r}"


def read_model(lines: Sequence[str]) -> Model:
    """A model from the lines of its file; the trees become Python functions: three times as fast as walking tuples."""
    if f"version {VERSION}:" not in lines[0]:
        raise ValueError(
            f"body_model.tsv is not of version {VERSION}; train it again (benchmarks/train_body.py)"
        )
    forest: dict[int, list[list[str]]] = {}
    steps = []
    for line in lines[1:]:
        number, first, *node = line.split("\t")
        if number == "confidence":
            steps.append((float(first), float(node[0])))
        else:
            forest.setdefault(int(number), []).append(node)
    built = tuple(_build(nodes) for _, nodes in sorted(forest.items()))
    early, late = built[:SURE_AFTER], built[SURE_AFTER:]
    return Model(early, late, tuple(steps), (compiled(early), compiled(late)))


def _build(nodes: list[list[str]]) -> Tree:
    """A tree from its nodes in preorder: children stand behind their parent, so it is built from the end."""
    made: list[Tree] = [0.0] * len(nodes)
    for here in range(len(nodes) - 1, -1, -1):
        name, *values = nodes[here]
        if name == "=":
            made[here] = float(values[0])
        else:
            threshold, low, high = values
            made[here] = (name, float(threshold), made[int(low)], made[int(high)])
    return made[0]


_COLUMN = {name: k for k, name in enumerate(COLUMNS)}
