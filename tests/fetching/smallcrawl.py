"""A crawl of a list of addresses with the project's own settings, as a program: a JSON plan in, a JSON report out.

The recorder appends everything to one real file, so that a limit on the size of files makes the disk full.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import scrapy
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response
from scrapy.settings import Settings

import crawler.settings
from archive.errors import WriteError
from archive.model import CaptureRow, Exchange, Failure, Location, Lookup


class FileRecorder:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.lines: list[list[Any]] = []

    def write(self, exchange: Exchange) -> CaptureRow:
        status = int(exchange.response.split(b" ", 2)[1])
        self.lines.append([exchange.url, status, exchange.truncated, exchange.via, exchange.hops])
        return self._append(exchange.url, exchange.request + exchange.response, exchange.truncated)

    def write_failure(self, failure: Failure) -> CaptureRow:
        self.lines.append([failure.url, failure.kind, failure.detail, failure.via, failure.hops])
        return self._append(failure.url, failure.request + failure.received, None)

    def write_lookup(self, lookup: Lookup) -> CaptureRow:
        self.lines.append([f"dns:{lookup.host}", list(lookup.addresses)])
        return self._append(f"dns:{lookup.host}", repr(lookup).encode(), None)

    def _append(self, url: str, data: bytes, truncated: str | None) -> CaptureRow:
        try:
            with self.path.open("ab", buffering=0) as file:
                where = Location(self.path.name, file.tell(), len(data))
                if file.write(data) < len(data):
                    file.write(data)  # the rest of a short write says why it does not fit
        except OSError as error:
            self.lines.pop()
            raise WriteError(
                f"{error.strerror}; make room and start the crawl again", path=self.path
            ) from error
        return CaptureRow(
            "urn:x", url, url, datetime.now(UTC), where, "response", None, None, None, truncated=truncated
        )


class ListSpider(scrapy.Spider):
    name = "list"
    start_hosts = ("127.0.0.1",)

    def __init__(self, urls: list[str], recorder: FileRecorder) -> None:
        super().__init__()
        self.urls, self.recorder = urls, recorder
        self.shown: list[list[Any]] = []
        self.failed: list[list[Any]] = []

    async def start(self) -> AsyncIterator[scrapy.Request]:
        for url in self.urls:
            yield scrapy.Request(url, self.parse, errback=self.fail, meta={"asked": url}, dont_filter=True)

    def parse(self, response: Response) -> None:
        assert response.meta["capture"].location.length > 0
        text = response.body[:40].decode("latin-1")
        self.shown.append([response.meta["asked"], response.status, text, response.flags, len(response.body)])

    def fail(self, failure: Any) -> None:
        self.failed.append([failure.request.meta["asked"], failure.type.__name__, str(failure.value)])


def main() -> int:
    plan = json.load(sys.stdin)
    if "file_limit" in plan:
        resource.setrlimit(resource.RLIMIT_FSIZE, (plan["file_limit"], plan["file_limit"]))
    settings = Settings()
    settings.setmodule(crawler.settings)
    settings.update(plan["settings"])
    process = AsyncCrawlerProcess(settings)
    run = process.create_crawler(ListSpider)
    recorder = FileRecorder(Path(plan["file"]))
    process.crawl(run, urls=plan["urls"], recorder=recorder)
    process.start()
    assert run.spider is not None
    assert run.stats is not None
    stats = {name: value for name, value in run.stats.get_stats().items() if not isinstance(value, datetime)}
    report = {
        "shown": run.spider.shown,
        "failed": run.spider.failed,
        "records": recorder.lines,
        "stats": stats,
    }
    report["reason"] = run.stats.get_value("finish_reason")
    print(json.dumps(report))
    return int(str(report["reason"]).startswith("archive-"))


if __name__ == "__main__":
    sys.exit(main())
