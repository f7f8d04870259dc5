"""CPU of a crawl process a page: newsark (fetch, WARC, index, frontier) beside plain Scrapy that stores nothing.

    python -m benchmarks.crawl_cost [--articles 300] [--rounds 3] [--seed 7]

Both crawl the same publication of the local press, one after the other, several rounds, each in a process of its own;
the server is another process. Plain Scrapy is what a tutorial gives: LinkExtractor, parse, follow, default settings but
for delay and concurrency, which are the same for both, and robots.txt obeyed by both. CPU is user + system time of the
crawl process by its own account. `net` is without start-up: the same program on a host with nothing to crawl.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any
from urllib.request import urlopen

ROOT = Path(__file__).parents[1]
CONCURRENCY = 16
GOAL = 0.2


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--articles", type=int, default=300)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--child", choices=sorted(CHILDREN), help=argparse.SUPPRESS)
    options.add_argument("--start", help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.child:
        CHILDREN[given.child](given.start)
        used = resource.getrusage(resource.RUSAGE_SELF)
        print(json.dumps({"cpu": used.ru_utime + used.ru_stime, "rss": used.ru_maxrss}))
        return
    with press(given.articles, given.seed) as info:
        report(alternate(given.rounds, info))


def alternate(rounds: int, info: dict[str, Any]) -> dict[str, list[dict[str, float]]]:
    found: dict[str, list[dict[str, float]]] = {name: [] for name in CHILDREN}
    for _ in range(rounds):
        for name, rows in found.items():
            rows.append(figures(name, info))
    return found


def figures(name: str, info: dict[str, Any]) -> dict[str, float]:
    """One crawl and one start-up; requests and pages by the server's own count."""
    control, base = info["control"], info["publications"]["agency"]["base"]
    idle = child(name, info["cdn"] + "/")
    ask(control, "/reset")
    busy = child(name, base + "/")
    stats = ask(control, "/stats")["agency"]
    pages = sum(
        count
        for kind, count in stats["by_kind"].items()
        if kind not in ("feed", "sitemap", "robots", "asset")
    )
    return {
        "cpu": busy["cpu"],
        "start": idle["cpu"],
        "requests": stats["requests"],
        "pages": pages,
        "rss": busy["rss"],
    }


def child(name: str, start: str) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.crawl_cost", "--child", name, "--start", start]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def report(found: dict[str, list[dict[str, float]]]) -> None:
    print(f"{'':8}{'CPU s':>8}{'start-up':>10}{'requests':>10}{'pages':>7}{'ms/page':>9}{'net':>7}{'MB':>6}")
    for round_ in zip(*found.values(), strict=True):
        for name, row in zip(found, round_, strict=True):
            raw, net = (1000 * cpu / row["pages"] for cpu in (row["cpu"], row["cpu"] - row["start"]))
            print(
                f"{name:8}{row['cpu']:8.2f}{row['start']:10.2f}{row['requests']:10.0f}{row['pages']:7.0f}"
                f"{raw:9.2f}{net:7.2f}{row['rss'] / 1024:6.0f}"
            )
    nets = {name: median((r["cpu"] - r["start"]) / r["pages"] for r in rows) for name, rows in found.items()}
    raws = {name: median(r["cpu"] / r["pages"] for r in rows) for name, rows in found.items()}
    print(
        f"newsark with WARC, index and frontier takes {nets['ours'] / nets['plain']:.2f} of plain Scrapy's CPU a page"
        f" (median; {raws['ours'] / raws['plain']:.2f} with start-up; the aim is {GOAL})"
    )


@contextmanager
def press(articles: int, seed: int) -> Iterator[dict[str, Any]]:
    """The local press in a process of its own, every page rendered beforehand."""
    with tempfile.TemporaryDirectory() as folder:
        ready = Path(folder, "ready.json")
        options = (
            f"--seed {seed} --articles {articles} --pubs agency --faults none --port 0 --warm --crawl-delay 0"
        )
        command = [sys.executable, "-m", "newsroom", *options.split(), "--ready-file", str(ready)]
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "tests")}
        server = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        try:
            assert server.stdout is not None
            yield json.loads(server.stdout.readline())
        finally:
            server.terminate()
            server.communicate()


def ask(control: str, path: str) -> dict[str, Any]:
    with urlopen(control + path, timeout=30) as answer:
        found: dict[str, Any] = json.load(answer)
    return found


# -- the two crawls, each alone in a process


def plain(start: str) -> None:
    import scrapy
    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.http import HtmlResponse, Response
    from scrapy.linkextractors import LinkExtractor

    class Plain(scrapy.Spider):
        name = "plain"
        start_urls = (start,)
        links = LinkExtractor(allow=[start])

        def parse(self, response: Response) -> Iterator[scrapy.Request]:
            if isinstance(response, HtmlResponse):
                for link in self.links.extract_links(response):
                    yield scrapy.Request(link.url)

    settings = {
        "CONCURRENT_REQUESTS": CONCURRENCY,
        "CONCURRENT_REQUESTS_PER_DOMAIN": CONCURRENCY,
        "ROBOTSTXT_OBEY": True,
        "REMOTE_CONTROL_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "LOG_LEVEL": "ERROR",
    }
    process = AsyncCrawlerProcess(settings)
    process.crawl(Plain)
    process.start()


def ours(start: str) -> None:
    from archive.home import Home
    from crawler.crawl import run

    host = start.split("/")[2]
    with tempfile.TemporaryDirectory() as folder:
        home = Home.create(Path(folder, "home"))
        rules = f"[crawl]\ndelay = 0\nconcurrency = {CONCURRENCY}\nrequisites = false\n"
        (home.sites / "press.toml").write_text(f'start = ["{start}"]\nhosts = ["{host}"]\n{rules}')
        result = run(home, "press")
        assert result.reason == "finished", result


CHILDREN: dict[str, Callable[[str], None]] = {"plain": plain, "ours": ours}


if __name__ == "__main__":
    main()
