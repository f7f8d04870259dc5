"""What WARC files say of themselves: which crawl wrote them, of which publication, and how it ended."""

from __future__ import annotations

import json
from pathlib import Path

from archive.db.rows import Row, clean
from archive.db.store import Store, WarcFile
from archive.errors import WarcError
from archive.imports.run import sites
from archive.index.store import CaptureIndex
from archive.warc.parse import Record, warc_fields
from archive.warc.read import last_record, read_record
from archive.warc.recover import OPEN

_NO_FIELDS = "{}"


def describe_files(folder: Path, index: CaptureIndex, store: Store) -> dict[str, str | None]:
    """Brings `crawls` and `warc_files` up to date, forgets what the index has lost, and gives each file's publication."""
    known = store.files()
    names = index.files()
    for name in known.keys() - set(names):
        store.forget(name)
    for name, end in store.ends().items():
        if end >= index.size(name):  # its end was cut off, after a power cut
            store.forget(name, index.size(name))
    new = [name for name in names if name not in known]
    given = sites(folder.parent) if new else {}
    fresh = [_describe(folder, name, given.get(name)) for name in new]
    store.write_files([row for row, _ in fresh if row], [file for _, file in fresh])
    ended = (_closing(folder, crawl, name) for crawl, name in store.unfinished())
    store.finish([row for row in ended if row])
    return store.files()


def path_of(folder: Path, name: str) -> Path:
    """Where a file is now: under its final name or still open."""
    path = folder / name
    return path if path.exists() else folder / (name + OPEN)


def _describe(folder: Path, name: str, given: str | None) -> tuple[Row | None, WarcFile]:
    """The crawl's row, if the file was written by a crawl of ours, and the file's. Unreadable files have neither.

    What other programs call `isPartOf` is a job or a collection, no publication: their captures have the one that was
    `given` when they were imported, else their host.
    """
    facts = _facts(folder, name)
    site, crawl = clean(facts.get("isPartOf", "")) or None, clean(facts.get("crawl", "")) or None
    if crawl is None:
        return None, WarcFile(name, None, given)
    texts = (facts.get(key) for key in ("http-header-user-agent", "operator", "software", "robots"))
    row: Row = (
        *(crawl, site or "", facts.get("started"), None, None),
        *(None if text is None else clean(text) for text in texts),
        *(_json(facts.get("settings")), _NO_FIELDS),
    )
    return row, WarcFile(name, crawl, site)


def _facts(folder: Path, name: str) -> dict[str, str]:
    try:
        record = read_record(path_of(folder, name), 0)
    except WarcError:
        return {}
    return warc_fields(record.block) if record.type == "warcinfo" else {}


def _closing(folder: Path, crawl: str, name: str) -> Row | None:
    """When and why a crawl ended and its counts, from the closing record of its last file; None while there is none."""
    path = folder / name
    record: Record | None = last_record(path) if path.exists() else None
    facts = warc_fields(record.block) if record is not None and record.type == "metadata" else {}
    if facts.get("crawl") != crawl:
        return None
    summary = _json(facts.get("summary"))
    reason = json.loads(summary).get("finish_reason")
    return (facts.get("finished"), reason if isinstance(reason, str) else None, summary, crawl)


def _json(text: str | None) -> str:
    """A JSON object as text; an empty one where there is none."""
    try:
        value = json.loads(text or _NO_FIELDS)
    except ValueError:
        return _NO_FIELDS
    return clean(text or _NO_FIELDS) if isinstance(value, dict) else _NO_FIELDS
