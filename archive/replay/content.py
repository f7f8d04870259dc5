"""A capture → the reply that replays it. Pure.

What a captured page may do is decided here, by the reply's policy and not by trust in the rewriting:
no scripts (twice over: `script-src 'none'` and a sandbox without `allow-scripts`, which also stops refreshes, forms and
plug-ins), nothing loaded from anywhere but this origin, no referrer, no DNS look-ups ahead.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from archive.charset import declared, decode, decode_sheet
from archive.model import Capture, Headers
from archive.replay.address import PAGES, Modifier, stamp
from archive.replay.ranges import partial
from archive.replay.rewrite.css import rewrite_css_of
from archive.replay.rewrite.headers import clean, rewrite_headers
from archive.replay.rewrite.html import rewrite_html
from archive.replay.rewrite.urls import UrlRewriter
from archive.replay.wire import Reply
from archive.warc.http import decode_body, header

MAX_PAGE = 16 << 20
"""Decoded bytes of a page or style sheet that is rewritten; the rest of a longer one is cut. Real pages stay under 3 MB."""
MAX_FILE = 128 << 20
"""Decoded bytes of anything else that came compressed: what a compression bomb may cost."""

POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'self' data: 'unsafe-inline'; font-src 'self' data:; "
    "media-src 'self' data:; frame-src 'self'; object-src 'self'; script-src 'none'; connect-src 'none'; "
    "worker-src 'none'; manifest-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'self' {pages}; "
    "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"
)
_SAFETY = (
    ("Referrer-Policy", "no-referrer"),
    ("X-DNS-Prefetch-Control", "off"),
    ("Cross-Origin-Resource-Policy", "same-site"),
    ("Cross-Origin-Opener-Policy", "same-origin-allow-popups"),
    (
        "Permissions-Policy",
        "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    ),
    ("Cache-Control", "private, no-cache"),
)

_TYPE = re.compile(r"([\w.+-]+/[\w.+-]+)[ \t]*(?:;|\Z)", re.ASCII)
_HTML = frozenset({"text/html", "application/xhtml+xml"})
_UNKNOWN = frozenset({"unknown/unknown", "application/unknown"})  # MIME Sniffing standard, 7
_PICTURES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"\0\0\1\0", b"BM")
_LOOKS_HTML = re.compile(rb"(?:\xef\xbb\xbf)?[\t\n\f\r ]*<")


@dataclass(frozen=True, slots=True)
class Frame:
    """What surrounds a replayed capture: the origin of our own pages, the memento's Link values, the banner."""

    pages: str
    links: tuple[str, ...]
    memento_datetime: str
    footer: str = ""


def replay(
    capture: Capture, modifier: Modifier, frame: Frame, *, want_range: str = "", as_page: bool = False
) -> Reply:
    """The reply. `want_range` is the request's Range header; `as_page` says that a browser asks for a document."""
    timestamp = stamp(capture.date)
    rewrite = UrlRewriter(
        capture.url, timestamp, charset=declared(header(capture.headers, "content-type")) or "utf-8"
    )
    status = _status(capture)
    if modifier == "id_":
        headers, body = _raw(capture, rewrite, as_page=as_page)
    else:
        headers, body = _rendered(capture, rewrite, modifier, frame.footer)
    if sum(name.lower() == "content-type" for name, _ in headers) > 1:  # two readers could take two of them
        headers = _typed(headers, clean(_content_type(capture.headers)))
    headers = [*_surroundings(frame, headers), *headers]
    return partial(Reply(status, tuple(headers), body), want_range, header(capture.headers, "content-range"))


def _status(capture: Capture) -> int:
    """The captured status. 304 stands for its body; 407 would make a browser doubt its proxy."""
    replaced = {304: 200, 407: 403}
    status = replaced.get(capture.status, capture.status)
    return status if 200 <= status <= 999 else 200


def _surroundings(frame: Frame, headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    own = [value for name, value in headers if name.lower() == "link"]
    headers[:] = [(name, value) for name, value in headers if name.lower() != "link"]
    return [
        ("Memento-Datetime", frame.memento_datetime),
        ("Link", ", ".join((*frame.links, *own))),
        ("Content-Security-Policy", POLICY.format(pages=frame.pages)),
        *_SAFETY,
    ]


def _raw(capture: Capture, rewrite: UrlRewriter, *, as_page: bool) -> tuple[list[tuple[str, str]], bytes]:
    """The entity body as captured, content coding included. A browser gets a page's source shown instead of run."""
    headers = rewrite_headers(capture.headers, lambda address, _: rewrite(address, "id_"))
    headers = [(name, value) for name, value in headers if name.lower() not in {"link", "refresh"}]
    coding = clean(header(capture.headers, "content-encoding"))
    if coding:
        headers.append(("Content-Encoding", coding))
    kind = media_type(capture)
    if as_page and (kind in _HTML or "xml" in kind or not kind):
        headers = _typed(headers, "text/plain")
    return headers, capture.body


def _rendered(
    capture: Capture, rewrite: UrlRewriter, modifier: Modifier, footer: str
) -> tuple[list[tuple[str, str]], bytes]:
    embedded = modifier if modifier not in {"", "mp_"} else ""
    headers = rewrite_headers(capture.headers, lambda address, kind: rewrite(address, kind or embedded))
    kind = media_type(capture)
    is_page, is_style = kind in _HTML, kind == "text/css" or modifier == "cs_"
    is_xml = kind.endswith(("/xml", "+xml"))  # may name a style sheet, and hold XHTML
    limit = MAX_PAGE if is_page or is_xml or is_style or not kind else MAX_FILE
    body = decoded(capture, limit)
    if is_page and body.startswith(_PICTURES):
        return headers, body
    if (
        is_page
        or (is_xml and modifier in PAGES)
        or kind == "image/svg+xml"
        or (not kind and _LOOKS_HTML.match(body))
    ):
        return _page(headers, body, rewrite, kind or "text/html", footer)
    if is_style:
        return _style(headers, body, rewrite)
    return headers, body


def _page(
    headers: list[tuple[str, str]], body: bytes, rewrite: UrlRewriter, kind: str, footer: str
) -> tuple[list[tuple[str, str]], bytes]:
    page = decode(body[:MAX_PAGE], header(tuple(headers), "content-type"))
    rewrite.charset = page.charset
    text = rewrite_html(page, rewrite, footer=footer if kind == "text/html" else "", xml=kind != "text/html")
    if not page.transparent:
        headers = _typed(headers, f"{kind}; charset=utf-8")
    elif not header(tuple(headers), "content-type"):
        headers = _typed(headers, kind)
    return headers, page.encode(text)


def _style(
    headers: list[tuple[str, str]], body: bytes, rewrite: UrlRewriter
) -> tuple[list[tuple[str, str]], bytes]:
    """A style sheet. A wrong type is mended: ours is another origin than the page's was, where browsers forgive less."""
    declared_type = header(tuple(headers), "content-type")
    page = decode_sheet(body[:MAX_PAGE], declared_type)
    rewrite.charset = page.charset
    text = rewrite_css_of(page, page.text, rewrite)
    if not page.transparent:
        headers = _typed(headers, "text/css; charset=utf-8")
    elif not declared_type.lower().startswith("text/css"):
        headers = _typed(headers, "text/css")
    return headers, page.encode(text)


def _typed(headers: list[tuple[str, str]], value: str) -> list[tuple[str, str]]:
    return [
        *((name, old) for name, old in headers if name.lower() != "content-type"),
        ("Content-Type", value),
    ]


def _content_type(headers: Headers) -> str:
    """Of several types the last that is one, as browsers choose (Fetch, "extract a MIME type")."""
    stated = [value for name, value in headers if name.lower() == "content-type"]
    if len(stated) < 2:
        return stated[0] if stated else ""
    return next((value for value in reversed(stated) if _TYPE.match(value.strip())), stated[0])


def media_type(capture: Capture) -> str:
    """The declared media type, lower case; "" where a browser would look at the bytes instead."""
    found = _TYPE.match(_content_type(capture.headers).strip())
    kind = found[1].lower() if found else ""
    return "" if kind in _UNKNOWN else kind


def decoded(capture: Capture, limit: int) -> bytes:
    """The body without its content coding, at most `limit` bytes; as it is where the coding cannot be undone."""
    if not header(capture.headers, "content-encoding"):
        return capture.body
    return decode_body(capture.headers, capture.body, limit).data
