"""Pure: digests as WARC headers write them (WARC 1.1, section 5.8): `algorithm:value`, in whatever encoding.

The value is Base32 by custom for SHA-1 and hexadecimal for the others; tools have written each in each, and Base64.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re

_KNOWN = {
    "md5": ("md5", 16),
    "sha1": ("sha1", 20),
    "sha224": ("sha224", 28),
    "sha256": ("sha256", 32),
    "sha384": ("sha384", 48),
    "sha512": ("sha512", 64),
    "sha3224": ("sha3_224", 28),
    "sha3256": ("sha3_256", 32),
    "sha3384": ("sha3_384", 48),
    "sha3512": ("sha3_512", 64),
    "blake2s": ("blake2s", 32),
    "blake2b": ("blake2b", 64),
}
"""Label, without dashes -> Python's name for the algorithm, and the bytes of its digests."""

_BASE32 = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789ABCDEFGHIJKLMNOPQRSTUV")
_SHA1 = re.compile("sha1:([A-Z2-7]{32})")


def raw_digest(stated: str) -> tuple[str, bytes] | None:
    """Algorithm and bytes of a stated digest; None for an unknown algorithm. ValueError for a value that is none of it."""
    usual = _SHA1.fullmatch(stated)
    if usual is not None:
        return "sha1", int(usual[1].translate(_BASE32), 32).to_bytes(20, "big")
    algorithm, _, value = stated.partition(":")
    algorithm = algorithm.lower().replace("-", "").replace("_", "")
    known = _KNOWN.get(algorithm)
    if known is None:
        return None
    algorithm, size = known
    for decode in (_hexadecimal, _base32, _base64):
        raw = decode(value)
        if raw is not None and len(raw) == size:
            return algorithm, raw
    raise ValueError(f"{value[:80]!r} is no {algorithm} digest")


def sha1_of(data: bytes) -> str:
    """The digest as newsark states it: SHA-1 in Base32."""
    return "sha1:" + base64.b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode("ascii")


def matches(stated: tuple[str, bytes], data: bytes | memoryview) -> bool:
    algorithm, raw = stated
    if algorithm == "sha1":
        return hashlib.sha1(data, usedforsecurity=False).digest() == raw
    return hashlib.new(algorithm, data, usedforsecurity=False).digest() == raw


def _hexadecimal(value: str) -> bytes | None:
    try:
        return bytes.fromhex(value)
    except ValueError:
        return None


def _base32(value: str) -> bytes | None:
    value = value.rstrip("=")
    try:
        return base64.b32decode(value + "=" * (-len(value) % 8), casefold=True)
    except (binascii.Error, ValueError):
        return None


def _base64(value: str) -> bytes | None:
    value = value.rstrip("=")
    try:
        return base64.b64decode(
            value + "=" * (-len(value) % 4),
            altchars=b"-_" if "-" in value or "_" in value else None,
            validate=True,
        )
    except (binascii.Error, ValueError):
        return None
