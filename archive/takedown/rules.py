"""Pure: which captures are withheld, by the entries of the manifest and the keeper's settings.

An address is compared by its SURT key, so that its other spellings are covered too. `exact` is one address, `prefix`
all that begin so (of one that ends with a slash: the folder, not its namesakes), `host` a host with all its ports;
`record` is one capture. A rule holds for captures to come as well.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from archive.fixity.chain import Entry
from archive.model import CaptureRow
from archive.urls import surt

Match: TypeAlias = Literal["exact", "prefix", "host", "record"]
MATCHES: tuple[Match, ...] = ("exact", "prefix", "host")

HIDDEN, SHOWN = "hidden", "shown"
"""Events of the manifest: a rule that holds from then on, and the end of one (`of` is the number of its entry)."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One take-down; `what` is the address or the record id, `at` its UTC instant, `number` its entry in the manifest
    (0: from newsark.toml)."""

    number: int
    match: Match
    what: str
    level: str
    reason: str
    at: str = ""
    lifted: str | None = None
    key: str = field(init=False, default="", repr=False, compare=False)
    """What the SURT keys it covers begin with."""

    def __post_init__(self) -> None:
        key = surt(self.what)
        if self.match == "host":
            key = key.partition(")")[0].partition(":")[0]
        elif self.match == "prefix" and self.what.endswith("/") and "?" not in self.what:
            key = key.rstrip("/") + "/"
        object.__setattr__(self, "key", key)

    def covers(self, key: str) -> bool:
        """Whether it withholds the captures of an address with this key."""
        if self.match == "exact":  # with other methods than GET too: their keys go on (archive.warc.nonget)
            return key == self.key or key.partition("__wb_method=")[0].rstrip("?&") == self.key
        if self.match == "host":
            return key.startswith(self.key) and key[len(self.key) : len(self.key) + 1] in (")", ":")
        return self.match == "prefix" and (key.startswith(self.key) or key + "/" == self.key)


@dataclass(frozen=True, slots=True)
class Hidden:
    """All rules that hold now; false where there are none."""

    rules: tuple[Rule, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.rules)

    @property
    def singles(self) -> bool:
        """Whether single captures are withheld."""
        return any(rule.match == "record" for rule in self.rules)

    def covers_key(self, key: str) -> bool:
        return any(rule.covers(key) for rule in self.rules)

    def covers_url(self, url: str) -> bool:
        return bool(self.rules) and self.covers_key(surt(url))

    def covers(self, row: CaptureRow) -> bool:
        """Whether this capture is withheld, by its address or by itself."""
        if not self.rules:
            return False
        own = any(rule.match == "record" and rule.what == row.record_id for rule in self.rules)
        return own or self.covers_key(row.surt)


def all_rules(entries: Iterable[Entry]) -> list[Rule]:
    """Every take-down of the manifest in order, those that were lifted too."""
    rules: dict[int, Rule] = {}
    for entry in entries:
        facts = entry.facts
        if entry.event == HIDDEN:
            match = str(facts.get("match"))
            rules[entry.number] = Rule(
                entry.number,
                match if match in (*MATCHES, "record") else "exact",
                str(facts.get("what", "")),
                str(facts.get("level", "hide")),
                str(facts.get("reason", "")),
                entry.at,
            )
        elif entry.event == SHOWN and (rule := rules.get(_number(facts.get("of")))):
            rules[rule.number] = replace(rule, lifted=entry.at)
    return list(rules.values())


def of_setting(patterns: object) -> list[Rule]:
    """`[replay] hidden` of newsark.toml: addresses that begin so; a star at the end says the same."""
    listed = patterns if isinstance(patterns, list) else []
    addresses = (item.rstrip("*") for item in listed if isinstance(item, str) and item.rstrip("*"))
    return [Rule(0, "prefix", address, "hide", "newsark.toml") for address in addresses]


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
