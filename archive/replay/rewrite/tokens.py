"""Cutting HTML source into tokens exactly where a browser does. Pure.

Follows the HTML standard's tokenizer (13.2.5) so that nothing a browser would act on hides from the rewriter inside what
we take for a comment, a string or a script. All patterns are possessive: time is linear in the page's length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.entities import html5

SPACE = "[\t\n\f\r ]"
_ATTRIBUTES = (
    rf"(?:(?:{SPACE}|/)++"
    rf"|[^\t\n\f\r />][^\t\n\f\r />=]*+(?:{SPACE}*+={SPACE}*+(?:\"[^\"]*+\"|'[^']*+'|(?=>)|[^\t\n\f\r \"'>][^\t\n\f\r >]*+)|(?!{SPACE}*+=)))*+"
)
TOKEN = re.compile(
    rf"<(?:(?P<comment>!--)"
    rf"|(?P<bogus>[!?]|/(?![A-Za-z]))"
    rf"|/(?P<end>[A-Za-z][^\t\n\f\r />]*+)(?!{SPACE}*+>)"
    rf"|(?P<start>[A-Za-z][^\t\n\f\r />]*+)(?P<attributes>{_ATTRIBUTES})>"
    rf"|(?P<open>[A-Za-z]))"
)
"""The next thing that matters: an ordinary end tag matters to nobody and is passed over. `open` is a start tag that never
ends; a browser throws it away together with the rest of the file."""

_END_TAIL = re.compile(_ATTRIBUTES + ">")
_ATTRIBUTE = re.compile(
    rf"([^\t\n\f\r />][^\t\n\f\r />=]*+)(?:{SPACE}*+={SPACE}*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\t\n\f\r \"'>][^\t\n\f\r >]*+)?))?"
)
_COMMENT_END = re.compile(r"--!?>")
_SCRIPT_STEP = re.compile(r"<!--|-->|<(/?)script(?=[\t\n\f\r />])", re.IGNORECASE)
_REFERENCE = re.compile(r"&(?:#(?:[xX]0*([0-9a-fA-F]+)|0*([0-9]+));?|([A-Za-z][A-Za-z0-9]*)(;?))")
_C1 = bytes(range(0x80, 0xA0)).decode("cp1252", "replace")


def attributes(source: str) -> Iterator[tuple[str, str, int, int]]:
    """Name (lower case), raw value, and the span of the whole in `source`, which is what `TOKEN` found in a tag."""
    for found in _ATTRIBUTE.finditer(source):
        name, double, single, bare = found.groups()
        yield name.lower(), double or single or bare or "", found.start(), found.end()


def comment_end(text: str, start: int) -> int:
    """Where the comment ends whose `<!--` ends at `start`; the text's length where it never does (13.2.5.43-52)."""
    if text.startswith(">", start):
        return start + 1
    if text.startswith("->", start):
        return start + 2
    found = _COMMENT_END.search(text, start)
    return found.end() if found else len(text)


def bogus_end(text: str, start: int) -> int:
    """The end of a doctype, a processing instruction or another bogus comment: its first `>`."""
    found = text.find(">", start)
    return found + 1 if found >= 0 else len(text)


def end_tag_end(text: str, start: int) -> int:
    """The end of an end tag that carries attributes; the text's length where it never ends."""
    found = _END_TAIL.match(text, start)
    return found.end() if found else len(text)


def raw_end(text: str, start: int, name: str) -> int:
    """Where the content of a raw-text element ends: at its end tag's `<` (13.2.5.9-14)."""
    if name == "script":
        return _script_end(text, start)
    found = re.compile(rf"</{name}(?=[\t\n\f\r />])", re.IGNORECASE).search(text, start)
    return found.start() if found else len(text)


def _script_end(text: str, start: int) -> int:
    """Script data with its escaped and double escaped states (13.2.5.15-31)."""
    escaped = double = False
    for found in _SCRIPT_STEP.finditer(text, start):
        step = found[0]
        if step == "<!--":
            # `<!-->` and `<!--->` enter and leave the escaped state at once
            escaped = escaped or not text.startswith((">", "->"), found.end())
        elif step == "-->":
            escaped = double = False
        elif not found[1]:
            double = escaped
        elif double:
            double = False
        else:
            return found.start()
    return len(text)


def unescape(value: str) -> str:
    """Character references of an attribute value resolved (13.2.5.72-80: an unended name before `=` or a letter stays)."""
    return _REFERENCE.sub(_reference, value) if "&" in value else value


def _reference(found: re.Match[str]) -> str:
    hexadecimal, decimal, name, semicolon = found.groups()
    if name:
        if semicolon:
            return html5.get(name + ";", found[0])
        ended_by_equals = found.string.startswith("=", found.end())
        return found[0] if ended_by_equals else html5.get(name, found[0])
    code = int(hexadecimal[:12], 16) if hexadecimal else int(decimal[:12])
    if 0x80 <= code < 0xA0:
        return _C1[code - 0x80]
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "�"


def escape(value: str) -> str:
    """For a value in double quotes."""
    return value.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
