"""Comment counts on real pages against counts read by people, and the cost of reading them.

    python -m benchmarks.comment_counts --gold comment_counts.json --data EVALDATA [--worst]

`--data` (or NEWSARK_EVALDATA) is a folder of sets with `items.jsonl` and `html/*.gz`; the gold is a JSON object of
page id → count or null (the page shows look-alikes, but states none). A *trap taken* is a count where gold is null.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from lxml.html import document_fromstring

from benchmarks.needs import evaluation_pages, missing
from crawler.parsers.comments import read_comments
from crawler.parsers.page import Page


def pages(root: Path) -> Iterator[tuple[str, str, bytes]]:
    for items in sorted(root.glob("*/items.jsonl")):
        for line in items.read_text("utf-8").split("\n"):
            if not line:
                continue
            item = json.loads(line)
            yield (
                item["id"],
                item["url"],
                gzip.decompress((items.parent / "html" / item["html"]).read_bytes()),
            )


def main() -> int:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--data", type=Path, default=os.environ.get("NEWSARK_EVALDATA"))
    options.add_argument("--gold", type=Path, help="counts read by people")
    options.add_argument("--all", action="store_true", help="every page of the data: errors and cost only")
    given = options.parse_args()
    data = evaluation_pages(given.data)
    if not (given.gold or given.all):
        missing("no counts read by people; name their file with --gold, or read every page with --all")
    gold = json.loads(given.gold.read_text("utf-8")) if given.gold else {}
    right = traps = counted = 0
    costs: list[tuple[float, float]] = []
    for ident, url, html in pages(data):
        if not given.all and ident not in gold:
            continue
        page = Page(html, url)
        _ = (page.tree, page.headline, page.language)
        start = time.process_time()
        facts = read_comments(page)
        middle = time.process_time()
        document_fromstring(html) if html.strip() else None
        costs.append((middle - start, time.process_time() - middle))
        if ident in gold:
            counted += 1
            right += facts.comment_count == gold[ident]
            traps += gold[ident] is None and facts.comment_count is not None
            if facts.comment_count != gold[ident]:
                print(
                    f"{ident}  gold {gold[ident]}  got {facts.comment_count}  {facts.comment_count_source}  {facts.comments_system}"
                )
    print(f"{counted} pages: {right} right ({right / max(1, counted):.1%}), {traps} traps taken")
    ours, lxml = (sum(part) for part in zip(*costs, strict=True))
    print(
        f"{len(costs)} pages: median {statistics.median(c for c, _ in costs) * 1000:.2f} ms, {ours / lxml:.2f} × a plain lxml parse, worst {max(costs)[0] * 1000:.0f} ms"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
