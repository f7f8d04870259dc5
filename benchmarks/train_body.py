"""Trains the trees that tell body blocks from the rest, and writes them as `crawler/parsers/body_model.tsv`.

    .venv/bin/pip install -e '.[train]'
    NEWSARK_EVALDATA=DIR .venv/bin/python -m benchmarks.train_body     # trains on every site, writes the file
    .venv/bin/python -m benchmarks.body_folds --data DIR               # leave-sites-out scores, writes nothing

The trees see every page, as published and rewritten (`body_variants.py`); the curve of confidence is of pages read by trees that had not seen their sites. The sets and
their licences, labels and measure: `body_pages.py`, `gold.py`.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from benchmarks.body_folds import fold_models, read, seen
from benchmarks.body_pages import sample
from benchmarks.body_trees import curve, lines, train
from benchmarks.gold import TRAINED, items
from benchmarks.needs import evaluation_pages, installed

MODEL = Path(__file__).resolve().parent.parent / "crawler" / "parsers" / "body_model.tsv"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--data", type=Path, default=os.environ.get("NEWSARK_EVALDATA"))
    options = parser.parse_args()
    data = evaluation_pages(options.data)
    installed("lightgbm", "train")
    pages = [sample(item) for name in TRAINED for item in items(data, name)]
    every = seen(pages)
    print(
        f"{len(pages)} pages, {len(every) - len(pages)} rewritten, {sum(len(p.labels) for p in every)} blocks"
    )
    models = fold_models(every)
    steps = curve([(r.confidence, r.f1) for r in (read(p, models[p.item.fold]) for p in pages) if r.shown])
    MODEL.write_text("\n".join(lines(train(every), steps)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
