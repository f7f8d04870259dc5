"""`srcset` and `imagesrcset`: candidates split as the HTML standard does (section 4.8.4.2.2). Pure."""

from __future__ import annotations

import re

from archive.replay.rewrite.css import Rewrite

_CANDIDATE = re.compile(r"[\t\n\f\r ,]*+([^\t\n\f\r ]++)((?:\([^)]*+(?:\)|\Z)|[^,(])*+),?")


def rewrite_srcset(value: str, rewrite: Rewrite) -> str:
    """The candidates with rewritten addresses, one comma and one blank apart; descriptors as they are.

    An address may hold commas (`data:` and image services do); only one at its very end separates.
    """
    out: list[str] = []
    position = 0
    while found := _CANDIDATE.match(value, position):
        address, descriptors = found.groups()
        position = found.end()
        bare = address.rstrip(",")
        if bare != address:  # a comma at the end of the address ends the candidate: no descriptors follow
            position, descriptors = found.end(1), ""
        out.append(f"{rewrite(bare, 'im_')} {descriptors.strip()}".strip() if bare else "")
    return ", ".join(filter(None, out))
