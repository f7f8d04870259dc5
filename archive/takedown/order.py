"""What a keeper orders: withholding captures, showing them again, taking them out of the files; and what is in force."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from archive.errors import HomeError, NotFound, QueryError, WarcError
from archive.fixity.manifest import Manifest
from archive.home import Home
from archive.index.store import CaptureIndex
from archive.model import CaptureRow
from archive.takedown import erase as erasing
from archive.takedown.erase import Erased
from archive.takedown.forms import other_forms
from archive.takedown.hidden import rules
from archive.takedown.journal import broken_off
from archive.takedown.rules import HIDDEN, SHOWN, Match, Rule
from archive.takedown.veil import rows_of
from archive.urls import surt
from archive.warc.recover import OPEN, recover
from archive.warc.resolve import Resolver

_UUID = re.compile(r"<?(?:urn:uuid:)?([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})>?")
_HOST = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://|[^\s/?#]+\.[^\s/?#]+")


@dataclass(frozen=True, slots=True)
class Concerned:
    """What a take-down is about: its captures, and revisits elsewhere that have their payload from one of those. It
    leaves alone other captures of the same payload, and other addresses of the same articles (`forms`)."""

    captures: tuple[CaptureRow, ...]
    repeats: tuple[CaptureRow, ...]
    same_payload: tuple[CaptureRow, ...]
    forms: tuple[str, ...] = ()


def named(name: str, match: str | None) -> Rule:
    """The rule that a user's words mean: an address, or a record id. QueryError where they mean neither."""
    found = _UUID.fullmatch(name.strip())
    if found:
        if match not in (None, "record"):
            raise QueryError("--match goes with an address, not with a record id")
        return Rule(0, "record", f"urn:uuid:{UUID(found[1])}", "hide", "")
    if name.startswith("urn:") or name.startswith("<urn:"):
        return Rule(0, "record", name.strip("<>"), "hide", "")
    url = name.strip()
    if not url or not _HOST.match(url) or ")" not in surt(url):
        raise QueryError(f"{name[:200]!r} is neither an address (http://…) nor a record id (urn:uuid:…)")
    kind: Match = match if match in ("prefix", "host") else "exact"  # type: ignore[assignment]
    return Rule(0, kind, url if "://" in url else f"http://{url}", "hide", "")


def concerned(home: Home, rule: Rule) -> Concerned:
    """What the rule is about, by the index as it is."""
    if not home.index_db.exists():
        return Concerned((), (), ())
    with CaptureIndex(home.index_db) as index:
        captures = tuple(rows_of(index, rule))
        ids = {row.record_id for row in captures}
        payloads = {row.digest for row in captures if row.digest and row.kind != "metadata"}
        others = [row for row in index.repeating(ids, payloads) if row.record_id not in ids] if ids else []
        resolver = Resolver(index, home.warc)
        repeats = tuple(row for row in others if row.kind == "revisit" and _leans_on(resolver, row, captures))
    same = tuple(row for row in others if row not in repeats)
    forms = other_forms(home.archive_db, dict.fromkeys(row.url for row in captures)) if captures else ()
    return Concerned(captures, repeats, same, tuple(forms))


def _leans_on(resolver: Resolver, row: CaptureRow, captures: tuple[CaptureRow, ...]) -> bool:
    places = {capture.location for capture in captures}
    try:
        return resolver.capture(row).body_location in places
    except (WarcError, NotFound):
        return row.refers_to in {capture.record_id for capture in captures}


def hide(home: Home, rule: Rule, reason: str, now: datetime) -> int:
    """Withholds from now on what the rule covers, also what is captured later; the number of its entry."""
    facts = {"match": rule.match, "what": rule.what, "level": "hide", "reason": reason}
    return Manifest(home.path).append(HIDDEN, facts, now).number


def erase(home: Home, rule: Rule, reason: str, now: datetime) -> tuple[int, Concerned, list[Erased]]:
    """Withholds it and takes its captures out, with the revisits that have their payload from them.

    HomeError while the home is projected, WarcError for a capture in a file that is being written: nothing is changed
    then. An erasure that a kill broke off is completed first.
    """
    with changing(home):
        recover(home.warc)
        found = concerned(home, rule)
        rows = (*found.captures, *found.repeats)
        for name in {row.location.file for row in rows}:
            if (home.warc / (name + OPEN)).exists():
                raise WarcError(
                    "is being written; withhold the capture (--level hide) and erase it when the crawl has ended",
                    path=home.warc / name,
                )
        done = erasing.erase(home, rule, reason, now, rows)
        return max(rule.number for rule in rules(home.path)), found, done


def lift(home: Home, number: int, reason: str, now: datetime) -> Rule:
    """Ends a take-down: what is still in the files is shown again. NotFound where there is none in force."""
    rule = next((rule for rule in rules(home.path) if rule.number == number and rule.lifted is None), None)
    if rule is None:
        raise NotFound(f"{number}: no take-down in force has this number; newsark takedown lists them")
    Manifest(home.path).append(SHOWN, {"of": number, "reason": reason}, now)
    return rule


def complete(home: Home) -> list[Erased]:
    """Completes an erasure that a kill broke off. HomeError while another process changes the home."""
    with changing(home) as done:
        return done


def complete_if_free(home: Home) -> list[Erased]:
    """The same, but left to whoever changes the home just now."""
    try:
        return complete(home) if broken_off(home.path) else []
    except HomeError:
        return []


@contextmanager
def changing(home: Home) -> Iterator[list[Erased]]:
    """Holds the projection's lock; completes first what a kill broke off, and gives it."""
    with home.lock(
        "project", remedy="wait until it has ended; a take-down with --level hide needs no waiting"
    ):
        yield erasing.finish(home)
