"""What can be imported: WARC and ARC files, those inside WACZ files, and folders of any of these.

Everything here is untrusted: a name from a ZIP never becomes a path, and what unpacks to no end is refused.
"""

from __future__ import annotations

import os
import stat
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from archive.errors import WarcError
from archive.imports.source import Found, Source
from archive.imports.wacz import in_wacz
from archive.index.repair import ENDINGS
from archive.warc.members import MAGIC
from archive.warc.split import ARC_LINE, VERSION

_HEAD = 1 << 17
"""Bytes by which a file is known: an ARC line may hold an address of 64 KiB."""


def sources(path: Path) -> Iterator[Found]:
    """What there is to import at `path`; each thing that cannot be read as one error."""
    try:
        if path.is_dir():
            found = list(_files(path))
            if not found:
                yield WarcError("holds no captures (*.warc, *.warc.gz, *.arc, *.arc.gz, *.wacz)", path=path)
            for file in found:
                yield from _of_file(file)
        else:
            yield from _of_file(path)
    except OSError as error:
        yield WarcError(f"cannot be read: {error.strerror}", path=path)


def _files(folder: Path) -> Iterator[Path]:
    """In the order of their paths, which for crawls in dated folders is that of time. Links to folders are not followed."""
    for base, folders, names in os.walk(folder):
        folders.sort()
        yield from (Path(base, name) for name in sorted(names) if name.lower().endswith((*ENDINGS, ".wacz")))


def _of_file(path: Path) -> Iterator[Found]:
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # a pipe may never give anything, a device may never end
            yield WarcError("is no file; write what it gives into one", path=path)
            return
        with path.open("rb") as file:
            head = file.read(_HEAD)
        if head.startswith(b"PK\x03\x04"):
            yield from in_wacz(path)
        elif not head:
            yield WarcError("is empty", path=path)
        elif _is_archive(head):
            yield Source(str(path), path.name, path.stat().st_size, lambda: path.open("rb"), path)
        else:
            yield WarcError("is no WARC, ARC or WACZ file", path=path)
    except OSError as error:
        yield WarcError(f"cannot be read: {error.strerror}", path=path)


def _is_archive(head: bytes) -> bool:
    """Gzipped or not; leading line ends are passed over, as readers do."""
    if head.startswith(MAGIC):
        try:
            head = zlib.decompressobj(31).decompress(head, _HEAD)
        except zlib.error:
            return False
    head = head.lstrip(b"\r\n")
    return VERSION.match(head) is not None or ARC_LINE.match(head) is not None


def file_name(wanted: str, head: bytes) -> str:
    """A name fit for warc/: one part, printable, not hidden, with an ending that says what it is."""
    name = PurePosixPath(wanted.replace("\\", "/")).name
    name = "".join(c if c.isprintable() and c not in '<>:"|?*' else "_" for c in name).lstrip(".-")
    lowered = name.lower()
    if not lowered.endswith(ENDINGS):
        name += ".warc.gz" if head.startswith(MAGIC) else ".warc"
    ending = next(end for end in ENDINGS if name.lower().endswith(end))
    stem = name[: -len(ending)] or "imported"
    while len(stem.encode("utf-8", "surrogateescape")) > 180:
        stem = stem[:-1]
    return stem + ending
