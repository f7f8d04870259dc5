"""What a publisher says against keeping or mining a page, as far as machines can read it. Pure.

noarchive          robots words in `X-Robots-Tag` and `<meta name=robots>`
noai, noimageai    the same places, a convention of picture hosts
tdm-reservation    header, `<meta>`, `/.well-known/tdmrep.json` (TDM Reservation Protocol, W3C Community Group, 2024)
ai-agents          robots.txt forbids the address to agents that gather for language models
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from urllib.parse import urlsplit

from protego import Protego

WORDS = ("noarchive", "noai", "noimageai")
AI_AGENTS = ("GPTBot", "CCBot", "Google-Extended", "ClaudeBot", "anthropic-ai", "PerplexityBot", "Bytespider", "Applebot-Extended", "meta-externalagent")  # fmt: skip
"""Those that publishers name most when they mean all."""
OPTED_OUT = "opted out"
"""How the reason begins why a page is not asked for, or not kept."""
MAX_HEAD = 65_536
"""Bytes of a page in which its meta elements are looked for."""

MAX_LINES = 5_000
"""Of a robots.txt: parsing takes the product of names and rules."""

_AGENT = re.compile(r"^\s*user-agent\s*:\s*([^#\r\n]+)", re.I | re.M)
_DIRECTIVE = re.compile(r"(?:unavailable_after|max-[a-z]+(?:-[a-z]+)?)\Z")
_META = re.compile(rb"<meta\b[^>]{0,1000}>", re.I)
_NAME = re.compile(rb"""\bname\s{0,9}=\s{0,9}["']?([\w-]{1,40})""", re.I)
_CONTENT = re.compile(
    rb"""\bcontent\s{0,9}=\s{0,9}(?:"([^"]{0,500})"|'([^']{0,500})'|([^\s>"']{1,500}))""", re.I
)


def in_headers(headers: Iterable[tuple[bytes, bytes]], agent: str) -> Iterator[str]:
    """Opt-outs of an answer's head that concern the product token `agent`, each with its place."""
    for name, value in headers:
        lowered = name.lower()
        if lowered == b"x-robots-tag":
            for word in _robots(value.decode("latin-1"), agent):
                yield f"{word} (X-Robots-Tag)"
        elif lowered == b"tdm-reservation" and value.strip() == b"1":
            yield "tdm-reservation (header)"


def in_page(body: bytes, agent: str) -> Iterator[str]:
    """Opt-outs of a page's meta elements."""
    for tag in _META.findall(body[:MAX_HEAD]):
        named, content = _NAME.search(tag), _CONTENT.search(tag)
        if not named or not content:
            continue
        name = named[1].decode("ascii", "replace").lower()
        value = next(part for part in content.groups() if part is not None).decode("latin-1")
        if name in ("robots", agent.lower()):
            for word in _robots(value, agent):
                yield f"{word} (meta {name})"
        elif name == "tdm-reservation" and value.strip() == "1":
            yield "tdm-reservation (meta)"


def _robots(value: str, agent: str) -> Iterator[str]:
    """Words of a robots value; `otherbot: noarchive` is none of ours."""
    head, colon, rest = value.partition(":")
    token = head.strip().lower()
    if colon and re.fullmatch(r"[\w-]+", token) and not _DIRECTIVE.match(token):
        if token != agent.lower():
            return
        value = rest
    said = {word.strip().lower() for word in value.split(",")}
    yield from (word for word in WORDS if word in said)


@dataclass(frozen=True, slots=True)
class AgentRules:
    """A robots.txt and those of AI_AGENTS that it names."""

    parser: Protego
    agents: tuple[str, ...]

    def forbid(self, url: str) -> Iterator[str]:
        """One opt-out where an address is forbidden to one of them."""
        if any(not self.parser.can_fetch(url, agent) for agent in self.agents):
            yield "ai-agents (robots.txt)"


def agent_rules(robots_txt: bytes) -> AgentRules | None:
    """None where none of AI_AGENTS is named (what holds for all agents is no opt-out of theirs)."""
    text = robots_txt[: 500 * 1024].decode("utf-8-sig", "replace")
    named = {name.strip().lower() for name in _AGENT.findall(text)}
    agents = tuple(agent for agent in AI_AGENTS if agent.lower() in named)
    return AgentRules(Protego.parse(text), agents) if agents and text.count("\n") <= MAX_LINES else None


def reserved(tdmrep: bytes, url: str) -> Iterator[str]:
    """What `/.well-known/tdmrep.json` says of an address: the first location that matches decides (section 6.2)."""
    try:
        rules = json.loads(tdmrep[:1_000_000])
    except (ValueError, RecursionError):
        return
    path = urlsplit(url).path or "/"
    for rule in rules if isinstance(rules, list) else ():
        if isinstance(rule, dict) and _covers(str(rule.get("location", "")), path):
            if rule.get("tdm-reservation") in (1, "1"):
                yield "tdm-reservation (tdmrep.json)"
            return


def _covers(location: str, path: str) -> bool:
    """A path with `*` for anything and `$` for the end, as in robots.txt (RFC 9309, section 2.2.3)."""
    if not location.startswith("/") or location.count("*") > 10 or len(location) > 500:
        return False
    escaped = location.replace("[", "[[]").replace("?", "[?]")
    return fnmatchcase(path, escaped[:-1] if escaped.endswith("$") else escaped + "*")
