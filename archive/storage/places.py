"""The places that a home names in newsark.toml, and reading captures from them when a file is not in warc/.

[storage]
upload = "s3://bucket/warc"      # sealed files are copied there
read = ["file:///mnt/old"]       # files may be here as well

[storage.options]                # for fsspec: endpoint_url, profile, …
"""

from __future__ import annotations

import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from archive.errors import HomeError, WarcError
from archive.storage.remote import Remote

CACHE = "cache"
"""Folder of a home for whole files that had to be fetched; may be emptied at any time."""


def places(home: Path) -> tuple[Remote, ...]:
    """Where files may be, the place for uploads first. HomeError where newsark.toml says nonsense about it."""
    path = home / "newsark.toml"
    try:
        return _places(path, path.stat().st_mtime_ns)
    except OSError:
        return ()


@lru_cache(8)
def _places(path: Path, _changed: int) -> tuple[Remote, ...]:
    try:
        storage = tomllib.loads(path.read_text(encoding="utf-8")).get("storage", {})
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        return ()  # `Home.open` says so
    if not isinstance(storage, dict):
        raise HomeError(f"{path}: storage is no table; write [storage]")
    options, read = storage.get("options", {}), storage.get("read", [])
    urls = [storage["upload"], *read] if "upload" in storage and isinstance(read, list) else read
    if (
        not isinstance(options, dict)
        or not isinstance(urls, list)
        or not all(isinstance(u, str) for u in urls)
    ):
        raise HomeError(f'{path}: [storage] wants upload = "URL", read = ["URL"] and a table storage.options')
    return tuple(Remote(url, options) for url in urls)


def upload_place(home: Path) -> Remote | None:
    """Where sealed files go; None where newsark.toml names no place."""
    try:
        named = tomllib.loads((home / "newsark.toml").read_text(encoding="utf-8")).get("storage", {})
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return None
    return places(home)[0] if isinstance(named, dict) and named.get("upload") else None


def holder(home: Path, name: str) -> Remote | None:
    """The first place that has the file; WarcError where a place cannot be asked and no other has it."""
    trouble: WarcError | None = None
    for place in places(home):
        try:
            if place.size(name) is not None:
                return place
        except WarcError as error:
            trouble = trouble or error
    if trouble is not None:
        raise trouble
    return None


def is_elsewhere(home: Path, name: str) -> bool:
    """Whether a place has the file; one that cannot be asked counts as not having it."""
    try:
        return holder(home, name) is not None
    except WarcError:
        return False


@contextmanager
def range_elsewhere(home: Path, name: str, offset: int, length: int) -> Iterator[Path | None]:
    """A file that holds this range of a file that lies elsewhere; None where no place has it."""
    place = holder(home, name)
    if place is None:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="newsark-") as folder:
        path = Path(folder) / name
        path.write_bytes(place.read(name, offset, length))
        yield path


def whole_elsewhere(home: Path, name: str) -> Path | None:
    """A copy of a whole file that lies elsewhere, kept in the home's cache; None where no place has it."""
    cached = home / CACHE / name
    if cached.exists():
        return cached
    place = holder(home, name)
    if place is None:
        return None
    cached.parent.mkdir(exist_ok=True)
    place.fetch(name, cached)
    return cached
