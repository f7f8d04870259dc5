"""What newsark has to read on each page of the local press, and the comparison with what it reads.

The press states other things in each publication: what a page does not state is expected to be missing. Nothing is
fetched: the pages are the bytes and headers that the press's server would send.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from newsroom.manifest import lines
from newsroom.model import TICK
from newsroom.room import Room

from archive.model import Article, Capture, CaptureRow, Counts, Location
from crawler.extractor import extract_capture, page_of
from crawler.parsers.article import read_page
from crawler.parsers.templates import Layouts, learn, proven, study

Fields = dict[str, Any]

FIELDS = (
    *("title", "published", "published_precision", "published_zone_known", "updated", "article_id", "agency"),
    *("authors", "section", "tags", "language", "comment_count", "canonical_url", "print_url", "amp_url"),
)


@dataclass(frozen=True)
class Mismatch:
    """One field of one page at one tick that was read differently."""

    publication: str
    field: str
    seed: int
    tick: int
    url: str
    read: object
    true: object

    def __str__(self) -> str:
        where = f"{self.publication}.{self.field} seed {self.seed} tick {self.tick}"
        return f"{where}: read {self.read!r}, true {self.true!r}  {self.url}"


def mismatches(
    seed: int,
    publication: str,
    articles: int,
    ticks: int,
    redesign_at: int | None = None,
    learned_from: int = 0,
) -> tuple[int, list[Mismatch]]:
    """Pages compared, and what was wrong: every article that is online, at tick 0 and at each up to `ticks`.

    `learned_from`: articles from which the publication's layouts are learned first.
    """
    room = Room(seed, articles, [publication], faults="none", redesign_at=redesign_at)
    truth = [json.loads(line) for line in lines(room, ticks)]
    layouts = _learned(room, publication, truth[:learned_from])
    compared, wrong = 0, []
    known: dict[bytes, Fields] = {}
    for tick in range(ticks + 1):
        room.set_tick(tick)
        for record in truth:
            if record["status"].get(str(tick)) != "200":
                continue
            compared += 1
            read, true = _read(room, record, tick, known, layouts), expected(room, record, tick)
            wrong += [
                Mismatch(publication, name, seed, tick, record["url"], read.get(name), value)
                for name, value in true.items()
                if not _same(read.get(name), value)
            ]
    return compared, wrong


def _same(read: object, true: object) -> bool:
    """Capitals of a whole line are the newsroom's style, not the name."""
    if isinstance(true, list) and isinstance(read, list):
        return [str(x).casefold() for x in read] == [str(x).casefold() for x in true]
    return read == true


def _learned(room: Room, publication: str, records: list[Fields]) -> Layouts:
    """What `newsark site learn` makes of these articles."""
    pages = [page_of(captured(room, publication, record["path"], 0)) for record in records]
    layouts = learn(publication, filter(None, map(study, pages)))
    return Layouts(proven(layouts, pages, read_page), "learned" if layouts else "")


def _read(room: Room, record: Fields, tick: int, known: dict[bytes, Fields], layouts: Layouts) -> Fields:
    """The fields of a page; a page of the same bytes is read once. Counts of a widget are joined as the projector does."""
    capture = captured(room, record["publication"], record["path"], tick)
    digest = sha256(capture.body).digest()
    fields = known.get(digest)
    if fields is None:
        outcome = extract_capture(capture, layouts=layouts)
        fields = outcome.as_dict() if isinstance(outcome, Article) else {"title": repr(outcome)[:200]}
        known[digest] = fields
    thread = fields.get("comments_thread")
    if thread and fields["comment_count"] is None and "counts" in room.sites:
        return {**fields, "comment_count": _asked(room, thread, tick)}
    return fields


def _asked(room: Room, address: str, tick: int) -> int | None:
    base = room.base("counts")
    if not address.startswith(base):
        return None
    outcome = extract_capture(captured(room, "counts", address.removeprefix(base), tick))
    found = {c.thread: c.value for c in outcome.counts} if isinstance(outcome, Counts) else {}
    return found.get(address)


def captured(room: Room, publication: str, path: str, tick: int) -> Capture:
    """What the press would answer for this path, as a capture; the time is the press's own."""
    page = room.sites[publication].page(path)
    headers = tuple((name, value) for name, _, value in (h.partition(": ") for h in page.head_lines("")))
    date = _now(room, publication, tick).astimezone(UTC)
    at = Location("press.warc.gz", 0, len(page.body))
    row = CaptureRow(
        f"urn:uuid:{tick}", room.base(publication) + path, "", date, at, "response", page.status, "", None
    )
    return Capture(row, page.status, headers, page.body, at)


def _now(room: Room, publication: str, tick: int) -> datetime:
    site = room.sites.get(publication)
    start: datetime = site.pub.now0 if hasattr(site, "pub") else datetime(2026, 1, 1, tzinfo=UTC)
    return start + timedelta(hours=1) + TICK * tick


def expected(room: Room, record: Fields, tick: int) -> Fields:
    """The true values of FIELDS for an article's main page at this tick, None (or no names) where the page is silent.

    A number that stands in the address alone is no article id.
    """
    site = room.sites[record["publication"]]
    version = [v for v in record["versions"] if v["tick"] <= tick][-1]
    exact = datetime.fromisoformat(record["published"])
    silent: Fields = dict.fromkeys(FIELDS) | {"authors": [], "tags": []}
    true = silent | {
        "title": version["title"],
        "published": f"{exact:%Y-%m-%dT%H:%M}",
        "published_precision": "minute",
        "published_zone_known": False,
        "authors": record["authors"],
        "language": record["lang"],
        "comment_count": record["comment_count"][str(tick)],
        "canonical_url": record["url"],
        "print_url": record["alternates"].get("print"),
        "amp_url": record["alternates"].get("amp"),
    }
    stated = {"published": exact.isoformat(), "published_precision": "second", "published_zone_known": True}
    filed = {"section": record["section_name"], "tags": record["tags"]}
    numbered = {"article_id": str(record["id"])}
    match record["publication"]:
        case "agency":
            true |= filed | numbered | {"agency": "SHAFAQNA", "authors": record["authors"][:1]}
            true |= stated if site.v.meta_time else {}
        case "daily":
            true |= stated | filed | numbered | {"updated": version["modified"], "print_url": None}
        case "courier":
            zoned = {"published": f"{exact:%Y-%m-%dT%H:%M}+01:00", "published_zone_known": True}
            true |= zoned | {"canonical_url": None}
        case "peyk":
            true |= numbered
        case "weekly":
            true |= stated | {"updated": version["modified"]}
    return true


def report(wrong: list[Mismatch]) -> Iterator[str]:
    """How many of each publication and field, each with an example."""
    groups: dict[tuple[str, str], list[Mismatch]] = {}
    for one in wrong:
        groups.setdefault((one.publication, one.field), []).append(one)
    for (_, _), found in sorted(groups.items()):
        yield f"{len(found)} × {found[0]}"
