"""XML from strangers: bytes in, a bounded tree out. No entities, no network, no DTD, limited size, gzip undone."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from lxml import etree

MAX_BYTES = 52_428_800
"""The sitemap protocol's own limit for one file, uncompressed (sitemaps.org/protocol.html); feeds are far smaller."""

_HARDENED: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "recover": True,
    "remove_comments": True,
    "remove_pis": True,
}


def inflate(data: bytes, limit: int = MAX_BYTES) -> bytes:
    """The bytes, unpacked if they are gzip (once more if twice packed); cut at `limit`; what is damaged is left out."""
    for _ in range(2):
        if data[:2] != b"\x1f\x8b":
            break
        unpack = zlib.decompressobj(31)
        try:
            data = unpack.decompress(data, limit)
        except zlib.error:
            return b""
    return data[:limit]


def parse(data: bytes, limit: int = 10_000_000) -> etree._Element | None:
    """The root element, or None for what is no XML at all. Broken XML is read as far as it can be."""
    data = _trimmed(data, limit)
    if data[:1] != b"<":
        return None
    try:
        return etree.fromstring(data, etree.XMLParser(**_HARDENED))
    except (etree.XMLSyntaxError, ValueError):
        return None


def entries(data: bytes, roots: frozenset[str], tags: frozenset[str]) -> Iterator[etree._Element] | None:
    """The elements named in `tags`, one by one, each freed after use: a sitemap of 50 MB is never a tree in memory.

    None where the document's root is none of `roots`.
    """
    data = _trimmed(data, MAX_BYTES)
    if data[:1] != b"<":
        return None
    steps = etree.iterparse(BytesIO(data), events=("start", "end"), **_HARDENED)
    try:
        _, root = next(steps)
    except (etree.XMLSyntaxError, StopIteration):
        return None
    return _each(steps, root, tags) if name(root) in roots else None


def _each(
    steps: Iterator[tuple[str, etree._Element]], root: etree._Element, tags: frozenset[str]
) -> Iterator[etree._Element]:
    try:
        for event, element in steps:
            if event == "end" and element.getparent() is root:
                if name(element) in tags:
                    yield element
                element.clear()
                while element.getprevious() is not None:
                    del root[0]
    except etree.XMLSyntaxError:
        return  # what came before the damage has been read


def _trimmed(data: bytes, limit: int) -> bytes:
    return inflate(data, limit).lstrip(b"\xef\xbb\xbf \t\r\n\0")


def name(element: etree._Element) -> str:
    """The element's name without namespace, lower case; "" for what is no element (an entity reference)."""
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def text(element: etree._Element | None, limit: int = 4000) -> str:
    """The element's own text, trimmed and cut."""
    return "" if element is None else (element.text or "").strip()[:limit]
