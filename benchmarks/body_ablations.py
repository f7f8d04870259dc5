"""What each part of reading a body is worth: F1 on sites not trained on, with one part left out at a time.

    .venv/bin/python -m benchmarks.body_ablations --data DIR

Groups of features are left out by training on constants in their place, rules by passing them over. Needs LightGBM (the
extra `train`); every row of a group trains five folds.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

from benchmarks.body_folds import fold_models, read, seen, summary
from benchmarks.body_pages import Sample, sample
from benchmarks.gold import TRAINED, items
from benchmarks.needs import evaluation_pages, installed
from crawler.parsers import body, body_run
from crawler.parsers.body_features import NAMES
from crawler.parsers.body_model import Model

GROUPS: dict[str, Callable[[str], bool]] = {
    "hints in class names": lambda n: n.startswith(("near.", "hint.")),
    "elements around": lambda n: n.startswith("around.") or n in ("tag", "depth"),
    "neighbours": lambda n: (
        n[0] in "+-" or n in ("long_before", "long_after", "since_long", "until_long", "since_heading")
    ),
    "densities of containers": lambda n: n.startswith(("parent_", "grandparent_")) or n.endswith("densest"),
    "what the page states (articleBody)": lambda n: n in ("in_article_body", "marked"),
}
RULES: dict[str, tuple[ModuleType, str, Any]] = {
    "like blocks move together": (body_run, "_smoothed", lambda page, blocks, chances: list(chances)),
    "a lower limit where little is left": (body_run, "_limit", lambda page, blocks, chances: 0.5),
    "subheads and items keep company": (body_run, "_keep_company", lambda *_: None),
    "sentences of one look keep company": (body_run, "_keep_alike", lambda *_: None),
    "strays far from the text go": (body_run, "_leave_strays", lambda *_: None),
    "the cut at a second article": (body_run, "first_article", lambda page, found: found),
    "offers and dialogs go": (body_run, "without_boxes", lambda page, found: found),
    "a lower cut on doubtful pages": (body_run, "_best_cut", lambda blocks, chances: 0.5),
    "texts that stand there twice": (body_run, "unrepeated", lambda found: found),
    "captions, labels, corrections go": (body, "readable", lambda page, kept, counters: kept),
    "text from data and script state": (body, "better_of", lambda shown, stated: shown),
}


@contextmanager
def without(module: ModuleType, name: str, instead: Any) -> Iterator[None]:
    """A rule replaced by one that does nothing."""
    rule = getattr(module, name)
    setattr(module, name, instead)
    try:
        yield
    finally:
        setattr(module, name, rule)


def blanked(page: Sample, of: Callable[[str], bool]) -> Sample:
    numbers = page.numbers.copy()
    numbers[:, [k for k, name in enumerate(NAMES) if of(name)]] = 0
    return replace(page, numbers=numbers)


def row(name: str, pages: dict[str, list[Sample]], models: Sequence[Model]) -> None:
    cells = [summary([read(p, models[p.item.fold]) for p in group])[2] for group in pages.values()]
    mean = sum(cells) / len(cells)
    print(f"| {name} | {' | '.join(f'{c:.3f}' for c in cells)} | {mean:.4f} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--data", type=Path, default=os.environ.get("NEWSARK_EVALDATA"))
    options = parser.parse_args()
    data = evaluation_pages(options.data)
    installed("lightgbm", "train")
    pages = {s: [sample(item) for item in items(data, s)] for s in TRAINED}
    plain = [p for group in pages.values() for p in group]
    every = seen(plain)
    models = fold_models(every)
    print(f"| left out | {' | '.join(TRAINED)} | mean |\n|{' --- |' * (len(TRAINED) + 2)}")
    row("nothing", pages, models)
    row("training: rewritten pages", pages, fold_models(plain))
    for name, rule in RULES.items():
        with without(*rule):
            row(f"rule: {name}", pages, models)
    for name, of in GROUPS.items():
        row(f"features: {name}", pages, fold_models([blanked(p, of) for p in every]))


if __name__ == "__main__":
    main()
