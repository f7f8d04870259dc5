"""Learned layouts against the generic parser: read well, read more cheaply, and left alone where they do not fit.

    python -m benchmarks.templates [--data DIR] [--least 5] [--folds 2] [--sites] [--articles 40]

Sites: those with `--least` pages in DIR (or NEWSARK_EVALDATA: `SET/items.jsonl`, `SET/html/*.gz`). The pages of a site
are parted into `--folds`; each part is read with what was learned from the others. The press of the tests stands beside
them: half of its articles are learned from, the others read, before and after it changes its look.

`F1` is the mean over pages of the F1 over four-word shingles. `followed`: pages that were read by a layout. `cost`: CPU
time of the whole extraction over that of `lxml.html.document_fromstring` for the same bytes, in the same run; `of these`
the same for the pages that followed.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import mean
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(1, str(Path(__file__).resolve().parent.parent / "tests"))

import lxml.etree
import lxml.html
from newsroom.manifest import record
from newsroom.model import PUBS
from newsroom.room import Room

from archive.model import Article, Outcome
from benchmarks.gold import MEASURED, TRAINED, f1, items, scores
from crawler.parsers import extract
from crawler.parsers.article import read_page
from crawler.parsers.page import Page
from crawler.parsers.templates import Layouts, learn, proven, study

START = datetime(2026, 11, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Given:
    """One page with the body that people (or the press) say it has."""

    url: str
    html: bytes
    gold: dict[str, str]
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Result:
    """What became of the pages that were read both ways; seconds are CPU time."""

    generic: list[float] = field(default_factory=list)
    learned: list[float] = field(default_factory=list)
    followed: list[bool] = field(default_factory=list)
    seconds: list[tuple[float, float, float]] = field(default_factory=list)

    def __iadd__(self, other: Result) -> Result:
        for mine, theirs in zip(vars(self).values(), vars(other).values(), strict=True):
            mine += theirs
        return self

    def line(self, name: str) -> str:
        worse = sum(b < a - 0.02 for a, b in zip(self.generic, self.learned, strict=True))
        better = sum(b > a + 0.02 for a, b in zip(self.generic, self.learned, strict=True))
        own = [s for s, followed in zip(self.seconds, self.followed, strict=True) if followed]
        return (
            f"{name:34}{len(self.generic):6}{mean(self.generic):9.4f}{mean(self.learned):9.4f}{better:8}{worse:7}"
            f"{mean(self.followed):10.0%}{_over(self.seconds, 1):9.2f}{_over(self.seconds, 2):9.2f}"
            f"{_over(own, 1):11.2f}{_over(own, 2):9.2f}"
        )


HEAD = (
    f"{'':34}{'pages':>6}{'generic':>9}{'learned':>9}{'better':>8}{'worse':>7}{'followed':>10}"
    f"{'cost':>9}{'learned':>9}{'of these':>11}{'learned':>9}"
)


def _over(seconds: list[tuple[float, float, float]], which: int) -> float:
    plain = sum(s[0] for s in seconds)
    return sum(s[which] for s in seconds) / plain if plain else 0.0


def learned(site: str, old: Sequence[Given], new: Sequence[Given] = (), turn: datetime = START) -> Layouts:
    """What `newsark site learn` makes of pages captured from START on, and others from `turn` on."""
    dated = [(page, START + timedelta(minutes=n)) for n, page in enumerate(old)]
    dated += [(page, turn + timedelta(minutes=n)) for n, page in enumerate(new)]
    pages = [Page(p.html, p.url, headers=p.headers, captured_at=at) for p, at in dated]
    found = learn(site, [reading for page in pages if (reading := study(page))])
    return Layouts(proven(found, pages, read_page), "v")


def compare(pages: Sequence[Given], layouts: Layouts, at: datetime) -> Result:
    result = Result()
    for page in pages:
        try:
            plain, _ = timed(lambda page=page: lxml.html.document_fromstring(page.html))  # type: ignore[misc]
        except lxml.etree.ParserError:
            continue
        one, generic = timed(lambda page=page: _extract(page, at, Layouts()))  # type: ignore[misc]
        two, learned = timed(lambda page=page: _extract(page, at, layouts))  # type: ignore[misc]
        result.seconds.append((plain, one, two))
        result.generic.append(_f1(page, generic))
        result.learned.append(_f1(page, learned))
        result.followed.append(_followed(learned))
    return result


def timed(work):  # type: ignore[no-untyped-def]
    start = time.process_time()
    done = work()
    return time.process_time() - start, done


def _extract(page: Given, at: datetime, layouts: Layouts) -> Outcome:
    return extract(page.html, page.url, headers=page.headers, captured_at=at, layouts=layouts)


def _f1(page: Given, outcome: Outcome) -> float:
    return f1(*scores(page.gold, (outcome.body or "") if isinstance(outcome, Article) else ""))


def _followed(outcome: Outcome) -> bool:
    if not isinstance(outcome, Article):
        return False
    return any(c.rule.startswith("learned:") for c in outcome.evidence if c.field == "body" and c.chosen)


def real(data: Path, least: int, folds: int, *, each: bool) -> None:
    """Sites of all sets together, in a table by set."""
    by_site: dict[str, list[tuple[str, Given]]] = {}
    for name in (*TRAINED, *MEASURED):
        for n, item in enumerate(items(data, name) if (data / name).is_dir() else ()):
            if host := urlsplit(item.url).hostname:
                url = (
                    item.url if len(item.url) > len(host) + 10 else f"{item.url}{n}"
                )  # daniel names hosts only
                page = Given(url, item.html, item.gold)
                by_site.setdefault(host.removeprefix("www."), []).append((name, page))
    groups: dict[str, Result] = {}
    for site, pages in sorted(by_site.items()):
        if len(pages) < least:
            continue
        result = _site(site, [page for _, page in pages], folds)
        if each:
            print(result.line(site[:33]))
        group = "all sites" if len({name for name, _ in pages}) > 1 else pages[0][0]
        for key in {group, "all sites"}:
            groups.setdefault(key, Result()).__iadd__(result)
    for key in sorted(groups):
        print(groups[key].line(key))


def _site(site: str, pages: list[Given], folds: int) -> Result:
    result = Result()
    for fold in range(folds):
        others = [page for n, page in enumerate(pages) if n % folds != fold]
        layouts = learned(site, others)
        result += compare(pages[fold::folds], layouts, START + timedelta(days=1))
    return result


def press(articles: int) -> None:
    """Each publication: learned from half; then its new look, unknown and learned."""
    turn = START + timedelta(days=30)
    for key in PUBS:
        old, new = _articles(key, articles, None), _articles(key, articles, 0)
        half = len(old) // 2
        before = learned(key, old[:half])
        print(compare(old[half:], before, START + timedelta(days=1)).line(key))
        print(compare(new[half:], before, turn).line("  redesigned, layout of before"))
        both = learned(key, old[:half], new[:half], turn)
        print(compare(new[half:], both, turn + timedelta(days=1)).line("  redesigned, learned again"))
        print(compare(old[half:], both, START + timedelta(days=1)).line("  old captures, learned again"))


def _articles(key: str, count: int, redesign_at: int | None) -> list[Given]:
    room = Room(23, count, [key], faults="none", redesign_at=redesign_at)
    site = room.sites[key]
    found = []
    for a in site.view.live:
        page, told = site.page(site.path(a)), record(site, a, 0)
        body = "\n".join(told.get("page_bodies", [told["body"]])[0])
        found.append(Given(site.url(a), page.body, {"body": body}, {"content-type": page.ctype}))
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, default=os.environ.get("NEWSARK_EVALDATA"))
    parser.add_argument("--least", type=int, default=5)
    parser.add_argument("--folds", type=int, default=2)
    parser.add_argument("--sites", action="store_true", help="one line a site")
    parser.add_argument("--articles", type=int, default=40, help="of each publication of the press")
    given = parser.parse_args()
    print(HEAD)
    if given.data and Path(given.data).is_dir():
        real(Path(given.data), given.least, given.folds, each=given.sites)
    else:
        print(
            "templates: no real pages; name a folder of sets with --data or NEWSARK_EVALDATA", file=sys.stderr
        )
    if given.articles:
        press(given.articles)
    return 0


if __name__ == "__main__":
    sys.exit(main())
