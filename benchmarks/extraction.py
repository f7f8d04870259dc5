"""The adapter with which an extraction bench runs newsark: `(html, url) -> fields`.

EXTRACTION_DATA=DIR python score.py run benchmarks/extraction.py:extract
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from archive.model import Article, Failed
from crawler.parsers import extract as read


def extract(html: bytes, url: str) -> dict[str, Any]:
    """The fields an outside scorer knows; a page that is no article gives its title only."""
    outcome = read(html, url)
    if isinstance(outcome, Failed):
        raise RuntimeError(outcome.error)
    if not isinstance(outcome, Article):
        return {"title": outcome.title}
    return dict(outcome.as_dict())
