"""Large answers leave no hole behind: their buffers are given back to the system, not kept by the C library."""

from __future__ import annotations

import ctypes

_MMAP_THRESHOLD = -3
"""M_MMAP_THRESHOLD of glibc's malloc.h."""
_LARGE = 1024 * 1024


def give_back_large() -> None:
    """Buffers of a megabyte or more come from the system and go back at once (mallopt(3)).

    By itself glibc raises that bound to 32 MiB after the first large buffer was freed, and keeps what lies between
    smaller ones. Does nothing where the C library has no such setting.
    """
    try:
        ctypes.CDLL(None).mallopt(_MMAP_THRESHOLD, _LARGE)
    except (AttributeError, OSError):
        return
