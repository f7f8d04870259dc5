"""Pure: index keys of requests that are no GET: the address with the method and the body's fields added to its query.

IIPC CDXJ, "Indexing non-GET requests", as cdxj-indexer and pywb do it: `http://h/a` → `http://h/a?__wb_method=POST&k=v`.
Without it the answers to different questions to one address would lie under one key, beside its page.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from urllib.parse import unquote_plus, urlencode

from archive.urls import surt
from archive.warc.http import MAX_DECODED, decode_body, header, message

MAX_QUERY = 4096
"""Characters of a body that go into a key at most, as in cdxj-indexer."""

_METHOD = re.compile(rb"([A-Z]{3,20}) ")


def request_key(url: str, request: bytes) -> str:
    """The SURT key of an answer to these bytes; of GET, HEAD and what is no request the address's own."""
    method = method_of(request)
    if method in ("", "GET", "HEAD"):
        return surt(url)
    query = f"__wb_method={method}"
    if method in ("POST", "PUT"):
        headers, body = message(request)
        fields = _query(header(headers, "content-type").lower(), decode_body(headers, body, MAX_DECODED).data)
        query += f"&{fields}" if fields else ""
    return surt(url + ("&" if "?" in url else "?") + query)


def method_of(request: bytes) -> str:
    """The method of a request's first line; empty where there is none."""
    found = _METHOD.match(request)
    return found[1].decode("ascii") if found else ""


def _query(mime: str, body: bytes) -> str:
    try:
        if mime.startswith("application/x-www-form-urlencoded"):
            return unquote_plus(body.decode("utf-8"))[:MAX_QUERY]
        if mime.startswith(("application/json", "text/plain")):
            return urlencode(list(_numbered(_documents(body))))[:MAX_QUERY]
    except (ValueError, RecursionError):
        if mime.startswith("application/json"):
            return ""
    return ("__wb_post_data=" + base64.b64encode(body[:MAX_QUERY]).decode("ascii"))[:MAX_QUERY]


def _documents(body: bytes) -> Iterator[tuple[str, object]]:
    """The leaves of one JSON text, or of one a line."""
    try:
        yield from _leaves(json.loads(body))
    except json.JSONDecodeError:
        if b"\n" not in body:
            raise
        for line in body.split(b"\n"):
            yield from _leaves(json.loads(line))


def _leaves(value: object, name: str = "") -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner, name)
    elif name:
        yield name, value


def _numbered(pairs: Iterator[tuple[str, object]]) -> Iterator[tuple[str, str]]:
    """Names that come again get a number: `a`, `a.2_`, `a.3_`."""
    seen: dict[str, int] = {}
    for name, value in pairs:
        seen[name] = seen.get(name, 0) + 1
        yield (name if seen[name] == 1 else f"{name}.{seen[name]}_"), str(value)
