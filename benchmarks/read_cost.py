"""What reading a page costs, part by part, beside a plain lxml parse of the same page in the same run.

    python benchmarks/read_cost.py --data DIR [--pages N] [SET …]

DIR (or NEWSARK_EVALDATA) holds prepared sets: `SET/items.jsonl` and `SET/html/*.gz`. Each figure is CPU time over the
CPU time of `lxml.html.document_fromstring` for the same bytes, summed over the pages. Parts are timed in the order in
which the extractor first needs them, so a part's figure holds only what no part before it computed; `all` is the public
call on a fresh page, with its evidence. `p95` and `max` are milliseconds of that call.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import lxml.etree
import lxml.html

from crawler.parsers import extract
from crawler.parsers.body import read_body
from crawler.parsers.comments import read_comments
from crawler.parsers.header import read_header
from crawler.parsers.page import Page
from crawler.parsers.titles import read_title

SETS = ("aeb", "aed", "fundus_eval", "fundus_tests")
T = TypeVar("T")


def pages(folder: Path, limit: int) -> Iterator[tuple[bytes, str]]:
    lines = (folder / "items.jsonl").read_text("utf-8").splitlines()
    for line in lines[:: max(1, len(lines) // limit)][:limit]:
        item = json.loads(line)
        yield gzip.decompress((folder / "html" / item["html"]).read_bytes()), item["url"]


def timed(spent: dict[str, float], name: str, work: Callable[[], T]) -> T:
    start = time.process_time()
    result = work()
    spent[name] = spent.get(name, 0.0) + time.process_time() - start
    return result


def measure(html: bytes, url: str, spent: dict[str, float]) -> float:
    """Adds one page's times; returns the milliseconds of the whole extraction."""
    timed(spent, "lxml", lambda: lxml.html.document_fromstring(html))
    before = spent.get("all", 0.0)
    timed(spent, "all", lambda: extract(html, url))
    page = timed(spent, "decode", lambda: Page(html, url))
    timed(spent, "tree", lambda: page.tree)
    timed(spent, "meta, links", lambda: (page.meta, page.links))
    timed(spent, "structured", lambda: page.structured)
    timed(spent, "blocks", lambda: page.blocks)
    comments = timed(spent, "comments", lambda: read_comments(page))
    counters = {c.raw for c in comments.candidates if c.field == "comment_count"}
    body = timed(spent, "body", lambda: read_body(page, comments.regions, counters))
    first = body.paragraphs[0] if body.paragraphs else None
    timed(spent, "header", lambda: read_header(page, first))
    timed(spent, "title", lambda: read_title(page))
    return (spent["all"] - before) * 1000


def table(data: Path, names: list[str], limit: int) -> None:
    for number, name in enumerate(names):
        spent: dict[str, float] = {}
        each = []
        for html, url in pages(data / name, limit):
            try:
                each.append(measure(html, url, spent))
            except lxml.etree.ParserError:  # an empty page: nothing to compare with
                continue
        each.sort()
        plain = spent.pop("lxml")
        if not number:
            print(
                f"{'set':14}{'pages':>6}{'lxml ms':>9}",
                *(f"{part:>12}" for part in spent),
                "  p95 ms  max ms",
            )
        shares = (f"{seconds / plain:12.2f}" for seconds in spent.values())
        print(
            f"{name:14}{len(each):6}{plain / len(each) * 1000:9.2f}",
            *shares,
            f"{each[int(len(each) * 0.95)]:8.1f}{each[-1]:8.1f}",
        )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("sets", nargs="*", default=SETS)
    parser.add_argument("--data", type=Path, default=os.environ.get("NEWSARK_EVALDATA"))
    parser.add_argument("--pages", type=int, default=100)
    options = parser.parse_args()
    if not options.data or not Path(options.data).is_dir():
        print(
            "read_cost: no pages to read; name a folder of sets with --data or NEWSARK_EVALDATA",
            file=sys.stderr,
        )
        return 0
    table(Path(options.data), list(options.sets), options.pages)
    return 0


if __name__ == "__main__":
    sys.exit(main())
