"""Reading news pages: pure functions from a page to what it says, with evidence.

from crawler.parsers import extract
outcome = extract(html_bytes, "https://example.org/story", captured_at=moment)
outcome.as_dict()          # an Article's fields; NotArticle has .reason, Failed has .error
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crawler.parsers.article import EXTRACTOR, extract

__all__ = ["EXTRACTOR", "extract"]


def __getattr__(name: str) -> Any:
    """`extract` is loaded when asked for: the parts can be used on their own, and the command line starts fast."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from crawler.parsers import article

    return getattr(article, name)
