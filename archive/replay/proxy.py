"""`newsark replay --proxy`: an HTTP proxy that answers from the archive. Nothing is rewritten; scripts run.

The browser is pointed at the proxy (`--proxy-server=http://127.0.0.1:8081`), so pages have their own origins and every
request ends here: what was not captured is a 404, never the live web. The instant is that of the server (`when`), or that
of the request's Accept-Datetime. With an `Authority` that the browser trusts, https is answered too (CONNECT); without
one, tunnels are refused with 501 and pages captured over https are asked for as `http://…`.
"""

from __future__ import annotations

import re
import ssl
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial

from archive.errors import NotFound, WarcError
from archive.home import Home
from archive.model import Capture, CaptureRow
from archive.replay import memento
from archive.replay.authority import Authority
from archive.replay.choose import in_order
from archive.replay.content import MAX_FILE, decoded
from archive.replay.fuzzy import with_callback
from archive.replay.library import Library
from archive.replay.listen import serve_one
from archive.replay.ranges import partial as part
from archive.replay.rewrite.headers import clean
from archive.replay.wire import BadRequest, Reply, Request, plain
from archive.warc.http import header
from archive.warc.nonget import asked

_TARGET = re.compile(r"(\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9._-]{1,253}):\d{1,5}\Z")
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+\Z")

# RFC 9110, 7.6.1: for one connection only. Encodings and lengths are ours; a proxy must not let a page ask the browser
# to reach around it (Alt-Svc), report elsewhere, or insist on https for a host that is replayed without.
_DROPPED = frozenset(
    [
        "connection",
        "keep-alive",
        "proxy-connection",
        "transfer-encoding",
        "content-length",
        "content-encoding",
        "te",
        "trailer",
        "upgrade",
        "proxy-authenticate",
        "alt-svc",
        "strict-transport-security",
        "public-key-pins",
        "report-to",
        "nel",
        "expect-ct",
        "reporting-endpoints",
        "content-range",
        "accept-ranges",
    ]
)


class ProxyApp:
    """Answers proxy requests (absolute targets, RFC 9112, 3.2.2) as of one instant."""

    def __init__(self, library: Library, when: datetime) -> None:
        self._library, self._when = library, when

    def answer(self, request: Request) -> Reply:
        """The captured answer with its own headers; 404, 451 or 502 where there is none to show."""
        if request.method == "CONNECT":
            return plain(
                501, "https is not tunnelled: start the proxy with --tls, or open the page with http://"
            )
        if not request.target.startswith(("http://", "https://")):
            return plain(400, "this is a proxy: set it as your browser's HTTP proxy")
        url = request.target.partition("#")[0]
        if request.method == "OPTIONS":
            return _preflight(request)
        if self._library.hidden(url):
            return plain(451, "withheld by this archive's keeper")
        try:
            when = memento.accept_datetime(request.headers.get("accept-datetime")) or self._when
            capture = self._library.load_first(in_order(self._rows(request, url, when), url, when))
        except ValueError as error:
            return plain(400, str(error))
        except (WarcError, NotFound) as error:
            return plain(502, str(error))
        return plain(404, "not in this archive") if capture is None else _as_it_was(capture, request, url)

    def _rows(self, request: Request, url: str, when: datetime) -> Sequence[CaptureRow]:
        if request.method not in {"GET", "HEAD"}:
            kind = request.headers.get("content-type", "")
            rows = self._library.around(asked(url, request.method, kind, request.body), when)
            if rows:
                return rows
        rows = self._library.around(url, when)
        if rows or "?" not in url:
            return rows
        return next(
            filter(None, (self._library.around(other, when) for other in self._library.same(url))), []
        )


def _as_it_was(capture: Capture, request: Request, url: str) -> Reply:
    body = with_callback(url, decoded(capture, MAX_FILE))
    kept = [(name, clean(value)) for name, value in capture.headers if name.lower() not in _DROPPED]
    kept.append(("Memento-Datetime", memento.http_date(capture.date)))
    status = capture.status if 200 <= capture.status <= 999 and capture.status not in {304, 407} else 200
    reply = Reply(status, tuple((name, value) for name, value in kept if _NAME.match(name)), body)
    return part(reply, request.headers.get("range", ""), header(capture.headers, "content-range"))


def _preflight(request: Request) -> Reply:
    """A CORS preflight is not captured by crawls: it is allowed, the captured answer's own headers then decide."""
    origin = clean(request.headers.get("origin", "*"))
    return Reply(
        204,
        (
            ("Access-Control-Allow-Origin", origin),
            ("Access-Control-Allow-Credentials", "true"),
            (
                "Access-Control-Allow-Methods",
                clean(request.headers.get("access-control-request-method", "GET")),
            ),
            (
                "Access-Control-Allow-Headers",
                clean(request.headers.get("access-control-request-headers", "*")),
            ),
        ),
    )


def serve_proxy(
    home: Home,
    *,
    host: str = "127.0.0.1",
    port: int = 8081,
    when: datetime | None = None,
    authority: Authority | None = None,
    ready: Callable[[str], None] | None = None,
    stop: threading.Event | None = None,
) -> None:
    """Serves the archive as of `when` (aware; the newest captures by default) as an HTTP proxy, until interrupted or
    until `stop` is set. With an `authority`, https too. `ready` gets the proxy's address. Raises ReplayError where the port cannot be bound."""
    app = ProxyApp(Library(home), when or datetime.now(UTC))
    tunnel = None if authority is None else partial(_host_context, authority)
    serve_one(app.answer, host=host, port=port, tunnel=tunnel, ready=ready, stop=stop)


def _host_context(authority: Authority, target: str) -> ssl.SSLContext:
    """TLS for `host:port` as asked for by CONNECT (RFC 9112, 3.2.3)."""
    found = _TARGET.match(target)
    try:
        if not found:
            raise ValueError
        return authority.context(found[1].strip("[]").lower().rstrip("."))
    except ValueError:
        raise BadRequest(400, "CONNECT needs a host and a port") from None
