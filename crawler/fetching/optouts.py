"""What a publisher reserves beyond robots.txt's own rules for us. Pure: what came from the server in, opt-outs out.

noarchive  `noarchive` or `nocache` in X-Robots-Tag or `<meta name=robots>`
tdm        text and data mining: header, `<meta>` or /.well-known/tdmrep.json (TDM Reservation Protocol, W3C Community
           Group report, 2024)
ai         training of models: `noai`, `noimageai`, `noml`; a robots.txt that shuts out the crawlers of `TRAINING`

An archive notes them all with each capture. Which of them it obeys is the site file's word.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias
from urllib.parse import urlsplit

Kind: TypeAlias = Literal["noarchive", "tdm", "ai"]

TRAINING = frozenset(
    [
        "ai2bot", "amazonbot", "anthropic-ai", "applebot-extended", "bytespider", "ccbot", "claudebot", "cohere-ai",
        "cohere-training-data-crawler", "diffbot", "google-extended", "gptbot", "meta-externalagent", "omgili",
        "omgilibot", "perplexitybot", "timpibot", "webzio-extended",
    ]
)  # fmt: skip
"""Product tokens under which robots.txt speaks to those who gather texts to train models on."""

WELL_KNOWN = "/.well-known/tdmrep.json"
MAX_HEAD = 64 * 1024
"""Bytes at the start of a page in which `<meta>` is looked for."""
MAX_RULES = 1_000
MAX_DETAIL = 200

_DIRECTIVES: dict[str, Kind] = {
    "noarchive": "noarchive",
    "nocache": "noarchive",
    "noai": "ai",
    "noimageai": "ai",
    "noml": "ai",
}
_WORDS = tuple(word.encode() for word in (*_DIRECTIVES, "tdm-reservation"))
_META = re.compile(rb"<meta\b([^<>]{1,1000})>", re.I)
_ATTRIBUTE = re.compile(rb"""\b(name|content)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.I)


@dataclass(frozen=True, slots=True)
class OptOut:
    """One reservation; `where` says what stated it: `X-Robots-Tag: noarchive`."""

    kind: Kind
    where: str


def in_answer(headers: Iterable[tuple[bytes, bytes]], body: bytes, agent: str) -> tuple[OptOut, ...]:
    """What an answer says of itself; `body` is free of content coding, b"" for what is no page."""
    found = [mark for name, value in headers for mark in _of_header(name.lower(), value, agent)]
    return (*found, *_of_page(body, agent))


def _of_header(name: bytes, value: bytes, agent: str) -> list[OptOut]:
    if name == b"x-robots-tag":
        return _directives(value.decode("latin-1"), "X-Robots-Tag", agent)
    if name == b"tdm-reservation" and value.strip() == b"1":
        return [OptOut("tdm", "tdm-reservation: 1")]
    return []


def _directives(text: str, where: str, agent: str) -> list[OptOut]:
    """Directives are for all, or behind `name:` for one crawler and those that follow it in the same field."""
    found, ours = [], True
    for part in text[:2000].lower().split(","):
        name, colon, rest = part.partition(":")
        if colon and name.strip() not in ("unavailable_after", "max-snippet", "max-image-preview"):
            ours, part = name.strip() == agent.lower(), rest
        if ours and (word := part.strip()) in _DIRECTIVES:
            found.append(OptOut(_DIRECTIVES[word], f"{where}: {word}"))
    return found


def _of_page(body: bytes, agent: str) -> list[OptOut]:
    metas = [meta[1].lower() for meta in _META.finditer(body, 0, MAX_HEAD)]
    said_somewhere = b" ".join(metas)
    if not any(word in said_somewhere for word in _WORDS):
        return []
    found = []
    for meta in metas:
        said = {m[1]: (m[2] or m[3] or m[4] or b"").decode("latin-1") for m in _ATTRIBUTE.finditer(meta)}
        name, content = said.get(b"name", "").strip(), said.get(b"content", "").strip()
        if name in ("robots", agent.lower()):
            found += _directives(content, f"meta {name}", agent)
        elif name == "tdm-reservation" and content == "1":
            found.append(OptOut("tdm", "meta tdm-reservation: 1"))
    return found


@dataclass(frozen=True, slots=True)
class Reserved:
    """The rules of one tdmrep.json: pairs of a path pattern and whether mining is reserved there."""

    rules: tuple[tuple[str, bool], ...] = ()

    def mark(self, url: str) -> OptOut | None:
        """The first rule whose pattern matches decides; where none does nothing is reserved."""
        parts = urlsplit(url)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        for pattern, reserved in self.rules:
            if _matches(pattern, path):
                return OptOut("tdm", f"tdmrep.json: {pattern[:MAX_DETAIL]}") if reserved else None
        return None


def tdmrep(status: int | None, body: bytes) -> Reserved:
    """The rules of /.well-known/tdmrep.json; none for anything that is no such file."""
    if status != 200:
        return Reserved()
    try:
        document = json.loads(body[:1_000_000])
    except (ValueError, RecursionError):
        return Reserved()
    entries = document if isinstance(document, list) else [document]
    return Reserved(
        tuple(
            (str(entry["location"])[:2000], str(entry.get("tdm-reservation")) == "1")
            for entry in entries[:MAX_RULES]
            if isinstance(entry, dict) and isinstance(entry.get("location"), str)
        )
    )


def _matches(pattern: str, path: str) -> bool:
    """As in robots.txt (RFC 9309, section 2.2.3): a prefix, `*` is anything, `$` at the end is the end. Linear."""
    anchored = pattern.endswith("$")
    first, *rest = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    for piece in rest[:-1] if anchored else rest:
        at = path.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    return not anchored or (
        path.endswith(rest[-1]) and len(path) - len(rest[-1]) >= at if rest else at == len(path)
    )
