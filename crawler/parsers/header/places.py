"""The city that a stamp's own line ends with: `Updated - May 4, 2016 08:15 am IST - NEW DELHI:`."""

from __future__ import annotations

import re

from crawler.parsers.datelines_places import clean_city, is_city
from crawler.parsers.header.marked import MarkedLines

_TAIL = re.compile(r"\)?\s*[-–—]\s*([^\W\d_][^\n\d|:]{1,30}?)\s*:?[^\S\n]*(?=\n|\Z)")


def stamp_city(header: MarkedLines) -> str | None:
    """A known city behind a dash that ends the line of a stamp with a clock and a zone; sections have neither."""
    for moment in header.moments:
        if moment.day and moment.clock and moment.zone:
            tail = _TAIL.match(header.text, moment.end)
            if tail and is_city(tail[1]):
                return clean_city(tail[1])
    return None
