"""What a robots.txt answer means (RFC 9309). Pure: the answer in, rules out.

2xx              the first 500 KiB are parsed (section 2.5)
4xx but 429      unavailable: everything may be fetched (2.3.1.3)
429, 5xx, none   unreachable: nothing may be fetched, for a while (2.3.1.4; 429 is a server in distress)
3xx at the end   as unavailable (2.3.1.2)
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from protego import Protego

from crawler.fetching.optouts import TRAINING, OptOut

MAX_SIZE = 500 * 1024
FRESH = 24 * 3600.0
"""Seconds rules may be used for (RFC 9309, section 2.4)."""
UNREACHABLE = 600.0
"""Seconds until a robots.txt that could not be had is asked for again."""

_ALL = "training"

_AGENT = re.compile(r"\s*user-?agent\s*:\s*([^#]*)", re.IGNORECASE)
_TOKEN = re.compile(r"[A-Za-z_-]+")


@dataclass(frozen=True, slots=True)
class Rules:
    """For one scheme, host and port. `parser` is None where one verdict holds for all; `lifetime` in seconds.

    `training` holds what is said to crawlers that gather texts for training, all of them as one; None where it says nothing.
    """

    agent: str
    lifetime: float
    allow_all: bool
    parser: Protego | None = None
    training: Protego | None = None

    @property
    def unreachable(self) -> bool:
        """Whether there are no rules because robots.txt could not be had."""
        return self.parser is None and not self.allow_all

    def allows(self, url: str) -> bool:
        return self.allow_all if self.parser is None else bool(self.parser.can_fetch(url, self.agent))

    def mark(self, url: str) -> OptOut | None:
        """Whether the address is closed to those who train models."""
        if self.training is None or self.training.can_fetch(url, _ALL):
            return None
        return OptOut("ai", "robots.txt: closed to crawlers for training")

    @property
    def crawl_delay(self) -> float:
        """Seconds between requests asked for by Crawl-delay or Request-rate; 0 where nothing is."""
        if self.parser is None:
            return 0.0
        rate = self.parser.request_rate(self.agent)
        return max(self.parser.crawl_delay(self.agent) or 0.0, rate.seconds / rate.requests if rate else 0.0)


def rules_of(status: int | None, body: bytes, agent: str) -> Rules:
    """The rules for the product token `agent`; `status` is None when there was no answer."""
    if status is None or status == 429 or status >= 500:
        return Rules(agent, UNREACHABLE, allow_all=False)
    if not 200 <= status < 300:
        return Rules(agent, FRESH, allow_all=True)
    text = body[:MAX_SIZE].decode("utf-8-sig", "replace")
    if len(body) > MAX_SIZE:
        text = text.rpartition("\n")[0]
    named = any(token in text.lower() for token in TRAINING)
    return Rules(
        agent,
        FRESH,
        allow_all=True,
        parser=Protego.parse(_only(text, {agent.lower(): agent}, rest="*")),
        training=Protego.parse(_only(text, dict.fromkeys(TRAINING, _ALL), rest="0")) if named else None,
    )


def _only(text: str, names: Mapping[str, str], rest: str) -> str:
    """The file with only these product tokens as user agents, under the names given; `*` becomes `rest`, all others `0`.

    Product tokens are compared whole (RFC 9309, section 2.2.1; Protego would take `User-agent: news` as ours), and a
    file of thousands of names over thousands of rules, which costs the parser their product, becomes harmless.
    """
    lines = []
    for line in text.splitlines():
        named = _AGENT.match(line)
        if named:
            name = named[1].strip()
            token = _TOKEN.match(name)
            known = names.get(token[0].lower(), "0") if token else "0"
            line = f"User-agent: {rest if name == '*' else known}"
        lines.append(line)
    return "\n".join(lines)
