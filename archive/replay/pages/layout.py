"""The frame of our own pages, and how text from outside gets into them. Pure.

Everything that came from a capture or a request is untrusted: it is escaped, cleaned of controls and of the characters
that re-order text (Unicode's bidirectional controls), and isolated in `<bdi>` so that it cannot turn what stands beside it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from importlib.resources import files
from urllib.parse import quote, unquote

from archive.replay.wire import Reply

STYLE = "/-/style.css"
"""Served by both origins: a browser refuses it to pages of another one, as those that say what is missing are."""
POLICY = (
    "default-src 'none'; style-src 'self'; img-src data:; frame-src {content}; form-action {pages}; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_CONTROLS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb]"
)

_UTF8 = re.compile(r"(?:%[89A-Fa-f][0-9A-Fa-f])+")


@dataclass(frozen=True, slots=True)
class Site:
    """Where things are: `content` is the origin of captured pages, `pages` that of our own (`http://host:port`)."""

    content: str
    pages: str


def safe(text: str | None, limit: int = 2_000) -> str:
    """Untrusted text as HTML text or attribute value: controls dropped, cut, escaped."""
    cleaned = _CONTROLS.sub("", (text or "")[: limit + 1])
    return escape(cleaned if len(cleaned) <= limit else cleaned[:limit] + "…")


def bdi(text: str | None, limit: int = 2_000) -> str:
    """Untrusted text, isolated from the direction of what surrounds it."""
    return f'<bdi dir="auto">{safe(text, limit)}</bdi>'


def address_text(url: str, limit: int = 300) -> str:
    """An address as text: its UTF-8 escapes as letters, always left to right and each part isolated, so that nothing in
    its path can be made to look like its host."""
    parts = _UTF8.sub(_letters, url[: limit + 1]).split("/")
    text = "/".join(
        f"<bdi>{safe(part, limit)}</bdi>" if not part.isascii() else safe(part, limit) for part in parts
    )
    more = "…" if len(url) > limit else ""
    return f'<bdi dir="ltr" class="address">{text}{more}</bdi>'


def _letters(found: re.Match[str]) -> str:
    try:
        text = unquote(found[0], errors="strict")
    except UnicodeDecodeError:
        return found[0]
    return text if text.isprintable() and not text.isspace() else found[0]


def parameter(text: str) -> str:
    """For the value of a query parameter."""
    return quote(text, safe="")


def when_text(when: datetime) -> str:
    """An instant for readers: `28 Nov 2014, 00:02:03 UTC`, machine-readable beside it."""
    utc = when.astimezone(UTC)
    return f'<time datetime="{utc:%Y-%m-%dT%H:%M:%SZ}">{utc.day} {utc:%b %Y, %H:%M:%S} UTC</time>'


def document(site: Site, title: str, body: str, *, status: int = 200) -> Reply:
    """A whole page of ours as a reply. `title` is plain text, `body` is HTML."""
    html = (
        '<!doctype html>\n<html lang="en" dir="ltr">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<title>{safe(title, 200)} – newsark</title>\n<link rel="stylesheet" href="{STYLE}">\n</head>\n<body>\n'
        '<a class="skip" href="#main">Skip to content</a>\n'
        f'<header><a href="{escape(site.pages)}/">newsark</a><span>a news archive</span></header>\n'
        f'<main id="main">\n{body}\n</main>\n</body>\n</html>\n'
    )
    return Reply(status, _headers(site, "text/html; charset=utf-8"), html.encode())


def style(site: Site) -> Reply:
    """The style sheet of our own pages."""
    text = files("archive.replay.pages").joinpath("style.css").read_bytes()
    return Reply(200, _headers(site, "text/css; charset=utf-8"), text)


def _headers(site: Site, content_type: str) -> tuple[tuple[str, str], ...]:
    return (
        ("Content-Type", content_type),
        ("Content-Security-Policy", POLICY.format(content=site.content, pages=site.pages)),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-site"),
        ("Cache-Control", "no-store"),
    )
