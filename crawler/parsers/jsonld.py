"""JSON-LD as newsrooms write it: reads what a forgiving person would, within bounds, and never raises.

Mended, in this order: comment and CDATA wrappers, raw line breaks in strings, several values one after the other,
HTML entities, trailing commas, unescaped quotes inside strings. What is broken beyond that is left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from crawler.parsers.entities import unescape

MAX_SCRIPT = 2_000_000
MAX_REPAIR = 300_000
"""Characters of a script that is read at all, and of one that is worth mending."""

_WRAPPER = re.compile(r"\s*(?:<!--|-->|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[|;)")
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_STRING_END = re.compile(r"\s*(?:[,}\]:]|$)")
_DECODER = json.JSONDecoder(strict=False)


def read_json(text: str) -> list[Any]:
    """The JSON values in one script element."""
    if len(text) > MAX_SCRIPT:
        return []
    text = text.strip().removeprefix("\ufeff")
    values, rest = _values(text)
    if not rest or len(rest) > MAX_REPAIR:
        return values
    for mend in (unescape, _commas, _quotes):
        rest = mend(rest)
        found = _values(rest)[0]
        if found:
            return values + found
    return values


def _values(text: str) -> tuple[list[Any], str]:
    """Values one after the other and the text that could not be read."""
    values: list[Any] = []
    at = _skip(text, 0)
    while at < len(text):
        if text[at] not in "{[":
            return values, "" if values else text[at:]
        try:
            value, at = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError):
            return values, text[at:]
        values.append(value)
        at = _skip(text, at)
    return values, ""


def _skip(text: str, at: int) -> int:
    while found := _WRAPPER.match(text, at):
        at = found.end()
    while at < len(text) and text[at] in " \t\r\n,":
        at += 1
    return at


def _commas(text: str) -> str:
    return _TRAILING_COMMA.sub(r"\1", text)


def _quotes(text: str) -> str:
    """Escapes quotes that stand inside a string: a closing one is followed by `,`, `:`, `}` or `]`."""
    return "".join(_requoted(text))


def _requoted(text: str) -> Iterator[str]:
    inside = escaped = False
    for at, char in enumerate(text):
        if char != '"' or escaped:
            escaped = char == "\\" and not escaped
            yield char
        elif not inside or _STRING_END.match(text, at + 1):
            inside = not inside
            yield char
        else:
            yield '\\"'
