"""Articles that are taken for something else: of real pages that people marked as articles, how many and why.

    .venv/bin/python -m benchmarks.not_article --data DIR

Each is a loss, so the aim is fewer than 1 in 100. The sets are those of `gold.py`; all their pages with a body count.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from pathlib import Path

from archive.model import Article, NotArticle
from benchmarks.gold import MEASURED, TRAINED, items
from benchmarks.needs import evaluation_pages
from crawler.parsers import extract


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--data", type=Path, default=os.environ.get("NEWSARK_EVALDATA"))
    parser.add_argument("--list", action="store_true", help="name the pages")
    options = parser.parse_args()
    data = evaluation_pages(options.data)
    print("| set | articles | taken for something else | reasons |\n| --- | --- | --- | --- |")
    count, lost = 0, Counter[str]()
    for name in (*TRAINED, *MEASURED):
        reasons = Counter[str]()
        pages = 0
        for item in items(data, name):
            outcome = extract(item.html, item.url)
            pages += 1
            if not isinstance(outcome, Article):
                reason = outcome.reason if isinstance(outcome, NotArticle) else "failed"
                reasons[reason] += 1
                if options.list:
                    print(f"{name} {reason} {item.url}", file=sys.stderr)
        count, lost = count + pages, lost + reasons
        said = ", ".join(f"{k} {v}" for k, v in reasons.most_common())
        print(
            f"| {name} | {pages} | {reasons.total()} ({reasons.total() / pages:.1%}) | {said} |", flush=True
        )
    print(f"| all | {count} | {lost.total()} ({lost.total() / count:.1%}) | |")


if __name__ == "__main__":
    main()
