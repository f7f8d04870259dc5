"""Copies in other publications: recall by how much of a text was kept, false finds, and what signatures cost.

    python -m benchmarks.syndication [--articles 5000] [--copies 50]

Articles of about 2 KB (Zipf's words, one in five texts Persian), each of another publication's; copies keep a share of an
article's sentences and add as much of their own as makes up the rest, or nothing. Time is this process's CPU time.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from archive import query
from archive.db.rows import rows
from archive.db.store import Store, WarcFile
from archive.likeness.signatures import Signatures
from archive.likeness.syndication import syndication
from archive.model import Article, CaptureRow
from archive.projector.run import COMMIT
from benchmarks.projection import FILE, made

WORDS = 290
RUN = 12
"""Words that are kept or replaced together: about a sentence."""
SHARES = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3)

T = TypeVar("T")
Made = list[tuple[str, CaptureRow, Article]]


def edited(body: str, other: str, share: float, *, filled: bool) -> str:
    """A copy that keeps this share of the text's runs; the rest is cut, or filled from another text."""
    words, own = body.split(), other.split()
    chance = random.Random(len(body))
    runs = [words[i : i + RUN] for i in range(0, len(words), RUN)]
    kept = set(chance.sample(range(len(runs)), max(1, round(share * len(runs)))))
    said = [
        run if i in kept else own[i * RUN : i * RUN + RUN] if filled else [] for i, run in enumerate(runs)
    ]
    return " ".join(word for run in said for word in run)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--articles", type=int, default=5000)
    parser.add_argument("--copies", type=int, default=50, help="for each share kept")
    options = parser.parse_args()
    originals = [("daily", row, article) for row, article in made(options.articles, WORDS)]
    asked: list[tuple[str, str, str]] = []
    copies: Made = []
    spare = made(options.articles + 2 * len(SHARES) * options.copies, WORDS)
    fresh = [(row, article) for row, article in spare][options.articles :]
    for way in ("cut", "filled"):
        for share in SHARES:
            for number in range(options.copies):
                _, _, original = originals[(number * 37) % len(originals)]
                row, own = fresh[len(copies)]
                body = edited(original.body, own.body, share, filled=way == "filled")
                url = f"http://courier.example/{way}/{share}/{number}"
                copies.append(
                    ("courier", replace(row, url=url), replace(own, url=url, canonical_url=None, body=body))
                )
                asked.append((f"{way} {share:.0%}", url, original.url))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "archive.db")
        write(path, originals + copies)
        with query.reading(path) as db, Signatures(Path(folder, "likeness.db")) as signatures:
            spent, signed = clocked(lambda: signatures.follow(db))
            size = Path(folder, "likeness.db").stat().st_size
            print(f"signed {signed:,} texts: {signed / spent:,.0f} a second, {size / signed:,.0f} bytes each")
            spent, _ = clocked(lambda: signatures.follow(db))
            print(f"nothing new to sign: {1000 * spent:.0f} ms")
            found: dict[str, list[tuple[bool, int]]] = {}
            spent = 0.0
            for name, url, original_url in asked:
                took, told = clocked(lambda url=url: syndication(db, signatures, url))
                spent += took
                others = {one.stored.article.url for one in told if not one.is_asked}
                found.setdefault(name, []).append((original_url in others, len(others - {original_url})))
    print(f"one question: {1000 * spent / len(asked):.1f} ms")
    for name, results in found.items():
        hits, false = sum(hit for hit, _ in results), sum(wrong for _, wrong in results)
        print(f"{name:>12}  recall {hits / len(results):.2f}  others {false}")


def write(path: Path, made: Made) -> None:
    with Store(path) as store:
        store.write_files([], [WarcFile(FILE, None, None)])
        for start in range(0, len(made), COMMIT):
            batch = made[start : start + COMMIT]
            keys = store.keys([row for _, row, _ in batch])
            store.write(
                [
                    rows(key, row, site, one, "made/1")
                    for key, (site, row, one) in zip(keys, batch, strict=True)
                ]
            )


def clocked(call: Callable[[], T]) -> tuple[float, T]:
    start = time.process_time()
    result = call()
    return time.process_time() - start, result


if __name__ == "__main__":
    main()
