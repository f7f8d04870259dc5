"""Captures of the local press: pages with all they need, fetched byte for byte over raw sockets."""

from __future__ import annotations

import json
import socket
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from newsroom.check import get

from archive.model import Exchange


def fetch(url: str, *, when: datetime | None = None) -> Exchange:
    """One GET with the bytes of the wire."""
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    request = f"GET {target} HTTP/1.1\r\nHost: {parts.netloc}\r\nAccept-Encoding: gzip, br\r\nConnection: close\r\n\r\n"
    with socket.create_connection((parts.hostname or "", parts.port or 80), timeout=20) as connection:
        connection.sendall(request.encode())
        data = b""
        while chunk := connection.recv(65_536):
            data += chunk
    return Exchange(url, when or datetime.now(UTC), request.encode(), data)


def truth(info: dict[str, Any]) -> list[dict[str, Any]]:
    """The press's own description of its articles."""
    return [json.loads(line) for line in get(f"{info['control']}/manifest?ticks=1")[2].decode().splitlines()]


def captures(pages: list[dict[str, Any]]) -> list[Exchange]:
    """Each article's page and its requisites, each address once."""
    wanted: dict[str, None] = {}
    for page in pages:
        wanted[page["url"]] = None
        for requisite in page["requisites"]:
            if requisite["kind"] != "counts":
                wanted[requisite["url"]] = None
    return [fetch(url) for url in wanted]
