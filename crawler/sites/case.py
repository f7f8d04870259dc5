"""A case: one captured page in a folder of its own, as the tests of publications read it.

FOLDER/
  page.html       the entity body, content coding removed
  capture.json    what else the extractor is told: url, captured_at (ISO 8601, UTC), the headers it looks at
  expected.json   what must come out; written by the first run of the tests, which fails: "review, then run again"
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from archive.errors import SiteError
from archive.model import Capture, Outcome
from archive.warc.http import decode_body, header
from crawler.parsers import extract

PAGE, CAPTURE = "page.html", "capture.json"
TOLD = ("content-type", "content-language")
"""Headers of the answer that the extractor looks at."""


@dataclass(frozen=True, slots=True)
class Case:
    """What the extractor is handed: `html` decoded, `captured_at` aware or None where the time does not matter."""

    html: bytes
    url: str
    captured_at: datetime | None
    headers: Mapping[str, str]

    def read(self) -> Outcome:
        return extract(self.html, self.url, headers=self.headers, captured_at=self.captured_at)


def of_capture(capture: Capture, limit: int) -> Case:
    """The case that a resolved capture makes; of its decoded body at most `limit` bytes."""
    told = {name: value for name in TOLD if (value := header(capture.headers, name))}
    html = decode_body(capture.headers, capture.body, limit).data
    return Case(html, capture.url, capture.date, told)


def write(case: Case, folder: Path) -> None:
    """Makes the folder; SiteError where it holds a case already or cannot be written."""
    at = case.captured_at.isoformat() if case.captured_at else None
    given = {"url": case.url, "captured_at": at, "headers": dict(case.headers)}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if (folder / PAGE).exists():
            raise SiteError(f"{folder}: holds a case already; name another folder")
        (folder / CAPTURE).write_text(
            json.dumps({name: value for name, value in given.items() if value}, ensure_ascii=False, indent=2)
            + "\n",
            encoding="utf-8",
        )
        (folder / PAGE).write_bytes(case.html)
    except OSError as error:
        raise SiteError(f"{folder}: cannot be written: {error.strerror}; name another folder") from None


def load(folder: Path) -> Case:
    """A case from its folder."""
    given = json.loads((folder / CAPTURE).read_text(encoding="utf-8"))
    moment = given.get("captured_at")
    at = datetime.fromisoformat(moment) if moment else None
    return Case((folder / PAGE).read_bytes(), given["url"], at, given.get("headers", {}))
