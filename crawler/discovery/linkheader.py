"""The `Link` field of an answer (RFC 8288): addresses related to it, by relation."""

from __future__ import annotations

import re

from crawler.discovery.addresses import Refused, resolve

MAX_LENGTH = 20_000
"""Characters of the field that are read."""

_LINK = re.compile(
    r"""<([^<>]{1,2000})>((?:\s{0,9};\s{0,9}[\w!#$&+.^`|~*-]{1,40}\s{0,9}(?:=\s{0,9}(?:"[^"]{0,500}"|[^\s",;]{1,500}))?)*)"""
)
_REL = re.compile(r""";\s{0,9}rel\s{0,9}=\s{0,9}(?:"([^"]*)"|([^\s",;]+))""", re.I)


def related(field: str, relation: str, base: str) -> str | None:
    """The first address of this relation, absolute; None where there is none. `field` is the field's values, joined by commas."""
    for link in _LINK.finditer(field[:MAX_LENGTH]):
        rel = _REL.search(link[2])
        if rel is None or relation not in (rel[1] or rel[2] or "").lower().split():
            continue
        try:
            return resolve(base, link[1])
        except Refused:
            continue
    return None
