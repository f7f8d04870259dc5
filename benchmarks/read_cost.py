"""What reading a page costs, part by part, beside a plain lxml parse of the same page in the same run.

    python -m benchmarks.read_cost --data DIR [--pages N] [--warm N] [SET …]

DIR (or NEWSARK_EVALDATA) holds prepared sets: `SET/items.jsonl` and `SET/html/*.gz`. Each figure is CPU time over the
CPU time of `lxml.html.document_fromstring` for the same bytes, summed over the pages. `all` is the public call, with its
evidence, on pages not seen before, as in a long crawl: `--warm` pages of other sets were read first. `cold` is the same
call on the first pages that a process reads. `p95` and `max` are milliseconds of `all`. The parts are timed afterwards on
a fresh page, in the order in which the extractor first needs them, so a part's figure holds only what no part before
it computed.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TypeVar

import lxml.etree
import lxml.html

from benchmarks.needs import evaluation_pages
from crawler.parsers import extract
from crawler.parsers.body import read_body
from crawler.parsers.comments import read_comments
from crawler.parsers.header import read_header
from crawler.parsers.page import Page
from crawler.parsers.titles import read_title

SETS = ("aeb", "aed", "fundus_eval", "fundus_tests")
COLD = 30
"""Pages at the start of a process."""
T = TypeVar("T")
PageBytes = tuple[bytes, str]


def pages(folder: Path, limit: int) -> Iterator[PageBytes]:
    lines = [line for line in (folder / "items.jsonl").read_text("utf-8").split("\n") if line]
    for line in lines[:: max(1, len(lines) // limit)][:limit]:
        item = json.loads(line)
        yield gzip.decompress((folder / "html" / item["html"]).read_bytes()), item["url"]


def others(data: Path, names: list[str], limit: int) -> list[PageBytes]:
    """Pages of the sets that are not measured, as many of each."""
    folders = [f for f in sorted(data.iterdir()) if f.name not in names and (f / "items.jsonl").is_file()]
    return [page for f in folders for page in pages(f, max(1, limit // len(folders)))]


def timed(spent: dict[str, float], name: str, work: Callable[[], T]) -> T:
    start = time.process_time()
    result = work()
    spent[name] = spent.get(name, 0.0) + time.process_time() - start
    return result


def measure(html: bytes, url: str, spent: dict[str, float]) -> None:
    """Adds one page's times, part by part."""
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


def read_all(found: list[PageBytes], spent: dict[str, float]) -> list[float]:
    """Adds the times of plain parse and public call; returns the latter's milliseconds, page by page."""
    each = []
    for html, url in found:
        before = spent.get("all", 0.0)
        try:
            timed(spent, "lxml", partial(lxml.html.document_fromstring, html))
        except lxml.etree.ParserError:  # an empty page: nothing to compare with
            continue
        timed(spent, "all", partial(extract, html, url))
        each.append((spent["all"] - before) * 1000)
    return sorted(each)


def table(data: Path, names: list[str], limit: int, warm: int) -> None:
    first = others(data, names, warm)
    cold: dict[str, float] = {}
    read_all(first[:COLD], cold)
    read_all(first[COLD:], {})
    if cold:
        print(
            f"cold, first {min(COLD, len(first))} pages: {cold['all'] / cold['lxml']:.2f}; then {len(first)} read"
        )
    for number, name in enumerate(names):
        found = list(pages(data / name, limit))
        spent: dict[str, float] = {}
        each = read_all(found, spent)
        for html, url in found:
            measure(html, url, spent)
        plain = spent.pop("lxml")
        if not number:
            heads = "".join(f"{part:>12}" for part in spent)
            print(f"{'set':14}{'pages':>6}{'lxml ms':>9}{heads}  p95 ms  max ms")
        shares = "".join(f"{seconds / plain:12.2f}" for seconds in spent.values())
        times = f"{each[int(len(each) * 0.95)]:8.1f}{each[-1]:8.1f}"
        print(f"{name:14}{len(each):6}{plain / len(each) * 1000:9.2f}{shares}{times}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("sets", nargs="*", default=SETS)
    parser.add_argument("--data", type=Path, default=os.environ.get("NEWSARK_EVALDATA"))
    parser.add_argument("--pages", type=int, default=100)
    parser.add_argument("--warm", type=int, default=300)
    options = parser.parse_args()
    table(evaluation_pages(options.data), list(options.sets), options.pages, options.warm)


if __name__ == "__main__":
    main()
