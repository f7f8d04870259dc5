"""What the replay server answers: requests in, replies out. Reads the archive through `Library`; no sockets here.

Two faces, two origins, so that a captured page never shares one with ours:

    content   /web/TIMESTAMP[MOD_]/URL, /web/URL (TimeGate), /web/timemap/…, /web/cdx
    pages     /, /-/search, /-/captures, /-/compare, … (see `pages/`)
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from archive.errors import NotFound, QueryError, WarcError
from archive.model import Capture, CaptureRow
from archive.replay import cdx, memento
from archive.replay.address import (
    PAGES,
    Address,
    escape,
    format_address,
    moment,
    parse_address,
    stamp,
)
from archive.replay.choose import REDIRECTS, in_order, neighbours
from archive.replay.content import Frame, replay
from archive.replay.fuzzy import with_callback
from archive.replay.library import Library
from archive.replay.pages.banner import Shown, banner
from archive.replay.pages.calendar import broken_page, hidden_page, missing_page
from archive.replay.pages.layout import STYLE, Site, parameter, style
from archive.replay.wire import INERT, Reply, Request, plain
from archive.warc.nonget import asked

# A home is one collection; it answers to any name, so that addresses made for other replay tools work here.
_COLLECTION = re.compile(
    r"/(?:[A-Za-z][\w-]{0,63}/)?(?=\d{1,14}(?:[a-z]{2}_)?/|\*/|https?:|timemap/|timegate/|(?:cdx|index)(?:\?|\Z)|[\w.-]+\.\w)"
)
_TIMEMAP = re.compile(r"timemap/(link|json|cdxj|\*)/(.+)\Z", re.DOTALL)


class ContentApp:
    """Captured content and the machine interfaces. One a thread pool; `library` is safe to use from several threads."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def answer(self, request: Request, site: Site) -> Reply:
        """The reply to a request that has passed the guards (`guard.py`)."""
        path = request.target
        if path in {"/", ""}:
            return _redirect(site.pages + "/")
        if path == STYLE:
            return style(site)
        if path == "/robots.txt":
            return plain(200, "User-agent: *\nDisallow: /")
        found = _COLLECTION.match(path)
        if not found:
            return plain(404, "not found")
        return self._in_collection(request, path[found.end() :], site)

    def _in_collection(self, request: Request, rest: str, site: Site) -> Reply:
        if rest.partition("?")[0] in {"cdx", "index"}:
            return self._cdx(rest.partition("?")[2])
        found = _TIMEMAP.match(rest)
        if found and found[1] != "*":
            return self._timemap(found[1], found[2], site)
        if found:
            rest = "*/" + found[2]
        rest = rest.removeprefix("timegate/")
        address = parse_address(rest)
        if address is None:
            return plain(400, "there is no address in this request: use /web/20141128000200/http://…")
        if self._library.hidden(address.url, address.timestamp):
            return hidden_page(site, address.url)
        if address.timestamp == "*":
            return _redirect(f"{site.pages}/-/captures?url={parameter(address.url)}")
        if not address.timestamp:
            return self._timegate(request, address.url, site)
        return self._replay(request, address, site)

    def _cdx(self, text: str) -> Reply:
        try:
            query = cdx.parse_query(text)
            if query.count_pages:
                return _text("application/json", cdx.pages(query, self._library.query(query)))
            kind, body = cdx.write(query, cdx.select(query, self._library.query(query)))
        except QueryError as error:
            return plain(400, str(error))
        return _text(kind, body)

    def _timemap(self, form: str, url: str, site: Site) -> Reply:
        address = parse_address(url)
        rows = (
            self._library.captures(address.url) if address and not self._library.hidden(address.url) else []
        )
        if not address or not rows:
            return plain(404, "no captures of this address")
        part = memento.part(rows, address.timestamp)
        if form == "link":
            return _text(memento.LINK_FORMAT, memento.timemap_link(site.content, address.url, part))
        if form == "json":
            return _text("application/json", memento.timemap_json(site.content, address.url, part))
        others = memento.other_pages(site.content, address.url, part, "cdxj", "text/x-cdxj")
        lines = "".join(cdx.cdxj_line(cdx.fields_of(row)) for row in part.rows)
        return _text("text/x-cdxj", lines, *([("Link", ", ".join(others))] if others else []))

    def _timegate(self, request: Request, url: str, site: Site) -> Reply:
        """RFC 7089, pattern 2.1: 302 to the best memento; the newest where no time is asked for (section 4.5.1)."""
        vary = ("Vary", "accept-datetime")
        try:
            when = memento.accept_datetime(request.headers.get("accept-datetime"))
        except ValueError as error:
            return plain(400, str(error), vary)
        rows = self._library.around(url, when or moment("9"))
        ordered = in_order(rows, url, when or moment("9"))
        if not ordered:
            reply = missing_page(site, url, near=self._library.similar(url)[:10])
            return Reply(
                404, (*reply.headers, vary, ("Link", ", ".join(memento.links(site.content, url)))), reply.body
            )
        link = ", ".join(memento.links(site.content, url, rows, ordered[0]))
        return _redirect(memento.memento(site.content, ordered[0]), vary, ("Link", link))

    def _replay(self, request: Request, address: Address, site: Site) -> Reply:
        when = moment(address.timestamp)
        page = address.modifier in PAGES
        rows = self._candidates(request, address.url, address)
        try:
            capture = self._library.load_first(in_order(rows, address.url, when, embedded=not page))
        except (WarcError, NotFound) as error:
            return broken_page(site, address.url, str(error))
        if capture is None:
            return self._absent(address, site, page=page)
        exact = stamp(capture.date)
        if (
            not address.modifier
            and request.method != "POST"
            and (exact != address.timestamp or escape(capture.url) != address.url)
        ):
            return _redirect(
                format_address(capture.url, exact),
                ("Link", ", ".join(memento.links(site.content, capture.url))),
            )
        frame = self._frame(capture, rows, address, site)
        body = with_callback(address.url, capture.body) if address.modifier == "js_" else capture.body
        if body is not capture.body:
            capture = Capture(
                capture.row, capture.status, capture.headers, body, capture.body_location, capture.via
            )
        dest = request.headers.get("sec-fetch-dest", "")
        return replay(
            capture, address.modifier, frame,
            want_range=request.headers.get("range", ""), as_page=dest in {"document", "iframe", "frame", "embed", "object"},
        )  # fmt: skip

    def _candidates(self, request: Request, url: str, address: Address) -> Sequence[CaptureRow]:
        """Rows that may answer: of the request with its body, of the address itself, or of one that means the same."""
        when = moment(address.timestamp)
        if request.method == "POST":
            kind = request.headers.get("content-type", "")
            rows = self._library.around(asked(url, "POST", kind, request.body), when)
            if rows:
                return rows
        rows = self._library.around(url, when)
        if not rows and "?" in url:
            rows = next(
                filter(None, (self._library.around(other, when) for other in self._library.same(url))), []
            )
        return rows

    def _absent(self, address: Address, site: Site, *, page: bool) -> Reply:
        if not page:
            return plain(404, "not in this archive")
        return missing_page(site, address.url, near=self._library.similar(address.url)[:10])

    def _frame(self, capture: Capture, rows: Sequence[CaptureRow], address: Address, site: Site) -> Frame:
        page = address.modifier in PAGES or address.modifier == "id_"
        links = memento.links(site.content, capture.url, rows if page else (), capture.row if page else None)
        footer = ""
        if not address.modifier and capture.status not in REDIRECTS:
            before, after = neighbours(rows, capture.row)
            footer = banner(site, Shown(capture.row, before, after))
        return Frame(site.pages, tuple(links), memento.http_date(capture.date), footer)


def _redirect(location: str, *headers: tuple[str, str]) -> Reply:
    return Reply(302, (("Location", location), ("Cache-Control", "no-cache"), *headers))


def _text(kind: str, body: str, *headers: tuple[str, str]) -> Reply:
    return Reply(
        200,
        (("Content-Type", f"{kind}; charset=utf-8"), *INERT, *headers),
        body.encode(),
    )
