"""Pure: the 28 requirements of docs/warc.md, checked on the files that any program wrote, against the server's own log.

Each check is given what was seen and answers how many of the cases it looked at are right. None of them believes what
a record says: digests are computed, members unpacked alone by Python's own gzip, bytes compared with the log.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from archive.warc.parse import Record, warc_fields
from archive.warc.read import walk
from benchmarks.warc_exchanges import (
    addresses,
    block_digests,
    blocks,
    codings,
    dates,
    framing,
    no_payload,
    payloads,
    protocols,
    repeats,
    requests,
    targets,
    ties,
    truncations,
)
from benchmarks.warc_seen import Count, Runs, count
from benchmarks.warc_wacz import faults

_PROFILE = re.compile(
    r"http://netpreserve\.org/warc/1\.[01]/revisit/(identical-payload-digest|server-not-modified)"
)
_NAME = re.compile(r".+-(\d{14,17})-(\d{5})-[\w.-]+\.warc\.gz")
_FACTS = "operator software format conformsTo robots hostname ip http-header-user-agent".split()


_REFERS = ("WARC-Refers-To", "WARC-Refers-To-Target-URI", "WARC-Refers-To-Date")


def _identical(runs: Runs) -> Count:
    def lacks(record: Record) -> list[str]:
        wanted = (*_REFERS, "WARC-Payload-Digest")
        missing = [name for name in wanted if not record.get(name)]
        profile = _PROFILE.fullmatch(record.get("WARC-Profile"))
        missing += [] if profile and profile[1].startswith("ident") else ["WARC-Profile"]
        cut = not record.block or record.get("WARC-Truncated") == "length"
        return missing + ([] if cut else ["WARC-Truncated"])

    return _revisits(runs, "/same", lacks)


def _not_modified(runs: Runs) -> Count:
    def lacks(record: Record) -> list[str]:
        profile = _PROFILE.fullmatch(record.get("WARC-Profile"))
        missing = [name for name in ("WARC-Refers-To", "WARC-Refers-To-Date") if not record.get(name)]
        return missing + ([] if profile and profile[1].startswith("server") else ["WARC-Profile"])

    return _revisits(runs, "/etag", lacks)


def _revisits(runs: Runs, path: str, lacks: Callable[[Record], list[str]]) -> Count:
    """The second answers below an address, which ought to be revisits."""
    twice = sorted({one.url for one in runs.again.answered if path in one.url})

    def cases() -> Iterator[tuple[bool, str]]:
        for url in twice:
            records = runs.again.by_url.get(("revisit", url), [])
            missing = lacks(records[0]) if records else ["writes no revisit"]
            yield not missing, ", ".join(missing)

    return count(cases())


def _resolves(runs: Runs) -> Count:
    def cases() -> Iterator[tuple[bool, str]]:
        responses = runs.again.kinds("response")
        ids = {record.record_id for record in responses}
        places = {(record.url, record.get("WARC-Date")) for record in responses}
        for record in runs.again.kinds("revisit"):
            to = record.get(_REFERS[0]).strip("<>")
            place = record.get(_REFERS[1]).strip("<>"), record.get(_REFERS[2])
            yield to in ids or place in places, "refers to nothing"

    return count(cases(), none="writes no revisit")


def _infos(runs: Runs) -> Count:
    def cases() -> Iterator[tuple[bool, str]]:
        for path in runs.main.files:
            first = next(walk(path))
            facts = warc_fields(first.block) if first.type == "warcinfo" else {}
            lacks = [name for name in _FACTS if not facts.get(name)]
            lacks += [] if first.get("WARC-Filename") == path.name else ["WARC-Filename"]
            yield not lacks, "lacks " + " ".join(lacks) if facts else "no warcinfo first"

    return count(cases())


def heads(path: Path) -> Iterator[bytes]:
    """The header of the record in each gzip member, which is unpacked alone."""
    data = path.read_bytes()
    while data:
        stream = zlib.decompressobj(31)
        yield stream.decompress(data).partition(b"\r\n\r\n")[0]
        data = stream.unused_data


def _versions(runs: Runs) -> Count:
    return count((len({head[:9] for head in heads(path)}) == 1, path.name) for path in runs.main.files)


def _members(runs: Runs) -> Count:
    def cases() -> Iterator[tuple[bool, str]]:
        for path in runs.main.files:
            data = path.read_bytes()
            for record in walk(path):
                at, length = record.location.offset, record.location.length
                yield gzip.decompress(data[at : at + length]).startswith(b"WARC/1."), path.name

    return count(cases())


def _names(runs: Runs) -> Count:
    names = [path.name for path in runs.main.files]
    found = [_NAME.fullmatch(name) for name in names]
    serials = [int(match[2]) for match in found if match]
    rising = (
        len(names) > 1 and serials == list(range(serials[0], serials[0] + len(names))) if serials else False
    )
    return count([(rising, "one file" if len(names) == 1 else f"as {names[0]}" if names else "none")])


def _renamed(runs: Runs) -> Count:
    return count([(not runs.early, f"{len(runs.early)} files had it while they grew")])


def _after_kills(runs: Runs) -> Count:
    """Every file ends with a whole record; and what was answered is there, but for the two exchanges under way."""
    kept = {one.kind for one, _ in runs.main.pairs()}

    def cases() -> Iterator[tuple[bool, str]]:
        for seen in runs.killed:
            cut = any(record.damage for record in seen.records)
            lost = [
                one for one in seen.answered[:-2] if one.kind in kept and seen.of(one, "response") is None
            ]
            yield (
                bool(seen.answered) and not cut and not lost,
                "a record is cut" if cut else f"{len(lost)} answers lost",
            )

    return count(cases())


def _dns(runs: Runs) -> Count:
    dns = [r for r in runs.named.records if r.url == "dns:localhost" and r.type == "resource"]
    right = [b"127.0.0.1" in r.block and r.get("Content-Type") == "text/dns" for r in dns]
    return count([(any(right), "optional; writes none")])


def _metadata(runs: Runs) -> Count:
    def cases() -> Iterator[tuple[bool, str]]:
        for one, _ in runs.main.pairs():
            record = runs.main.of(one, "metadata")
            yield record is not None and "fetchTimeMs" in warc_fields(record.block), "none"

    return count(cases())


def _plain_headers(runs: Runs) -> Count:
    def right(head: bytes) -> bool:
        return not re.search(r"^[ \t]|=\?[\w-]+\?[qbQB]\?", head.decode("utf-8", "replace"), re.M)

    return count((right(head), path.name) for path in runs.main.files for head in heads(path))


def _post_key(runs: Runs) -> Count:
    keys = [("__wb_method=post" in runs.posted.lower(), f"key {runs.posted}")] if runs.posted else []
    return count(keys, none="makes no index")


def _wacz(runs: Runs) -> Count:
    found = [(not (wrong := list(faults(runs.wacz))), ", ".join(wrong))] if runs.wacz else []
    return count(found, none="makes none")


REQUIREMENTS: tuple[tuple[str, Callable[[Runs], Count]], ...] = (
    ("block is the answer as received", blocks),
    ("repeated headers, order, case", repeats),
    ("content coding kept, agrees", codings),
    ("chunk framing and header together", framing),
    ("payload digest of the entity body", payloads),
    ("none on warcinfo and metadata", no_payload),
    ("block digests right, usual form", block_digests),
    ("request is what was sent", requests),
    ("records of an event are tied", ties),
    ("one date, the start", dates),
    ("address on request and response", addresses),
    ("target as asked for, no <>", targets),
    ("WARC-Protocol", protocols),
    ("cut bodies say so", truncations),
    ("revisit: identical payload", _identical),
    ("revisit: not modified", _not_modified),
    ("revisits resolve", _resolves),
    ("warcinfo first, who and how", _infos),
    ("one version a file", _versions),
    ("a gzip member a record", _members),
    ("names with time and serial, size kept", _names),
    ("final name when whole", _renamed),
    ("after a kill: whole records only", _after_kills),
    ("dns records (optional)", _dns),
    ("metadata with time taken", _metadata),
    ("no folds, no encoded words", _plain_headers),
    ("index key of a POST", _post_key),
    ("WACZ", _wacz),
)
"""In the order of docs/warc.md."""
