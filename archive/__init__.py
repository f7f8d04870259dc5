"""Keeps what was crawled, answers questions about it and plays it back; runs without a crawler."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archive.library import Archive

__all__ = ["Archive"]


def __getattr__(name: str) -> object:
    """`Archive` is imported when it is asked for: most of the package does without a database."""
    if name == "Archive":
        from archive.library import Archive

        return Archive
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
