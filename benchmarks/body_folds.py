"""Bodies of sites that the trees have not seen, beside other extractors; what is stated against what is seen.

    .venv/bin/python -m benchmarks.body_folds --data DIR                                  # newsark alone, 3 minutes
    .venv/bin/python -m benchmarks.body_folds --data DIR --peers PEERS/bin/python --keep FOLDER
    .venv/bin/python -m benchmarks.body_folds --data DIR --calibration                    # confidence, by deciles
    .venv/bin/python -m benchmarks.body_folds --data DIR --worst aeb                      # its worst pages

Leave-sites-out: sites are dealt into five folds, and each page is read by trees that were trained on the other folds'
pages. daniel and dragnet_2012 are never trained on. A page taken for no article has no body, and counts so. Needs
LightGBM (the extra `train`); `--peers` names a Python that has the peers (`body_peers.py`), `--keep` a folder for
their bodies, so that they are asked once.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from archive.model import Article
from benchmarks.body_pages import Sample, sample
from benchmarks.body_peers import PEERS
from benchmarks.body_trees import curve, lines, train
from benchmarks.body_variants import variants
from benchmarks.gold import FOLDS, MEASURED, TRAINED, Item, f1, items, scores, shingles
from benchmarks.needs import evaluation_pages, installed
from crawler.parsers.article import outcome_of, printed_counts
from crawler.parsers.body import read_body
from crawler.parsers.body_model import Model, read_model

SHOWN = "body.blocks"
BAD = 0.8
"""Pages with an F1 below this are bad ones."""


@dataclass(frozen=True, slots=True)
class Read:
    """What an extractor made of one page; precision is None where it found nothing. `confidence` is raw, of a body that
    was `shown`, and not taken from data."""

    item: Item
    text: str
    precision: float | None
    recall: float
    confidence: float = 0.0
    shown: bool = True

    @property
    def f1(self) -> float:
        return f1(self.precision, self.recall)


def scored(item: Item, text: str, confidence: float = 0.0, shown: bool = True) -> Read:
    return Read(item, text, *scores(item.gold, text), confidence, shown)


def seen(pages: Sequence[Sample]) -> list[Sample]:
    """What trees are trained on: the pages, and the same rewritten."""
    return [*pages, *variants(pages)]


def fold_models(pages: Sequence[Sample]) -> list[Model]:
    """One model a fold, trained on the pages of the others and read as the shipped file is."""
    return [read_model(lines(train([p for p in pages if p.item.fold != k]))) for k in range(FOLDS)]


def read(page: Sample, model: Model) -> Read:
    body = read_body(page.page, page.comments.regions, printed_counts(page.comments), model)
    outcome = outcome_of(page.page, page.comments, body)
    text = outcome.body if isinstance(outcome, Article) else ""
    return scored(page.item, text, body.confidence, body.rule == SHOWN)


def summary(reads: Sequence[Read]) -> tuple[float, float, float, float]:
    """Precision and recall averaged over pages, the F1 of the two, and the share of bad pages."""
    given = [r.precision for r in reads if r.precision is not None]
    precision = sum(given) / max(1, len(given))
    recall = sum(r.recall for r in reads) / max(1, len(reads))
    return precision, recall, f1(precision, recall), sum(r.f1 < BAD for r in reads) / max(1, len(reads))


def leaked(reads: Sequence[Read]) -> float:
    """Mean share of readers' comments' text found in the body, over pages that have such."""
    shares = []
    for r in reads:
        alien = shingles(r.item.gold.get("comments_text") or "") - shingles(r.item.gold["body"])
        if alien:
            shares.append((alien & shingles(r.text)).total() / alien.total())
    return sum(shares) / max(1, len(shares))


def peer_reads(data: Path, name: str, peer: str, python: str, keep: Path | None) -> list[Read]:
    """A peer's bodies of a set; empty where it is not installed."""
    kept = keep / f"{name}.{peer}.jsonl" if keep else None
    if kept is not None and kept.exists():
        written = kept.read_text(encoding="utf-8")
    else:
        command = [python, str(Path(__file__).with_name("body_peers.py")), str(data), name, peer]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        if run.returncode:
            return []
        written = run.stdout
        if kept is not None:
            kept.write_text(written, encoding="utf-8")
    texts = (json.loads(line)[0] for line in written.splitlines())
    return [scored(item, text) for item, text in zip(items(data, name), texts, strict=True)]


def table(title: str, rows: dict[str, list[str]], head: Sequence[str]) -> None:
    print(f"\n{title}\n\n| | {' | '.join(head)} |\n|{' --- |' * (len(head) + 1)}")
    for name, cells in rows.items():
        print(f"| {name} | {' | '.join(cells)} |")
    sys.stdout.flush()


def compare(reads: dict[str, list[Read]], peers: Callable[[str, str], list[Read]]) -> None:
    """F1 and bad pages of every set, ours and the peers'."""
    everyone = {"newsark": reads} | {p: {s: peers(s, p) for s in reads} for p in PEERS}
    everyone = {name: found for name, found in everyone.items() if any(found.values())}
    head = [f"{s} ({len(r)})" for s, r in reads.items()]
    for title, at, form in (("F1", 2, "{:.3f}"), (f"Pages with F1 below {BAD}", 3, "{:.1%}")):
        rows = {n: [form.format(summary(found[s])[at]) for s in reads] for n, found in everyone.items()}
        table(title, rows, head)
    both = {s: [f"{x:.3f}" for x in summary(r)[:2]] for s, r in reads.items()}
    table("newsark: precision and recall", both, ("precision", "recall"))
    if "daniel" in reads:
        languages = sorted({str(r.item.gold.get("language")) for r in reads["daniel"]})
        rows = {
            n: [
                f"{summary([r for r in f['daniel'] if r.item.gold.get('language') == x])[2]:.3f}"
                for x in languages
            ]
            for n, f in everyone.items()
        }
        table("daniel: F1 by language", rows, languages)
    if "dragnet_2012" in reads:
        rows = {n: [f"{leaked(f['dragnet_2012']):.1%}"] for n, f in everyone.items()}
        table("dragnet_2012: readers' comments' text in the body", rows, ("share",))


def calibration(reads: Sequence[Read]) -> None:
    """Stated confidence against the F1 seen, by tenths of the pages; each fold by the curve of the others."""
    stated = []
    for fold in range(FOLDS):
        steps = curve([(r.confidence, r.f1) for r in reads if r.item.fold != fold and r.shown])
        model = Model((), (), tuple(steps), ())
        stated += [(model.calibrated(r.confidence), r.f1) for r in reads if r.item.fold == fold and r.shown]
    stated.sort()
    rows = {}
    for k in range(10):
        part = stated[k * len(stated) // 10 : (k + 1) * len(stated) // 10]
        said, seen = (sum(column) / len(part) for column in zip(*part, strict=True))
        bad = sum(value < BAD for _, value in part) / len(part)
        between = f"{part[0][0]:.2f}–{part[-1][0]:.2f}"
        rows[f"{k + 1}: {between}"] = [str(len(part)), f"{said:.3f}", f"{seen:.3f}", f"{bad:.1%}"]
    table("Confidence", rows, ("pages", "stated", "seen (F1)", f"F1 < {BAD}"))


def worst(reads: Sequence[Read]) -> Iterator[str]:
    for r in sorted(reads, key=lambda r: r.f1)[:20]:
        precision = "-" if r.precision is None else f"{r.precision:.2f}"
        yield f"{r.f1:.2f} P {precision} R {r.recall:.2f} confidence {r.confidence:.2f} {r.item.url[:100]}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--data", type=Path, default=os.environ.get("NEWSARK_EVALDATA"))
    parser.add_argument("--peers", metavar="PYTHON")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--calibration", action="store_true")
    parser.add_argument("--worst", metavar="SET", default="")
    options = parser.parse_args()
    data = evaluation_pages(options.data)
    installed("lightgbm", "train")
    pages = {s: [sample(item) for item in items(data, s)] for s in TRAINED}
    models = fold_models(seen([p for group in pages.values() for p in group]))
    reads = {s: [read(p, models[p.item.fold]) for p in group] for s, group in pages.items()}
    if options.worst in reads:
        print("\n".join(worst(reads[options.worst])))
        return
    if options.calibration:
        calibration([r for group in reads.values() for r in group])
        return
    for name in MEASURED:
        reads[name] = [read(p, models[p.item.fold]) for p in map(sample, items(data, name))]
    if options.keep:
        options.keep.mkdir(parents=True, exist_ok=True)

    def peers(name: str, peer: str) -> list[Read]:
        return peer_reads(data, name, peer, options.peers, options.keep) if options.peers else []

    compare(reads, peers)


if __name__ == "__main__":
    main()
