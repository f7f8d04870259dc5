"""WACZ 1.1.1 (Web Archive Collection Zipped): captures, their index, the pages and the hashes of it all in one ZIP.

    archive/data-00001.warc.gz   stored, so that a reader can fetch a record by its range
    indexes/index.cdx.gz .idx    CDXJ in ZipNum blocks
    pages/pages.jsonl            address, time, title and text of each page
    datapackage.json             SHA-256 and size of each file
    datapackage-digest.json      its SHA-256, signed if there is a key

Written front to back: the WARC data goes straight into the ZIP, pages and index wait in temporary files.
"""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import IO, BinaryIO, cast
from uuid import NAMESPACE_URL, uuid5

from archive.errors import WriteError
from archive.exports.pages import Page
from archive.exports.shelf import Shelf, Source
from archive.exports.sign import Key
from archive.exports.zipnum import wacz_head, wacz_line, write_blocks
from archive.index.cdxj import cdxj_lines
from archive.model import CaptureRow, Json

VERSION = "1.1.1"
_LARGE = 1_900_000_000
"""Bytes beyond which an entry gets Zip64 headers: some way below the 2 GiB at which the zipfile module wants them."""
_PAGES_HEAD: dict[str, Json] = {"format": "json-pages-1.0", "id": "pages", "title": "Pages", "hasText": True}


@dataclass(frozen=True, slots=True)
class About:
    """What the package says of itself."""

    title: str
    description: str
    software: str
    created: datetime


@dataclass(frozen=True, slots=True)
class Packed:
    """What was written; `skipped` are captures that could not be put in, a line each."""

    captures: int
    pages: int
    bytes: int
    skipped: tuple[str, ...]


def write_wacz(
    path: Path,
    source: Source,
    chosen: Iterable[tuple[CaptureRow, Page | None]],
    about: About,
    *,
    key: Key | None = None,
    max_bytes: int = 1 << 30,
) -> Packed:
    """Writes the captures, each with the page it is if it is one, to `path`, which is there when it is whole.

    NotFound where there is nothing to write, WriteError where the disk refuses.
    """
    unfinished = path.with_name(path.name + ".unfinished")
    try:
        with tempfile.TemporaryDirectory(prefix="newsark-", dir=path.parent) as scratch:
            with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_STORED) as archive:
                package = _Package(archive, about, Path(scratch))
                packed = package.fill(source, chosen, max_bytes)
                package.close(key)
            size = unfinished.stat().st_size
            unfinished.replace(path)
    except OSError as error:
        raise WriteError(
            f"cannot be written: {error.strerror or error}; choose another file", path=path
        ) from None
    finally:
        with suppress(OSError):  # a folder that takes no file lets none be removed
            unfinished.unlink()
    captures, pages, skipped = packed
    return Packed(captures, pages, size, skipped)


class _Package:
    """The ZIP that is being written, and what its datapackage will say."""

    def __init__(self, archive: zipfile.ZipFile, about: About, scratch: Path) -> None:
        self._archive, self._about, self._scratch = archive, about, scratch
        self._resources: list[Json] = []
        self._main: Page | None = None

    def fill(
        self, source: Source, chosen: Iterable[tuple[CaptureRow, Page | None]], max_bytes: int
    ) -> tuple[int, int, tuple[str, ...]]:
        said = [("software", self._about.software), ("format", "WARC File Format 1.1")]
        said += [("title", self._about.title), ("description", self._about.description)]
        shelf = Shelf(
            source, self._warc, self._scratch / "index.db", said, self._about.created, max_bytes=max_bytes
        )
        pages = self._scratch / "pages.jsonl"
        with closing(shelf.index), closing(shelf), pages.open("w", encoding="utf-8", errors="replace") as out:
            out.write(json.dumps(_PAGES_HEAD) + "\n")
            count = 0
            for row, page in chosen:
                if shelf.add(row) and page is not None:
                    self._main = self._main or page
                    out.write(json.dumps(_page(page), ensure_ascii=False) + "\n")
                    count += 1
            shelf.close()
            if not shelf.captures:
                raise shelf.nothing()
            self._index(cdxj_lines(shelf.index.in_order(), shelf.asked))
        self._file("pages/pages.jsonl", pages, deflated=True)
        return shelf.captures, count, tuple(shelf.skipped)

    def close(self, key: Key | None) -> None:
        """The datapackage and its digest."""
        about = self._about
        created = f"{about.created.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
        package: dict[str, Json] = {
            "profile": "data-package",
            "wacz_version": VERSION,
            "software": about.software,
            "created": created,
            "title": about.title,
            "description": about.description,
            "resources": self._resources,
        }
        if self._main is not None:
            package |= {"mainPageUrl": self._main.url, "mainPageDate": _time(self._main.date)}
        data = json.dumps(package, indent=2, ensure_ascii=False).encode("utf-8", "replace")
        self._plain("datapackage.json", data)
        digest = f"sha256:{sha256(data).hexdigest()}"
        signed: dict[str, Json] = {"path": "datapackage.json", "hash": digest}
        if key is not None:
            signed["signedData"] = cast(Json, key.sign(digest, created, about.software))
        self._plain("datapackage-digest.json", json.dumps(signed, indent=2).encode())

    def _warc(self, name: str, expected: int) -> BinaryIO:
        return cast(BinaryIO, self._open(f"archive/{name}", expected))

    def _index(self, lines: Iterator[str]) -> None:
        cdx, idx = self._scratch / "index.cdx.gz", self._scratch / "index.idx"
        with cdx.open("wb") as out, idx.open("w", encoding="utf-8", errors="surrogateescape") as first:
            first.write(wacz_head(cdx.name))
            first.writelines(map(wacz_line, write_blocks(lines, out)))
        self._file(f"indexes/{cdx.name}", cdx)
        self._file(f"indexes/{idx.name}", idx, deflated=True)

    def _file(self, name: str, path: Path, *, deflated: bool = False) -> None:
        size = path.stat().st_size
        with path.open("rb") as file, closing(self._open(name, size, deflated=deflated)) as out:
            while piece := file.read(1 << 20):
                out.write(piece)

    def _open(self, name: str, expected: int, *, deflated: bool = False) -> _Counted:
        """Zip64 headers only where they must be: wabac, which replayweb.page runs on, does not expect them elsewhere."""
        large = expected > _LARGE
        file = self._archive.open(self._info(name, deflated=deflated), "w", force_zip64=large)
        return _Counted(file, name, self._resources)

    def _plain(self, name: str, data: bytes) -> None:
        self._archive.writestr(self._info(name, deflated=True), data)

    def _info(self, name: str, *, deflated: bool) -> zipfile.ZipInfo:
        made = zipfile.ZipInfo(name, self._about.created.timetuple()[:6])
        made.compress_type = zipfile.ZIP_DEFLATED if deflated else zipfile.ZIP_STORED
        made.external_attr = 0o644 << 16
        return made


class _Counted:
    """An entry of the ZIP that knows its size and SHA-256; closing it enters them among the resources."""

    def __init__(self, file: IO[bytes], path: str, resources: list[Json]) -> None:
        self._file, self._path, self._resources = file, path, resources
        self._digest, self._size = sha256(), 0

    def write(self, data: bytes) -> int:
        self._digest.update(data)
        self._size += len(data)
        return self._file.write(data)

    def close(self) -> None:
        self._file.close()
        facts: Mapping[str, Json] = {
            "name": self._path.rpartition("/")[2],
            "path": self._path,
            "hash": f"sha256:{self._digest.hexdigest()}",
            "bytes": self._size,
        }
        self._resources.append(dict(facts))


def _page(page: Page) -> dict[str, Json]:
    time = _time(page.date)
    own = uuid5(NAMESPACE_URL, f"{time} {page.url}")
    return {"id": str(own), "url": page.url, "ts": time, "title": page.title, "text": page.text}


def _time(date: datetime) -> str:
    return f"{date.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
