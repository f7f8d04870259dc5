"""`srcset` values (HTML, section 4.8.4.2.2): candidates apart by commas, which addresses may contain as well."""

from __future__ import annotations

from collections.abc import Iterator

MAX_CANDIDATES = 50


def addresses(value: str) -> Iterator[str]:
    """The addresses of a `srcset`, as written; at most MAX_CANDIDATES."""
    at = 0
    for _ in range(MAX_CANDIDATES):
        while at < len(value) and (value[at].isspace() or value[at] == ","):
            at += 1
        end = at
        while end < len(value) and not value[end].isspace():
            end += 1
        if end == at:
            return
        found = value[at:end]
        if found[-1] == ",":  # no descriptor: the commas end the candidate
            at = end
        else:
            at = _after_descriptors(value, end)
        yield found.rstrip(",")


def _after_descriptors(value: str, at: int) -> int:
    depth = 0
    while at < len(value):
        letter = value[at]
        if letter == "," and not depth:
            return at
        depth += (letter == "(") - (letter == ")" and depth > 0)
        at += 1
    return at
