"""What a hostile page may cost: its size, tags, depth and attributes are cut before the parser sees them.

The HTML5 parser takes time quadratic in the attributes of one element (8,000 cost 72 ms, 16,000 cost 315 ms) and in depth
(2,000 levels 4 ms, 8,000 levels 60 ms), and unclosed formatting elements are opened anew in every paragraph. News pages have
at most 50 attributes, 60 levels and some 20,000 tags, so ordinary pages come back as they are, after one scan.
"""

from __future__ import annotations

import re

MAX_CHARS = 12_000_000
MAX_TAGS = 100_000
MAX_DEPTH = 256
"""Levels of open elements, as in libxml2 (Blink stops at 512)."""
MAX_FORMATTING = 8
"""Formatting elements (`<b>`, `<font>` …) left open at once."""
MAX_ATTRIBUTES = 64
MAX_VALUE = 65_536
"""Characters of one attribute: page state in attributes can be long, megabytes say nothing about an article."""

_FEW_TAGS = 6_000
"""Pages with fewer tags cannot be deep enough to cost more than a twentieth of a second."""

_FEW_STYLED = 24
"""Formatting elements with attributes that a page may have before they are counted."""

_REST = r"""[^\s/>]{0,100}+(?:> | (?:\s[^\s/>="']{1,400}+="[^"]{0,65536}+"){0,64}+\s?/?>
    | (?:[\s/]{0,400}+[^\s/>][^\s/>=]{0,400}+(?:\s{0,400}+=\s{0,400}+(?:"[^"]{0,65536}+"|'[^']{0,65536}+'
    |[^\s>"'][^\s>]{0,4096}+)?+)?+){0,64}+[\s/]{0,400}+>)"""
"""From within a tag's name to its end, as HTML's tokenizer reads it (HTML, 13.2.5.32 to 13.2.5.40): a quote that does not
follow `=` is a letter like any other. A scan that reads them otherwise takes tags for values, and can be led past all limits.
The first two ways are the third one's for tags as most are written."""
_STYLED = r"(?i:[biu]|em|font|strong|small|code|big|nobr|s|strike|tt)(?=[\s/])"
_RAW_START = r"[sS](?:cript|CRIPT|tyle|TYLE)(?=[\s>/])"
_PLAIN = (
    "(?:span|img|section|input|ul|body|button|br|base|figure|footer|form|td|tr|table|time|th|tbody|title|source|svg|select|"
    "summary|iframe|noscript|nav|center|col|cite|figcaption|fieldset)"
)
"""How names begin that no formatting element, script or style begins with: two names in five, told without looking ahead."""
_QUIET = rf"""[^<]*+(?:<(?:/
      | [ADGHJ-MO-RV-Zadghj-mo-rv-z]{_REST}
      | {_PLAIN}{_REST}
      | (?!{_STYLED}|{_RAW_START})[A-Za-z]{_REST}
      | (?![A-Za-z!])
      | !--(?:-?>|(?:[^-]++|-(?!-!?>))*+--!?>)
      | !(?!--)
      | {_RAW_START}{_REST} (?:[^<]++ | <(?!/[sS](?:[cC][rR]|[tT][yY])))*+
      | {_STYLED}{_REST}[^<]*+</
    )[^<]*+)*+"""
_CALM = re.compile(rf"{_QUIET}(?:<{_STYLED}{_REST}{_QUIET}){{0,{_FEW_STYLED}}}+", re.X)
"""As much of a page as has short, well quoted tags, and few formatting elements with attributes that are not closed
at once: possessive throughout, so one pass that never goes back."""

_CALM_BYTES = re.compile(_CALM.pattern.encode(), re.X)

_ATTRIBUTE = r"""[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+)?+)?+"""
_TAG = re.compile(rf"<([A-Za-z][^\s/>]*+)((?:{_ATTRIBUTE})*+)[\s/]*+>")
_ONE_ATTRIBUTE = re.compile(_ATTRIBUTE)
_RAW_TEXT = ("script", "style", "textarea", "title", "xmp", "iframe", "noembed")
_RAW = {name: re.compile(rf"</{name}", re.I) for name in _RAW_TEXT}
_ELEMENT = re.compile(
    r"""<!--(?:[^-]++|-(?!->))*+ | <(?:script|style)\b(?:[^<]++|<(?!/(?:script|style)))*+
    | <(/?)([A-Za-z][^\s/>]*+)(?:"""
    + _ATTRIBUTE
    + r""")*+[\s/]*+>?""",
    re.I | re.X,
)
_FORMATTING = frozenset("a b big code em font i nobr s small strike strong tt u".split())
_UNCOUNTED = frozenset(
    "area base br col embed hr img input link meta param source track wbr p li dt dd tr td th option".split()
)
"""Elements without an end tag, or whose end tag is often left out because the next one closes them."""
_DRAWN = frozenset(
    "animate animatetransform circle clippath defs desc ellipse feblend fecolormatrix fecomposite feflood fegaussianblur "
    "femergenode feoffset filter g image line lineargradient mask path pattern polygon polyline radialgradient rect stop "
    "symbol text title tspan use".split()
)
"""SVG's elements: within `<svg>`, and only there, `/>` closes."""


def is_calm(encoded: bytes) -> bool:
    """Whether a page, in UTF-8, is one of the ordinary ones: few and short tags, in which nothing can grow."""
    if len(encoded) > MAX_CHARS or b"\0" in encoded or encoded.count(b"<") > _FEW_TAGS:
        return False
    calm = _CALM_BYTES.match(encoded)
    return calm is not None and calm.end() == len(encoded)


def tame(html: str) -> str:
    """The page, cut to what can be parsed in bounded time. Ordinary pages come back as they are."""
    if "\0" in html:
        html = html.replace("\0", "")
    calm = _CALM.match(html)
    if calm is not None and calm.end() == len(html) <= MAX_CHARS:
        return html if html.count("<") <= _FEW_TAGS else _shallow(html)
    html, styled = _short_tags(html)
    html = html[:MAX_CHARS]
    return _shallow(html) if styled or html.count("<") > _FEW_TAGS else html


def _short_tags(html: str) -> tuple[str, bool]:
    """The page, each tag with the first MAX_ATTRIBUTES attributes of up to MAX_VALUE characters; whether there are
    more formatting elements with attributes than a calm page has.

    A tag that the page ends in is left out, as browsers do; so the scan never looks twice at one place.
    """
    out: list[str] = []
    at = last = 0
    styled = False
    while (calm := _CALM.match(html, at)) and (start := calm.end()) < len(html):
        tag = _TAG.match(html, start)
        if tag is None:
            at = _after_markup(html, start)
        else:
            styled = styled or tag[1].lower() in _FORMATTING
            if tag.end() - start > MAX_VALUE or len(tag[2]) > 20 * MAX_ATTRIBUTES:
                out += html[last:start], _short_tag(tag)
                last = tag.end()
            at = _after_content(html, tag)
        if at < 0:
            return "".join(out) + html[last:start], styled
    return "".join(out) + html[last:], styled


def _after_markup(html: str, start: int) -> int:
    """The place behind a comment; -1 where one, or a tag, is open to the end of the page."""
    end = html.find("-->", start + 2) if html.startswith("<!--", start) else -1
    return end + 3 if end >= 0 else -1


def _short_tag(tag: re.Match[str]) -> str:
    kept: list[str] = []
    for found in _ONE_ATTRIBUTE.finditer(tag[2]):
        if len(found[0]) <= MAX_VALUE:
            kept.append(found[0])
        if len(kept) == MAX_ATTRIBUTES:
            break
    return f"<{tag[1][:100]}{''.join(kept)}>"


def _after_content(html: str, tag: re.Match[str]) -> int:
    """Where tags are looked for after this one: scripts and their like hold text only."""
    raw = _RAW.get(tag[1].lower())
    if raw is None:
        return tag.end()
    closing = raw.search(html, tag.end())
    return closing.start() if closing else -1


def _shallow(html: str) -> str:
    """Leaves out start tags below MAX_DEPTH open elements or MAX_FORMATTING formatting ones, and their end tags.

    What follows the first MAX_TAGS tags is left out altogether.
    """
    out: list[str] = []
    depth = formatting = dropped = last = 0
    drawing = False
    for count, tag in enumerate(_ELEMENT.finditer(html)):
        name = (tag[2] or "").lower()
        if count >= MAX_TAGS:
            return "".join(out) + html[last : tag.start()]
        drawing = not tag[1] if name == "svg" else drawing and name in _DRAWN
        if not name or name in _UNCOUNTED or (drawing and tag[0].endswith("/>")):
            continue
        step = -1 if tag[1] else 1
        formats = name in _FORMATTING
        depth = max(0, depth + step)
        formatting = max(0, formatting + step * formats)
        if step > 0 and (depth > MAX_DEPTH or (formats and formatting > MAX_FORMATTING)):
            dropped += 1
        elif step < 0 and dropped and (depth >= MAX_DEPTH or (formats and formatting >= MAX_FORMATTING)):
            dropped -= 1
        else:
            continue
        out.append(html[last : tag.start()])
        last = tag.end()
    out.append(html[last:])
    return "".join(out)
