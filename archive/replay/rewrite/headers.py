"""Headers of a captured answer → headers of the replay. Pure.

Only what a reader needs passes; everything else comes along as `X-Archive-Orig-…`, where no browser acts on it: cookies,
policies, hints, alternative services, reports. Values are cleaned of what could end a header line.
"""

from __future__ import annotations

import re

from archive.model import Headers
from archive.replay.rewrite.attributes import rewrite_refresh
from archive.replay.rewrite.css import Rewrite
from archive.urls import of_header

_PASSED = frozenset({"content-language", "content-disposition", "content-type"})
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}\Z")  # RFC 9110, 5.6.2
_UNSAFE = re.compile(r"[^\t\x20-\x7e\x80-\xff]")
_LINK = re.compile(r"\s*<([^>]*)>((?:[^,\"]|\"[^\"]*\")*),?")
_PARAMETER = re.compile(r";\s*([\w*-]+)\s*(?:=\s*(\"[^\"]*\"|[^;,\s]*))?")
_ABOUT = ("rel", "as", "type", "media")
"""Parameters of a link that pass: others (`imagesrcset`) hold addresses."""
_LOADED = frozenset({"stylesheet", "preload", "icon"})

MAX_ORIGINAL = 8_192
"""Bytes of original headers that come along; common clients refuse answers with more than 16 KiB of head."""


def clean(value: str) -> str:
    """The value as one line of latin-1."""
    return _UNSAFE.sub(" ", value).strip()


def rewrite_headers(headers: Headers, rewrite: Rewrite) -> list[tuple[str, str]]:
    """What the replay sends of the captured headers, addresses rewritten; framing is the server's own affair."""
    out: list[tuple[str, str]] = []
    budget = MAX_ORIGINAL
    for name, value in headers:
        lower, value = name.lower(), clean(value)
        new = _kept(lower, value, rewrite)
        if new:
            out.append((name, new))
        if lower in _PASSED or not _TOKEN.match(name):
            continue
        budget -= len(name) + len(value) + 20
        if budget >= 0:
            out.append((f"X-Archive-Orig-{name}", value))
    return out


def _kept(name: str, value: str, rewrite: Rewrite) -> str:
    """The value under its own name, "" for what only comes along."""
    if name in _PASSED and len(value) <= 1024:
        return value
    if name == "location" and value:
        new = clean(rewrite(of_header(value), ""))
        return new if new.startswith("/") else ""  # `mailto:` would start a program, `#` go round
    if name == "refresh":
        return rewrite_refresh(value, rewrite)
    return rewrite_links(value, rewrite) if name == "link" else ""


def rewrite_links(value: str, rewrite: Rewrite) -> str:
    """Of a Link header the style sheets, preloads and icons, rewritten: relations that make a browser load something
    which the page needs. Hints (`preconnect`) and relations of the origin's own time (`memento`) are left out."""
    kept: list[str] = []
    for address, parameters in _LINK.findall(value[:4096]):
        said = {name.lower(): text.strip('"').lower() for name, text in _PARAMETER.findall(parameters)}
        rels = said.get("rel", "").split()
        if not _LOADED.isdisjoint(rels) and "crossorigin" not in said and "integrity" not in said:
            style = "stylesheet" in rels or said.get("as") == "style"
            about = "".join(f'; {name}="{said[name]}"' for name in _ABOUT if name in said)
            kept.append(f"<{rewrite(of_header(address.strip()), 'cs_' if style else 'im_')}>{about}")
    return ", ".join(kept)
