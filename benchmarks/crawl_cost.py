"""CPU of a crawl process a page: newsark (fetch, WARC, index, frontier) beside plain Scrapy that stores nothing, and others.

    python -m benchmarks.crawl_cost [--articles 300] [--rounds 3] [--seed 7] [--peers PYTHON]

All crawl the same publication of the local press, one after the other, several rounds, each in a process of its own;
the server is another process. `wget` mirrors into a WARC file where it is installed; `crawlee` is that library's
ParselCrawler, where `--peers` names the Python of an environment that has `crawlee[parsel]` (it stores nothing). Plain Scrapy is what a tutorial gives: LinkExtractor, parse, follow, default settings but
for delay and concurrency, which are the same for both, and robots.txt obeyed by both. CPU is user + system time of the
crawl process by its own account. `net` is without start-up: the same program on a host with nothing to crawl. Plain
Scrapy fetches every variant of a page, newsark leaves out those that are known to be the same: so both counts are
given, a page fetched and an article of the publication's own list found.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any
from urllib.request import urlopen

ROOT = Path(__file__).parents[1]
CONCURRENCY = 16
GOAL = 0.2
NO_PAGES = ("feed", "sitemap", "robots", "asset")


@dataclass(frozen=True)
class Row:
    """One crawl: CPU seconds with and of start-up, and what it asked for. `megabytes` is the peak resident size."""

    cpu: float
    start: float
    requests: int
    pages: int
    articles: int
    megabytes: float

    @property
    def net(self) -> float:
        return self.cpu - self.start


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--articles", type=int, default=300)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--peers", type=Path, help="Python of an environment with crawlee[parsel]")
    options.add_argument("--child", choices=sorted(CHILDREN), help=argparse.SUPPRESS)
    options.add_argument("--start", help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.child:
        CHILDREN[given.child](given.start)
        used = resource.getrusage(
            resource.RUSAGE_CHILDREN if given.child in PROGRAMS else resource.RUSAGE_SELF
        )
        print(json.dumps({"cpu": used.ru_utime + used.ru_stime, "rss": used.ru_maxrss}))
        return
    pythons = {name: Path(sys.executable) for name in CHILDREN if name not in PEERS}
    pythons |= dict.fromkeys(PEERS, given.peers) if given.peers else {}
    if shutil.which("wget") is None:
        pythons.pop("wget")
    for name in CHILDREN.keys() - pythons.keys():
        print(f"{name} is not here, it is left out")
    with press(given.articles, given.seed) as info:
        report(alternate(given.rounds, info, pythons))


def alternate(rounds: int, info: dict[str, Any], pythons: dict[str, Path]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {name: [] for name in pythons}
    for _ in range(rounds):
        for name, rows in found.items():
            rows.append(figures(name, info, pythons[name]))
    return found


def figures(name: str, info: dict[str, Any], python: Path) -> Row:
    """One start-up and one crawl; requests, pages and articles by the server's own count."""
    control, base = info["control"], info["publications"]["agency"]["base"]
    idle = child(name, info["cdn"] + "/", python)
    ask(control, "/reset")
    busy = child(name, base + "/", python)
    stats = json.loads(ask(control, "/stats?paths=1"))["agency"]
    manifest = [json.loads(line) for line in ask(control, "/manifest?ticks=0").splitlines()]
    return Row(
        busy["cpu"],
        idle["cpu"],
        stats["requests"],
        sum(count for kind, count in stats["by_kind"].items() if kind not in NO_PAGES),
        sum(article["url"].removeprefix(base) in stats["paths"] for article in manifest),
        busy["rss"] / 1024,
    )


def child(name: str, start: str, python: Path) -> dict[str, float]:
    command = [str(python), "-m", "benchmarks.crawl_cost", "--child", name, "--start", start]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def report(found: dict[str, list[Row]]) -> None:
    print(
        f"{'':12}{'CPU s':>7}{'start-up':>9}{'requests':>9}{'pages':>7}{'articles':>9}{'req/article':>12}"
        f"{'ms/page':>9}{'net':>6}{'ms/article':>11}{'net':>6}{'MB':>5}"
    )
    for round_ in zip(*found.values(), strict=True):
        for name, row in zip(found, round_, strict=True):
            raw, net = 1000 * row.cpu, 1000 * row.net
            print(
                f"{name:12}{row.cpu:7.2f}{row.start:9.2f}{row.requests:9}{row.pages:7}{row.articles:9}"
                f"{row.requests / max(1, row.articles):12.2f}"
                f"{raw / max(1, row.pages):9.2f}{net / max(1, row.pages):6.2f}"
                f"{raw / max(1, row.articles):11.2f}{net / max(1, row.articles):6.2f}"
                f"{row.megabytes:5.0f}"
            )
    for of, count in (("page fetched", "pages"), ("article found", "articles")):
        ours_, plain_ = (
            median(row.net / getattr(row, count) for row in found[name]) for name in ("ours", "plain")
        )
        print(
            f"CPU per {of}, without start-up: newsark takes {ours_ / plain_:.2f} of plain Scrapy (aim: {GOAL})"
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


def ask(control: str, path: str) -> bytes:
    with urlopen(control + path, timeout=60) as answer:
        found: bytes = answer.read()
    return found


# -- the crawls, each alone in a process


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


def wget(start: str) -> None:
    """As its manual has it for mirrors, with a WARC file; without --page-requisites, as the others fetch pages only."""
    with tempfile.TemporaryDirectory() as folder:
        options = ["--recursive", "--level=inf", "--no-parent", "--no-verbose", "--tries=1", "--wait=0"]
        command = ["wget", *options, f"--directory-prefix={folder}", f"--warc-file={folder}/wget", start]
        done = subprocess.run(command, check=False, capture_output=True)
        assert done.returncode in (0, 8), done.stderr[
            -500:
        ]  # 8: some answer was an error, as links of the press are


def crawlee(start: str) -> None:
    """As its guide has it: the ParselCrawler, all links of the same host, everything in memory, robots.txt obeyed."""
    import asyncio
    import logging

    from crawlee import ConcurrencySettings
    from crawlee.crawlers import ParselCrawler, ParselCrawlingContext
    from crawlee.storage_clients import MemoryStorageClient

    async def main() -> None:
        crawler = ParselCrawler(
            respect_robots_txt_file=True,
            configure_logging=False,
            max_request_retries=0,
            storage_client=MemoryStorageClient(),
            concurrency_settings=ConcurrencySettings(
                desired_concurrency=CONCURRENCY, max_concurrency=CONCURRENCY
            ),
        )

        @crawler.router.default_handler
        async def follow(context: ParselCrawlingContext) -> None:
            await context.enqueue_links(strategy="same-origin")

        await crawler.run([start])

    logging.disable()
    asyncio.run(main())


PROGRAMS, PEERS = {"wget"}, ("crawlee",)
CHILDREN: dict[str, Callable[[str], None]] = {
    "plain": plain,
    "ours": ours,
    "wget": wget,
    "crawlee": crawlee,
}


if __name__ == "__main__":
    main()
