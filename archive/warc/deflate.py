"""Gzip members, packed and unpacked by Intel's ISA-L where it is installed, else by zlib: the same format.

Measured on 86 news pages: ISA-L's level 3 packs five times faster than zlib's 6 and 12 % larger, for bodies sent plain;
most come gzip-coded, which neither can make smaller. It unpacks nearly three times faster.
"""

from __future__ import annotations

import zlib
from typing import Protocol

_GZIP = 31
"""Window bits of zlib plus 16: gzip framing; its header says no time and no name, so that equal bytes give equal members."""


class Packer(Protocol):
    def compress(self, data: bytes, /) -> bytes: ...

    def flush(self) -> bytes: ...


class Unpacker(Protocol):
    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    @property
    def unconsumed_tail(self) -> bytes: ...

    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


Errors: tuple[type[Exception], ...] = (zlib.error,)
"""What a damaged member raises."""

try:
    from isal import isal_zlib

    Errors = (zlib.error, isal_zlib.error)  # type: ignore[assignment]  # its stub calls the class an instance

    def packer() -> Packer:
        made: Packer = isal_zlib.compressobj(3, zlib.DEFLATED, _GZIP)
        return made

    def unpacker() -> Unpacker:
        made: Unpacker = isal_zlib.decompressobj(_GZIP)
        return made

except ImportError:

    def packer() -> Packer:
        return zlib.compressobj(6, zlib.DEFLATED, _GZIP)

    def unpacker() -> Unpacker:
        return zlib.decompressobj(_GZIP)
