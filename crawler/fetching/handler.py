"""The download handler: every request of the crawl goes through here, and nothing comes out that is not archived.

    request -> pace (whose turn) -> wire (one attempt) -> recorder (WARC) -> response

The archive is written before the response goes on. If it cannot be written, the crawl is stopped and the page is not
shown to anybody. The recorder is the attribute `recorder` of the spider, made by the run of the crawl; the spider may
also name its `start_hosts`, see `guard`.
"""

from __future__ import annotations

import asyncio
import gc
import logging
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    NotConfigured,
    ResponseDataLossError,
)
from scrapy.http import HtmlResponse

from archive.errors import WriteError
from archive.model import CaptureRow, Exchange, Failure
from crawler.fetching import optouts
from crawler.fetching.asking import Asking
from crawler.fetching.identity import PRODUCT
from crawler.fetching.memory import give_back_large
from crawler.fetching.optouts import OptOut
from crawler.fetching.pace import Resting, host_key, pace_of
from crawler.fetching.pool import Pool
from crawler.fetching.recorder import NotArchived, Recorder, stop_reason
from crawler.fetching.response import scrapy_response
from crawler.fetching.tls import client_context
from crawler.fetching.wire import Reply, Wire

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.settings import BaseSettings

logger = logging.getLogger(__name__)

LARGE = 1 << 20
"""Bytes of an answer from which on it is decoded only after it was written: not to hold it twice meanwhile. Its own meta
elements are then not looked at, unless they are to be obeyed; no real article is as large."""

HUGE = 8 << 20
"""Bytes of an answer that are worth a look for others like it which nobody needs any more: 45 MiB each, a tenth of a second."""

_ERRORS: dict[str, type[Exception]] = {
    "dns": CannotResolveHostError,
    "refused": DownloadConnectionRefusedError,
    "timeout": DownloadTimeoutError,
    "blocked": IgnoreRequest,
}


class ArchivingHandler:
    """A Scrapy 2.19 download handler for http and https (documented interface: lazy, download_request, close).

    Puts into `request.meta`: `capture` (CaptureRow), `failure` (Failure, when there was no answer or it was not kept),
    `opt_outs`, `download_latency`.
    """

    lazy = True  # made at the first request, when the spider and its recorder are there

    def __init__(self, crawler: Crawler) -> None:
        spider = crawler.spider
        recorder = getattr(spider, "recorder", None)
        if recorder is None:
            raise NotConfigured("the spider has no recorder: nothing is fetched that is not archived")
        give_back_large()
        self.crawler = crawler
        self.recorder: Recorder = recorder
        self.pace = pace_of(crawler)
        self.wire = Wire(_pool(crawler.settings, getattr(spider, "start_hosts", ())))
        self.asking = Asking(crawler.settings)
        self._obey = crawler.settings.get("NEWSARK_OPT_OUTS") == "obey"
        self._maxsize = crawler.settings.getint("NEWSARK_MAX_DECODED")
        self._fail_on_loss = crawler.settings.getbool("DOWNLOAD_FAIL_ON_DATALOSS")
        self._running: set[asyncio.Task[object]] = set()
        self._stopped: WriteError | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ArchivingHandler:
        return cls(crawler)

    async def download_request(self, request: Request) -> Response:
        """One attempt, archived. Raises Scrapy's own download errors, so that its retry rules apply."""
        task = asyncio.current_task()
        assert task is not None
        self._running.add(task)  # Scrapy keeps no strong reference to it, and the loop only a weak one
        try:
            return await self._download(request)
        finally:
            self._running.discard(task)

    async def close(self) -> None:
        self.wire.close()

    async def _download(self, request: Request) -> Response:
        host = host_key(request.url)
        ask = replace(self.asking.of(request), gap=self.pace.gap(host))
        request.meta.pop("capture", None)  # copied from the request that this one repeats or follows
        request.meta.pop("failure", None)
        try:
            async with self.pace.turn(host):
                if self._stopped is not None:
                    raise NotArchived(str(self._stopped))
                found = await self.wire.fetch(ask)
        except Resting as resting:
            self.crawler.stats.inc_value("pace/resting")
            raise IgnoreRequest(str(resting)) from None
        response, loss = None, None
        if isinstance(found, Reply):
            loss = self._loss(found, request)
            small = self._obey or len(found.exchange.response) < LARGE
            response = self._response(found, request) if small and loss is None else None
            found = self._marked(found, request, response)
        if isinstance(found, Reply) and len(found.exchange.response) > HUGE:
            gc.collect()  # an attempt before this one may hang in the cycle of its error and its frames, with as many bytes
        row = self._record(found)
        request.meta["capture"] = row
        if isinstance(found, Reply) and response is None and loss is None:
            response = self._response(found, request)
        request.meta["download_latency"] = (
            found.exchange.seconds if isinstance(found, Reply) else found.seconds
        )
        if isinstance(found, Failure):
            request.meta["failure"] = found
            if response is not None:
                return response
            raise _ERRORS.get(found.kind, DownloadFailedError)(f"{found.kind}: {found.detail}")
        if response is not None:
            return response
        del found  # an error keeps its frames, and with them 32 MiB, for as long as anybody keeps the error
        raise ResponseDataLossError(str(loss))

    def _response(self, reply: Reply, request: Request) -> Response:
        return scrapy_response(reply, request.url, self._maxsize)

    def _marked(self, reply: Reply, request: Request, response: Response | None) -> Reply | Failure:
        """The answer with what its publisher reserves noted; its body is not kept where the site file says to obey that.

        The page may still be followed: what is reserved is keeping it, not reading where it leads.
        """
        page = response.body if isinstance(response, HtmlResponse) else b""
        marks = (
            *request.meta.get("opt_outs", ()),
            *optouts.in_answer(reply.answer.headers, page, PRODUCT),
        )
        if not marks:
            return reply
        request.meta["opt_outs"] = marks
        if self._obey and not request.meta.get("dont_obey_robotstxt"):
            return _not_kept(reply.exchange, marks[0])
        notes = tuple(("opt-out", f"{mark.kind}; {mark.where}") for mark in dict.fromkeys(marks))
        return replace(reply, exchange=replace(reply.exchange, notes=(*reply.exchange.notes, *notes)))

    def _loss(self, reply: Reply, request: Request) -> str | None:
        """Why the body is to be asked for again; not where our own limit cut it: the same bytes would come."""
        lost = reply.answer.truncated or ("framing" if reply.answer.damage else None)
        strict = request.meta.get("download_fail_on_dataloss", self._fail_on_loss)
        return lost if strict and lost != "length" else None

    def _record(self, found: Reply | Failure) -> CaptureRow:
        """Writes to the archive; stops the crawl when that fails."""
        if self._stopped is not None:
            raise NotArchived(str(self._stopped))
        try:
            for lookup in self.wire.pool.resolver.fresh():
                self.recorder.write_lookup(lookup)
            if isinstance(found, Failure):
                row = self.recorder.write_failure(found)
                self.crawler.stats.inc_value(f"capture/failures/{found.kind}")
            else:
                row = self.recorder.write(found.exchange)
                self._count(found.exchange, found.answer.status)
        except WriteError as error:
            self._stop(error)
            raise NotArchived(str(error)) from None
        return row

    def _count(self, exchange: Exchange, status: int) -> None:
        count = self.crawler.stats.inc_value
        count("downloader/response_count")
        count(f"downloader/response_status_count/{status}")
        count("downloader/response_bytes", len(exchange.response))
        if exchange.truncated:
            count(f"capture/truncated/{exchange.truncated}")

    def _stop(self, error: WriteError) -> None:
        self._stopped = error
        reason = stop_reason(error)
        logger.error("The crawl stops, the archive cannot be written: %s", error)
        self.crawler.stats.set_value("capture/write_error", str(error))
        task = asyncio.get_running_loop().create_task(self.crawler.engine.close_spider_async(reason=reason))
        self._running.add(task)
        task.add_done_callback(self._running.discard)


def _not_kept(exchange: Exchange, mark: OptOut) -> Failure:
    return Failure(
        exchange.url,
        exchange.started,
        "opted-out",
        mark.where,
        exchange.request,
        ip=exchange.ip,
        seconds=exchange.seconds,
        via=exchange.via,
        hops=exchange.hops,
    )


def _pool(settings: BaseSettings, start_hosts: object) -> Pool:
    ca_file = settings.get("NEWSARK_CA_FILE")
    tls = client_context(
        verify=settings.getbool("DOWNLOAD_VERIFY_CERTIFICATES"), ca_file=Path(ca_file) if ca_file else None
    )
    return Pool(
        tls,
        [str(host) for host in start_hosts] if isinstance(start_hosts, (list, tuple, set, frozenset)) else (),
    )
