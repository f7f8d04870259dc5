"""Ten ticks of a press under a schedule whose hours pass at once, judged against the manifest."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from datetime import timedelta

from press import ROOT, Press
from schedule.rehearsal import daemon, scheduled

from archive import query
from archive.home import Home
from archive.index.store import CaptureIndex

TICK = timedelta(hours=6)
VALIDATORS = ("agency", "courier", "daily", "forum", "weekly")
"""Publications whose pages carry an ETag or a Last-Modified."""
CRAWL = """
import json, sys, time
from pathlib import Path
from urllib.request import urlopen
from archive.home import Home
from crawler.crawl import run
home, site, now, control, tick = sys.argv[1:]
urlopen(control + "/tick?to=" + tick).close()
ahead = float(now) - time.time()
result = run(Home.open(Path(home)), site, clock=lambda: time.time() + ahead)
print(json.dumps({**result.summary(), "error": result.error}))
"""


def run_ticks(found: Press, pub: str, ticks: int) -> None:
    """One run a tick by the daemon, from tick 0 to `ticks`; then the projection."""
    found.site(pub, revisit='shortest = "1h"\nlongest = "5h"')
    scheduled(found.home, pub, every=TICK)
    (found.home.path / "crawl.py").write_text(CRAWL)
    arguments = [str(found.home.path / "crawl.py"), str(found.home.path), pub]
    with daemon(found.home, kind=json.dumps([*arguments, found.info["control"]]), seconds=1200) as under_way:
        for tick in range(ticks + 1):
            line = under_way.line(f" {pub}: ")
            assert ": finished after" in line, (tick, line)
        assert under_way.stop() == 0
    project(found.home)


def project(home: Home) -> None:
    command = [sys.executable, "-m", "crawler.cli", "project", "--jobs", "1", "--home", str(home.path)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run(command, check=True, env=environment, cwd=ROOT, capture_output=True, timeout=600)


def missed(found: Press, pub: str, ticks: int) -> list[str]:
    """What the manifest says and the archive does not: one line each."""
    with query.reading(found.home.archive_db) as db:
        told = Counter((event.url, event.change.kind) for event in query.changes(db))
        lines = []
        for article in found.manifest(ticks):
            lines += _missed(db, article, told)
    return lines


def _missed(db, article: dict, told: Counter) -> list[str]:
    url, pairs = article["url"], list(zip(article["versions"], article["versions"][1:], strict=False))
    wanted = {
        "headline": sum(a["title"] != b["title"] for a, b in pairs),
        "body": sum(a["body"] != b["body"] for a, b in pairs),
        "removed": int(
            article["removed_tick"] is not None and article["removed_tick"] > article["first_tick"]
        ),
    }
    lines = []
    for kind, count in wanted.items():
        got = told[url, kind] + (told[url, "correction"] if kind == "body" and not told[url, kind] else 0)
        if got != count:
            lines.append(f"{kind} of {url}: {got} for {count}")
    false = [kind for kind in ("byline", "moved", "paywall", "restored") if told[url, kind]]
    false += ["date"] * (told[url, "date"] > len(pairs))  # a correction may well state when it was made
    lines += [f"{kind} of {url}: {told[url, kind]} that are none" for kind in false]
    counts = set(article["comment_count"].values())
    seen = {row.comment_count for row in query.comments(db, url)} if article["comment_count"] else set()
    if not counts <= seen:
        lines.append(f"comment counts of {url}: {sorted(counts - seen)} not among {sorted(seen)}")
    return lines


def unchanged_looks(found: Press, ticks: int) -> Counter[tuple[str, int | None]]:
    """Kind and status of the captures of pages that were the same as at the tick before."""
    looks: Counter[tuple[str, int | None]] = Counter()
    with CaptureIndex(found.home.index_db) as index:
        for article in found.manifest(ticks):
            changed = {version["tick"] for version in article["versions"]}
            counts, first = article["comment_count"], article["first_tick"]
            rows = [row for row in index.captures(article["url"]) if row.url == article["url"]]
            for tick, row in enumerate(rows[1:], first + 1):
                same = counts.get(str(tick)) == counts.get(str(tick - 1))
                if same and tick not in changed and article["status"].get(str(tick)) == "200":
                    looks[row.kind, row.status] += 1
    return looks


def assert_all_found(found: Press, pub: str, ticks: int) -> str:
    run_ticks(found, pub, ticks)
    wrong = missed(found, pub, ticks)
    assert wrong == [], "\n".join(wrong)
    looks = unchanged_looks(found, ticks)
    share = looks["revisit", 304] / max(1, sum(looks.values()))
    if pub in VALIDATORS:
        assert share >= 0.95, looks
    return f"{pub}: {share:.1%} of {sum(looks.values()):,} looks at unchanged pages are 304 revisits"
