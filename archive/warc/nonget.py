"""Pure: index keys of requests that are no GET: the address with the method and the body's fields added to its query.

IIPC CDXJ, "Indexing non-GET requests", as cdxj-indexer and pywb do it: `http://h/a` → `http://h/a?__wb_method=POST&k=v`.
Without it the answers to different questions to one address would lie under one key, beside its page. The same rule
makes the key of a capture (`request_key`) and finds it when a replayed page asks again (`asked`).
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from email.parser import BytesParser
from email.policy import HTTP
from urllib.parse import unquote_plus, urlencode

from archive.urls import surt
from archive.warc.http import MAX_DECODED, decode_body, header, message

MAX_QUERY = 4096
"""Characters of a body that go into a key at most, as in cdxj-indexer."""
MAX_FORM = 1 << 20
"""Bytes of a form in parts that are read for its fields; what comes behind is not in the key."""

_METHOD = re.compile(rb"([A-Z]{3,20}) ")
_PLAIN = frozenset({"", "GET", "HEAD"})


def request_key(url: str, request: bytes) -> str:
    """The SURT key of an answer to these bytes; of GET, HEAD and what is no request the address's own."""
    query = request_query(request)
    return surt(_joined(url, query) if query else url)


def request_query(request: bytes) -> str:
    """What a request adds to its address: `__wb_method=POST&k=v`; empty for GET, HEAD and what is no request."""
    method = method_of(request)
    if method in _PLAIN:
        return ""
    headers, body = message(request)
    return _query(method, header(headers, "content-type"), decode_body(headers, body, MAX_DECODED).data)


def asked(url: str, method: str, content_type: str, body: bytes) -> str:
    """The address whose key is that of an answer to such a request; `body` without content coding."""
    return url if method in _PLAIN else _joined(url, _query(method, content_type, body))


def method_of(request: bytes) -> str:
    """The method of a request's first line; empty where there is none."""
    found = _METHOD.match(request)
    return found[1].decode("ascii") if found else ""


def _joined(url: str, query: str) -> str:
    return url + ("&" if "?" in url else "?") + query


def _query(method: str, content_type: str, body: bytes) -> str:
    query = f"__wb_method={method}"
    fields = _fields(content_type, body) if method in {"POST", "PUT"} else ""
    return f"{query}&{fields}" if fields else query


def _fields(content_type: str, body: bytes) -> str:
    mime = content_type.lower()
    try:
        if mime.startswith("application/x-www-form-urlencoded"):
            return unquote_plus(body.decode("utf-8"))[:MAX_QUERY]
        if mime.startswith("multipart/form-data"):
            return urlencode(list(_parts(content_type, body)))[:MAX_QUERY]
        if mime.startswith(("application/json", "text/plain")):
            return urlencode(list(_numbered(_documents(body))))[:MAX_QUERY]
    except (ValueError, RecursionError):
        if mime.startswith("application/json"):
            return ""
    return ("__wb_post_data=" + base64.b64encode(body[:MAX_QUERY]).decode("ascii"))[:MAX_QUERY]


def _parts(content_type: str, body: bytes) -> Iterator[tuple[str, bytes]]:
    """Names and values of a form in parts (RFC 7578): its boundary is another one each time, so it may not be in a key.
    ValueError where it has no parts."""
    head = b"Content-Type: " + content_type.encode("latin-1", "replace").translate(None, b"\r\n")
    form = BytesParser(policy=HTTP).parsebytes(head + b"\r\n\r\n" + body[:MAX_FORM])
    if not form.is_multipart():
        raise ValueError("a form without parts")
    for part in form.iter_parts():
        name, value = part.get_param("name", header="content-disposition"), part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(value, bytes):
            yield name, value


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
