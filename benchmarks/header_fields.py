"""Dates and authors against human gold, and what reading them costs beside a plain lxml parse.

    python -m benchmarks.header_fields --data DIR [SET …]

"Day or change" takes the update where no publication is stated, as some gold does; newsark keeps the two apart.
DIR (or NEWSARK_EVALDATA) holds prepared sets: `SET/items.jsonl` (id, url, html file, gold) and `SET/html/*.gz`. Columns: share of
pages with the right day, the right minute (where the gold has a time), exactly the gold's authors; CPU of the header
parsers over CPU of `lxml.html.document_fromstring` on the same pages, in one process.
"""

import argparse
import gzip
import json
import os
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unicodedata import normalize

import lxml.html

from benchmarks.needs import evaluation_pages
from crawler.parsers.header import HeaderFacts, read_header
from crawler.parsers.page import Page

SETS = ("fundus_tests", "aed", "htmldate_eval")
_SPLIT = re.compile(r"\s*(?:[;,|/\n]|\s(?:and|und|et|y|e|og|och|en|&)\s)\s*")


def items(folder: Path) -> Iterator[tuple[bytes, str, dict[str, Any]]]:
    for line in (folder / "items.jsonl").read_text("utf-8").splitlines():
        item = json.loads(line)
        yield gzip.decompress((folder / "html" / item["html"]).read_bytes()), item["url"], item["gold"]


def right_day(gold: str, got: str | None) -> bool:
    """The day as written, or as it is in the gold's zone or UTC."""
    if not got or len(got) < 10:
        return False
    want = datetime.fromisoformat(gold) if len(gold) > 10 else None
    days = {gold[:10]} | ({want.astimezone(UTC).strftime("%Y-%m-%d")} if want and want.tzinfo else set())
    stated = datetime.fromisoformat(got) if len(got) > 10 else None
    own = {got[:10]}
    if stated and stated.tzinfo:
        own.add(stated.astimezone(want.tzinfo if want and want.tzinfo else UTC).strftime("%Y-%m-%d"))
    return bool(own & days)


def right_minute(gold: str, got: str | None) -> bool:
    if not got or len(got) < 16:
        return False
    want, have = datetime.fromisoformat(gold), datetime.fromisoformat(got)
    if want.tzinfo and have.tzinfo:
        return abs(want - have) < timedelta(minutes=1)
    clocks = {want.replace(tzinfo=None)} | (
        {want.astimezone(UTC).replace(tzinfo=None)} if want.tzinfo else set()
    )
    return any(abs(c - have.replace(tzinfo=None)) < timedelta(minutes=1) for c in clocks)


def names(values: Any) -> set[str]:
    parts = [values] if isinstance(values, str) else list(values or ())
    found = (
        re.sub(r"[^\w\s'-]", " ", normalize("NFKC", n)).casefold()
        for p in parts
        for n in _SPLIT.split(str(p))
    )
    return {" ".join(re.sub(r"^(?:by|von|par|por|di|av|door)\s+", "", n).split()) for n in found} - {""}


def measure(folder: Path) -> str:
    score: dict[str, list[bool]] = {"day": [], "change": [], "minute": [], "authors": []}
    own = plain = 0.0
    for html, url, gold in items(folder):
        start = time.process_time()
        lxml.html.document_fromstring(html)
        plain += time.process_time() - start
        page = Page(html, url)
        warm(page)
        start = time.process_time()
        facts: HeaderFacts = read_header(page, next((b.text for b in page.blocks if len(b.text) > 80), None))
        own += time.process_time() - start
        if isinstance(gold.get("published"), str):
            score["day"].append(right_day(gold["published"], facts.published))
            score["change"].append(right_day(gold["published"], facts.published or facts.updated))
            if len(gold["published"]) > 10:
                score["minute"].append(right_minute(gold["published"], facts.published))
        if wanted := names(gold.get("authors")):
            score["authors"].append(wanted == names(facts.authors))
    cells = (f"{sum(v) / len(v):.3f}" if v else "-" for v in score.values())
    return f"| {folder.name} | {' | '.join(cells)} | {own / plain:.2f} |"


def warm(page: Page) -> None:
    """What other parsers of the page compute anyway: tree, blocks, headline, structured data."""
    for name in ("tree", "blocks", "headline", "main", "meta", "links", "language", "country"):
        getattr(page, name)
    _ = page.structured.article


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sets", nargs="*", default=SETS)
    parser.add_argument("--data", default=os.environ.get("NEWSARK_EVALDATA", ""))
    options = parser.parse_args()
    data = evaluation_pages(options.data)
    print("| set | day | day or change | minute | authors | x lxml |\n|---|---|---|---|---|---|")
    for name in options.sets:
        print(measure(data / name), flush=True)


if __name__ == "__main__":
    main()
