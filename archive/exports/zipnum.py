"""ZipNum: sorted CDXJ lines as gzip members of so many lines, with an index of their first lines.

A reader finds a key by binary search in the small index and unpacks one block. Two dialects of the index: that of pywb
and the Internet Archive (`key time<TAB>part<TAB>offset<TAB>length<TAB>number`, with a `.loc` file that says where the
part lies), and that of WACZ (JSON behind the key, the file's name in a first line; WACZ 1.1.1, "indexes").
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from typing import BinaryIO

LINES = 3_000
"""Lines in a block, as the Internet Archive has them."""


@dataclass(frozen=True, slots=True)
class Block:
    """A block of the compressed file: the key and time of its first line, its place and its SHA-256."""

    number: int
    first: str
    offset: int
    length: int
    sha256: str


def write_blocks(lines: Iterable[str], out: BinaryIO, *, size: int = LINES) -> Iterator[Block]:
    """Writes sorted lines (without ends) block by block."""
    lines, offset, number = iter(lines), 0, 0
    while some := list(islice(lines, size)):
        data = gzip.compress(
            "".join(f"{line}\n" for line in some).encode("utf-8", "surrogateescape"), mtime=0
        )
        out.write(data)
        number += 1
        first = " ".join(some[0].split(" ", 2)[:2])
        yield Block(number, first, offset, len(data), sha256(data).hexdigest())
        offset += len(data)


def pywb_line(block: Block, part: str) -> str:
    return f"{block.first}\t{part}\t{block.offset}\t{block.length}\t{block.number}\n"


def wacz_head(file: str) -> str:
    return f"!meta 0 {json.dumps({'format': 'cdxj-gzip-1.0', 'filename': file})}\n"


def wacz_line(block: Block) -> str:
    facts = {"offset": block.offset, "length": block.length, "digest": f"sha256:{block.sha256}"}
    return f"{block.first} {json.dumps(facts)}\n"
