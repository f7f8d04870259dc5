"""Small texts deflated (zlib, RFC 1950) in a small memory.

zlib's usual quarter of a MB is given back to the system after each text, and taken again page by page for the next one:
three times the work of packing a KB. So the window is as large as the text asks for.
"""

from __future__ import annotations

import zlib

LEVEL = 3
"""A quarter faster than zlib's usual 6, and 3 % larger."""

_WINDOWS = ((13, 6), (14, 7), (15, 8))
"""Bits of window and, as zlib counts it, memory."""

_AHEAD = 262
"""Bytes of a window that matches do not reach (zlib's MIN_LOOKAHEAD)."""


def deflate(data: bytes, dictionary: bytes = b"") -> bytes:
    """The data packed; what the dictionary has need not be in it again, and whoever unpacks it must have the same."""
    size = len(data) + len(dictionary) + _AHEAD
    bits, memory = next((w for w in _WINDOWS if size <= 1 << w[0]), _WINDOWS[-1])
    if dictionary:
        pack = zlib.compressobj(LEVEL, zlib.DEFLATED, bits, memory, zdict=dictionary)
    else:
        pack = zlib.compressobj(LEVEL, zlib.DEFLATED, bits, memory)
    return pack.compress(data) + pack.flush()
